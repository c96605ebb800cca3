//! DDL read without a server, from its text alone.
//!
//! Where a server is at hand it reads a file better than any parser: it makes one spelling of every
//! expression. This is the way for when there is none. [`read`] turns the statements of a dump or of
//! hand-written DDL into a [`Schema`] of the shape that the introspector gives: canonical types, the
//! names that the server would have generated, partitions under their tables.
//!
//! - PostgreSQL is read from squawk's syntax tree (`postgres/tree.rs` is the one file that knows it).
//! - MySQL and MariaDB are read by a descent of our own over tokens (`mysql/`): sqlparser, which reads
//!   most of their statements, gives no places for what must be kept as written and knows none of
//!   their partitions, so that most of a statement would have to be peeled off before it sees it.
//! - SQLite needs neither: it is always here, and its files are loaded in memory.
//!
//! Every statement ends as *read*, *partly read* (the clauses left out are named), *kept verbatim*
//! (as a [`Native`](crate::schema::Native)) or *skipped* (data, session settings); the
//! [`ImportReport`] counts all of them and says where those are that were not read whole. Nothing is
//! passed over in silence, and nothing is guessed: expressions stay as written, and what compares
//! unequal in expressions alone is [`unproven`].

mod mysql;
#[cfg(feature = "offline")]
mod postgres;
mod printed;
mod report;
mod statement;
mod unproven;

use crate::dialect::{Capability, Dialect};
use crate::schema::{Native, Schema};
use crate::sql::statements::Item;

pub use printed::is_print_of;
pub use report::{Broken, ImportReport, Kept, Partly, Skipped};
pub use statement::Place;
pub use unproven::is_unproven;

use report::Outcome;
use statement::Placed;

/// What a text says, and how much of it that is.
#[derive(Debug, Clone, Default)]
pub struct Import {
    pub schema: Schema,
    pub report: ImportReport,
}

/// Why a dialect's files cannot be read without a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoReader {
    /// The database is part of this program: load the file into one in memory.
    LoadsInMemory,
    /// This build was made without the reader.
    NotBuilt,
}

/// The items of one or several files, each with the name of its file, in order, as one schema.
pub fn read<'s>(
    items: impl IntoIterator<Item = (&'s str, Item)>,
    dialect: Dialect<'_>,
) -> Result<Import, NoReader> {
    if dialect.has(Capability::Extensions) {
        #[cfg(feature = "offline")]
        return Ok(all(items, dialect, postgres::Reader::new(dialect)));
        #[cfg(not(feature = "offline"))]
        return Err(NoReader::NotBuilt);
    }
    if dialect.has(Capability::StorageEngines) {
        return Ok(all(items, dialect, mysql::Reader::new(dialect)));
    }
    Err(NoReader::LoadsInMemory)
}

/// Reads one dialect's statements.
trait Reader {
    /// Takes in one statement and says how it ended.
    fn statement(&mut self, text: &str) -> Outcome;

    /// All that was taken in.
    fn finish(self) -> Schema;
}

fn all<'s>(
    items: impl IntoIterator<Item = (&'s str, Item)>,
    dialect: Dialect<'_>,
    mut reader: impl Reader,
) -> Import {
    let mut report = ImportReport::default();
    let mut natives = Vec::new();
    for (file, item) in items {
        let Item::Statement(statement) = &item else {
            if let Item::Command(command) = &item
                && command.text.split_whitespace().next().is_some_and(is_use)
            {
                reader.statement(&command.text);
            }
            report.add_item(file, &item);
            continue;
        };
        let outcome = reader.statement(&statement.text);
        if let Outcome::Verbatim(..) = outcome {
            natives.push(Native {
                dialect: dialect.name().to_owned(),
                name: None,
                after: Vec::new(),
                before: Vec::new(),
                sql: statement.text.trim().to_owned(),
            });
        }
        report.add(Placed { file, statement }, outcome);
    }
    let mut schema = reader.finish();
    schema.natives.extend(natives);
    Import { schema, report }
}

/// `use shop`: a line for the client that says where the statements behind it run.
fn is_use(word: &str) -> bool {
    word.eq_ignore_ascii_case("use")
}
