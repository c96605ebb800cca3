//! Names in a whole statement: tables against the design, columns against the tables in scope.

mod scope;
mod sources;

use std::ops::ControlFlow;

use sqlparser::ast::{Ident, ObjectName, Statement, Visit};

use super::super::names::Advice;
use super::{Columns, Island};
use crate::diagnostics::Diagnostic;

/// What the tables of the design look like to SQL written in one context.
pub trait Catalog {
    /// The table or view a name means, with the qualifier it was written with.
    fn relation(&self, qualifier: Option<&Ident>, name: &Ident) -> Relation<'_>;

    /// What to write instead of a name that means nothing.
    fn advice(&self, qualifier: Option<&Ident>, name: &Ident) -> Option<Advice>;
}

/// What a table name means.
#[derive(Debug, Clone, Copy)]
pub enum Relation<'c> {
    Known(&'c Columns),
    /// It exists, its columns are not known: a system table, a view, one made by a native block.
    Opaque,
    Missing,
}

/// One finding for every table and column that certainly does not exist.
pub fn check_statement(
    statement: &Statement,
    island: Island<'_>,
    catalog: &dyn Catalog,
) -> Vec<Diagnostic> {
    let mut scope = scope::Scope::new(island, catalog);
    let _: ControlFlow<()> = statement.visit(&mut scope);
    scope.findings
}

/// The qualifier and the last part of a dotted name.
fn split(name: &ObjectName) -> Option<(Option<&Ident>, &Ident)> {
    let mut parts = name.0.iter().rev().map(|part| part.as_ident());
    let last = parts.next()??;
    Some((parts.next().flatten(), last))
}

/// A dotted name without its quotes.
fn plain(name: &ObjectName) -> String {
    let parts = name
        .0
        .iter()
        .map(|part| part.as_ident().map_or_else(|| part.to_string(), |ident| ident.value.clone()));
    parts.collect::<Vec<_>>().join(".")
}
