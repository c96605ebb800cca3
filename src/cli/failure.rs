use std::process::ExitCode;

use crate::config::ConfigError;
use crate::dialect::LoadError;
use crate::engine::{EngineError, SpecError};
use crate::project::migrate::{FolderError, MigrateError};
use crate::project::{LoadFailure, ProveError, ReadError, TargetError};
use crate::source::SourceError;

/// The documented exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Fine,
    /// Findings at or above `--fail-on`, or a difference.
    Findings,
    /// The input or the command line is wrong.
    Input,
    /// A database refused, or a proof failed.
    Database,
    /// A bug.
    Internal,
}

impl Exit {
    pub fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Exit::Fine => 0,
            Exit::Findings => 1,
            Exit::Input => 2,
            Exit::Database => 3,
            Exit::Internal => 4,
        })
    }
}

/// What ends a command before it has a result.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Dialect(#[from] LoadError),
    #[error(transparent)]
    Spec(#[from] SpecError),
    #[error(transparent)]
    Load(#[from] LoadFailure),
    #[error(transparent)]
    Target(#[from] TargetError),
    #[error(transparent)]
    Prove(#[from] ProveError),
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// A command line that cannot be carried out as it stands.
    #[error("{0}")]
    Usage(String),
    #[error("cannot write {place}: {source}")]
    Write { place: String, source: std::io::Error },
    #[error(
        "internal error: {0}; this is a bug in schemagen, please report it with the command that showed it"
    )]
    Internal(String),
}

impl Failure {
    pub fn exit(&self) -> Exit {
        match self {
            Failure::Source(_)
            | Failure::Config(_)
            | Failure::Dialect(_)
            | Failure::Spec(_)
            | Failure::Load(_)
            | Failure::Target(_)
            | Failure::Folder(_)
            | Failure::Usage(_) => Exit::Input,
            Failure::Migrate(error) if error.is_refusal() => Exit::Database,
            Failure::Migrate(MigrateError::Trouble(_) | MigrateError::Changed) => Exit::Findings,
            Failure::Migrate(_) => Exit::Input,
            Failure::Prove(ProveError::Engine(_)) => Exit::Database,
            Failure::Prove(ProveError::Emit(_)) => Exit::Internal,
            Failure::Prove(_) => Exit::Input,
            Failure::Engine(_) => Exit::Database,
            Failure::Read(ReadError::Emit(_)) => Exit::Internal,
            Failure::Read(error) if error.is_refusal() => Exit::Database,
            Failure::Read(_) => Exit::Input,
            // A pipe that was closed is the reader's wish; anything else is the output the user named.
            Failure::Write { .. } => Exit::Input,
            Failure::Internal(_) => Exit::Internal,
        }
    }
}
