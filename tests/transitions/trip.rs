//! There and back, for one case.

use std::collections::BTreeMap;
use std::path::Path;

use libtest_mimic::Failed;

use super::place::Place;
use super::report::{self, Outcome};
use super::{Case, rows};
use crate::round_trip::dump::{Pieces, difference};
use crate::tool;

pub fn judge(case: &Case) -> Result<(), Failed> {
    let place = Place::of(&case.dialect)?;
    let outcome = match there_and_back(case, &place, true) {
        Ok(()) => Outcome::Passed,
        Err(Stop::Rows(why)) => match there_and_back(case, &place, false) {
            Ok(()) => Outcome::PassedWithoutRows,
            Err(Stop::Rows(again) | Stop::Failed(again)) => {
                Outcome::Failed(format!("{again}\nand with rows: {why}"))
            }
        },
        Err(Stop::Failed(why)) => Outcome::Failed(why),
    };
    report::add(&case.suite, &case.name, case.number, outcome.clone());
    match outcome {
        Outcome::Failed(why) => {
            let Case { current, desired, .. } = case;
            keep(case, "failed", &format!("{current}\n-- to:\n{desired}\n-- {why}\n"));
            Err(why.into())
        }
        _ => Ok(()),
    }
}

enum Stop {
    /// The server finds a row that does not fit: no fault of the steps.
    Rows(String),
    Failed(String),
}

impl From<String> for Stop {
    fn from(why: String) -> Stop {
        Stop::Failed(why)
    }
}

fn there_and_back(case: &Case, place: &Place, with_rows: bool) -> Result<(), Stop> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let folder = folder.path();
    let database = format!("transition_{}", case.number);
    let fresh = format!("{database}_fresh");
    let outcome = Trip { case, place, folder, database: &database, fresh: &fresh, with_rows }.go();
    place.remove(&database);
    place.remove(&fresh);
    outcome
}

struct Trip<'t> {
    case: &'t Case,
    place: &'t Place,
    folder: &'t Path,
    database: &'t str,
    fresh: &'t str,
    with_rows: bool,
}

impl Trip<'_> {
    fn go(&self) -> Result<(), Stop> {
        let current = self.loaded(&self.case.current)?;
        let desired = self.loaded(&self.case.desired)?;
        self.load(self.database, &self.case.current)?;
        if self.with_rows {
            rows::seed(self.place, self.database)?;
        }
        self.step("there", &self.case.desired, &desired)?;
        self.step("back", &self.case.current, &current)
    }

    /// Says whether the server took every statement.
    fn load(&self, database: &str, text: &str) -> Result<bool, String> {
        self.place.load(database, self.folder, text)
    }

    /// What the server itself writes of a schema that was loaded fresh.
    fn loaded(&self, text: &str) -> Result<Pieces, String> {
        self.load(self.fresh, text)?;
        self.place.pieces(self.fresh)
    }

    fn counts(&self) -> Result<BTreeMap<String, u64>, String> {
        rows::counts(self.place, self.database)
    }

    fn step(&self, way: &str, to: &str, wanted: &Pieces) -> Result<(), Stop> {
        let said = |why: String| format!("{way}: {why}");
        let before = self.counts()?;
        let script = self.plan(to).map_err(said)?;
        keep(self.case, way, &script);
        if let Err(why) = self.place.run(self.database, self.folder, &script) {
            let why = format!("{way}: the server refuses a step:\n{why}\n{script}");
            return Err(if is_about_rows(&why) && self.with_rows {
                Stop::Rows(why)
            } else {
                Stop::Failed(why)
            });
        }
        let after = self.counts()?;
        for (table, count) in before.iter().filter(|(table, _)| !table.contains('>')) {
            // The rows of a partition go with it.
            let inner = format!("{table}>");
            let mut lost = before
                .iter()
                .filter(|(part, _)| part.starts_with(&inner) && !after.contains_key(*part));
            if self.case.dialect == "postgres" && lost.next().is_some() {
                continue;
            }
            let gone: u64 = lost
                .filter(|(part, _)| {
                    let name = part.strip_prefix(&inner).unwrap_or_default();
                    script.contains(&format!("drop partition {name}"))
                })
                .map(|(_, rows)| rows)
                .sum();
            if after.get(table).is_some_and(|left| left + gone < *count) {
                return Err(Stop::Failed(format!(
                    "{way}: rows of {table} are gone: {count} before, {} after\n{script}",
                    after[table]
                )));
            }
        }
        let found = self.place.pieces(self.database)?;
        if let Some(difference) = difference(wanted, &found) {
            return Err(Stop::Failed(format!(
                "{way}: what came of it differs:\n{difference}\n{script}"
            )));
        }
        let again = self.plan(to).map_err(said)?;
        let rest = again.lines().filter(|line| !line.starts_with("--") && !line.is_empty());
        if rest.count() > 0 {
            return Err(Stop::Failed(format!("{way}: a second plan is not empty:\n{again}")));
        }
        Ok(())
    }

    /// The script from what is in the database.
    fn plan(&self, to: &str) -> Result<String, String> {
        let url = |database: &str| self.place.url(database);
        // Of a file with statements that the server refuses, what came of the others.
        let whole = self.load(self.fresh, to)?;
        let mut arguments = vec![
            "plan".to_owned(),
            if whole { "given.sql".to_owned() } else { url(self.fresh) },
            "--from".to_owned(),
            url(self.database),
            "--on".to_owned(),
            self.place.scratch(),
            "--format".to_owned(),
            "sql".to_owned(),
            "--allow".to_owned(),
            "destructive:*".to_owned(),
        ];
        if std::env::var_os("SCHEMAGEN_TRANSITIONS_OFFLINE").is_some() {
            arguments.push("--offline-ok".to_owned());
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let output = tool::run(self.folder, &arguments);
        let messages = tool::text(&output.stderr);
        if messages.contains("mistake of schemagen") {
            return Err(format!("{messages}\n{}", tool::text(&output.stdout)));
        }
        match output.status.success() {
            true => Ok(tool::text(&output.stdout)),
            false => Err(format!("no plan:\n{messages}")),
        }
    }
}

fn is_about_rows(why: &str) -> bool {
    const SIGNS: [&str; 29] = [
        "contains null values",
        "is violated by some row",
        "could not create unique index",
        "duplicate key value violates",
        "invalid input",
        "violates foreign key constraint",
        "violates check constraint",
        "violates not-null constraint",
        "out of range",
        "value too long",
        "no partition of relation",
        "cannot be cast",
        "partition constraint",
        "is violated",
        "Truncated incorrect",
        "Duplicate entry",
        "duplicate entry",
        "cannot be null",
        "child row",
        "Data truncated",
        "Data too long",
        "Incorrect ",
        "Invalid use of NULL value",
        "reached maximum value of sequence",
        // SQLite's.
        "constraint failed",
        "refer to rows that are not there",
        "cannot store",
        "datatype mismatch",
        "Cannot add a NOT NULL column",
    ];
    SIGNS.iter().any(|sign| why.contains(sign))
}

/// Keeps what was planned, where `SCHEMAGEN_KEEP` names a folder.
fn keep(case: &Case, way: &str, text: &str) {
    let Some(folder) = std::env::var_os("SCHEMAGEN_KEEP") else { return };
    let _ = std::fs::write(Path::new(&folder).join(format!("{}-{way}.sql", case.number)), text);
}
