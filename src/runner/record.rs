//! The record of what was run: two tables in the database itself.

use super::moment::now;
use super::{Direction, Job};
use crate::dialect::Dialect;
use crate::engine::EngineError;
use crate::engine::live::{Live, RECORD_TABLES};

/// A migration as the database remembers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    pub version: String,
    pub name: String,
    pub checksum: String,
    pub state: State,
    pub started: String,
    pub finished: Option<String>,
    pub milliseconds: Option<u64>,
    pub by: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Begun, and not at its end.
    Applying,
    Done,
    /// On its way back.
    Undoing,
}

/// A step as the database remembers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepRecord {
    pub step: usize,
    pub checksum: String,
    pub done: bool,
    /// What the statement's objects looked like before it.
    pub trace: String,
    /// Where a backfill is.
    pub last_key: Option<String>,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            State::Applying => "applying",
            State::Done => "done",
            State::Undoing => "undoing",
        }
    }
}

/// Reads and writes the record; every statement names its tables in full.
pub(super) struct Record<'r> {
    pub dialect: Dialect<'r>,
}

impl Record<'_> {
    fn table(&self, index: usize) -> String {
        match self.dialect.defaults().namespace.as_deref() {
            Some(namespace) => {
                format!("{}.{}", self.dialect.quote(namespace), RECORD_TABLES[index])
            }
            None => RECORD_TABLES[index].to_owned(),
        }
    }

    fn text(&self, value: &str) -> String {
        self.dialect.string_literal(value)
    }

    pub fn create(&self, live: &mut dyn Live) -> Result<(), EngineError> {
        if self.exists(live) {
            return Ok(());
        }
        live.run(&format!(
            "create table if not exists {} (version varchar(64) not null primary key, name varchar(200) not null, \
             checksum varchar(64) not null, state varchar(16) not null, started_at varchar(32) not null, \
             finished_at varchar(32), duration_ms bigint, run_by varchar(200) not null)",
            self.table(0)
        ))?;
        live.run(&format!(
            "create table if not exists {} (version varchar(64) not null, direction varchar(8) not null, \
             step integer not null, checksum varchar(64) not null, state varchar(16) not null, trace varchar(64) not null, \
             last_key varchar(200), started_at varchar(32) not null, finished_at varchar(32), duration_ms bigint, \
             primary key (version, direction, step))",
            self.table(1)
        ))
    }

    pub fn exists(&self, live: &mut dyn Live) -> bool {
        let there = |live: &mut dyn Live, index: usize| {
            live.rows(&format!("select 1 from {} where 1 = 0", self.table(index))).is_ok()
        };
        there(live, 0) && there(live, 1)
    }

    /// What was applied, in the order of time; nothing where there is no record yet.
    pub fn applied(&self, live: &mut dyn Live) -> Result<Vec<Applied>, EngineError> {
        if !self.exists(live) {
            return Ok(Vec::new());
        }
        let rows = live.rows(&format!(
            "select version, name, checksum, state, started_at, finished_at, duration_ms, run_by from {} \
             order by started_at, version",
            self.table(0)
        ))?;
        let applied = rows.into_iter().map(|row| {
            let mut row = row.into_iter();
            let mut next = || row.next().flatten();
            Applied {
                version: next().unwrap_or_default(),
                name: next().unwrap_or_default(),
                checksum: next().unwrap_or_default(),
                state: match next().as_deref() {
                    Some("done") => State::Done,
                    Some("undoing") => State::Undoing,
                    _ => State::Applying,
                },
                started: next().unwrap_or_default(),
                finished: next(),
                milliseconds: next().and_then(|text| text.parse().ok()),
                by: next().unwrap_or_default(),
            }
        });
        Ok(applied.collect())
    }

    pub fn steps(
        &self,
        live: &mut dyn Live,
        version: &str,
        direction: Direction,
    ) -> Result<Vec<StepRecord>, EngineError> {
        let rows = live.rows(&format!(
            "select step, checksum, state, trace, last_key from {} where version = {} and direction = '{}' order by step",
            self.table(1),
            self.text(version),
            direction.word()
        ))?;
        let steps = rows.into_iter().map(|row| {
            let mut row = row.into_iter();
            let mut next = || row.next().flatten();
            StepRecord {
                step: next().and_then(|text| text.parse().ok()).unwrap_or_default(),
                checksum: next().unwrap_or_default(),
                done: next().as_deref() == Some("done"),
                trace: next().unwrap_or_default(),
                last_key: next(),
            }
        });
        Ok(steps.collect())
    }

    /// Says that a migration is on its way.
    pub fn begin(&self, live: &mut dyn Live, job: &Job, by: &str) -> Result<(), EngineError> {
        let version = self.text(&job.name.version);
        let state = match job.direction {
            Direction::Up => State::Applying,
            Direction::Down => State::Undoing,
        };
        let known =
            live.rows(&format!("select state from {} where version = {version}", self.table(0)))?;
        match known.is_empty() {
            true => live.run(&format!(
                "insert into {} (version, name, checksum, state, started_at, run_by) values ({version}, {}, {}, '{}', '{}', {})",
                self.table(0),
                self.text(&job.name.name),
                self.text(&job.checksum),
                state.word(),
                now(),
                self.text(by)
            )),
            false => live.run(&format!(
                "update {} set state = '{}' where version = {version}",
                self.table(0),
                state.word()
            )),
        }
    }

    /// Says that a migration is at its end: done, or as if it had never been.
    pub fn end(
        &self,
        live: &mut dyn Live,
        job: &Job,
        milliseconds: u64,
    ) -> Result<(), EngineError> {
        let version = self.text(&job.name.version);
        match job.direction {
            Direction::Up => {
                live.run(&format!(
                    "update {} set state = 'done', finished_at = '{}', duration_ms = {milliseconds} where version = {version}",
                    self.table(0),
                    now()
                ))?;
                live.run(&format!(
                    "delete from {} where version = {version} and direction = 'down'",
                    self.table(1)
                ))
            }
            Direction::Down => {
                live.run(&format!("delete from {} where version = {version}", self.table(1)))?;
                live.run(&format!("delete from {} where version = {version}", self.table(0)))
            }
        }
    }

    /// Forgets a migration of which nothing is in place.
    pub fn forget(&self, live: &mut dyn Live, job: &Job) -> Result<(), EngineError> {
        let version = self.text(&job.name.version);
        match job.direction {
            Direction::Up => {
                live.run(&format!("delete from {} where version = {version}", self.table(0)))
            }
            Direction::Down => live.run(&format!(
                "update {} set state = 'done' where version = {version}",
                self.table(0)
            )),
        }
    }

    pub fn step_begins(
        &self,
        live: &mut dyn Live,
        job: &Job,
        step: usize,
        checksum: &str,
        trace: &str,
    ) -> Result<(), EngineError> {
        self.insert_step(live, job, step, checksum, "running", trace, None)
    }

    /// A step that was done in the same transaction.
    pub fn step_done_at_once(
        &self,
        live: &mut dyn Live,
        job: &Job,
        step: usize,
        checksum: &str,
        milliseconds: u64,
    ) -> Result<(), EngineError> {
        self.insert_step(live, job, step, checksum, "done", "", Some(milliseconds))
    }

    #[expect(clippy::too_many_arguments, reason = "the columns of one row")]
    fn insert_step(
        &self,
        live: &mut dyn Live,
        job: &Job,
        step: usize,
        checksum: &str,
        state: &str,
        trace: &str,
        milliseconds: Option<u64>,
    ) -> Result<(), EngineError> {
        let (finished, duration) = match milliseconds {
            Some(milliseconds) => (format!("'{}'", now()), milliseconds.to_string()),
            None => ("null".to_owned(), "null".to_owned()),
        };
        live.run(&format!(
            "insert into {} (version, direction, step, checksum, state, trace, started_at, finished_at, duration_ms) \
             values ({}, '{}', {step}, '{checksum}', '{state}', {}, '{}', {finished}, {duration})",
            self.table(1),
            self.text(&job.name.version),
            job.direction.word(),
            self.text(trace),
            now()
        ))
    }

    fn of_step(&self, job: &Job, step: usize) -> String {
        format!(
            "where version = {} and direction = '{}' and step = {step}",
            self.text(&job.name.version),
            job.direction.word()
        )
    }

    pub fn step_ends(
        &self,
        live: &mut dyn Live,
        job: &Job,
        step: usize,
        milliseconds: u64,
    ) -> Result<(), EngineError> {
        live.run(&format!(
            "update {} set state = 'done', finished_at = '{}', duration_ms = {milliseconds} {}",
            self.table(1),
            now(),
            self.of_step(job, step)
        ))
    }

    pub fn step_forgotten(
        &self,
        live: &mut dyn Live,
        job: &Job,
        step: usize,
    ) -> Result<(), EngineError> {
        live.run(&format!("delete from {} {}", self.table(1), self.of_step(job, step)))
    }

    pub fn step_reached(
        &self,
        live: &mut dyn Live,
        job: &Job,
        step: usize,
        key: &str,
    ) -> Result<(), EngineError> {
        live.run(&format!(
            "update {} set last_key = {} {}",
            self.table(1),
            self.text(key),
            self.of_step(job, step)
        ))
    }
}
