//! `// expect CODE …` at the end of a line of a case: these findings on this line, and no others
//! in the file.

use std::collections::BTreeSet;
use std::path::Path;

use libtest_mimic::{Failed, Trial};

use crate::tool;

pub fn trials() -> Vec<Trial> {
    let cases = tool::repository().join("tests/cases");
    tool::find(&cases, &|path| path.extension().is_some_and(|extension| extension == "sgen"))
        .into_iter()
        .filter(|path| std::fs::read_to_string(path).is_ok_and(|text| text.contains("// expect ")))
        .map(|path| {
            let name = path.strip_prefix(&cases).unwrap_or(&path).display().to_string();
            Trial::test(format!("expect {name}"), move || check(&path))
        })
        .collect()
}

type Found = BTreeSet<(u64, String)>;

fn check(path: &Path) -> Result<(), Failed> {
    let expected: Found = std::fs::read_to_string(path)?
        .lines()
        .zip(1..)
        .filter_map(|(line, number)| Some((line.split_once("// expect ")?.1.to_owned(), number)))
        .flat_map(|(codes, number)| {
            codes.split_whitespace().map(|code| (number, code.to_owned())).collect::<Vec<_>>()
        })
        .collect();
    let folder = path.parent().unwrap_or(path);
    let file = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let output = tool::run(folder, &["check", file, "--format", "json"]);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("no JSON ({error}): {}", tool::text(&output.stderr)))?;
    let actual: Found = document["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|finding| {
            let line = finding["spans"].get(0)?["line"].as_u64()?;
            Some((line, finding["code"].as_str()?.to_owned()))
        })
        .collect();
    if expected == actual {
        return Ok(());
    }
    let show = |found: Vec<&(u64, String)>| {
        found.iter().map(|(line, code)| format!("  line {line}: {code}\n")).collect::<String>()
    };
    Err(format!(
        "missing:\n{}not expected:\n{}",
        show(expected.difference(&actual).collect()),
        show(actual.difference(&expected).collect())
    )
    .into())
}
