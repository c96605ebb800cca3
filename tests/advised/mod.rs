//! Each rule of the advice, on each server: a design with figures, the index that a query gets, and a
//! planner that believes the figures and uses it.

mod odd;
#[cfg(unix)]
mod rows;
mod writing;

use std::path::Path;

use libtest_mimic::{Failed, Trial};
use serde_json::Value;

use crate::tool;

/// The design of each dialect, and where it is proven.
const DESIGNS: [(&str, &str); 4] = [
    ("postgres", "local:postgres@15"),
    ("mysql", "local:mysql"),
    ("mariadb", "local:mariadb"),
    ("sqlite", "sqlite"),
];

pub fn trials() -> Vec<Trial> {
    let mut trials: Vec<Trial> = DESIGNS
        .into_iter()
        .map(|(dialect, engine)| {
            Trial::test(format!("advice is used on {engine}"), move || used(dialect, engine))
        })
        .collect();
    trials.extend(odd::trials());
    #[cfg(unix)]
    trials.extend(rows::trials());
    trials.extend(writing::trials());
    trials
}

fn used(dialect: &str, engine: &str) -> Result<(), Failed> {
    let folder = tool::repository().join("tests/cases/advise/rules");
    let file = format!("{dialect}.sgen");
    let advice = run(&folder, &["advise", &file, "--format", "sql"])?;
    let proof = run(&folder, &["verify", &file, "--on", engine, "--format", "json"])?;
    let proof: Value = serde_json::from_str(&proof)?;
    let queries: Vec<&Value> = proof["proofs"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|proof| proof["kind"] == "advice")
        .flat_map(|proof| proof["advice"].as_array().into_iter().flatten())
        .collect();
    let text = std::fs::read_to_string(folder.join(&file))?;
    let mut missing = Vec::new();
    let mut expected = 0;
    for line in text.lines().filter(|line| line.starts_with("query ")) {
        let Some((query, fragment)) = line.split_once("// uses ") else { continue };
        let name = query.split_whitespace().nth(1).unwrap_or_default();
        expected += 1;
        if !advice.lines().any(|line| serves(line, fragment.trim(), name, &queries)) {
            missing.push(format!("{name}: no index with `{fragment}` was advised and used"));
        }
    }
    if missing.is_empty() && expected > 0 {
        return Ok(());
    }
    Err(format!("{}\n{advice}\n{queries:#?}", missing.join("\n")).into())
}

/// Whether a statement makes the index that is meant, and the query's plan uses it.
fn serves(statement: &str, fragment: &str, query: &str, queries: &[&Value]) -> bool {
    let Some(rest) = statement.strip_prefix("create index ") else { return false };
    let Some((index, definition)) = rest.split_once(" on ") else { return false };
    let asked = queries.iter().find(|asked| asked["name"] == query);
    let Some(asked) = asked.filter(|_| definition.contains(fragment)) else { return false };
    let used = asked["indexes"].as_array().into_iter().flatten().any(|promised| {
        promised["name"] == index.trim_matches(['"', '`']) && promised["used"] == true
    });
    used && asked["confirmed"] == true
}

fn run(folder: &Path, words: &[&str]) -> Result<String, Failed> {
    let output = tool::run(folder, words);
    if output.status.success() {
        return Ok(tool::text(&output.stdout).to_owned());
    }
    Err(format!("{words:?} failed\n{}", tool::text(&output.stderr)).into())
}
