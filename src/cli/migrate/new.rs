use crate::cli::args::MigrateNewOptions;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::migrations::{Migration, MigrationName};
use crate::project::migrate::Folder;
use crate::runner::stamp;

const UP: &str = "-- What leads to the new schema, statement by statement.\n";
const DOWN: &str = "-- What leads back; remove the file where nothing does.\n";

pub fn run(options: &MigrateNewOptions, output: &Output) -> Result<Exit, Failure> {
    let mut folder = Folder::read(&options.folder)?;
    let version = options.number.clone().unwrap_or_else(stamp);
    let name = MigrationName::new(&version, &options.name)
        .map_err(|error| Failure::Usage(error.to_string()))?;
    if let Some(last) = folder.migrations.last().filter(|last| last.name >= name) {
        return Err(Failure::Usage(format!(
            "`{}` is there and not older than `{name}`; name a later one by `--number`",
            last.name
        )));
    }
    let migration = Migration { name, up: UP.to_owned(), down: Some(DOWN.to_owned()), plan: None };
    let path = folder.add(migration)?;
    output.result(&format!("{}\n", path.display()))?;
    output.say(
        "write its statements, then let the list take them in: `schemagen migrate lint --accept`",
    );
    Ok(Exit::Fine)
}
