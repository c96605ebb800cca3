//! `schemagen migrate …`: one file a command.

mod lint;

use super::args::{Common, MigrateCommand};
use super::failure::{Exit, Failure};
use super::output::Output;

pub fn run(command: &MigrateCommand, common: &Common, output: &Output) -> Result<Exit, Failure> {
    match command {
        MigrateCommand::Lint(options) => lint::run(options, common, output),
    }
}
