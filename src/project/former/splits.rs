//! Which rows move to which new tables, by what the design says of where attributes come from.

use std::collections::BTreeMap;

use super::moved::Moved;
use super::numbered::numbered;
use crate::normal::rewrite::{Part, Split};
use crate::schema::{ObjectRef, QualifiedName, Schema, Table};
use crate::sql::identifiers;

/// The splits that the moved columns make: all columns of a new table come from one that stays.
pub(super) fn splits(
    moved: &[Moved],
    from: &Schema,
    to: &Schema,
    notes: &mut Vec<String>,
) -> Vec<Split> {
    let mut by_table: BTreeMap<&QualifiedName, BTreeMap<&QualifiedName, Vec<&Moved>>> =
        BTreeMap::new();
    // What numbers its rows itself is filled once the table is made.
    let numbered = numbered(moved, from, to);
    let is_split = |one: &&Moved| {
        from.table(&one.table).is_none() && !numbered.iter().any(|known| known.takes(one))
    };
    for one in moved.iter().filter(is_split) {
        by_table.entry(&one.from_table).or_default().entry(&one.table).or_default().push(one);
    }
    let mut splits = Vec::new();
    for (name, parts) in by_table {
        let (Some(old), Some(new)) = (from.table(name), to.table(name)) else { continue };
        match split(name, old, new, &parts, to) {
            Ok(split) => splits.push(split),
            Err(why) => notes.push(format!("the rows of `{name}` are not moved: {why}")),
        }
    }
    splits
}

fn split(
    name: &QualifiedName,
    old: &Table,
    new: &Table,
    parts: &BTreeMap<&QualifiedName, Vec<&Moved>>,
    to: &Schema,
) -> Result<Split, String> {
    let mut found: Vec<(Part, &Table)> = Vec::new();
    for (part, columns) in parts {
        let table = to.table(part).ok_or_else(|| format!("`{part}` is no table"))?;
        for one in columns {
            if old.column(&one.from_column).is_none() {
                return Err(format!("`{name}` has no column `{}`", one.from_column));
            }
        }
        let comes = |column: &str| {
            let from = columns.iter().find(|one| one.column == column);
            from.map(|one| one.from_column.clone())
        };
        let own = table.primary_key.as_ref().map(|key| key.columns.as_slice()).unwrap_or_default();
        let key: Option<Vec<String>> = own.iter().map(|column| comes(column)).collect();
        let Some(key) = key.filter(|key| !key.is_empty()) else {
            return Err(format!(
                "not the whole primary key of `{part}` comes from there; where it numbers its rows itself, what comes has to \
                 be unique in it, and `{name}` to have one new reference to it"
            ));
        };
        let determined = table
            .columns
            .iter()
            .filter(|column| column.generated.is_none() && !own.contains(&column.name))
            .filter_map(|column| comes(&column.name))
            .collect();
        let renamed = columns.iter().filter(|one| one.column != one.from_column);
        let called = renamed.map(|one| (one.from_column.clone(), one.column.clone())).collect();
        found.push((Part { name: (*part).clone(), key, determined, called }, table));
    }
    let leaves = |column: &&crate::schema::Column| {
        new.column(&column.name).is_none()
            && found.iter().any(|(part, _)| {
                let mut taken = part.key.iter().chain(&part.determined);
                taken.any(|taken| *taken == column.name)
            })
    };
    let moved = old.columns.iter().filter(leaves).map(|column| column.name.clone()).collect();
    // What is referred to stands first.
    let mut parts = Vec::with_capacity(found.len());
    while !found.is_empty() {
        let names: Vec<QualifiedName> = found.iter().map(|(part, _)| part.name.clone()).collect();
        let free = found.iter().position(|(part, table)| {
            let waits = |name: &QualifiedName| *name != part.name && names.contains(name);
            !table.foreign_keys.iter().any(|key| waits(&key.references))
        });
        let next = free.ok_or("the new tables refer to each other in a circle")?;
        parts.push(found.remove(next).0);
    }
    Ok(Split { table: name.clone(), moved, parts })
}

pub(super) fn views_read(schema: &Schema, table: &QualifiedName) -> bool {
    let names =
        |view: &crate::schema::View| identifiers(view.query.text()).any(|word| word == table.name);
    schema.views.iter().any(names)
}

/// The schema without its views, which come back in the form that the design gives them.
pub(super) fn without_views(schema: &Schema) -> Schema {
    let mut bare = schema.clone();
    bare.views.clear();
    let is_view = |name: &QualifiedName| schema.views.iter().any(|view| view.name == *name);
    bare.grants.retain(|grant| !matches!(&grant.on, ObjectRef::Table(name) if is_view(name)));
    bare
}
