//! One run: the lock, then job by job, batch by batch.

use std::thread::sleep;
use std::time::{Duration, Instant};

use super::backfill::Batches;
use super::record::{Applied, Record, StepRecord};
use super::{Direction, Event, Job, Patience, RunError};
use crate::dialect::{Capability, Dialect};
use crate::engine::EngineError;
use crate::engine::live::{CutOff, Live};
use crate::migrations::{ScriptStep, StepKind, checksum};

/// A session that runs migrations, and whoever listens.
pub struct Runner<'r> {
    live: &'r mut dyn Live,
    record: Record<'r>,
    patience: Patience,
    report: &'r mut dyn FnMut(Event),
    by: String,
}

/// The longest pause between two attempts to get a lock.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

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

    /// A step that commits by itself: written down before and after.
    fn alone(&mut self, job: &Job, step: &ScriptStep) -> Result<(), RunError> {
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
    fn forget_if_nothing(&mut self, job: &Job) -> Result<(), EngineError> {
        let known = self.record.steps(self.live, &job.name.version, job.direction)?;
        if known.is_empty() { self.record.forget(self.live, job) } else { Ok(()) }
    }

    /// A backfill, from the key at which it was left.
    fn rows(&mut self, job: &Job, step: &ScriptStep) -> Result<(), RunError> {
        let Some(backfill) = &step.backfill else { return Ok(()) };
        let known = self.record.steps(self.live, &job.name.version, job.direction)?;
        let known = known.into_iter().find(|known| known.step == step.id);
        if known.as_ref().is_some_and(|known| known.done) {
            return Ok(());
        }
        let mut key = known.as_ref().and_then(|known| known.last_key.clone());
        match (&known, &key) {
            (None, _) => {
                self.record.begin(self.live, job, &self.by)?;
                self.record.step_begins(self.live, job, step.id, &checksum(&step.sql), "")?;
            }
            (Some(_), Some(key)) => (self.report)(Event::Resume {
                migration: job.name.to_string(),
                step: step.id,
                found: format!("rows up to {} = {key} are filled", backfill.key),
            }),
            (Some(_), None) => {}
        }
        self.say(job, step);
        let batches = Batches { dialect: self.record.dialect, backfill, sql: &step.sql };
        let fail = |runner: &Runner<'_>, error| runner.failed(job, step, error);
        let began = Instant::now();
        let count = self
            .live
            .rows(&batches.rows_left(key.as_deref()))
            .map_err(|error| fail(self, error))?;
        let all: u64 = first(count).and_then(|text| text.parse().ok()).unwrap_or_default();
        let mut done = 0;
        loop {
            let batch_began = Instant::now();
            let next = self
                .live
                .rows(&batches.next_key(key.as_deref()))
                .map_err(|error| fail(self, error))?;
            let Some(to) = first(next) else { break };
            self.one_batch(job, step, &batches.part(key.as_deref(), &to), &to)?;
            key = Some(to);
            done = (done + backfill.batch).min(all);
            let (spent, left) = (began.elapsed().as_secs(), all - done);
            (self.report)(Event::Rows {
                migration: job.name.to_string(),
                step: step.id,
                done,
                left,
                seconds_left: (done > 0).then(|| spent * left / done),
            });
            sleep(batch_began.elapsed().mul_f64(self.patience.rest.clamp(0.0, 100.0)));
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

    fn one_batch(
        &mut self,
        job: &Job,
        step: &ScriptStep,
        sql: &str,
        to: &str,
    ) -> Result<(), RunError> {
        let mut attempt = 1;
        loop {
            let outcome = self.live.begin().and_then(|()| {
                let outcome = self
                    .live
                    .run(sql)
                    .and_then(|()| self.record.step_reached(self.live, job, step.id, to));
                match outcome {
                    Ok(()) => self.live.run("commit"),
                    Err(error) => {
                        let _ = self.live.run("rollback");
                        Err(error)
                    }
                }
            });
            let Err(error) = outcome else { return Ok(()) };
            if attempt >= self.patience.attempts || !self.live.may_succeed_later(&error) {
                return Err(self.failed(job, step, error));
            }
            self.pause(job, step.id, attempt, &error);
            attempt += 1;
        }
    }

    fn say(&mut self, job: &Job, step: &ScriptStep) {
        (self.report)(Event::Step {
            migration: job.name.to_string(),
            step: step.id,
            of: job.script.steps.len(),
            sql: step.head(),
        });
    }

    /// Waits longer each time, and never as long as another runner would.
    fn pause(&mut self, job: &Job, step: usize, attempt: u32, error: &EngineError) {
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

    fn failed(&self, job: &Job, step: &ScriptStep, error: EngineError) -> RunError {
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

fn first(rows: Vec<Vec<Option<String>>>) -> Option<String> {
    rows.into_iter().flatten().flatten().next()
}

fn milliseconds(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX)
}
