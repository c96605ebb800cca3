//! Postgres's catalog as a schema: one query an object kind (`sql/`), put together in memory.
//!
//! Nothing here asks the server once a table. Objects that belong to an extension are the
//! extension's. What exists and has no place in the model is listed as `unmodelled`. Names in
//! `public` have no namespace. Expressions are as the server prints them with `search_path` set to
//! `public`, without their outer parentheses; nothing else interprets them.

mod access;
mod assemble;
mod bound;
mod columns;
mod constraints;
mod indexes;
mod names;
mod others;
mod query;
mod rows;
mod scope;
mod tables;
mod text;
mod types;

pub(in crate::engine) use scope::Scope;

use crate::dialect::Dialect;
use crate::engine::EngineError;
use crate::engine::postgres::Session;
use crate::schema::Schema;

/// The namespace that names need not say.
pub(in crate::engine) const DEFAULT_NAMESPACE: &str = "public";

/// Reads what `scope` covers, in one read-only snapshot.
pub(in crate::engine) fn introspect(
    session: &mut dyn Session,
    dialect: Dialect<'_>,
    scope: &Scope,
    server: &str,
) -> Result<Schema, EngineError> {
    session
        .run("begin isolation level repeatable read read only; set local search_path = public")?;
    let outcome = read(session, dialect, scope, server);
    session.run("rollback")?;
    outcome
}

/// The same inside of a transaction that is open already.
pub(in crate::engine) fn read(
    session: &mut dyn Session,
    dialect: Dialect<'_>,
    scope: &Scope,
    server: &str,
) -> Result<Schema, EngineError> {
    let catalog = query::Reader { session, version: dialect.version, scope, server }.read()?;
    Ok(assemble::assemble(catalog, dialect, scope))
}
