use super::args::{ApplyOptions, Common};
use super::failure::{Exit, Failure};
use super::migrate::run::patience;
use super::migrate::show::listener;
use super::output::Output;
use super::{load, migrate};
use crate::config::Settings;
use crate::dialect::Dialects;
use crate::engine::DatabaseUrl;
use crate::project::migrate::{Database, MigrateError};

pub fn run(options: &ApplyOptions, common: &Common, output: &Output) -> Result<Exit, Failure> {
    let settings = Settings::load(Some(&options.plan), &load::overrides(common))?;
    let dialects = Dialects::load(settings.dialects.as_deref())?;
    let url: DatabaseUrl = migrate::url(options.to.as_deref(), &settings, "--to")?;
    let text = std::fs::read_to_string(&options.plan).map_err(|error| {
        MigrateError::Input(format!("cannot read `{}`: {error}", options.plan.display()))
    })?;
    let database =
        Database { url: &url, dialects: &dialects, patience: patience(&options.patience)? };
    let ran = database.apply(&text, &mut listener(options.log_format, output))?;
    output.result(&format!("the plan is applied on {}\n", ran.label))?;
    Ok(Exit::Fine)
}
