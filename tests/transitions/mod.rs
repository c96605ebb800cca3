//! From one schema to another and back, by the steps that `schemagen plan` writes.
//!
//! `scripts/transitions` names a JSON list of `{suite, name, dialect, current, desired}` in
//! `SCHEMAGEN_TRANSITIONS`. Of each case the current schema is loaded into a database by the server's
//! own client, rows are put into its tables, the plan to the desired schema is run by that client, and
//! the server's own dump of what came of it must be, piece by piece, the dump of the desired schema
//! loaded fresh; the order of columns aside. No row of a table that stays may be gone, a new plan must be
//! empty, and the same holds for the way back. Where the plan stops at rows that the desired schema does
//! not admit, it is run without rows too, and counted apart.

mod dump;
mod pairs;
mod report;
mod rows;
mod trip;

use libtest_mimic::Trial;
use serde::Deserialize;

pub use report::print as print_report;

#[derive(Debug, Clone, Deserialize)]
pub struct Case {
    pub suite: String,
    pub name: String,
    pub dialect: String,
    pub current: String,
    pub desired: String,
    /// Its place in the list.
    #[serde(skip)]
    pub number: usize,
}

pub fn trials() -> Vec<Trial> {
    let cases = match std::env::var_os("SCHEMAGEN_TRANSITIONS") {
        Some(file) => listed(&file),
        None => with_servers(pairs::all()),
    };
    let wanted = |name: &str, value: &str| {
        std::env::var(name).map_or(true, |wanted| wanted.is_empty() || value.contains(&wanted))
    };
    cases
        .into_iter()
        .filter(|case| wanted("SCHEMAGEN_TRANSITIONS_SUITE", &case.suite))
        .filter(|case| wanted("SCHEMAGEN_TRANSITIONS_DIALECT", &case.dialect))
        .map(|case| {
            let name = format!(
                "transition: {} {} {} #{}",
                case.dialect, case.suite, case.name, case.number
            );
            Trial::test(name, move || trip::judge(&case))
        })
        .collect()
}

fn listed(file: &std::ffi::OsStr) -> Vec<Case> {
    let text = std::fs::read_to_string(file)
        .unwrap_or_else(|error| panic!("{}: {error}", file.to_string_lossy()));
    let cases: Vec<Case> = serde_json::from_str(&text)
        .unwrap_or_else(|error| panic!("{}: {error}", file.to_string_lossy()));
    cases.into_iter().zip(0..).map(|(case, number)| Case { number, ..case }).collect()
}

/// The cases whose servers and dump tools `scripts/test-servers` and `scripts/real-schemas` have found.
fn with_servers(cases: Vec<Case>) -> Vec<Case> {
    let set = |name: &str| std::env::var_os(name).is_some();
    let there = |dialect: &str| match dialect {
        "postgres" => set("SCHEMAGEN_PG_BIN"),
        "mysql" => set("SCHEMAGEN_MYSQL_BIN"),
        _ => set("SCHEMAGEN_MARIADB_BIN"),
    };
    if !set("SCHEMAGEN_CLIENTS") {
        return Vec::new();
    }
    cases.into_iter().filter(|case| there(&case.dialect)).collect()
}
