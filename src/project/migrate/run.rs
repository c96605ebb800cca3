//! Migrations run on a database: which ones, in which order, and what stands in the way.

use super::folder::{Folder, FolderError};
use crate::dialect::{Dialect, Dialects};
use crate::engine::live::{self, Live};
use crate::engine::{DatabaseUrl, EngineError, StatementError};
use crate::hazard::{Lock, locks};
use crate::migrations::{Migration, ScriptError, checksum, script};
use crate::project::TargetError;
use crate::project::check::at;
use crate::runner::{
    Applied, Direction, Event, Job, Patience, Review, RunError, Runner, Standing, State, Trouble,
    review,
};

/// Why migrations were not run, or not to their end.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error(transparent)]
    Target(#[from] TargetError),
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Run(#[from] RunError),
    #[error("`{file}`, {error}")]
    Script { file: String, error: ScriptError },
    #[error(
        "the database is no longer what the plan was made from, so nothing was run\nhelp: make the plan again, and look at it \
         again"
    )]
    Changed,
    #[error("{place}: {error}")]
    Refused { place: String, error: StatementError },
    #[error("{0}")]
    Input(String),
    /// The database is not what the files say: nothing was run.
    #[error("{}", troubles(.0))]
    Trouble(Vec<Trouble>),
}

impl MigrateError {
    /// Whether a database refused, and not the input was wrong.
    pub fn is_refusal(&self) -> bool {
        matches!(
            self,
            MigrateError::Engine(_) | MigrateError::Run(_) | MigrateError::Refused { .. }
        )
    }
}

fn troubles(troubles: &[Trouble]) -> String {
    let mut text = "the folder and the database do not agree, so nothing was run:".to_owned();
    for trouble in troubles {
        text.push_str("\n  ");
        text.push_str(&match trouble {
            Trouble::Edited(name) => format!("`{name}` was changed after it ran here"),
            Trouble::Missing { version, name } => {
                format!("`{version}_{name}` ran here, and its files are gone")
            }
            Trouble::OutOfOrder { name, newest } => {
                format!("`{name}` has not run, and `{newest}`, which is newer, has")
            }
        });
    }
    text.push_str(
        "\nhelp: put the files back as they were; a migration that came in late is renamed by `schemagen migrate rebase`, or \
         run all the same with `--out-of-order`",
    );
    text
}

/// A database and how it is gone about.
pub struct Database<'d> {
    pub url: &'d DatabaseUrl,
    pub dialects: &'d Dialects,
    pub patience: Patience,
}

/// Which migrations are meant.
#[derive(Debug, Clone, Default)]
pub struct Chosen {
    /// The last that shall be in place; all of them without one.
    pub to: Option<String>,
    pub out_of_order: bool,
}

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ran {
    pub migrations: Vec<String>,
    pub label: String,
}

/// A step as a dry run shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Foreseen {
    pub migration: String,
    pub step: usize,
    pub sql: String,
    /// Whether the server can roll it back.
    pub rolls_back: bool,
    pub locks: Vec<Lock>,
}

/// How things stand; changes nothing.
pub struct Status {
    pub label: String,
    pub review: Review,
    /// Of migrations that were cut off: how many steps are in place, and of how many.
    pub cut_off: Vec<(String, usize, usize)>,
    /// What failed changes left behind.
    pub left_behind: Vec<String>,
}

impl<'d> Database<'d> {
    pub(super) fn open(&self) -> Result<(Box<dyn Live + 'd>, Dialect<'d>), MigrateError> {
        let live = live::connect(self.url, self.dialects)?;
        let info = live.info();
        let dialect = at(self.dialects, &info.dialect, Some(&info.version.to_string()))?;
        Ok((live, dialect))
    }

    pub fn status(&self, folder: &Folder) -> Result<Status, MigrateError> {
        let (mut live, dialect) = self.open()?;
        let label = live.info().label.clone();
        let left_behind = live.left_behind()?;
        let mut silent = |_: Event| ();
        let mut runner = Runner::new(live.as_mut(), dialect, self.patience.clone(), &mut silent);
        let applied = runner.applied()?;
        let review = review(&folder.migrations, &applied);
        let mut cut_off = Vec::new();
        for (name, standing) in &review.standings {
            let Standing::CutOff(applied) = standing else { continue };
            let direction = direction_of(applied);
            let job = job(folder, name.version.as_str(), direction, dialect)?;
            let done =
                runner.steps(&applied.version, direction)?.iter().filter(|step| step.done).count();
            cut_off.push((name.to_string(), done, job.script.steps.len()));
        }
        Ok(Status { label, review, cut_off, left_behind })
    }

    /// Runs what is pending, the one that was cut off first.
    pub fn up(
        &self,
        folder: &Folder,
        chosen: &Chosen,
        report: &mut dyn FnMut(Event),
    ) -> Result<Ran, MigrateError> {
        let last = last(folder, chosen)?;
        let (mut live, dialect) = self.open()?;
        // Every script is read before the first is run.
        for migration in &folder.migrations {
            job_of(migration, Direction::Up, dialect)?;
        }
        let label = live.info().label.clone();
        let mut runner = Runner::new(live.as_mut(), dialect, self.patience.clone(), report);
        runner.start()?;
        let mut ran = Ran { label, ..Ran::default() };
        // Asked again each time: another runner may have been at work before this one had its turn.
        loop {
            let applied = runner.applied()?;
            let review = review(&folder.migrations, &applied);
            stop_at_troubles(&review, chosen)?;
            let undoing = applied.iter().find(|one| one.state == State::Undoing);
            if let Some(one) = undoing {
                return Err(MigrateError::Input(format!(
                    "`{}_{}` is on its way back: `schemagen migrate down` brings it to its end first",
                    one.version, one.name
                )));
            }
            let next = review.standings.iter().find(|(name, standing)| {
                !matches!(standing, Standing::Applied(_))
                    && last.as_ref().is_none_or(|last| name <= last)
            });
            let Some((name, _)) = next else { return Ok(ran) };
            runner.run(&job(folder, &name.version, Direction::Up, dialect)?)?;
            ran.migrations.push(name.to_string());
        }
    }

    /// Undoes the last migration, or all behind the one that is named.
    pub fn down(
        &self,
        folder: &Folder,
        chosen: &Chosen,
        report: &mut dyn FnMut(Event),
    ) -> Result<Ran, MigrateError> {
        let stay = last(folder, chosen)?;
        let (mut live, dialect) = self.open()?;
        let label = live.info().label.clone();
        let mut runner = Runner::new(live.as_mut(), dialect, self.patience.clone(), report);
        runner.start()?;
        let mut ran = Ran { label, ..Ran::default() };
        loop {
            let review = review(&folder.migrations, &runner.applied()?);
            stop_at_troubles(&review, &Chosen { out_of_order: true, ..chosen.clone() })?;
            let newest =
                review.standings.iter().rev().find(|(_, standing)| *standing != Standing::Pending);
            let Some((name, standing)) = newest else { return Ok(ran) };
            let behind = stay.as_ref().is_some_and(|stay| name > stay);
            if (stay.is_some() && !behind) || (stay.is_none() && !ran.migrations.is_empty()) {
                return Ok(ran);
            }
            if let Standing::CutOff(applied) = standing
                && applied.state == State::Applying
            {
                return Err(MigrateError::Input(format!(
                    "`{name}` was cut off on its way up, and no file leads back from the middle of it\nhelp: bring it to its \
                     end by `schemagen migrate up`, then undo it"
                )));
            }
            runner.run(&job(folder, &name.version, Direction::Down, dialect)?)?;
            ran.migrations.push(name.to_string());
        }
    }

    /// What `up` would run, and what each step would lock.
    pub fn foresee(&self, folder: &Folder, chosen: &Chosen) -> Result<Vec<Foreseen>, MigrateError> {
        let last = last(folder, chosen)?;
        let (mut live, dialect) = self.open()?;
        let mut silent = |_: Event| ();
        let mut runner = Runner::new(live.as_mut(), dialect, self.patience.clone(), &mut silent);
        let review = review(&folder.migrations, &runner.applied()?);
        stop_at_troubles(&review, chosen)?;
        let mut foreseen = Vec::new();
        for (name, standing) in &review.standings {
            let wanted = last.as_ref().is_none_or(|last| name <= last);
            if matches!(standing, Standing::Applied(_)) || !wanted {
                continue;
            }
            let job = job(folder, &name.version, Direction::Up, dialect)?;
            let done = runner.steps(&name.version, Direction::Up)?;
            for step in job.script.steps {
                if done.iter().any(|known| known.step == step.id && known.done) {
                    continue;
                }
                foreseen.push(Foreseen {
                    migration: name.to_string(),
                    step: step.id,
                    locks: locks(&step.sql, None, dialect),
                    rolls_back: step.kind != crate::migrations::StepKind::Alone,
                    sql: step.sql,
                });
            }
        }
        Ok(foreseen)
    }
}

fn direction_of(applied: &Applied) -> Direction {
    match applied.state {
        State::Undoing => Direction::Down,
        _ => Direction::Up,
    }
}

fn stop_at_troubles(review: &Review, chosen: &Chosen) -> Result<(), MigrateError> {
    let counts = |trouble: &&Trouble| {
        !(chosen.out_of_order && matches!(trouble, Trouble::OutOfOrder { .. }))
    };
    let found: Vec<Trouble> = review.troubles.iter().filter(counts).cloned().collect();
    if found.is_empty() { Ok(()) } else { Err(MigrateError::Trouble(found)) }
}

fn last(
    folder: &Folder,
    chosen: &Chosen,
) -> Result<Option<crate::migrations::MigrationName>, MigrateError> {
    let Some(to) = &chosen.to else { return Ok(None) };
    let named = folder
        .migrations
        .iter()
        .find(|one| one.name.is_version(to) || one.name.to_string() == *to || one.name.name == *to);
    match named {
        Some(migration) => Ok(Some(migration.name.clone())),
        None => Err(MigrateError::Input(format!(
            "`{}` has no migration `{to}`; name its version, as `migrate status` shows it",
            folder.path.display()
        ))),
    }
}

fn job(
    folder: &Folder,
    version: &str,
    direction: Direction,
    dialect: Dialect<'_>,
) -> Result<Job, MigrateError> {
    let migration = folder.migrations.iter().find(|one| one.name.is_version(version));
    let migration = migration
        .ok_or_else(|| MigrateError::Input(format!("there is no migration `{version}`")))?;
    job_of(migration, direction, dialect)
}

/// A migration as it is run one way.
pub fn job_of(
    migration: &Migration,
    direction: Direction,
    dialect: Dialect<'_>,
) -> Result<Job, MigrateError> {
    let (file, text) = match direction {
        Direction::Up => ("up.sql", migration.up.as_str()),
        Direction::Down => {
            let down = migration.down.as_deref().ok_or_else(|| {
                MigrateError::Input(format!(
                    "`{}` has no `down.sql`, so nothing undoes it; write one, or restore a backup",
                    migration.name
                ))
            })?;
            ("down.sql", down)
        }
    };
    let script = script(text, dialect).map_err(|error| MigrateError::Script {
        file: format!("{}/{file}", migration.name),
        error,
    })?;
    Ok(Job { name: migration.name.clone(), checksum: checksum(&migration.up), direction, script })
}
