//! Backfills: rows changed some at a time, from wherever that was left.

use std::thread::sleep;
use std::time::Instant;

use super::backfill::Batches;
use super::run::{Runner, milliseconds};
use super::{Event, Job, RunError};
use crate::migrations::{ScriptStep, checksum};

impl Runner<'_> {
    /// A backfill, from the key at which it was left.
    pub(super) fn rows(&mut self, job: &Job, step: &ScriptStep) -> Result<(), RunError> {
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

    pub(super) fn one_batch(
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
}

fn first(rows: Vec<Vec<Option<String>>>) -> Option<String> {
    rows.into_iter().flatten().flatten().next()
}
