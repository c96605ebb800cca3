//! A physical schema as the statements that make it.
//!
//! Each statement comes from one handlebars template of the dialect; what a template is given (the
//! view models in `model`) is decided here from capabilities, and only spelling is left to it. The
//! order follows what needs what; of statements that could change places, the one whose object was
//! written first comes first. The same schema gives the same bytes.
//!
//! Invariants: nothing is checked here. What a server cannot hold was refused or replaced by
//! `physical`, so a [`TemplateError`] means a broken template, never a broken design.

mod anew;
mod files;
mod keyspaces;
mod mentions;
mod nodes;
mod order;
mod script;
mod statement;
#[cfg(test)]
mod tests;
mod writer;

pub use anew::{Anew, WHOLE, beside};
pub use files::{File, files};
pub use nodes::{
    COORDINATOR, Node, Reach, link_name, nodes, seen_by_planner, shard_counts, shard_of,
};
pub use script::script;
pub use statement::{Backfill, Body, Statement, Transaction};
pub use writer::{
    Alter, Clause, ColumnChange, CopyRows, FollowedPart, FollowedRows, From, JoinedOn, JoinedPart,
    Named, ObjectKind, PartColumn, TableChange, beside_comment, is_beside,
};

use crate::dialect::Dialect;
use crate::schema::{Index, QualifiedName, Schema};
use crate::template::TemplateError;

/// The whole schema as statements, in an order in which a server takes them.
pub fn emit(schema: &Schema, dialect: Dialect<'_>) -> Result<Vec<Statement>, TemplateError> {
    if keyspaces::has(dialect) {
        return keyspaces::statements(schema, dialect);
    }
    if nodes::has(dialect) {
        let all = nodes(schema, dialect, None)?;
        return Ok(all.into_iter().flat_map(|node| node.statements).collect());
    }
    plain(schema, dialect)
}

fn plain(schema: &Schema, dialect: Dialect<'_>) -> Result<Vec<Statement>, TemplateError> {
    let order = order::order(schema, dialect);
    writer::Writer::new(schema, dialect)?.write(&order)
}

/// The statements that add indexes to tables of a schema, in the order given.
pub fn create_indexes<'i>(
    schema: &Schema,
    dialect: Dialect<'_>,
    indexes: impl IntoIterator<Item = (&'i QualifiedName, &'i Index)>,
) -> Result<Vec<Statement>, TemplateError> {
    writer::Writer::new(schema, dialect)?.create_indexes(indexes)
}
