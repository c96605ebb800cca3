//! `schemagen migrate …`: one file a command.

mod formats;
mod lint;
mod new;
mod rebase;
pub mod run;
pub mod show;
mod status;
mod verify;

use super::args::{Common, DatabaseOptions, MigrateCommand};
use super::failure::{Exit, Failure};
use super::load;
use super::output::Output;
use crate::config::Settings;
use crate::dialect::Dialects;
use crate::engine::DatabaseUrl;
use crate::project::migrate::Folder;
use crate::sql::statements::guess;

pub fn run(command: &MigrateCommand, common: &Common, output: &Output) -> Result<Exit, Failure> {
    match command {
        MigrateCommand::New(options) => new::run(options, common, output),
        MigrateCommand::Status(options) => status::run(options, common, output),
        MigrateCommand::Up(options) => run::up(options, common, output),
        MigrateCommand::Down(options) => run::down(options, common, output),
        MigrateCommand::Lint(options) => lint::run(options, common, output),
        MigrateCommand::Verify(options) => verify::run(options, common, output),
        MigrateCommand::Rebase(options) => rebase::run(options, common, output),
        MigrateCommand::Export(options) => formats::export_to(options, common, output),
        MigrateCommand::Import(options) => formats::import_from(options, output),
    }
}

/// The database that a command names, or the settings do for it.
fn database(
    options: &DatabaseOptions,
    common: &Common,
) -> Result<(DatabaseUrl, Dialects), Failure> {
    let settings = Settings::load(Some(&options.folder), &load::overrides(common))?;
    let dialects = Dialects::load(settings.dialects.as_deref())?;
    let url = url(options.database.as_deref(), &settings, "--database")?;
    Ok((url, dialects))
}

/// The database that a flag names, or the settings do.
pub fn url(flag: Option<&str>, settings: &Settings, name: &str) -> Result<DatabaseUrl, Failure> {
    let text = match flag {
        Some(text) => text.to_owned(),
        None => settings.file.database()?.ok_or_else(|| {
            Failure::Usage(format!(
                "no database is named: write `{name} URL`, set SCHEMAGEN_DATABASE, or `database = \"env:NAME\"` in \
                 schemagen.toml"
            ))
        })?,
    };
    Ok(text.parse::<DatabaseUrl>()?)
}

/// The dialect that a folder's scripts look like.
fn dialect_of(folder: &Folder, dialects: &Dialects) -> String {
    let scripts: Vec<&str> = folder.migrations.iter().map(|one| one.up.as_str()).collect();
    let guessed = guess(scripts.join("\n").as_bytes(), dialects);
    guessed.map_or_else(|| "postgres".to_owned(), |guess| guess.dialect)
}
