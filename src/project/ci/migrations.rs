use super::{CiOptions, MISTAKES, Stage, StageOutcome, failed, skipped, stage};
use crate::project::migrate::{Folder, lint_files};
use crate::project::{Checked, Loaded, ReadError, World, at};
use crate::source::sql_files;

/// Whether the files are as they were made, and what they risk on a database at work.
pub fn migrations(loaded: &Loaded, checked: &Checked<'_>, options: &CiOptions<'_>) -> Stage {
    let name = "migrations";
    let folder = &options.migrations;
    if !folder.exists() {
        return skipped(name, format!("there is no folder `{}`", folder.display()));
    }
    let read = match Folder::read(folder) {
        Ok(read) => read,
        Err(error) => return failed(name, &error.to_string()),
    };
    let changed: Vec<String> =
        read.mismatches().iter().map(|mismatch| mismatch.to_string()).collect();
    let paths = match sql_files(folder) {
        Ok(files) => files.paths,
        Err(error) => return failed(name, &error.to_string()),
    };
    let Some(target) = checked.targets.first() else {
        return skipped(name, MISTAKES);
    };
    let version = target.dialect.version.to_string();
    let world = World { settings: loaded.settings.clone(), dialects: loaded.dialects.clone() };
    let linted = at(&world.dialects, target.dialect.name(), Some(&version))
        .map_err(ReadError::from)
        .and_then(|dialect| lint_files(&paths, dialect, None, &world));
    match linted {
        Ok(linted) => {
            let mut stage = stage(name, linted.findings, &linted.sources, options);
            stage.words.push(format!("{} statements in {} files", linted.statements, linted.files));
            if !changed.is_empty() {
                stage.outcome = StageOutcome::Failed;
                stage.words.extend(changed);
            }
            stage
        }
        Err(error) => failed(name, &error.to_string()),
    }
}
