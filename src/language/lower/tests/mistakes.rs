//! Mistakes on disk: `mistakes/*.sgen`, and beside each what is said about it, word for word.
//!
//! A line that ends in `// expect CODE …` gets exactly these findings, and no other line gets any, so
//! that blessing the words (`SCHEMAGEN_BLESS=1`) cannot hide a finding that was lost.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::*;

#[test]
fn every_mistake_is_reported_once_and_in_these_words() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/language/lower/tests/mistakes");
    let mut cases: Vec<PathBuf> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|path| path.extension().is_some_and(|ending| ending == "sgen"));
    cases.sort();
    assert!(cases.len() > 8, "the cases are gone");
    let mut wrong = Vec::new();
    for path in cases {
        wrong.extend(check(&path));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// What is wrong with one case.
fn check(path: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(path).unwrap();
    let name = path.file_name().unwrap().to_str().unwrap();
    let mut sources = SourceMap::default();
    let parsed = parse(&text);
    let file = sources.add(name, text.as_str());
    let mut wrong: Vec<String> = parsed
        .errors
        .iter()
        .map(|error| format!("{name} does not follow the grammar: {}", error.message))
        .collect();
    let (_, findings) = lower(&[(file, parsed)], &sources);

    let mut expected: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for (line, number) in text.lines().zip(1..) {
        if let Some((_, codes)) = line.split_once("// expect ") {
            expected.insert(number, codes.split_whitespace().map(str::to_owned).collect());
        }
    }
    let mut actual: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for finding in &findings {
        let line = finding
            .span()
            .and_then(|span| sources.locate(span))
            .map_or(0, |(_, position)| position.line);
        actual.entry(line).or_default().push(finding.rule.code.to_owned());
    }
    expected.values_mut().chain(actual.values_mut()).for_each(|codes| codes.sort());
    for line in expected.keys().chain(actual.keys()).collect::<std::collections::BTreeSet<_>>() {
        if expected.get(line) != actual.get(line) {
            wrong.push(format!(
                "{name}:{line}: expected {:?}, found {:?}",
                expected.get(line),
                actual.get(line)
            ));
        }
    }

    let shown = findings
        .iter()
        .map(|finding| terminal(finding, &sources, Styling::Plain))
        .collect::<Vec<_>>();
    let shown = shown.join("\n\n") + "\n";
    let words = path.with_extension("out");
    if std::env::var_os("SCHEMAGEN_BLESS").is_some() {
        std::fs::write(&words, &shown).unwrap();
    } else if std::fs::read_to_string(&words).unwrap_or_default() != shown {
        wrong.push(format!("{name} is reported in other words than {}:\n{shown}", words.display()));
    }
    wrong
}
