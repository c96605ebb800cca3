use std::collections::BTreeSet;

use crate::schema::{QualifiedName, Table};

/// Tables behind those they refer to; where they refer to each other, in the order they stand in.
pub fn parents_first(tables: &[Table]) -> Vec<&Table> {
    let mut ordered: Vec<&Table> = Vec::with_capacity(tables.len());
    let mut placed: BTreeSet<&QualifiedName> = BTreeSet::new();
    let mut left: Vec<&Table> = tables.iter().collect();
    while !left.is_empty() {
        let waits = |table: &Table, placed: &BTreeSet<&QualifiedName>| {
            table.foreign_keys.iter().any(|key| {
                key.references != table.name
                    && !placed.contains(&key.references)
                    && tables.iter().any(|other| other.name == key.references)
            })
        };
        let (ready, waiting): (Vec<&Table>, Vec<&Table>) =
            left.iter().copied().partition(|table| !waits(table, &placed));
        // A circle: its first table goes first, with nulls where it can.
        let ready = if ready.is_empty() { vec![waiting[0]] } else { ready };
        left.retain(|table| !ready.iter().any(|one| one.name == table.name));
        placed.extend(ready.iter().map(|table| &table.name));
        ordered.extend(ready);
    }
    ordered
}
