//! A saved plan run exactly as it was made, on the database that it was made from.

use std::fmt::Write;

use serde::Deserialize;

use super::run::{Database, MigrateError, Ran};
use crate::emit::Backfill;
use crate::engine;
use crate::migrations::{MigrationName, Script, Summing, checksum};
use crate::project::check::at;
use crate::runner::{Direction, Event, Job, Runner, State};
use crate::schema::Schema;

/// What a saved plan holds of what is needed to run it.
#[derive(Debug, Clone, Deserialize)]
pub struct SavedPlan {
    pub format_version: u32,
    pub dialect: String,
    pub to: String,
    /// Of the schema that it starts from.
    #[serde(default)]
    pub fingerprint: Option<String>,
    pub steps: Vec<SavedStep>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct SavedStep {
    pub sql: String,
    /// How its rows are changed some at a time.
    #[serde(default)]
    pub backfill: Option<Backfill>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Repeat {
    Never,
    AsLongAsItFits,
}

/// A text that two schemas share if they are the same.
pub fn fingerprint(schema: &Schema) -> String {
    let mut sum = Summing::default();
    // Nothing that is written into a sum fails.
    let _ = write!(sum, "{:?}", schema.atoms());
    sum.finish()
}

impl SavedPlan {
    pub fn parse(text: &str) -> Result<SavedPlan, MigrateError> {
        let plan: SavedPlan = serde_json::from_str(text).map_err(|error| {
            MigrateError::Input(format!(
                "this is no saved plan: {error}\nhelp: make one with `schemagen plan --from SOURCE --format json -o plan.json`"
            ))
        })?;
        match plan.format_version {
            1 => Ok(plan),
            other => Err(MigrateError::Input(format!(
                "the plan has format version {other}, and this schemagen knows 1: make it again"
            ))),
        }
    }
}

impl Database<'_> {
    /// Runs a plan once, or goes on with it where it was cut off.
    pub fn apply(&self, text: &str, report: &mut dyn FnMut(Event)) -> Result<Ran, MigrateError> {
        self.apply_as(text, Repeat::Never, report)
    }

    /// Runs a plan, however often, as long as the database is what it was made from.
    pub fn apply_again(
        &self,
        text: &str,
        report: &mut dyn FnMut(Event),
    ) -> Result<Ran, MigrateError> {
        self.apply_as(text, Repeat::AsLongAsItFits, report)
    }

    fn apply_as(
        &self,
        text: &str,
        repeat: Repeat,
        report: &mut dyn FnMut(Event),
    ) -> Result<Ran, MigrateError> {
        let plan = SavedPlan::parse(text)?;
        let (mut live, dialect) = self.open()?;
        if dialect.name() != plan.dialect {
            return Err(MigrateError::Input(format!(
                "the plan is for {}, and the database is {}",
                plan.dialect,
                dialect.name()
            )));
        }
        let label = live.info().label.clone();
        let sum = checksum(text);
        let name =
            MigrationName { version: format!("plan-{}", &sum[..16]), name: "plan".to_owned() };
        let statements: Vec<(String, Option<Backfill>)> =
            plan.steps.iter().map(|step| (step.sql.clone(), step.backfill.clone())).collect();
        let job = Job {
            name,
            checksum: sum,
            direction: Direction::Up,
            script: Script::of(statements, dialect),
        };
        let mut runner = Runner::new(live.as_mut(), dialect, self.patience.clone(), report);
        runner.start()?;
        let known = runner.applied()?.into_iter().find(|one| one.version == job.name.version);
        match known.map(|one| one.state) {
            Some(State::Done) if repeat == Repeat::AsLongAsItFits => {
                self.is_still(&plan)?;
                runner.forget(&job)?;
            }
            Some(State::Done) => {
                return Err(MigrateError::Input(
                    "this very plan was applied here already".to_owned(),
                ));
            }
            Some(_) => {}
            None => self.is_still(&plan)?,
        }
        runner.run(&job)?;
        Ok(Ran { migrations: vec![job.name.to_string()], label })
    }

    /// Refuses where the database is no longer what the plan was made from.
    fn is_still(&self, plan: &SavedPlan) -> Result<(), MigrateError> {
        let Some(wanted) = &plan.fingerprint else {
            return Err(MigrateError::Input(
                "the plan does not say which schema it starts from\nhelp: make it again from the database: `schemagen plan \
                 --from URL --format json -o plan.json`"
                    .to_owned(),
            ));
        };
        let inspected = engine::inspect(self.url, self.dialects)?;
        at(self.dialects, &inspected.info.dialect, Some(&inspected.info.version.to_string()))?;
        if fingerprint(&inspected.schema) == *wanted {
            return Ok(());
        }
        // Held against SQL files it was read as they mean it.
        let dialects = engine::as_in(self.url, self.dialects.clone());
        if fingerprint(&engine::inspect(self.url, &dialects)?.schema) == *wanted {
            return Ok(());
        }
        Err(MigrateError::Changed)
    }
}
