//! `schemagen migrate …`: one file a command.

mod lint;
mod new;
mod run;
mod show;
mod status;

use super::args::{Common, DatabaseOptions, MigrateCommand};
use super::failure::{Exit, Failure};
use super::load;
use super::output::Output;
use crate::config::Settings;
use crate::dialect::Dialects;
use crate::engine::DatabaseUrl;

pub fn run(command: &MigrateCommand, common: &Common, output: &Output) -> Result<Exit, Failure> {
    match command {
        MigrateCommand::New(options) => new::run(options, output),
        MigrateCommand::Status(options) => status::run(options, common, output),
        MigrateCommand::Up(options) => run::up(options, common, output),
        MigrateCommand::Down(options) => run::down(options, common, output),
        MigrateCommand::Lint(options) => lint::run(options, common, output),
    }
}

/// The database that a command names, or the settings do for it.
fn database(
    options: &DatabaseOptions,
    common: &Common,
) -> Result<(DatabaseUrl, Dialects), Failure> {
    let settings = Settings::load(Some(&options.folder), &load::overrides(common))?;
    let dialects = Dialects::load(settings.dialects.as_deref())?;
    let text = match &options.database {
        Some(text) => text.clone(),
        None => settings.file.database()?.ok_or_else(|| {
            Failure::Usage(
                "no database is named: write `--database URL`, set SCHEMAGEN_DATABASE, or `database = \"env:NAME\"` in \
                 schemagen.toml"
                    .to_owned(),
            )
        })?,
    };
    let url = text.parse::<DatabaseUrl>()?;
    Ok((url, dialects))
}
