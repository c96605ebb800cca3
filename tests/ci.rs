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

/// What the schema of OASIS asks for (docs.oasis-open.org/sarif/sarif/v2.1.0, sarif-schema-2.1.0.json), and beyond it
/// what makes a code host show a finding: a place, and a relative file.
fn sarif(document: &Value) -> Result<(), Failed> {
    let schema = tool::repository().join("tests/schemas/sarif-2.1.0.json");
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(schema)?)?;
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    let place = "sarif.json";
    compiler.add_resource(place, schema).map_err(|error| error.to_string())?;
    let schema = compiler.compile(place, &mut schemas).map_err(|error| error.to_string())?;
    schemas.validate(document, schema).map_err(|error| format!("{error:#}"))?;
    let run = &document["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().ok_or("rules are a list")?;
    let results = run["results"].as_array().ok_or("results are a list")?;
    if results.is_empty() {
        return Err("the case has findings".into());
    }
    for result in results {
        let at = result["ruleIndex"].as_u64().ok_or("a rule's place")? as usize;
        if rules.get(at).is_none_or(|rule| rule["id"] != result["ruleId"]) {
            return Err("the rule's own place".into());
        }
        let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        let uri = uri.as_str().ok_or_else(|| Failed::from(format!("no place: {result}")))?;
        if uri.starts_with('/') || uri.contains(':') || uri.contains(' ') {
            return Err(format!("`{uri}` is no relative file").into());
        }
    }
    // A validator that takes anything would be none.
    let mut broken = document.clone();
    broken["runs"][0]["results"][0]["level"] = Value::from("fatal");
    match schemas.validate(&broken, schema) {
        Ok(()) => Err("the schema takes any level".into()),
        Err(_) => Ok(()),
    }
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
