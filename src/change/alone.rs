//! Indexes and keys that a table with partitions has on itself alone, not all of its partitions having a part.
//!
//! The model keeps them as the statements that make them; what these say of the table is read here.

use super::Side;
use crate::schema::{AtomKey, OtherObject, QualifiedName, Table};
use crate::sql::qualified_identifiers;

/// Their kind.
pub const PARENT_ALONE: &str = "index of a parent alone";

/// What such a thing stands on.
pub struct Alone<'s> {
    pub table: &'s Table,
    pub is_primary_key: bool,
}

/// By the key of its piece.
pub fn alone_on<'s>(side: &Side<'s>, key: &AtomKey) -> Option<Alone<'s>> {
    let mut others = side.schema.others.iter();
    of_other(side, others.find(|other| other.name == key.object && other.kind == PARENT_ALONE)?)
}

pub(super) fn of_other<'s>(side: &Side<'s>, other: &OtherObject) -> Option<Alone<'s>> {
    let text = other.statements.first().filter(|_| other.kind == PARENT_ALONE)?;
    let named: Vec<(Option<&str>, &str)> = qualified_identifiers(text).collect();
    let is_named = |name: &QualifiedName| {
        named.iter().any(|(namespace, word)| {
            let at_home = name.namespace.is_none();
            *word == name.name && (at_home || *namespace == name.namespace.as_deref())
        })
    };
    let mut divided = side.schema.tables.iter().filter(|table| table.partitioning.is_some());
    let table = divided.find(|table| is_named(&table.name))?;
    Some(Alone { table, is_primary_key: text.contains(" PRIMARY KEY ") })
}
