//! What becomes of a step that fails: it is tried again, or told.

use std::thread::sleep;
use std::time::{Duration, Instant};

use super::run::Runner;
use super::{Event, Job, RunError};
use crate::dialect::Capability;
use crate::engine::EngineError;
use crate::migrations::{ScriptStep, StepKind};

/// The longest pause between two attempts to get a lock.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

impl Runner<'_> {
    /// Waits longer each time, and never as long as another runner would.
    pub(super) fn pause(&mut self, job: &Job, step: usize, attempt: u32, error: &EngineError) {
        let doubled = Duration::from_millis(200).saturating_mul(1 << attempt.min(9));
        let spread = Instant::now().elapsed().subsec_nanos() ^ std::process::id();
        let pause = doubled.min(LONGEST_PAUSE) + Duration::from_millis(u64::from(spread % 100));
        (self.report)(Event::Again {
            migration: job.name.to_string(),
            step,
            attempt,
            pause_milliseconds: u64::try_from(pause.as_millis()).unwrap_or(u64::MAX),
            why: error.to_string().lines().next().unwrap_or_default().to_owned(),
        });
        sleep(pause);
    }

    pub(super) fn failed(&self, job: &Job, step: &ScriptStep, error: EngineError) -> RunError {
        let rolls_back = self.record.dialect.has(Capability::TransactionalDdl);
        let before = job.script.steps.iter().filter(|one| match rolls_back {
            true => one.batch < step.batch,
            false => one.id < step.id,
        });
        let in_place = match before.filter(|one| one.kind != StepKind::Setting).count() {
            0 => "nothing of it is in place".to_owned(),
            1 => "the step before it is in place".to_owned(),
            count => format!("the {count} steps before it are in place"),
        };
        let help = match &error {
            EngineError::Lost { .. } => {
                "run the command again when the server answers: it goes on where this stopped"
            }
            _ if self.live.may_succeed_later(&error) => {
                "somebody holds the lock: see who, or run the command again when it is quieter"
            }
            _ => {
                "mend what the server says, then run the command again: it goes on where this stopped"
            }
        };
        RunError::Step {
            name: job.name.clone(),
            step: step.id,
            of: job.script.steps.len(),
            in_place,
            help: help.to_owned(),
            error,
        }
    }
}
