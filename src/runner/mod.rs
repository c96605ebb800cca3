//! Runs migrations on a database that is no scratch, so that it can be cut off anywhere.
//!
//! One runner works at a time: it holds the server's advisory lock for the whole run. Every step is recorded.
//! Where the server rolls its schema back, a batch and its record are one transaction: after a kill it was
//! done or it was not. Elsewhere, and for statements that are refused in a transaction, the record says
//! `running` before and `done` after, and what lies between is told from the catalog
//! ([`Live::cut_off`](crate::engine::live::Live::cut_off)).
//!
//! A statement that waits for its lock gives up soon and is tried again, so that nobody queues behind it.
//! Nothing is printed here: what happens goes to a listener as [`Event`]s.

mod alone;
mod backfill;
mod event;
mod filling;
mod moment;
mod patience;
mod record;
mod review;
mod run;
#[cfg(test)]
mod tests;

use std::time::Duration;

use crate::engine::EngineError;
use crate::migrations::{MigrationName, Script};

pub use event::Event;
pub use moment::{now, stamp};
pub use record::{Applied, State, StepRecord};
pub use review::{Review, Standing, Trouble, review};
pub use run::Runner;

/// How patient a run is.
#[derive(Debug, Clone, PartialEq)]
pub struct Patience {
    /// For another runner to end.
    pub runner: Duration,
    /// For a lock, each time it is asked for.
    pub lock: Duration,
    /// How often a lock is asked for again.
    pub attempts: u32,
    /// For a statement to end; none for as long as it takes.
    pub statement: Option<Duration>,
    /// How long a backfill rests after each batch, as a part of the time that the batch took.
    pub rest: f64,
}

impl Default for Patience {
    fn default() -> Patience {
        Patience {
            runner: Duration::from_secs(10),
            lock: Duration::from_millis(500),
            attempts: 30,
            statement: None,
            rest: 0.0,
        }
    }
}

/// Which way a migration is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
}

impl Direction {
    pub fn word(self) -> &'static str {
        match self {
            Direction::Up => "up",
            Direction::Down => "down",
        }
    }
}

/// A migration as it is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    pub name: MigrationName,
    /// Of the file that leads up.
    pub checksum: String,
    pub direction: Direction,
    pub script: Script,
}

/// Why a run stopped. Each says what is in place and what to do.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error("{0}")]
    Engine(#[from] EngineError),
    #[error(
        "another runner is at work on this database, or its last statement still is; waited {waited} s\nhelp: wait for it, \
         or give it longer: `--wait 60s`"
    )]
    Busy { waited: u64 },
    #[error("{name}: step {step} of {of} failed, {in_place}: {error}\nhelp: {help}")]
    Step {
        name: MigrationName,
        step: usize,
        of: usize,
        /// What stays of the migration.
        in_place: String,
        help: String,
        error: EngineError,
    },
    #[error(
        "{name}: step {step} was run as another statement than the file now holds\nhelp: put the file back as it was"
    )]
    Edited { name: MigrationName, step: usize },
    #[error("{name}: {why}\nhelp: {help}")]
    Refused { name: MigrationName, why: String, help: String },
}
