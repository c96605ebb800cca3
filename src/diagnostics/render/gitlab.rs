//! Findings as GitLab's code quality report.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::JsonFinding;
use super::sarif::fingerprint;

pub fn gitlab(findings: &[JsonFinding]) -> String {
    let mut seen = BTreeMap::new();
    let issues: Vec<Value> = findings
        .iter()
        .map(|finding| {
            let place = finding.spans.first();
            json!({
                "description": finding.message,
                "check_name": finding.code,
                "fingerprint": fingerprint(finding, &mut seen),
                "severity": match finding.level { "error" => "major", "warning" => "minor", _ => "info" },
                "location": {
                    "path": place.map_or(".", |span| span.file.trim_start_matches("./")),
                    "lines": { "begin": place.map_or(1, |span| span.line) },
                },
            })
        })
        .collect();
    format!("{:#}\n", Value::Array(issues))
}
