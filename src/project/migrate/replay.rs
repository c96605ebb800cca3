//! Migrations run on a scratch engine, from nothing.

use super::folder::Folder;
use super::run::{MigrateError, job_of};
use crate::dialect::Dialect;
use crate::engine::{Engine, EngineError};
use crate::migrations::Migration;
use crate::runner::Direction;

/// Runs one migration one way, statement by statement.
pub fn step(
    engine: &mut dyn Engine,
    migration: &Migration,
    direction: Direction,
    dialect: Dialect<'_>,
) -> Result<(), MigrateError> {
    let job = job_of(migration, direction, dialect)?;
    engine.end_script()?;
    for step in &job.script.steps {
        engine.execute(&step.sql).map_err(|error| {
            let place = format!("{}/{}.sql, line {}", migration.name, direction.word(), step.line);
            match error {
                EngineError::Statement(error) => MigrateError::Refused { place, error: *error },
                other => other.into(),
            }
        })?;
    }
    Ok(())
}

/// Runs all migrations of a folder.
pub fn replay(
    engine: &mut dyn Engine,
    folder: &Folder,
    dialect: Dialect<'_>,
) -> Result<(), MigrateError> {
    folder.migrations.iter().try_for_each(|one| step(engine, one, Direction::Up, dialect))
}
