use super::check::{TargetError, at, targets};
use super::load::Loaded;
use crate::dialect::Dialect;
use crate::normal::rewrite::Rewrite;
use crate::physical::{self, PhysicalOptions};
use crate::split::{Direction, Moves, SplitError, moves};

/// Why there are no steps to show.
#[derive(Debug, thiserror::Error)]
pub enum SplitStepsError {
    #[error(transparent)]
    Target(#[from] TargetError),
    #[error(transparent)]
    Split(#[from] SplitError),
}

/// The script that moves the rows of a rewritten entity, for the named dialect or the first target.
pub fn split_steps(
    loaded: &Loaded,
    rewrite: &Rewrite,
    dialect: Option<&str>,
    direction: Direction,
) -> Result<String, SplitStepsError> {
    let targets = targets(&loaded.design, &loaded.settings.file)?;
    let target = match dialect {
        Some(name) => targets.iter().find(|target| target.dialect == name),
        None => targets.first(),
    };
    let name = dialect.or(target.map(|target| target.dialect.as_str())).unwrap_or_default();
    let version = target.and_then(|target| target.minimum.as_deref());
    let dialect = at(&loaded.dialects, name, version)?;
    Ok(split_moves(loaded, rewrite, dialect)?.script(direction, dialect))
}

/// The steps themselves, for one server.
pub fn split_moves(
    loaded: &Loaded,
    rewrite: &Rewrite,
    dialect: Dialect<'_>,
) -> Result<Moves, SplitError> {
    let options = PhysicalOptions { as_of: loaded.as_of };
    let (old, _) = physical::physical(&loaded.design, dialect, &options);
    let (new, _) = physical::physical(&rewrite.design, dialect, &options);
    moves(&old.schema, &new.schema, &rewrite.split, dialect)
}
