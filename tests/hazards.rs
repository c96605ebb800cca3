//! `-- expect CODE …` at the end of a statement of `cases/hazards`: these findings on this line, and no
//! others in the file. The first line says how it is linted.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};

use crate::tool;

pub fn trials() -> Vec<Trial> {
    let mut trials: Vec<Trial> = files()
        .into_iter()
        .map(|path| {
            let cases = tool::repository().join("tests/cases");
            let name = path.strip_prefix(&cases).unwrap_or(&path).display().to_string();
            Trial::test(format!("expect {name}"), move || check(&path))
        })
        .collect();
    trials.push(Trial::test("hazards: every rule has a case", every_rule_has_a_case));
    trials
}

fn files() -> Vec<PathBuf> {
    let cases = tool::repository().join("tests/cases/hazards");
    let starts =
        |path: &Path| std::fs::read_to_string(path).is_ok_and(|text| text.starts_with(COMMAND));
    tool::find(&cases, &|path| {
        path.extension().is_some_and(|extension| extension == "sql") && starts(path)
    })
}

const COMMAND: &str = "-- lint ";
const EXPECT: &str = "-- expect";

type Found = BTreeMap<usize, BTreeSet<String>>;

fn expected(text: &str) -> Found {
    let lines = text.lines().zip(1..);
    let marked = lines.filter_map(|(line, number)| Some((number, line.split_once(EXPECT)?.1)));
    marked
        .map(|(number, codes)| (number, codes.split_whitespace().map(str::to_owned).collect()))
        .filter(|(_, codes): &(usize, BTreeSet<String>)| !codes.is_empty())
        .collect()
}

fn check(path: &Path) -> Result<(), Failed> {
    let text = std::fs::read_to_string(path)?;
    let folder = path.parent().unwrap_or(path);
    let file = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let command =
        text.lines().next().and_then(|line| line.strip_prefix(COMMAND)).unwrap_or_default();
    let mut words = vec!["migrate", "lint", file, "--format", "json"];
    words.extend(command.split_whitespace());
    let output = tool::run(folder, &words);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("no JSON ({error}): {}", tool::text(&output.stderr)))?;
    let mut actual = Found::new();
    for finding in document["findings"].as_array().into_iter().flatten() {
        let line = finding["spans"][0]["line"].as_u64().and_then(|line| usize::try_from(line).ok());
        let code = finding["code"].as_str().unwrap_or_default().to_owned();
        actual.entry(line.unwrap_or_default()).or_default().insert(code);
    }
    if expected(&text) == actual {
        return Ok(());
    }
    if tool::blessing() {
        std::fs::write(path, blessed(&text, &actual))?;
        return Ok(());
    }
    let difference =
        similar::TextDiff::from_lines(&text, blessed(&text, &actual)).unified_diff().to_string();
    Err(difference.into())
}

fn blessed(text: &str, actual: &Found) -> String {
    let lines = text.lines().zip(1..).map(|(line, number)| {
        let statement = line.split(EXPECT).next().unwrap_or_default().trim_end();
        match actual.get(&number) {
            Some(codes) => {
                let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
                format!("{statement} {EXPECT} {}\n", codes.join(" "))
            }
            None => format!("{statement}\n"),
        }
    });
    lines.collect()
}

/// Blessing cannot hide a rule that is never found any more.
fn every_rule_has_a_case() -> Result<(), Failed> {
    let mut seen = BTreeSet::new();
    for path in files() {
        seen.extend(expected(&std::fs::read_to_string(path)?).into_values().flatten());
    }
    let output = tool::run(tool::repository(), &["explain", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("no JSON ({error}): {}", tool::text(&output.stderr)))?;
    let rules = document.as_array().or_else(|| document["rules"].as_array()).into_iter().flatten();
    let codes =
        rules.filter_map(|rule| rule["code"].as_str()).filter(|code| code.starts_with("SG6"));
    // Those about a folder of migrations have transcripts.
    let missing: Vec<&str> = codes
        .filter(|code| {
            !["SG67", "SG69"].iter().any(|area| code.starts_with(area)) && !seen.contains(*code)
        })
        .collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(format!("no case for {}", missing.join(", ")).into())
    }
}
