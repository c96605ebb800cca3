//! There and back, for one schema.

use std::path::{Path, PathBuf};
use std::time::Instant;

use libtest_mimic::Failed;

use super::report::{AS_FAR_AS_THE_FLOOR, NO, YES};
use super::server::{self, Server};
use super::{Case, Given, dump, report};
use crate::tool;

pub fn judge(case: &Case) -> Result<(), Failed> {
    let server = Server::of(case.dialect)?;
    let mut database = case.name.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    database.insert_str(0, "trip_");
    // Servers take 63 characters.
    database.truncate(60);
    let outcome = there_and_back(case, &server, &database);
    let _ = server.remove(&database);
    Ok(outcome?)
}

fn there_and_back(case: &Case, server: &Server, database: &str) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    server.create(database)?;
    let given = match &case.schema {
        Given::Folder(folder) => files(folder),
        Given::Text(text) => vec![server::file(folder.path(), "given.sql", text)?],
    };
    let loaded = server.load(database, &given)?;
    let original = server.dump(database)?;
    let before = dump::pieces(case.dialect, &original);

    let clock = Instant::now();
    let inspected = inspect(folder.path(), &server.url(database), "sql")?;
    let milliseconds = clock.elapsed().as_millis();
    let design = inspect(folder.path(), &server.url(database), "sgen")?;
    keep(case, "dump.sql", &original);
    keep(case, "inspected.sql", &inspected);
    keep(case, "inspected.sgen", &design);
    let design = server::file(folder.path(), "inspected.sgen", &design)?;
    let own = server::file(folder.path(), "dumped.sql", &original)?;
    let inspected = server::file(folder.path(), "inspected.sql", &inspected)?;

    let mut floor = None;
    let mut against_floor = |outcome: Result<(), String>| {
        if outcome.is_ok() {
            return (YES, outcome);
        }
        let floor = floor.get_or_insert_with(|| compared(case, server, database, &before, &own));
        match floor {
            floor if *floor == outcome => (AS_FAR_AS_THE_FLOOR, Ok(())),
            Ok(()) => (NO, outcome),
            Err(floor) => {
                let both = |text| format!("{text}\nThe server's own tool: {floor}");
                (NO, outcome.map_err(both))
            }
        }
    };
    let (sql, by_sql) = against_floor(compared(case, server, database, &before, &inspected));
    let emitted = emit(folder.path(), &design, case.dialect).and_then(|text| {
        keep(case, "emitted.sql", &text);
        let emitted = server::file(folder.path(), "emitted.sql", &text)?;
        compared(case, server, database, &before, &emitted)
    });
    let (sgen, by_sgen) = against_floor(emitted);
    report::add(report::Row {
        dialect: case.dialect,
        name: case.name.clone(),
        objects: before.values().sum(),
        errors: loaded.errors.len(),
        sql,
        sgen,
        milliseconds,
    });
    let of = |form: &'static str| move |text| format!("by way of {form}, {text}");
    by_sql.map_err(of("SQL"))?;
    by_sgen.map_err(of("an entity file"))
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

/// The DDL of the entity file.
fn emit(folder: &Path, design: &Path, dialect: &str) -> Result<String, String> {
    let design = design.display().to_string();
    let output = tool::run(folder, &["emit", &design, "--dialect", dialect]);
    match output.status.success() {
        true => Ok(tool::text(&output.stdout)),
        false => Err(format!("it is refused:\n{}", tool::text(&output.stderr))),
    }
}

/// Keeps what was read and written, where `SCHEMAGEN_KEEP` names a folder.
fn keep(case: &Case, what: &str, text: &str) {
    let Some(folder) = std::env::var_os("SCHEMAGEN_KEEP") else { return };
    let name = format!("{}-{}.{what}", case.dialect, case.name);
    let _ = std::fs::write(Path::new(&folder).join(name), text);
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
