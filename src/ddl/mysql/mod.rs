//! The DDL of MySQL and MariaDB, read by descent over tokens.
//!
//! A file a kind of statement. What stands between two known places is kept as written; a clause that
//! no arm of a `match` takes goes to [`Reader::leave`]. Which of the two servers is meant is asked by
//! capability: MariaDB has sequences.

mod access;
mod alter;
mod charset;
mod code;
mod column;
mod default;
mod finish;
mod key;
mod options;
mod partition;
mod statement;
mod table;
mod text;
mod version;
mod view;

use indexmap::IndexMap;

use super::Outcome;
use crate::dialect::{Capability, Dialect};
use crate::schema::{QualifiedName, Schema, Table, View};
use crate::sql::cursor::{Cursor, Flavour};

/// Why a statement is kept as it is.
type Why = String;

pub(super) struct Reader<'d> {
    dialect: Dialect<'d>,
    tables: IndexMap<QualifiedName, Draft>,
    views: IndexMap<QualifiedName, View>,
    /// The database whose objects need no namespace.
    home: Option<String>,
    /// What texts have unless a table says otherwise.
    collation: String,
    schema: Schema,
    /// Clauses of the statement at hand that have no place in the model.
    left: Vec<String>,
}

/// A table with what is settled only when all is read.
#[derive(Debug, Clone)]
pub(in crate::ddl) struct Draft {
    table: Table,
    collation: String,
    /// Indexes that foreign keys brought with them, by name: they go when another serves.
    implied: Vec<String>,
    /// How many names for checks and for foreign keys were generated.
    checks: usize,
    foreign_keys: usize,
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
        Reader {
            dialect,
            tables: IndexMap::new(),
            views: IndexMap::new(),
            home: None,
            collation: dialect.defaults().collation.clone().unwrap_or_default(),
            schema: Schema::default(),
            left: Vec::new(),
        }
    }

    fn is_mariadb(&self) -> bool {
        self.dialect.has(Capability::Sequences)
    }

    /// Notes a clause that has no place in the model.
    fn leave(&mut self, clause: impl AsRef<str>) {
        self.left.push(clause.as_ref().split_whitespace().collect::<Vec<_>>().join(" "));
    }

    /// `` `db`.`name` ``; the home database is no namespace.
    fn name(&self, cursor: &mut Cursor<'_>) -> Result<QualifiedName, Why> {
        let first = cursor.name().ok_or_else(|| expected("a name", cursor))?;
        if !cursor.eat(".") {
            return Ok(QualifiedName::bare(first));
        }
        let name = cursor.name().ok_or_else(|| expected("a name", cursor))?;
        let namespace = Some(first).filter(|first| self.home.as_ref() != Some(first));
        Ok(QualifiedName::new(namespace.as_deref(), name))
    }
}

fn cursor(text: &str) -> Cursor<'_> {
    Cursor::new(text, Flavour::MySql)
}

/// What should have stood where the cursor is.
fn expected(what: &str, cursor: &Cursor<'_>) -> Why {
    match cursor.peek() {
        Some(token) => format!("expected {what}, found `{}`", token.text),
        None => format!("expected {what}, found the end"),
    }
}
