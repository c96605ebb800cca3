//! PostgreSQL's DDL.
//!
//! A file a kind of statement. Every function takes the clauses that it knows from the tree and hands
//! the others to [`Reader::leave`]: what no arm of a `match` takes is never lost.

mod access;
mod alter;
mod column;
mod comment;
mod constraint;
mod data_type;
mod define;
mod draft;
mod drop;
mod expression;
mod finish;
mod generated;
mod index;
mod options;
mod partition;
mod routine;
mod search_path;
mod sequence;
mod settled;
mod statement;
mod table;
mod tree;
mod view;

use self::draft::Draft;
use self::search_path::SearchPath;
use super::Outcome;
use crate::dialect::Dialect;
use crate::schema::Schema;

/// The namespace that names need not say.
const DEFAULT_NAMESPACE: &str = "public";

/// Why a statement is kept as it is.
type Why = String;

pub(super) struct Reader<'d> {
    dialect: Dialect<'d>,
    draft: Draft,
    path: SearchPath,
    /// Clauses of the statement at hand that have no place in the model.
    left: Vec<String>,
}

impl super::Reader for Reader<'_> {
    fn statement(&mut self, text: &str) -> Outcome {
        self.one(text)
    }

    fn finish(self) -> Schema {
        self.whole()
    }
}

impl<'d> Reader<'d> {
    pub fn new(dialect: Dialect<'d>) -> Reader<'d> {
        let (draft, path) = (Draft::default(), SearchPath::default());
        Reader { dialect, draft, path, left: Vec::new() }
    }
}

impl Reader<'_> {
    /// Notes a clause that has no place in the model.
    fn leave(&mut self, clause: impl Into<String>) {
        let clause: String = clause.into();
        self.left.push(clause.split_whitespace().collect::<Vec<_>>().join(" "));
    }
}
