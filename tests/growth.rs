//! Advice about growth: each design says in its head what an expert would answer.
//!
//! `// in DIALECT TABLE: VERDICT[, SPLIT]` is about partitions, `// in DIALECT shards TABLE.COLUMN: accepted|refused`
//! about the best shard key.

use libtest_mimic::{Failed, Trial};
use serde_json::Value;

use crate::tool;

pub fn trials() -> Vec<Trial> {
    let folder = tool::repository().join("tests/cases/growth");
    let mut files = tool::find(&folder, &|path| path.extension().is_some_and(|end| end == "sgen"));
    files.sort();
    files
        .into_iter()
        .map(|file| {
            let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            Trial::test(format!("growth {name}"), move || {
                let text = std::fs::read_to_string(&file)?;
                let lines: Vec<&str> =
                    text.lines().filter_map(|line| line.strip_prefix("// in ")).collect();
                if lines.is_empty() {
                    return Err("it says nothing that is expected".into());
                }
                let place = file.display().to_string();
                let wrong: Vec<String> = lines
                    .iter()
                    .filter_map(|line| expect(&place, line).err())
                    .map(|error| error.message().unwrap_or_default().to_owned())
                    .collect();
                if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
            })
        })
        .collect()
}

fn expect(file: &str, line: &str) -> Result<(), Failed> {
    let (head, expected) = line.split_once(": ").ok_or("a line is `in DIALECT NAME: ANSWER`")?;
    let (dialect, name) = head.split_once(' ').ok_or("a line is `in DIALECT NAME: ANSWER`")?;
    let words = ["advise", file, "--dialect", dialect, "--format", "json"];
    let output = tool::run(tool::repository(), &words);
    let answer: Value = serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("{error}: {}", tool::text(&output.stderr)))?;
    let actual = match name.strip_prefix("shards ") {
        Some(_) => {
            let best = &answer["shards"][0];
            let accepted = if best["accepted"] == true { "accepted" } else { "refused" };
            format!("shards {}.{}: {accepted}", text(&best["root"]), text(&best["column"]))
        }
        None => {
            let found = answer["partitions"].as_array().into_iter().flatten();
            let found = found.clone().find(|advice| advice["table"] == name);
            // Of a table that is small in one piece nothing is said.
            let verdict = found.map_or("whole", |advice| text(&advice["verdict"]));
            let split = found.map(|advice| match &advice["proposal"] {
                Value::Null if verdict == "needless" => text(&advice["current"]["by"]),
                proposal => text(&proposal["by"]),
            });
            match split.filter(|split| !split.is_empty()) {
                Some(split) => format!("{name}: {verdict}, {split}"),
                None => format!("{name}: {verdict}"),
            }
        }
    };
    if actual == format!("{name}: {expected}") {
        return Ok(());
    }
    Err(format!(
        "{dialect}: expected {name}: {expected}\n{} got {actual}",
        " ".repeat(dialect.len())
    )
    .into())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
