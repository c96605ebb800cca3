use serde::{Deserialize, Serialize};

use crate::schema::AtomKey;

/// One statement, ready to be sent to a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// Without a semicolon at its end.
    pub sql: String,
    /// The atom that it makes; the first, where it makes several.
    pub object: AtomKey,
    /// For people: `create table order`.
    pub change: String,
    pub transaction: Transaction,
    pub body: Body,
    /// How its rows can be changed some at a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backfill: Option<Backfill>,
}

/// The table whose rows a statement changes, and the column that orders them, both as SQL writes them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backfill {
    pub table: String,
    pub key: String,
}

/// How a statement goes with transactions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Transaction {
    /// Can be rolled back together with others.
    Joins,
    /// Commits what came before it, and itself.
    Commits,
}

/// What a client that cuts scripts at semicolons must know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// No semicolon but the one that ends it.
    Plain,
    /// Statements of its own inside, each with its semicolon.
    Statements,
}
