use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::engine::{EngineError, StatementError};

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    pub file: String,
    pub line: u32,
}

/// What came of loading scripts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    pub files: usize,
    /// Statements that were carried out.
    pub run: usize,
    /// What was left out: how often, and where first.
    pub skipped: BTreeMap<Skipped, (u64, Place)>,
    pub notes: Vec<Note>,
    /// In the order of the files.
    pub failures: Vec<Failure>,
    /// Roles that the scripts name and do not make: they exist in the scratch by name only.
    pub roles: Vec<String>,
    /// Databases of the scripts that became the scratch itself.
    pub homes: Vec<String>,
}

/// Kinds of things that are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skipped {
    /// Statements that are about rows.
    RowStatements,
    /// Rows behind `copy … from stdin`.
    Rows,
    /// Statements that leave a schema as it is.
    Idle,
    /// Statements that reach beyond one database.
    Server,
    /// Lines for the client.
    Commands,
    /// Roles that were there before.
    Roles,
    /// Owners that the user may not name.
    Owners,
}

/// Something worth knowing that is no failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    pub place: Option<Place>,
    pub text: String,
}

/// A statement, or a part of a file, that could not be loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    pub kind: FailureKind,
    pub place: Place,
    /// The statement's first line; empty where it is about the file.
    pub head: String,
    pub why: String,
    pub help: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// The file is not what it should be.
    Input,
    /// The server refused.
    Refused,
    /// The server does not know an extension, on which much of the rest may depend.
    Extension,
}

/// What ends a load.
#[derive(Debug, thiserror::Error)]
pub enum ScriptError {
    #[error("cannot read `{file}`: {source}")]
    Read { file: String, source: std::io::Error },
    #[error("{place}: the load ended at `{head}`: {source}")]
    Engine { place: Place, head: String, source: EngineError },
    #[error(transparent)]
    Session(#[from] EngineError),
}

impl Report {
    pub(super) fn skip(&mut self, what: Skipped, count: u64, place: Place) {
        if count > 0 {
            self.skipped.entry(what).or_insert((0, place)).0 += count;
        }
    }

    pub(super) fn note(&mut self, place: Option<Place>, text: impl Into<String>) {
        let note = Note { place, text: text.into() };
        if !self.notes.iter().any(|other| other.text == note.text) {
            self.notes.push(note);
        }
    }

    /// `3 statements were`.
    pub fn statements(&self) -> String {
        match self.run {
            1 => "1 statement was".to_owned(),
            count => format!("{count} statements were"),
        }
    }

    /// What was left out, one phrase a kind.
    pub fn left_out(&self) -> Vec<String> {
        self.skipped
            .iter()
            .map(|(what, (count, place))| {
                let (one, many) = what.words();
                let words = if *count == 1 { one } else { many };
                format!("{count} {words} (first at {place})")
            })
            .collect()
    }
}

impl Skipped {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Skipped::RowStatements => ("statement with rows", "statements with rows"),
            Skipped::Rows => ("row of `copy`", "rows of `copy`"),
            Skipped::Idle => {
                ("statement that changes no schema", "statements that change no schema")
            }
            Skipped::Server => (
                "statement about more than one database",
                "statements about more than one database",
            ),
            Skipped::Commands => ("line for the client", "lines for the client"),
            Skipped::Owners => {
                ("owner that this user may not name", "owners that this user may not name")
            }
            Skipped::Roles => (
                "statement about a role that the files do not make",
                "statements about roles that the files do not make",
            ),
        }
    }
}

impl Failure {
    pub(super) fn refused(
        kind: FailureKind,
        place: Place,
        head: String,
        error: &StatementError,
    ) -> Failure {
        let mut why = error.message.clone();
        if let Some(code) = &error.code {
            why.push_str(&format!(" ({code})"));
        }
        if let Some(detail) = &error.detail {
            why.push_str(&format!("; {detail}"));
        }
        Failure { kind, place, head, why, help: error.hint.clone() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.why)?;
        if !self.head.is_empty() {
            write!(f, "\n  statement: {}", self.head)?;
        }
        if let Some(help) = &self.help {
            write!(f, "\n  help: {help}")?;
        }
        Ok(())
    }
}
