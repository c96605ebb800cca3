//! Columns that a table has from another that it inherits.

use super::{Changes, Fate, Id};
use crate::schema::{AtomKey, AtomKind, Column, QualifiedName};

pub(super) fn settle(changes: &mut Changes<'_>) {
    for id in 0..changes.keys.len() {
        let key = &changes.keys[id];
        let is_column = matches!(
            key.kind,
            AtomKind::Column | AtomKind::NotNull | AtomKind::Default | AtomKind::Generated
        );
        if !is_column {
            continue;
        }
        match changes.fates[id] {
            // It stays when its table inherits no more.
            Fate::Create if stays(changes, key) => changes.fates[id] = Fate::Keep,
            // No statement makes a column of one's own one that is inherited.
            Fate::Drop if key.kind == AtomKind::Column && comes(changes, key) => {
                if let Some(table) = table(changes, &key.object) {
                    changes.fates[table] = Fate::Swap;
                }
            }
            _ => {}
        }
    }
}

fn table(changes: &Changes<'_>, name: &QualifiedName) -> Option<Id> {
    let id = changes.find(name, AtomKind::Table, "")?;
    matches!(changes.fates[id], Fate::Keep | Fate::Alter { .. }).then_some(id)
}

fn inherited<'s>(side: &super::Side<'s>, key: &AtomKey) -> Option<&'s Column> {
    let table = side.root(&key.object)?;
    side.ancestors(table).into_iter().find_map(|parent| parent.column(&key.part))
}

fn stays(changes: &Changes<'_>, key: &AtomKey) -> bool {
    let (Some(from), Some(to)) = (inherited(&changes.from, key), changes.to.column(key)) else {
        return false;
    };
    match key.kind {
        AtomKind::Column => from.data_type == to.data_type,
        AtomKind::NotNull => !from.nullable,
        AtomKind::Default => from.default == to.default,
        _ => from.generated == to.generated,
    }
}

fn comes(changes: &Changes<'_>, key: &AtomKey) -> bool {
    inherited(&changes.to, key).is_some() && inherited(&changes.from, key).is_none()
}
