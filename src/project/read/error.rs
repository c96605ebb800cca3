//! Why a source could not be read.

use std::fmt;

use crate::config::ConfigError;
use crate::diagnostics::Diagnostic;
use crate::engine::{EngineError, SpecError, StatementError};
use crate::project::{LoadFailure, ProveError, TargetError};
use crate::scripts::{Failure, FailureKind, Report, ScriptError};
use crate::source::SourceError;
use crate::split::SplitError;
use crate::sql::statements::Guess;
use crate::template::TemplateError;
use crate::text::SourceMap;

/// Why a source could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Load(#[from] LoadFailure),
    #[error(transparent)]
    Target(#[from] TargetError),
    #[error(transparent)]
    Spec(#[from] SpecError),
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Script(#[from] ScriptError),
    #[error(transparent)]
    Emit(#[from] TemplateError),
    #[error(transparent)]
    Prove(#[from] ProveError),
    #[error(transparent)]
    Refused(Box<Refused>),
    #[error("{0}")]
    Input(String),
    /// The findings say what is wrong with a design.
    #[error("`{source_name}` is no design that can be compared: see its findings")]
    Findings { source_name: String, findings: Vec<Diagnostic>, sources: Box<SourceMap> },
    #[error("{engine} refuses a statement that `{source_name}` needs: {error}")]
    Design { source_name: String, engine: String, error: StatementError },
    #[error(transparent)]
    Split(#[from] SplitError),
}

/// SQL files that were not loaded as a whole.
#[derive(Debug)]
pub struct Refused {
    pub source: String,
    pub engine: String,
    pub report: Report,
    /// Another dialect than the one that was taken.
    pub looks_like: Option<Guess>,
    /// Whether the rest was shown all the same.
    pub shown: bool,
}

impl ReadError {
    /// Whether a database refused, and not the input was wrong.
    pub fn is_refusal(&self) -> bool {
        match self {
            ReadError::Engine(_) | ReadError::Design { .. } => true,
            ReadError::Script(error) => !matches!(error, ScriptError::Read { .. }),
            ReadError::Refused(refused) => refused.is_refusal(),
            _ => false,
        }
    }
}

impl Refused {
    /// Whether the server refused all of it, and nothing was wrong with the files themselves.
    pub fn is_refusal(&self) -> bool {
        self.report.failures.iter().all(|failure| failure.kind != FailureKind::Input)
    }
}

impl std::error::Error for Refused {}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 10;
        let failures = &self.report.failures;
        let what = match failures.len() {
            1 => "one part".to_owned(),
            count => format!("{count} parts"),
        };
        let outcome =
            if self.shown { "what is shown is not all of it" } else { "so nothing is shown" };
        writeln!(
            f,
            "{what} of `{}` could not be loaded into {}, {outcome}; {} run",
            self.source,
            self.engine,
            self.report.statements()
        )?;
        // Much of the rest may only follow from a missing extension.
        let extensions = |failure: &&Failure| failure.kind == FailureKind::Extension;
        let first = failures.iter().filter(extensions);
        let then = failures.iter().filter(|failure| !extensions(failure));
        for failure in first.chain(then).take(SHOWN) {
            writeln!(f, "{failure}")?;
        }
        if failures.len() > SHOWN {
            writeln!(f, "… and {} more", failures.len() - SHOWN)?;
        }
        match &self.looks_like {
            Some(guess) => write!(
                f,
                "help: the file looks like {} ({}): `--dialect {}`",
                guess.dialect,
                guess.signs.join(", "),
                guess.dialect
            ),
            None if self.shown => write!(f, "help: correct the file"),
            None => write!(
                f,
                "help: correct the file, or see what is left with `schemagen inspect --keep-going`"
            ),
        }
    }
}
