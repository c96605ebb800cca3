//! Steps that commit by themselves, or are refused in a transaction.

use std::time::Instant;

use super::run::{Runner, milliseconds};
use super::{Event, Job, RunError};
use crate::engine::EngineError;
use crate::engine::live::CutOff;
use crate::migrations::{ScriptStep, checksum};

impl Runner<'_> {
    /// A step that commits by itself: written down before and after.
    pub(super) fn alone(&mut self, job: &Job, step: &ScriptStep) -> Result<(), RunError> {
        let sum = checksum(&step.sql);
        let known = self.record.steps(self.live, &job.name.version, job.direction)?;
        let known = known.into_iter().find(|known| known.step == step.id);
        let mut sql = step.sql.clone();
        match known {
            Some(known) if known.done => return Ok(()),
            Some(known) => {
                let found = self.live.cut_off(&step.sql, &known.trace)?;
                let words = match &found {
                    CutOff::Nothing => {
                        "it was cut off before it changed anything: it is run again".to_owned()
                    }
                    CutOff::Done => "it was done, only its record was missing".to_owned(),
                    CutOff::Cleared(what) => {
                        format!("it was cut off half-way: {what}, and it is run again")
                    }
                    CutOff::Finish(_) => {
                        "it was cut off half-way: it is brought to its end".to_owned()
                    }
                };
                (self.report)(Event::Resume {
                    migration: job.name.to_string(),
                    step: step.id,
                    found: words,
                });
                match found {
                    CutOff::Done => {
                        return Ok(self.record.step_ends(self.live, job, step.id, 0)?);
                    }
                    CutOff::Finish(instead) => sql = instead,
                    _ => {}
                }
            }
            None => {
                self.record.begin(self.live, job, &self.by)?;
                let trace = self.live.trace(&step.sql)?;
                self.record.step_begins(self.live, job, step.id, &sum, &trace)?;
                if let Some(instead) = self.live.begun(&step.sql)? {
                    (self.report)(Event::Resume {
                        migration: job.name.to_string(),
                        step: step.id,
                        found: "it was begun before, and is brought to its end".to_owned(),
                    });
                    sql = instead;
                }
            }
        }
        self.say(job, step);
        let began = Instant::now();
        let mut attempt = 1;
        while let Err(error) = self.live.run(&sql) {
            let lost = matches!(error, EngineError::Lost { .. });
            if !lost && let Some(what) = self.live.clear_up(&step.sql)? {
                (self.report)(Event::Cleared {
                    migration: job.name.to_string(),
                    step: step.id,
                    what,
                });
            }
            if attempt < self.patience.attempts && self.live.may_succeed_later(&error) {
                self.pause(job, step.id, attempt, &error);
                attempt += 1;
                continue;
            }
            if !lost {
                self.record.step_forgotten(self.live, job, step.id)?;
                self.forget_if_nothing(job)?;
            }
            return Err(self.failed(job, step, error));
        }
        let spent = milliseconds(began);
        self.record.step_ends(self.live, job, step.id, spent)?;
        (self.report)(Event::Done {
            migration: job.name.to_string(),
            step: step.id,
            milliseconds: spent,
        });
        Ok(())
    }

    /// A migration none of whose steps is in place was not begun.
    pub(super) fn forget_if_nothing(&mut self, job: &Job) -> Result<(), EngineError> {
        let known = self.record.steps(self.live, &job.name.version, job.direction)?;
        if known.is_empty() { self.record.forget(self.live, job) } else { Ok(()) }
    }
}
