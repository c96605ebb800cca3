//! The data-moving steps of a split: rows of one table become rows of several, and back.
//!
//! [`moves`] takes the tables before and after, as one server holds them, and what
//! [`normal::rewrite`](crate::normal::rewrite) says about the split. The way there: make the new
//! tables; check that the rows do not contradict what the split rests on, and fail with the rows if
//! they do; insert each fact once; only then let go of the columns. A row whose key is null refers to
//! nothing: no row of nulls is made for it, and a fact about it is a contradiction. The way back
//! joins the facts to their rows again.
//!
//! Servers that change tables in place do so; where that is not possible the table is made anew
//! beside itself and takes its own place (as SQLite's manual says). Statements are [`Statement`]s of
//! `emit`, so that whoever orders a plan can take them over.

mod in_place;
mod replaced;
#[cfg(test)]
mod tests;

use crate::dialect::{Capability, Dialect};
use crate::emit::{Alter, Named, Statement, emit, script};
use crate::normal::rewrite::{Part, Split};
use crate::schema::{Schema, Table};
use crate::template::TemplateError;

/// The steps of a split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moves {
    /// Stands before and outside of the transaction, in either direction.
    pub before: Vec<Statement>,
    pub up: Vec<Statement>,
    /// Undoes `up`: the rows are what they were.
    pub down: Vec<Statement>,
    /// Stands behind the transaction, in either direction.
    pub after: Vec<Statement>,
}

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
}

/// Why there are no steps.
#[derive(Debug, thiserror::Error)]
pub enum SplitError {
    #[error("`{0}` is not among the tables of the schema")]
    NoTable(String),
    #[error(
        "the steps for `{table}` cannot be written: `{column}` is set on every update\nhelp: take its `on update` away first, and give it to the new entity afterwards"
    )]
    OnUpdate { table: String, column: String },
    #[error("the rows of `{0}` could not be joined again: no way leads to it")]
    NoWayBack(String),
    #[error(transparent)]
    Template(#[from] TemplateError),
}

/// The steps by which the rows of `split.table`, as `old` has it, become those of `new`.
pub fn moves(
    old: &Schema,
    new: &Schema,
    split: &Split,
    dialect: Dialect<'_>,
) -> Result<Moves, SplitError> {
    let missing = || SplitError::NoTable(split.table.to_string());
    let (before, after) = (
        old.table(&split.table).ok_or_else(missing)?,
        new.table(&split.table).ok_or_else(missing)?,
    );
    let set = split
        .moved
        .iter()
        .find(|name| before.column(name).is_some_and(|column| column.on_update.is_some()));
    if let Some(column) = set {
        let table = split.table.to_string();
        return Err(SplitError::OnUpdate { table, column: column.clone() });
    }
    let task = Task { old, new, before, after, split, dialect, way_back: way_back(split, after)? };
    match Alter::new(new, dialect)?.in_place() {
        true => in_place::moves(&task),
        false => replaced::moves(&task),
    }
}

impl Moves {
    /// The steps in one direction as the server's own client runs them.
    pub fn script(&self, direction: Direction, dialect: Dialect<'_>) -> String {
        let steps = self.steps(direction, dialect);
        script(&steps, dialect)
    }

    /// The steps in one direction, in one transaction where the server has that for them.
    pub fn steps(&self, direction: Direction, dialect: Dialect<'_>) -> Vec<Statement> {
        let inner = match direction {
            Direction::Up => &self.up,
            Direction::Down => &self.down,
        };
        let mark = |sql: &str| -> Vec<Statement> {
            match inner.first() {
                Some(first) if dialect.has(Capability::TransactionalDdl) => {
                    vec![Statement { sql: sql.to_owned(), change: sql.to_owned(), ..first.clone() }]
                }
                _ => Vec::new(),
            }
        };
        let plain =
            |statement: Statement| Statement { body: crate::emit::Body::Plain, ..statement };
        let begin = mark("begin").into_iter().map(plain);
        let commit = mark("commit").into_iter().map(plain);
        let (before, after) = (self.before.iter().cloned(), self.after.iter().cloned());
        before.chain(begin).chain(inner.iter().cloned()).chain(commit).chain(after).collect()
    }
}

/// What both ways of writing the steps work on.
struct Task<'a> {
    old: &'a Schema,
    new: &'a Schema,
    before: &'a Table,
    after: &'a Table,
    split: &'a Split,
    dialect: Dialect<'a>,
    /// The parts in the order in which they are joined again, each with the columns it gives back.
    way_back: Vec<(&'a Part, Vec<String>)>,
}

impl<'a> Task<'a> {
    /// The statements that make the new tables, with everything that belongs to them.
    fn create_parts(&self) -> Result<Vec<Statement>, SplitError> {
        let tables: Vec<Table> = self
            .split
            .parts
            .iter()
            .filter_map(|part| self.new.table(&part.name))
            .cloned()
            .collect();
        Ok(emit(&Schema { tables, ..Schema::default() }, self.dialect)?)
    }

    /// Before anything is changed: do the rows agree with what the split rests on?
    fn check(&self, alter: &mut Alter<'_>) -> Result<(), SplitError> {
        for part in self.split.parts.iter().filter(|part| !part.determined.is_empty()) {
            alter.check_dependency(&self.split.table, &part.key, &part.determined)?;
        }
        Ok(())
    }

    fn fill_parts(&self, alter: &mut Alter<'_>) -> Result<(), SplitError> {
        for part in &self.split.parts {
            let (key, facts) = (named(part, &part.key), named(part, &part.determined));
            alter.fill_part(&self.split.table, &part.name, &key, &facts, &[])?;
        }
        Ok(())
    }

    /// The columns of the table that rows have values of their own in.
    fn stored(table: &Table) -> impl Iterator<Item = &str> {
        let stored = table.columns.iter().filter(|column| column.generated.is_none());
        stored.map(|column| column.name.as_str())
    }
}

/// Columns of the table, with what a part calls them.
fn named(part: &Part, columns: &[String]) -> Vec<Named> {
    let named = |from: &String| Named { name: part.called(from).to_owned(), from: from.clone() };
    columns.iter().map(named).collect()
}

/// In which order the parts can be joined: each once its key is known.
fn way_back<'a>(
    split: &'a Split,
    after: &Table,
) -> Result<Vec<(&'a Part, Vec<String>)>, SplitError> {
    let mut known: Vec<String> = Task::stored(after).map(str::to_owned).collect();
    let mut open: Vec<&Part> = split.parts.iter().collect();
    let mut order = Vec::new();
    while !open.is_empty() {
        let next = open.iter().position(|part| part.key.iter().all(|name| known.contains(name)));
        let Some(next) = next else {
            return Err(SplitError::NoWayBack(split.table.to_string()));
        };
        let part = open.remove(next);
        let gives: Vec<String> =
            part.determined.iter().filter(|name| !known.contains(name)).cloned().collect();
        known.extend(gives.iter().cloned());
        order.push((part, gives));
    }
    Ok(order)
}
