//! For servers on which a column is said anew as a whole, and an index with all that belongs to it: what
//! differs in a part becomes a difference in the whole.

use super::{Changes, Fate, Id};
use crate::dialect::{Capability, Dialect};
use crate::schema::{AtomKey, AtomKind, Column, GeneratedStorage, Table};

pub(super) fn fold(changes: &mut Changes<'_>, dialect: Dialect<'_>) {
    if dialect.has(Capability::AlterColumnParts) {
        return;
    }
    for id in 0..changes.keys.len() {
        if changes.fates[id] == Fate::Keep {
            continue;
        }
        let key = changes.keys[id].clone();
        if let Some((whole, fate)) = whole(changes, &key) {
            let stands = matches!(changes.fates[whole], Fate::Keep | Fate::Alter { .. });
            // A column that is numbered from now on, or no more, is another one to the keys that refer to it.
            let numbered = key.kind == AtomKind::Identity
                && !matches!(changes.fates[id], Fate::Alter { .. })
                && dialect.has(Capability::AddConstraint);
            let fate = if numbered { Fate::SHAKE } else { fate };
            if stands {
                if changes.fates[whole] != Fate::SHAKE {
                    changes.fates[whole] = fate;
                }
                changes.fates[id] = Fate::Keep;
            }
        } else if let Fate::Alter { .. } = changes.fates[id]
            && matches!(key.kind, AtomKind::Trigger | AtomKind::Routine)
        {
            changes.fates[id] = Fate::Replace;
        }
    }
    recollate(changes, dialect);
    // A table is changed in one statement, which its parts are clauses of.
    for id in 0..changes.keys.len() {
        let key = &changes.keys[id];
        if changes.fates[id] == Fate::Keep || !is_clause(key.kind, dialect) {
            continue;
        }
        let Some(table) = changes.find(&key.object, AtomKind::Table, "") else { continue };
        if changes.fates[table] == Fate::Keep {
            changes.fates[table] = Fate::ALTER;
        }
    }
}

/// Columns that have their table's collation change it with their table, and only if they say so.
fn recollate(changes: &mut Changes<'_>, dialect: Dialect<'_>) {
    let collation = |table: &Table| {
        let option = |name: &str| table.options.get(name).cloned();
        (option("charset"), option("collation"))
    };
    for id in 0..changes.keys.len() {
        let key = &changes.keys[id];
        if key.kind != AtomKind::Column
            || !matches!(changes.fates[id], Fate::Keep | Fate::Alter { .. })
        {
            continue;
        }
        let (from, to) = (changes.from.root(&key.object), changes.to.root(&key.object));
        let moved = from.zip(to).is_some_and(|(from, to)| collation(from) != collation(to));
        let of_table = |side: &super::Side<'_>| {
            let column = side.column(key);
            column.is_some_and(|column| column.collation.is_none() && is_text(column, dialect))
        };
        if moved && of_table(&changes.from) && of_table(&changes.to) {
            changes.fates[id] = Fate::SHAKE;
        }
    }
}

fn is_text(column: &Column, dialect: Dialect<'_>) -> bool {
    let Ok(rendered) = dialect.render_type(&column.data_type) else { return false };
    let sql = rendered.sql.to_ascii_lowercase();
    let words = ["char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set"];
    let word = sql.split(|letter: char| !letter.is_ascii_alphabetic()).next().unwrap_or_default();
    words.contains(&word)
}

/// What is only a part of something else is said with that, and never alone.
pub(super) fn forget_parts(changes: &mut Changes<'_>, dialect: Dialect<'_>) {
    if dialect.has(Capability::AlterColumnParts) {
        return;
    }
    for id in 0..changes.keys.len() {
        if changes.fates[id] != Fate::Keep && whole(changes, &changes.keys[id]).is_some() {
            changes.fates[id] = Fate::Keep;
        }
    }
}

/// Whether a piece is said in a clause of its table's one statement.
pub fn is_clause(kind: AtomKind, dialect: Dialect<'_>) -> bool {
    // Where constraints are added to nothing that stands, foreign keys are parts of their table too.
    let whole = kind == AtomKind::ForeignKey && !dialect.has(Capability::AddConstraint);
    whole
        || matches!(
            kind,
            AtomKind::Column
                | AtomKind::PrimaryKey
                | AtomKind::Unique
                | AtomKind::Check
                | AtomKind::Index
        )
}

/// What a piece is only a part of, and what becomes of that.
fn whole(changes: &Changes<'_>, key: &AtomKey) -> Option<(Id, Fate)> {
    use AtomKind as K;
    let object = &key.object;
    let find = |kind, part: &str| changes.find(object, kind, part);
    match key.kind {
        K::NotNull | K::Default | K::Identity => Some((find(K::Column, &key.part)?, Fate::ALTER)),
        K::Generated => {
            let column = find(K::Column, &key.part)?;
            let storage = |side: &super::Side<'_>| {
                side.column(key)?.generated.as_ref().map(|generated| generated.storage)
            };
            let (from, to) = (storage(&changes.from), storage(&changes.to));
            let virtual_one = [from, to].contains(&Some(GeneratedStorage::Virtual));
            let anew = virtual_one && from != to;
            Some((column, if anew { Fate::Replace } else { Fate::ALTER }))
        }
        K::Partition | K::PartitionKey => Some((find(K::Table, "")?, Fate::ALTER)),
        K::Comment | K::Option => {
            let name = match (key.kind, key.part.rsplit_once('.')) {
                (K::Option, Some((part, _))) => part,
                (K::Option, None) => "",
                _ => key.part.as_str(),
            };
            if name.is_empty() {
                let whole = find(K::Table, "").or_else(|| find(K::View, ""))?;
                return Some((whole, Fate::ALTER));
            }
            if let Some(column) = find(K::Column, name) {
                return Some((column, Fate::ALTER));
            }
            let kinds = [K::Index, K::Unique, K::Routine];
            if let Some(whole) = kinds.iter().find_map(|kind| find(*kind, name)) {
                return Some((whole, Fate::Replace));
            }
            if name == "primary key" {
                return Some((find(K::PrimaryKey, "")?, Fate::Replace));
            }
            find(K::Partition, name)?;
            Some((find(K::Table, "")?, Fate::ALTER))
        }
        _ => None,
    }
}
