//! The indexes that some servers make for foreign keys, made visible.
//!
//! InnoDB wants the columns of a foreign key to be the first of some index, in any order as long as
//! they come first, and makes one named as the key where there is none. Written down, it is part of
//! the schema like any other index.

use super::names::Named;
use super::work::Work;
use crate::dialect::Capability;
use crate::schema::{AtomKey, AtomKind, ForeignKey, Index, IndexPart, IndexTarget, Table};

pub(super) fn add(work: &mut Work<'_>) {
    if work.lacks(Capability::ImplicitForeignKeyIndex) {
        return;
    }
    work.each_table(|work, table| {
        for place in 0..table.foreign_keys.len() {
            let Some(foreign) = table.foreign_keys.get(place) else { continue };
            if !is_served(table, foreign) {
                let index = index_for(work, table, foreign);
                table.indexes.push(index);
            }
        }
    });
}

/// Whether some key begins with the columns of the foreign key, in their order.
fn is_served(table: &Table, foreign: &ForeignKey) -> bool {
    let leads = |columns: &[String]| columns.starts_with(&foreign.columns);
    table.primary_key.as_ref().is_some_and(|key| leads(&key.columns))
        || table.uniques.iter().any(|unique| leads(&unique.columns))
        || table.indexes.iter().any(|index| index_leads(index, &foreign.columns))
}

fn index_leads(index: &Index, columns: &[String]) -> bool {
    index.method.is_none()
        && index.parts.len() >= columns.len()
        && index.parts.iter().zip(columns).all(|(part, column)| {
            part.prefix.is_none()
                && matches!(&part.target, IndexTarget::Column(name) if name == column)
        })
}

fn index_for(work: &mut Work<'_>, table: &Table, foreign: &ForeignKey) -> Index {
    let from = AtomKey::new(
        &table.name,
        AtomKind::ForeignKey,
        foreign.name.as_deref().unwrap_or_default(),
    );
    let parts: Vec<&str> = foreign.columns.iter().map(String::as_str).collect();
    let name = work.invent(Named::Index, &table.name, &parts, "idx", Some(from));
    Index::new(Some(name), foreign.columns.iter().map(IndexPart::column).collect())
}
