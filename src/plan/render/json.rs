use serde::Serialize;

use crate::diagnostics::render::{JsonFinding, json_finding};
use crate::plan::{Plan, Step};
use crate::text::SourceMap;
use crate::verify::Proof;

/// Format version 1: fields are added, never changed.
#[derive(Serialize)]
struct Document<'p> {
    format_version: u32,
    to: &'p str,
    from: &'p str,
    dialect: &'p str,
    version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    unproven: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fingerprint: Option<&'p str>,
    steps: &'p [Step],
    findings: Vec<JsonFinding>,
    allowed: usize,
    proofs: &'p [Proof],
}

/// The plan for a program.
pub fn json(plan: &Plan, sources: &SourceMap) -> Result<String, serde_json::Error> {
    let document = Document {
        format_version: 1,
        to: &plan.to,
        from: &plan.from,
        dialect: &plan.dialect,
        version: plan.version.to_string(),
        unproven: plan.unproven.as_deref(),
        as_of: plan.as_of.as_deref(),
        fingerprint: plan.fingerprint.as_deref(),
        steps: &plan.steps,
        findings: plan.findings.iter().map(|finding| json_finding(finding, sources)).collect(),
        allowed: plan.allowed,
        proofs: &plan.proofs,
    };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}
