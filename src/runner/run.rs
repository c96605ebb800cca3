//! One run: the lock, then job by job, batch by batch.

use std::thread::sleep;
use std::time::{Duration, Instant};

use super::record::{Applied, Record, StepRecord};
use super::{Direction, Event, Job, Patience, RunError};
use crate::dialect::Dialect;
use crate::engine::EngineError;
use crate::engine::live::Live;
use crate::migrations::{ScriptStep, StepKind, checksum};

/// A session that runs migrations, and whoever listens.
pub struct Runner<'r> {
    pub(super) live: &'r mut dyn Live,
    pub(super) record: Record<'r>,
    pub(super) patience: Patience,
    pub(super) report: &'r mut dyn FnMut(Event),
    pub(super) by: String,
}

impl<'r> Runner<'r> {
    pub fn new(
        live: &'r mut dyn Live,
        dialect: Dialect<'r>,
        patience: Patience,
        report: &'r mut dyn FnMut(Event),
    ) -> Runner<'r> {
        Runner { live, record: Record { dialect }, patience, report, by: String::new() }
    }

    /// What was applied so far; changes nothing.
    pub fn applied(&mut self) -> Result<Vec<Applied>, EngineError> {
        self.record.applied(self.live)
    }

    /// The steps that are recorded of a migration.
    pub fn steps(
        &mut self,
        version: &str,
        direction: Direction,
    ) -> Result<Vec<StepRecord>, EngineError> {
        match self.record.exists(self.live) {
            true => self.record.steps(self.live, version, direction),
            false => Ok(Vec::new()),
        }
    }

    /// Takes the runner's lock, which is held until the session ends, and readies the record.
    pub fn start(&mut self) -> Result<(), RunError> {
        let began = Instant::now();
        let mut told = 0;
        while !self.live.try_lock()? {
            let waited = began.elapsed();
            if waited >= self.patience.runner {
                return Err(RunError::Busy { waited: waited.as_secs() });
            }
            if waited.as_secs() > told {
                told = waited.as_secs();
                (self.report)(Event::Waiting { seconds: told });
            }
            sleep(Duration::from_millis(100));
        }
        self.live.limit(self.patience.lock.max(Duration::from_secs(5)), None)?;
        self.record.create(self.live)?;
        self.by = self.live.user()?;
        Ok(())
    }

    /// Takes a migration out of the record, as if it had never run.
    pub fn forget(&mut self, job: &Job) -> Result<(), RunError> {
        for step in self.record.steps(self.live, &job.name.version, job.direction)? {
            self.record.step_forgotten(self.live, job, step.step)?;
        }
        Ok(self.record.forget(self.live, job)?)
    }

    /// Runs one migration to its end, from wherever it is.
    pub fn run(&mut self, job: &Job) -> Result<(), RunError> {
        let began = Instant::now();
        self.live.settle()?;
        self.live.limit(self.patience.lock, self.patience.statement)?;
        let known = self.record.steps(self.live, &job.name.version, job.direction)?;
        self.same_steps(job, &known)?;
        (self.report)(Event::Begin {
            migration: job.name.to_string(),
            direction: job.direction.word(),
            steps: job.script.steps.len(),
        });
        let in_place = known.iter().filter(|step| step.done).count();
        if let Some(next) = job.script.steps.get(in_place).filter(|_| in_place > 0) {
            (self.report)(Event::Resume {
                migration: job.name.to_string(),
                step: next.id,
                found: format!("{in_place} of {} steps are in place", job.script.steps.len()),
            });
        }
        let mut batches = job.script.batches();
        // The last batch that can be rolled back carries the end of the migration with it.
        let last = batches.pop();
        for batch in batches {
            self.batch(job, batch, false, began)?;
        }
        match last {
            Some(batch) => self.batch(job, batch, true, began)?,
            None => self.end_alone(job, began)?,
        }
        (self.report)(Event::End {
            migration: job.name.to_string(),
            direction: job.direction.word(),
            milliseconds: milliseconds(began),
        });
        Ok(())
    }

    /// What was run must be what the file holds: else nobody knows what is in place.
    fn same_steps(&self, job: &Job, known: &[StepRecord]) -> Result<(), RunError> {
        for record in known {
            let step = job.script.steps.iter().find(|step| step.id == record.step);
            if step.is_none_or(|step| checksum(&step.sql) != record.checksum) {
                return Err(RunError::Edited { name: job.name.clone(), step: record.step });
            }
        }
        Ok(())
    }

    fn batch(
        &mut self,
        job: &Job,
        batch: &[ScriptStep],
        last: bool,
        began: Instant,
    ) -> Result<(), RunError> {
        match batch {
            [step] if step.backfill.is_some() => {
                self.rows(job, step)?;
            }
            [step] if step.kind == StepKind::Alone => self.alone(job, step)?,
            steps if steps.iter().all(|step| step.kind == StepKind::Setting) => {
                for step in steps {
                    self.live.run(&step.sql).map_err(|error| self.failed(job, step, error))?;
                }
            }
            steps => return self.transaction(job, steps, last, began),
        }
        if last { self.end_alone(job, began) } else { Ok(()) }
    }

    fn end_alone(&mut self, job: &Job, began: Instant) -> Result<(), RunError> {
        let record = &self.record;
        let live = &mut *self.live;
        // Nothing but settings leaves no trace but this one.
        record.begin(live, job, &self.by)?;
        Ok(record.end(live, job, milliseconds(began))?)
    }

    /// All steps of a batch, or none.
    fn transaction(
        &mut self,
        job: &Job,
        steps: &[ScriptStep],
        last: bool,
        began: Instant,
    ) -> Result<(), RunError> {
        let mut attempt = 1;
        loop {
            let mut at = steps.first().map_or(0, |step| step.id);
            let outcome = self.live.begin().and_then(|()| {
                let outcome = self.inside(job, steps, last, began, &mut at);
                match outcome {
                    Ok(()) => self.live.run("commit"),
                    Err(error) => {
                        // A session that is lost has rolled back by itself.
                        let _ = self.live.run("rollback");
                        Err(error)
                    }
                }
            });
            let Err(error) = outcome else { return Ok(()) };
            if attempt < self.patience.attempts && self.live.may_succeed_later(&error) {
                self.pause(job, at, attempt, &error);
                attempt += 1;
                continue;
            }
            let step = steps.iter().find(|step| step.id == at).or(steps.first());
            return Err(match step {
                Some(step) => self.failed(job, step, error),
                None => error.into(),
            });
        }
    }

    fn inside(
        &mut self,
        job: &Job,
        steps: &[ScriptStep],
        last: bool,
        began: Instant,
        at: &mut usize,
    ) -> Result<(), EngineError> {
        // Asked again inside: where the lock is the transaction, another runner may have been quicker.
        let known = self.record.steps(self.live, &job.name.version, job.direction)?;
        let is_done =
            |step: &ScriptStep| known.iter().any(|known| known.step == step.id && known.done);
        self.record.begin(self.live, job, &self.by)?;
        for step in steps {
            *at = step.id;
            if step.kind == StepKind::Setting {
                self.live.run(&step.sql)?;
                continue;
            }
            if is_done(step) {
                continue;
            }
            self.say(job, step);
            let began = Instant::now();
            self.live.run(&step.sql)?;
            let spent = milliseconds(began);
            self.record.step_done_at_once(self.live, job, step.id, &checksum(&step.sql), spent)?;
            (self.report)(Event::Done {
                migration: job.name.to_string(),
                step: step.id,
                milliseconds: spent,
            });
        }
        if last { self.record.end(self.live, job, milliseconds(began)) } else { Ok(()) }
    }

    pub(super) fn say(&mut self, job: &Job, step: &ScriptStep) {
        (self.report)(Event::Step {
            migration: job.name.to_string(),
            step: step.id,
            of: job.script.steps.len(),
            sql: step.head(),
        });
    }
}

pub(super) fn milliseconds(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX)
}
