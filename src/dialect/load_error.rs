//! What can be wrong with a user's folder of dialects.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::diagnostics::{Level, Rule};

/// Why the dialects could not be loaded: what, where, why; [`LoadError::help`] says what to do.
#[derive(Debug, Error)]
pub enum LoadError {
    #[error("cannot read {}: {source}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("the folder {} holds no dialects", folder.display())]
    Empty { folder: PathBuf },
    #[error("{}:{line}: this is no TOML: {message}", file.display())]
    Syntax { file: PathBuf, line: usize, message: String },
    #[error("{}: this does not describe a dialect: {message}", file.display())]
    Content { file: PathBuf, message: String },
    #[error("{}: {what}: {why}", file.display())]
    Contradiction { file: PathBuf, what: String, why: String },
    #[error("{}: the base `{base}` is not known", file.display())]
    UnknownBase { file: PathBuf, base: String, known: Vec<String> },
    #[error("{}: the dialect is based on itself: {path}", file.display())]
    CyclicBase { file: PathBuf, path: String },
}

impl LoadError {
    pub fn rule(&self) -> &'static Rule {
        &DIALECT_FOLDER
    }

    /// What to do, as an instruction.
    pub fn help(&self) -> String {
        match self {
            LoadError::Unreadable { .. } => "check the path after `--dialects` and its permissions".into(),
            LoadError::Empty { .. } => {
                "make a folder a dialect in it, with a `dialect.toml` or templates: `DIR/mysql/create_table.hbs`".into()
            }
            LoadError::Syntax { .. } => "correct the line; strings need quotes, tables stand in brackets".into(),
            LoadError::Content { .. } | LoadError::Contradiction { .. } => {
                "docs/dialects.md names all keys and what they hold; a new dialect says `base = \"postgres\"` \
                 and then only what differs"
                    .into()
            }
            LoadError::UnknownBase { base, known, .. } => {
                match crate::text::did_you_mean(base, known.iter().map(String::as_str)) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!("known are {}", known.join(", ")),
                }
            }
            LoadError::CyclicBase { .. } => "let one of them stand on a built-in dialect".into(),
        }
    }

    pub(super) fn syntax(file: &Path, text: &str, error: &toml::de::Error) -> LoadError {
        let offset = error.span().map_or(0, |span| span.start.min(text.len()));
        let line = text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1;
        LoadError::Syntax { file: file.to_path_buf(), line, message: one_line(error.message()) }
    }

    pub(super) fn content(file: &Path, error: &toml::de::Error) -> LoadError {
        LoadError::Content { file: file.to_path_buf(), message: one_line(error.message()) }
    }
}

fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What this module reports.
pub static RULES: &[&Rule] = &[&DIALECT_FOLDER];

pub static DIALECT_FOLDER: Rule = Rule {
    code: "SG8101",
    name: "dialect-folder",
    level: Level::Error,
    summary: "The folder given to `--dialects` cannot be used",
    page: "\
## What it says

A file of the folder given to `--dialects` cannot be read, is no TOML, or does not describe a dialect.

## Why it matters

Dialects decide what is an error, what is a loss and how every statement is written. A dialect that is
only half understood would make plans that look right and are not.

## What to do

`DIR/NAME/dialect.toml` holds what differs from the built-in dialect of that name; a new name says
`base = \"postgres\"` (or another dialect) and then what differs from that. `DIR/NAME/*.hbs` replaces
templates of the same names. `docs/dialects.md` shows all keys.
",
};
