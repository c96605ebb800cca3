//! Real schemas, through schemagen and back: the two databases must have equal catalogs.
//!
//! A schema is a folder of SQL files. They are loaded by the server's own client into one database,
//! read by `schemagen inspect`, and what that wrote is loaded into a second database: once the SQL,
//! and once what `schemagen emit` makes of the entity file. The judge is not schemagen: the server's own dump tool writes both databases down, and the pieces of the two
//! dumps must be the same (see `dump`). Where they are not, the floor is looked at: what the dump
//! tool's own text loses when it is loaded again is not held against schemagen.
//!
//! What real schemas seldom have stands in `tests/odd`, a file a dialect.
//!
//! `scripts/real-schemas` names the folders in `SCHEMAGEN_REAL_SCHEMAS` and the clients in
//! `SCHEMAGEN_CLIENTS`; without them there are no such trials. `scripts/round-trip` sets
//! `SCHEMAGEN_FOREIGN_SCHEMAS` instead: `DIALECT=FOLDER` lines. A JSON file in place of a folder is a
//! list of `{name, dialect, current, desired}`, of which each side is a schema; it says its dialect itself.

pub mod dump;
mod report;
pub mod server;
mod trip;

use std::path::{Path, PathBuf};

use libtest_mimic::Trial;

pub use server::stop as stop_servers;

/// Fewer would mean that something was lost on the way here.
const AT_LEAST: [(&str, usize); 2] = [("postgres", 12), ("mysql", 8)];

/// One schema on one kind of server.
#[derive(Clone)]
pub struct Case {
    pub dialect: &'static str,
    pub name: String,
    pub schema: Given,
}

/// Where a schema stands.
#[derive(Clone)]
pub enum Given {
    Folder(PathBuf),
    Text(String),
}

pub fn trials() -> Vec<Trial> {
    let trial = |case: Case| {
        let name = format!("round trip: {} {}", case.dialect, case.name);
        Trial::test(name, move || report::counted(|| trip::judge(&case)))
    };
    let mut trials: Vec<Trial> = cases().into_iter().map(trial).collect();
    if !trials.is_empty() {
        // Trials start in their order: when this one does, no other is still to come.
        trials.push(Trial::test("round trip: table of all", report::print));
    }
    trials
}

fn cases() -> Vec<Case> {
    if let Some(list) = std::env::var_os("SCHEMAGEN_FOREIGN_SCHEMAS") {
        return list.to_string_lossy().lines().flat_map(foreign).collect();
    }
    let Some(folder) = std::env::var_os("SCHEMAGEN_REAL_SCHEMAS") else { return Vec::new() };
    let mut cases = Vec::new();
    for path in folders(Path::new(&folder)) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let Some((dialect, schema)) = name.as_deref().and_then(|name| name.split_once('-')) else {
            continue;
        };
        let dialects: &[&'static str] = match dialect {
            "postgres" => &["postgres"],
            "mysql" => &["mysql", "mariadb"],
            "mariadb" => &["mariadb"],
            _ => continue,
        };
        let on = |dialect: &&'static str| Case {
            dialect,
            name: schema.to_owned(),
            schema: Given::Folder(path.clone()),
        };
        cases.extend(dialects.iter().map(on));
    }
    for dialect in ["postgres", "mysql", "mariadb"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/odd").join(dialect);
        let schema = Given::Folder(folder);
        cases.push(Case { dialect, name: "odd-objects".to_owned(), schema });
    }
    for (dialect, least) in AT_LEAST {
        let found = cases.iter().filter(|case| case.dialect == dialect).count();
        assert!(found >= least, "only {found} real schemas for {dialect} are left");
    }
    cases
}

/// A folder of files is one schema, a folder of such folders is many.
fn foreign(line: &str) -> Vec<Case> {
    let Some((dialect, folder)) = line.split_once('=') else { return Vec::new() };
    let dialect = known(dialect).unwrap_or("postgres");
    let folder = PathBuf::from(folder);
    if folder.extension().is_some_and(|extension| extension == "json") {
        return sides(&folder).into_iter().filter(|case| case.dialect == dialect).collect();
    }
    let inside = folders(&folder);
    let schemas = if trip::files(&folder).is_empty() { inside } else { vec![folder] };
    let case = |folder: PathBuf| {
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
        Case { dialect, name: name.unwrap_or_default(), schema: Given::Folder(folder) }
    };
    schemas.into_iter().map(case).collect()
}

fn known(dialect: &str) -> Option<&'static str> {
    ["postgres", "mysql", "mariadb"].into_iter().find(|known| *known == dialect)
}

/// Both sides of the cases in a JSON file.
fn sides(file: &Path) -> Vec<Case> {
    let text =
        std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let cases: serde_json::Value =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let cases = cases.as_array().cloned().unwrap_or_default();
    let mut found = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        let field = |name: &str| case.get(name).and_then(serde_json::Value::as_str);
        let Some(dialect) = field("dialect").and_then(known) else { continue };
        for side in ["current", "desired"] {
            let Some(text) = field(side).filter(|text| !text.trim().is_empty()) else { continue };
            let name = format!("{number} {side} {}", field("name").unwrap_or_default());
            found.push(Case { dialect, name, schema: Given::Text(text.to_owned()) });
        }
    }
    found
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut folders: Vec<_> =
        entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}
