use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::statement::{Place, Placed};
use crate::sql::statements::{Item, Unclosed};

/// What became of every statement.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// Statements that are in the schema whole.
    pub read: usize,
    pub partly: Vec<Partly>,
    pub verbatim: Vec<Kept>,
    pub skipped: Vec<Skipped>,
    /// Where the text is none, or ends in the middle: what was read is not all there is.
    pub broken: Vec<Broken>,
}

/// A statement that is in the schema but for some clauses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Partly {
    pub place: Place,
    pub statement: String,
    /// The clauses that were left out.
    pub left: Vec<String>,
}

/// A statement that is in the schema as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kept {
    pub place: Place,
    pub statement: String,
    pub why: String,
}

/// Statements of one kind that say nothing of the schema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// `data`, `session settings`, …
    pub kind: String,
    pub count: u64,
    pub first: Place,
}

/// Where a file cannot be read on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Broken {
    pub place: Place,
    pub what: String,
}

/// How one statement ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    Read,
    /// Without these clauses.
    Partly(Vec<String>),
    /// For this reason; about this byte of it, if that is known.
    Verbatim(String, Option<usize>),
    Skipped(&'static str),
}

impl ImportReport {
    /// All statements that were seen.
    pub fn statements(&self) -> u64 {
        let skipped: u64 = self.skipped.iter().map(|skipped| skipped.count).sum();
        (self.read + self.partly.len() + self.verbatim.len()) as u64 + skipped
    }

    /// Whether every statement about the schema is in it whole.
    pub fn is_complete(&self) -> bool {
        self.partly.is_empty() && self.verbatim.is_empty() && self.broken.is_empty()
    }

    /// What stands between statements.
    pub(super) fn add_item(&mut self, file: &str, item: &Item) {
        let place = |line: u32| Place { file: file.to_owned(), line };
        match item {
            Item::Statement(_) => {}
            Item::Command(command) => self.skip("client commands", 1, place(command.line)),
            Item::Rows(rows) => self.skip("rows", rows.count, place(rows.line)),
            Item::Unfinished(unfinished) => {
                let what = match unfinished.what {
                    Unclosed::String => "string",
                    Unclosed::Name => "quoted name",
                    Unclosed::Comment => "comment",
                    Unclosed::DollarQuote => "dollar quote",
                    Unclosed::Body => "`begin`",
                    Unclosed::Parenthesis => "parenthesis",
                    Unclosed::Rows => "`copy`",
                };
                let what = format!("the {what} that is opened here is never closed");
                self.broken.push(Broken { place: place(unfinished.line), what });
            }
            Item::NotText(bytes) => {
                let what = format!("the byte {:#04x} is no text in this encoding", bytes.byte);
                self.broken.push(Broken { place: place(bytes.line), what });
            }
        }
    }

    fn skip(&mut self, kind: &str, count: u64, first: Place) {
        match self.skipped.iter_mut().find(|skipped| skipped.kind == kind) {
            Some(skipped) => skipped.count += count,
            None => self.skipped.push(Skipped { kind: kind.to_owned(), count, first }),
        }
    }

    pub(super) fn add(&mut self, placed: Placed<'_>, outcome: Outcome) {
        match outcome {
            Outcome::Read => self.read += 1,
            Outcome::Partly(left) => {
                self.partly.push(Partly { place: placed.place(), statement: placed.head(), left });
            }
            Outcome::Verbatim(why, offset) => {
                let place = offset.map_or_else(|| placed.place(), |at| placed.place_at(at));
                self.verbatim.push(Kept { place, statement: placed.head(), why });
            }
            Outcome::Skipped(kind) => self.skip(kind, 1, placed.place()),
        }
    }
}

/// For people: a line of counts, then one for each statement that was not read whole.
impl fmt::Display for ImportReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} statements: {} read, {} partly read, {} kept verbatim",
            self.statements(),
            self.read,
            self.partly.len(),
            self.verbatim.len()
        )?;
        let skipped: BTreeMap<&str, u64> =
            self.skipped.iter().map(|skipped| (skipped.kind.as_str(), skipped.count)).collect();
        for (kind, count) in skipped {
            write!(f, ", {count} skipped ({kind})")?;
        }
        for partly in &self.partly {
            let left = partly.left.join("`, `");
            write!(f, "\n{}: partly read, without `{left}`: {}", partly.place, partly.statement)?;
        }
        for broken in &self.broken {
            write!(f, "\n{}: {}", broken.place, broken.what)?;
        }
        for kept in &self.verbatim {
            write!(f, "\n{}: kept verbatim, {}: {}", kept.place, kept.why, kept.statement)?;
        }
        Ok(())
    }
}
