use crate::cli::args::{Common, MigrateRebaseOptions};
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::{load, sources};
use crate::engine;
use crate::project;
use crate::project::migrate::{Commutes, Folder, MigrateError, commutes};
use crate::runner::stamp;
use crate::source::Source;

pub fn run(
    options: &MigrateRebaseOptions,
    common: &Common,
    output: &Output,
) -> Result<Exit, Failure> {
    let mut folder = Folder::read_sound(&options.folder)?;
    let world = sources::world(&Source::Migrations(options.folder.clone()), common)?;
    let named = folder.migrations.iter().find(|one| {
        one.name.is_version(&options.migration)
            || one.name.to_string() == options.migration
            || one.name.name == options.migration
    });
    let Some(moved) = named.cloned() else {
        return Err(Failure::Usage(format!(
            "`{}` has no migration `{}`; name its version",
            options.folder.display(),
            options.migration
        )));
    };
    if folder.migrations.last().is_some_and(|last| last.name == moved.name) {
        output.result(&format!("{} is the last one already\n", moved.name))?;
        return Ok(Exit::Fine);
    }
    let engines = load::engines(&options.on)?;
    let name = match engines.first() {
        Some(engine) => engine.dialect().to_owned(),
        None => super::dialect_of(&folder, &world.dialects),
    };
    let spec = world.engine_for(&name, &engines)?;
    let probe = engine::open(&spec, &world.dialects)?;
    let version = probe.info().version.to_string();
    probe.close()?;
    let dialect = project::at(&world.dialects, &name, Some(&version))?;
    let mut open = || engine::open(&spec, &world.dialects).map_err(MigrateError::from);
    match commutes(&mut open, &folder, &moved, dialect)? {
        Commutes::No(why) => {
            output.result(&format!(
                "{} stays where it is: it does not commute with what comes behind it\n",
                moved.name
            ))?;
            for sentence in why {
                output.result(&format!("  {sentence}\n"))?;
            }
            Ok(Exit::Findings)
        }
        Commutes::Yes => {
            let number = options.number.clone().unwrap_or_else(stamp);
            let new = folder.rename(&moved.name, &number)?;
            output.result(&format!(
                "{} is {new} now: in both orders the chain leads to the same schema\n",
                moved.name
            ))?;
            Ok(Exit::Fine)
        }
    }
}
