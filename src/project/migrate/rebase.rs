//! A migration moved behind those that came before it: whether the order matters is asked of an engine.

use super::folder::Folder;
use super::replay::step;
use super::run::MigrateError;
use super::verify::differs;
use crate::dialect::Dialect;
use crate::engine::Engine;
use crate::migrations::Migration;
use crate::runner::Direction;
use crate::schema::Schema;

/// Whether a chain leads to the same schema with one migration moved to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Commutes {
    Yes,
    /// Each a sentence.
    No(Vec<String>),
}

/// Runs the chain in both orders and compares what comes of them.
pub fn commutes<'e>(
    open: &mut dyn FnMut() -> Result<Box<dyn Engine + 'e>, MigrateError>,
    folder: &Folder,
    moved: &Migration,
    dialect: Dialect<'_>,
) -> Result<Commutes, MigrateError> {
    let as_is: Vec<&Migration> = folder.migrations.iter().collect();
    let mut other: Vec<&Migration> =
        folder.migrations.iter().filter(|one| one.name != moved.name).collect();
    other.push(moved);
    let mut run = |order: &[&Migration]| -> Result<Result<Schema, String>, MigrateError> {
        let mut engine = open()?;
        for migration in order {
            match step(engine.as_mut(), migration, Direction::Up, dialect) {
                Ok(()) => {}
                Err(error @ MigrateError::Refused { .. }) => return Ok(Err(error.to_string())),
                Err(other) => return Err(other),
            }
        }
        let schema = engine.introspect()?;
        engine.close()?;
        Ok(Ok(schema))
    };
    let first = run(&as_is)?;
    let second = run(&other)?;
    Ok(match (first, second) {
        // As it stands the chain may not run at all: then only the new order counts.
        (Err(_), Ok(_)) => Commutes::Yes,
        (_, Err(why)) => Commutes::No(vec![format!("behind the others it is refused: {why}")]),
        (Ok(first), Ok(second)) => match differs("the order matters", &first, &second) {
            sentences if sentences.is_empty() => Commutes::Yes,
            sentences => Commutes::No(sentences),
        },
    })
}
