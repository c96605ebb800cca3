//! For servers that add no constraint to a table that stands: which tables can take their changes all the
//! same, and which are made anew and take their own place. The latter *shake*.

use std::collections::BTreeMap;

use super::fold::is_clause;
use super::{Changes, Fate, Id};
use crate::dialect::{Capability, Dialect};
use crate::schema::{AtomKind, Column, GeneratedStorage, Table};
use crate::sql::identifiers;

pub(super) fn decide(changes: &mut Changes<'_>, dialect: Dialect<'_>) {
    if dialect.has(Capability::AddConstraint) {
        return;
    }
    let mut parts: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
    for id in 0..changes.keys.len() {
        let key = &changes.keys[id];
        if changes.fates[id] == Fate::Keep {
            continue;
        }
        if key.kind == AtomKind::Table {
            parts.entry(id).or_default();
        } else if is_clause(key.kind, dialect)
            && let Some(table) = changes.find(&key.object, AtomKind::Table, "")
        {
            parts.entry(table).or_default().push(id);
        }
    }
    for (table, parts) in parts {
        if !matches!(changes.fates[table], Fate::Keep | Fate::Alter { .. }) {
            continue;
        }
        let stands = stands(changes, table, &parts, dialect).unwrap_or(false);
        changes.fates[table] = if stands { Fate::ALTER } else { Fate::SHAKE };
    }
}

/// Whether a table can change where it stands.
fn stands(changes: &Changes<'_>, table: Id, parts: &[Id], dialect: Dialect<'_>) -> Option<bool> {
    let name = &changes.keys[table].object;
    let (from, to) = (changes.from.table(name)?, changes.to.table(name)?);
    let mut each = parts.iter().map(|part| {
        let (key, fate) = (&changes.keys[*part], changes.fates[*part]);
        let comes = || to.column(&key.part).is_some_and(|column| is_added(column, dialect));
        let goes = || is_dropped(changes, from, &key.part);
        match (key.kind, fate) {
            (AtomKind::Index, _) => true,
            (AtomKind::Column, Fate::Create) => comes(),
            (AtomKind::Column, Fate::Drop) => goes(),
            // Values that are computed are computed again.
            (AtomKind::Column, Fate::Replace) => {
                let computed =
                    |table: &Table| table.column(&key.part).is_some_and(|c| c.generated.is_some());
                computed(from) && computed(to) && goes() && comes()
            }
            _ => false,
        }
    });
    // The last column of a table cannot be dropped.
    let is_gone = |name: &str| {
        parts.iter().any(|part| {
            let key = &changes.keys[*part];
            key.kind == AtomKind::Column && key.part == name && changes.fates[*part].goes()
        })
    };
    let keeps_one = from.columns.iter().any(|column| !is_gone(&column.name));
    Some(keeps_one && from.options == to.options && each.all(|one| one))
}

/// Whether a column can be added behind the others.
fn is_added(column: &Column, dialect: Dialect<'_>) -> bool {
    if let Some(generated) = &column.generated {
        return generated.storage == GeneratedStorage::Virtual;
    }
    let literal = column.default.as_ref().is_none_or(|default| dialect.is_literal(default));
    let null = |text: &str| text.eq_ignore_ascii_case("null");
    let has_value = column.default.as_ref().is_some_and(|default| !null(default.text()));
    column.identity.is_none() && literal && (column.nullable || has_value)
}

/// Whether a column can be dropped: nothing that stays may speak of it.
fn is_dropped(changes: &Changes<'_>, from: &Table, column: &str) -> bool {
    let is = |name: &String| name.eq_ignore_ascii_case(column);
    let says = |text: &str| identifiers(text).any(|word| word.eq_ignore_ascii_case(column));
    let in_key = from.primary_key.iter().any(|key| key.columns.iter().any(is))
        || from.uniques.iter().any(|unique| unique.columns.iter().any(is))
        || from.foreign_keys.iter().any(|key| key.columns.iter().any(is));
    let others = from.columns.iter().filter(|other| other.name != column);
    let computed = others.filter_map(|other| other.generated.as_ref());
    let schema = changes.from.schema;
    let mut triggers = schema.tables.iter().flat_map(|table| &table.triggers);
    !in_key
        && !from.checks.iter().any(|check| says(check.expression.text()))
        && !computed.into_iter().any(|generated| says(generated.expression.text()))
        && !triggers.any(|trigger| says(&trigger.definition))
        && !schema.views.iter().any(|view| says(view.query.text()))
}
