//! Findings as SARIF 2.1.0, which code hosts show beside the lines they are about.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::JsonFinding;
use crate::diagnostics::Rule;

/// One run of the checks. `rules` are all that there are; those that were broken are described in it.
pub fn sarif(findings: &[JsonFinding], rules: &[&'static Rule], version: &str) -> String {
    let broken: Vec<&&Rule> = rules
        .iter()
        .filter(|rule| findings.iter().any(|finding| finding.code == rule.code))
        .collect();
    let places: BTreeMap<&str, usize> =
        broken.iter().enumerate().map(|(at, rule)| (rule.code, at)).collect();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let results: Vec<Value> = findings
        .iter()
        .map(|finding| {
            let print = fingerprint(finding, &mut seen);
            let mut result = json!({
                "ruleId": finding.code,
                "level": level(finding.level),
                "message": { "text": words(finding) },
                "partialFingerprints": { "schemagen/v1": print },
            });
            if let Some(at) = places.get(finding.code) {
                result["ruleIndex"] = json!(at);
            }
            let locations: Vec<Value> = finding.spans.iter().take(1).map(location).collect();
            result["locations"] = json!(locations);
            let related: Vec<Value> = finding.spans.iter().skip(1).map(location).collect();
            if !related.is_empty() {
                result["relatedLocations"] = json!(related);
            }
            result
        })
        .collect();
    let rules: Vec<Value> = broken
        .iter()
        .map(|rule| {
            json!({
                "id": rule.code,
                "name": rule.name,
                "shortDescription": { "text": rule.summary },
                "fullDescription": { "text": rule.summary },
                "help": { "text": rule.page, "markdown": rule.page },
                "defaultConfiguration": { "level": level(rule.level.name()) },
            })
        })
        .collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "schemagen",
                "semanticVersion": version,
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{document:#}\n")
}

fn level(level: &str) -> &str {
    if level == "info" { "note" } else { level }
}

fn words(finding: &JsonFinding) -> String {
    let mut text = finding.message.clone();
    for note in &finding.explanation {
        text.push('\n');
        text.push_str(note);
    }
    if let Some(help) = &finding.help {
        text.push_str("\nhelp: ");
        text.push_str(help);
    }
    text
}

fn location(span: &super::JsonSpan) -> Value {
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(&span.file) },
            "region": {
                "startLine": span.line,
                "startColumn": span.column,
                "endLine": span.end_line,
                "endColumn": span.end_column,
            },
        },
    });
    if !span.label.is_empty() {
        location["message"] = json!({ "text": span.label });
    }
    location
}

/// A path as a relative reference: what could end a path or begin a scheme is written by its number.
fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.replace('\\', "/").trim_start_matches("./").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

/// Knows a finding again after lines have moved: its rule, its file and its words, numbered where they repeat.
pub(super) fn fingerprint(finding: &JsonFinding, seen: &mut BTreeMap<String, usize>) -> String {
    let file = finding.spans.first().map_or("", |span| span.file.as_str());
    let key = format!("{}\n{file}\n{}", finding.code, finding.message);
    let count = seen.entry(key.clone()).or_default();
    *count += 1;
    let digest = Sha256::digest(format!("{key}\n{count}").as_bytes());
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
