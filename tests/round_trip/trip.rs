//! There and back, for one schema.

use std::path::{Path, PathBuf};
use std::time::Instant;

use libtest_mimic::Failed;

use super::server::{self, Server};
use super::{Case, dump, report};
use crate::tool;

pub fn judge(case: &Case) -> Result<(), Failed> {
    let server = Server::of(case.dialect)?;
    let database = format!("trip_{}", case.name.replace(|c: char| !c.is_ascii_alphanumeric(), "_"));
    let outcome = there_and_back(case, &server, &database);
    let _ = server.remove(&database);
    Ok(outcome?)
}

fn there_and_back(case: &Case, server: &Server, database: &str) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    server.create(database)?;
    let loaded = server.load(database, &files(&case.folder))?;
    let original = server.dump(database)?;
    let before = dump::pieces(case.dialect, &original);

    let clock = Instant::now();
    let inspected = inspect(folder.path(), &server.url(database), "sql")?;
    let milliseconds = clock.elapsed().as_millis();
    let mut row = report::Row {
        dialect: case.dialect,
        name: case.name.clone(),
        objects: before.values().sum(),
        errors: loaded.errors.len(),
        equal: "yes",
        milliseconds,
    };
    let written = server::file(folder.path(), "inspected.sql", &inspected)?;
    keep(case, &original, &inspected);

    let mut outcome = compared(case, server, database, &before, &written);
    if outcome.is_err() {
        let own = server::file(folder.path(), "dumped.sql", &original)?;
        let floor = compared(case, server, database, &before, &own);
        if floor == outcome {
            row.equal = "as far as the server's own tool gets";
            outcome = Ok(());
        } else {
            row.equal = "no";
            outcome = outcome.map_err(|text| match floor {
                Ok(()) => text,
                Err(floor) => format!("{text}\nThe server's own tool: {floor}"),
            });
        }
    }
    report::add(row);
    outcome
}

/// Loads a file into the database made anew, and compares what came of it.
fn compared(
    case: &Case,
    server: &Server,
    database: &str,
    before: &dump::Pieces,
    file: &Path,
) -> Result<(), String> {
    server.create(database)?;
    let loaded = server.load(database, &[file.to_owned()])?;
    if !loaded.errors.is_empty() {
        let shown: Vec<_> = loaded.errors.iter().take(40).map(String::as_str).collect();
        return Err(format!("it does not load again:\n{}", shown.join("\n")));
    }
    let after = dump::pieces(case.dialect, &server.dump(database)?);
    match dump::difference(before, &after) {
        Some(difference) => Err(format!("it comes back different:\n{difference}")),
        None => Ok(()),
    }
}

fn inspect(folder: &Path, url: &str, format: &str) -> Result<String, String> {
    let output = tool::run(folder, &["inspect", url, "--format", format]);
    match output.status.success() {
        true => Ok(tool::text(&output.stdout)),
        false => Err(tool::text(&output.stderr)),
    }
}

/// Keeps what was read and written, where `SCHEMAGEN_KEEP` names a folder.
fn keep(case: &Case, original: &str, inspected: &str) {
    let Some(folder) = std::env::var_os("SCHEMAGEN_KEEP") else { return };
    let name =
        |what: &str| Path::new(&folder).join(format!("{}-{}.{what}.sql", case.dialect, case.name));
    let _ = std::fs::write(name("dump"), original);
    let _ = std::fs::write(name("inspected"), inspected);
}

/// The SQL files of a folder, in the order of their names.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<_> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .collect();
    files.sort();
    files
}
