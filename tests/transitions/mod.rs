//! From one schema to another and back, by the steps that `schemagen plan` writes.
//!
//! `scripts/transitions` names a JSON list of `{suite, name, dialect, current, desired}` in
//! `SCHEMAGEN_TRANSITIONS`. Of each case the current schema is loaded into a database by the server's
//! own client, rows are put into its tables, the plan to the desired schema is run by that client, and
//! the server's own dump of what came of it must be, piece by piece, the dump of the desired schema
//! loaded fresh; the order of columns aside. No row of a table that stays may be gone, a new plan must be
//! empty, and the same holds for the way back. Where the plan stops at rows that the desired schema does
//! not admit, it is run without rows too, and counted apart.
//!
//! Beside the pairs that are given go some whose desired side is made by chance: see `mutate`.

mod dump;
mod mutate;
mod pairs;
mod place;
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
    let given = std::env::var_os("SCHEMAGEN_TRANSITIONS");
    let cases = match &given {
        Some(file) => listed(file),
        None => with_servers(pairs::all()),
    };
    let wanted = |name: &str, value: &str| {
        std::env::var(name).map_or(true, |wanted| wanted.is_empty() || value.contains(&wanted))
    };
    cases
        .into_iter()
        .filter(|case| wanted("SCHEMAGEN_TRANSITIONS_SUITE", &case.suite))
        .filter(|case| wanted("SCHEMAGEN_TRANSITIONS_DIALECT", &case.dialect))
        .flat_map(|case| trials_of(case, given.is_none()))
        .collect()
}

/// Which changed forms of our own cases are walked without being asked for.
const KEPT: &str = include_str!("mutate/kept.txt");

/// The seeds of a case's changed forms.
fn kept(case: &Case) -> Vec<u64> {
    let name = format!("{} {} {}", case.dialect, case.suite, case.name);
    let lines = KEPT.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once(' '))
        .filter(|(_, of)| *of == name)
        .map(|(seed, of)| seed.parse().unwrap_or_else(|_| panic!("no seed of {of}: {seed}")))
        .collect()
}

/// Changed forms of a case, as many as are asked for; else the case itself, and those forms of our own that are kept.
fn trials_of(case: Case, own: bool) -> Vec<Trial> {
    let asked = std::env::var("SCHEMAGEN_MUTATIONS").ok();
    let mut trials = Vec::new();
    let seeds: Vec<u64> = match asked.as_deref().and_then(|asked| asked.split_once(':')) {
        Some((first, count)) => {
            let number = |text: &str| text.parse::<u64>().unwrap_or_default();
            let asked = (number(first)..).take(number(count) as usize);
            // The same changes of every case would be fewer changes.
            asked.map(|seed| seed * 1_000 + case.number as u64).collect()
        }
        None if own => kept(&case),
        None => Vec::new(),
    };
    for (seed, place) in seeds.into_iter().zip(1..) {
        let number = case.number + place * 10_000;
        let name = format!(
            "transition: {} {} {} #{number} changed by seed {seed}",
            case.dialect, case.suite, case.name
        );
        let given = Case { number, ..case.clone() };
        trials.push(Trial::test(name, move || {
            let database = format!("mutation_{number}");
            match mutate::mutated(&given, seed, &database)? {
                Some(case) => trip::judge(&case),
                None => Ok(()),
            }
        }));
    }
    if asked.is_none() {
        let name =
            format!("transition: {} {} {} #{}", case.dialect, case.suite, case.name, case.number);
        trials.push(Trial::test(name, move || trip::judge(&case)));
    }
    trials
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
    let there = |dialect: &str| match dialect {
        "sqlite" => true,
        _ => set("SCHEMAGEN_CLIENTS") && there(dialect),
    };
    cases.into_iter().filter(|case| there(&case.dialect)).collect()
}
