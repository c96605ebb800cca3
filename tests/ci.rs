//! `schemagen ci`: every report as it is blessed, whole by the rules of its format, and the files that other
//! programs run it from.

use libtest_mimic::{Failed, Trial};
use serde_json::Value;

use crate::tool;

const REPORTS: [&str; 5] =
    ["report.sarif", "report.xml", "gitlab.json", "report.json", "summary.md"];

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("ci reports", reports),
        Trial::test("ci passes", passes),
        Trial::test("ci hosts", hosts),
        Trial::test("ci chain", chain),
    ]
}

fn reports() -> Result<(), Failed> {
    let case = tool::repository().join("tests/cases/ci");
    let folder = tempfile::tempdir()?;
    let at = |name: &str| folder.path().join(name).display().to_string();
    let files: Vec<String> = REPORTS.iter().map(|name| at(name)).collect();
    let output = tool::schemagen(&case)
        .args(["ci", "design.sgen", "--no-proof", "--from", "before.sgen", "--github"])
        .args(["--sarif", &files[0], "--junit", &files[1], "--gitlab", &files[2]])
        .args(["--json", &files[3], "--summary", &files[4]])
        .env("GITHUB_STEP_SUMMARY", at("step.md"))
        .output()?;
    if output.status.code() != Some(1) {
        return Err(format!("exit {:?}: {}", output.status, tool::text(&output.stderr)).into());
    }
    if std::fs::read_to_string(at("step.md"))? != std::fs::read_to_string(&files[4])? {
        return Err("the step's summary is another one".into());
    }
    blessed("stdout.txt", &tool::text(&output.stdout))?;
    for (name, file) in REPORTS.iter().zip(&files) {
        blessed(name, &std::fs::read_to_string(file)?)?;
    }
    sarif(&serde_json::from_str(&std::fs::read_to_string(&files[0])?)?)?;
    let issues: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(&files[2])?)?;
    let prints: std::collections::BTreeSet<String> =
        issues.iter().map(|issue| issue["fingerprint"].to_string()).collect();
    if prints.len() != issues.len() {
        return Err("two findings with one fingerprint".into());
    }
    Ok(())
}

fn blessed(name: &str, actual: &str) -> Result<(), Failed> {
    let path = tool::repository().join("tests/cases/ci/expected").join(name);
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    if actual == expected {
        return Ok(());
    }
    if tool::blessing() {
        std::fs::create_dir_all(path.parent().ok_or("a case lies in a folder")?)?;
        std::fs::write(&path, actual)?;
        return Ok(());
    }
    let difference = similar::TextDiff::from_lines(expected.as_str(), actual);
    Err(format!(
        "{}\n(SCHEMAGEN_BLESS=1 accepts)",
        difference.unified_diff().header("expected", "actual")
    )
    .into())
}

/// What section 3 of SARIF 2.1.0 requires of the objects that we write.
fn sarif(document: &Value) -> Result<(), Failed> {
    let need = |is: bool, what: &str| if is { Ok(()) } else { Err(Failed::from(what)) };
    need(document["version"] == "2.1.0", "the version")?;
    let runs = document["runs"].as_array().ok_or("runs are a list")?;
    need(runs.len() == 1, "one run")?;
    let driver = &runs[0]["tool"]["driver"];
    need(driver["name"].is_string(), "a driver has a name")?;
    let rules = driver["rules"].as_array().ok_or("rules are a list")?;
    let results = runs[0]["results"].as_array().ok_or("results are a list")?;
    need(!results.is_empty(), "the case has findings")?;
    for rule in rules {
        need(rule["id"].is_string(), "a rule has an id")?;
        need(rule["shortDescription"]["text"].is_string(), "a rule has a description")?;
    }
    for result in results {
        need(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()), "a message")?;
        let level = result["level"].as_str().unwrap_or_default();
        need(["none", "note", "warning", "error"].contains(&level), "a level")?;
        let at = result["ruleIndex"].as_u64().ok_or("a rule's place")? as usize;
        need(
            rules.get(at).is_some_and(|rule| rule["id"] == result["ruleId"]),
            "the rule's own place",
        )?;
        need(result["partialFingerprints"].is_object(), "fingerprints")?;
        for location in result["locations"].as_array().ok_or("locations are a list")? {
            let place = &location["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().ok_or("a location has a file")?;
            need(
                !uri.starts_with('/') && !uri.contains(':') && !uri.contains(' '),
                "a relative file",
            )?;
            for name in ["startLine", "startColumn", "endLine", "endColumn"] {
                need(place["region"][name].as_u64().is_some_and(|number| number > 0), name)?;
            }
        }
    }
    Ok(())
}

fn passes() -> Result<(), Failed> {
    let output =
        tool::run(tool::repository(), &["ci", "samples/blog", "--no-proof", "--fail-on", "error"]);
    let text = tool::text(&output.stdout);
    let right = output.status.code() == Some(0)
        && text.contains("✓ format")
        && text.contains("✓ check")
        && text.contains("– proof");
    if right { Ok(()) } else { Err(format!("{:?}\n{text}", output.status).into()) }
}

/// Migrations that end at the design pass; those that end elsewhere fail, and the report says what differs. Both on
/// the database inside of this program, which every machine has.
fn chain() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let design =
        "schema a targets sqlite\n\nentity note {\n  id: int primary key\n  body: text\n}\n";
    std::fs::write(folder.path().join("a.sgen"), design)?;
    let made = tool::run(
        folder.path(),
        &["migrate", "new", "first", "--to", "a.sgen", "--dir", "migrations-out"],
    );
    if made.status.code() != Some(0) {
        return Err(tool::text(&made.stderr).into());
    }
    let run = || tool::run(folder.path(), &["ci", "a.sgen"]);
    let output = run();
    let text = tool::text(&output.stdout);
    if output.status.code() != Some(0) || !text.contains("✓ chain") || !text.contains("✓ proof")
    {
        return Err(format!("{:?}\n{text}{}", output.status, tool::text(&output.stderr)).into());
    }
    std::fs::write(folder.path().join("a.sgen"), design.replace("body: text", "body: text?"))?;
    let output = run();
    let text = tool::text(&output.stdout);
    let right =
        output.status.code() == Some(1) && text.contains("✗ chain") && text.contains("body");
    if right { Ok(()) } else { Err(format!("{:?}\n{text}", output.status).into()) }
}

/// Files that run schemagen on other hosts use only options that there are.
fn hosts() -> Result<(), Failed> {
    let help = |command: &str| {
        let output = tool::run(tool::repository(), &[command, "--help"]);
        tool::text(&output.stdout)
    };
    let all: String = ["ci", "check", "fmt"].iter().map(|command| help(command)).collect();
    let files = ["action.yml", "hosts/gitlab.yml", ".pre-commit-hooks.yaml", "Dockerfile"];
    for file in files {
        let text = std::fs::read_to_string(tool::repository().join(file))?;
        let lines = text.lines().filter(|line| {
            !line.trim_start().starts_with('#')
                && ["schemagen", "entry:", "args"].iter().any(|word| line.contains(word))
                && !line.contains("cargo ")
        });
        for line in lines {
            for word in
                line.split(|letter: char| letter.is_whitespace() || "\"'[]=,(){}".contains(letter))
            {
                let known = |option: &str| {
                    all.split(|letter: char| letter.is_whitespace() || "[]=,<>".contains(letter))
                        .any(|word| word == option)
                };
                if word.starts_with("--") && word.len() > 2 && !known(word) {
                    return Err(format!("{file}: there is no option `{word}`: {line}").into());
                }
            }
        }
    }
    // Every input of the action is used by it, and nothing else is.
    let action = std::fs::read_to_string(tool::repository().join("action.yml"))?;
    let (inputs, steps) = action.split_once("\nruns:").ok_or("an action has steps")?;
    let inputs: Vec<&str> = inputs
        .split_once("\ninputs:\n")
        .ok_or("an action has inputs")?
        .1
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .map(|line| line.trim().trim_end_matches(':'))
        .collect();
    for input in &inputs {
        if !steps.contains(&format!("inputs.{input} ")) {
            return Err(format!("action.yml: the input `{input}` is never used").into());
        }
    }
    for used in steps.split("inputs.").skip(1) {
        let name = used.split_whitespace().next().unwrap_or_default();
        if !inputs.contains(&name) {
            return Err(format!("action.yml: there is no input `{name}`").into());
        }
    }
    Ok(())
}
