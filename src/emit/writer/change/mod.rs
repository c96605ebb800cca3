//! Statements that change or drop what is there, besides those that only add to tables.

mod access;
mod clauses;
mod column;
mod models;
mod objects;
mod partitions;
#[cfg(test)]
mod samples;
mod types;
mod upkeep;

pub use clauses::{Clause, TableChange};
pub use column::ColumnChange;
pub use objects::ObjectKind;
#[cfg(test)]
pub(super) use samples::samples;

use super::Alter;
use crate::emit::{Body, Statement, Transaction};

impl Alter<'_> {
    /// The statements so far, which are its own no more.
    pub fn take(&mut self) -> Vec<Statement> {
        std::mem::take(&mut self.writer.statements)
    }

    /// The last statement cannot be in a transaction with others, or should not: it waits or works long.
    pub fn alone(&mut self) {
        if let Some(last) = self.writer.statements.last_mut() {
            last.transaction = Transaction::Commits;
        }
    }

    pub(super) fn with_body(&mut self) {
        if let Some(last) = self.writer.statements.last_mut() {
            last.body = if last.sql.contains(';') { Body::Statements } else { Body::Plain };
        }
    }
}
