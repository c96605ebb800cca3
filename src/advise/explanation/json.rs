//! `advise --format json`: the contract that other programs read, format version 1.

use serde::Serialize;

use crate::advise::advice::{Advice, RoleKind, Why, described};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::render::{JsonFinding, JsonSpan, json_finding, json_span};
use crate::schema::{IndexTarget, SortOrder};
use crate::text::SourceMap;

#[derive(Serialize)]
struct Document<M: Serialize> {
    format_version: u32,
    indexes: Vec<JsonIndex>,
    redundant: Vec<Redundant>,
    /// Sections that others add.
    #[serde(flatten)]
    more: M,
    queries: Vec<Query>,
    findings: Vec<JsonFinding>,
}

#[derive(Serialize)]
struct JsonIndex {
    table: String,
    name: String,
    columns: Vec<Column>,
    include: Vec<String>,
    #[serde(rename = "where")]
    condition: Option<String>,
    method: String,
    unique: bool,
    reasons: Vec<JsonReason>,
    estimated_bytes: u64,
    /// Cost saved a second.
    benefit: f64,
    /// Entries written a second, and their cost.
    writes: f64,
    write_cost: f64,
    replaces: Vec<String>,
    alternatives: Vec<Alternative>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Column {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expr: Option<String>,
    order: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    operator_class: Option<String>,
}

#[derive(Serialize)]
struct JsonReason {
    query: String,
    column: String,
    role: RoleKind,
    span: Option<JsonSpan>,
    rate: f64,
    cost_without: f64,
    cost_with: f64,
}

#[derive(Serialize)]
struct Alternative {
    index: String,
    estimated_bytes: u64,
    /// What the queries that are served would cost more, as a part of what they cost now.
    dearer: f64,
}

#[derive(Serialize)]
struct Redundant {
    table: String,
    index: String,
    reason: &'static str,
    by: Option<String>,
    estimated_bytes: u64,
    span: Option<JsonSpan>,
}

#[derive(Serialize)]
struct Query {
    name: String,
    rate: f64,
    cost_before: f64,
    cost_after: f64,
    span: Option<JsonSpan>,
}

pub fn json<M: Serialize>(
    advice: &Advice,
    more: M,
    findings: &[Diagnostic],
    sources: &SourceMap,
) -> Result<String, serde_json::Error> {
    let document = Document {
        format_version: 1,
        indexes: advice.added.iter().map(|added| index(added, sources)).collect(),
        redundant: advice
            .removed
            .iter()
            .map(|removed| {
                let (reason, by) = match &removed.why {
                    Why::Within(by) => ("prefix", Some(by.clone())),
                    Why::Same(by) => ("duplicate", Some(by.clone())),
                    Why::Replaced(by) => ("replaced", Some(by.clone())),
                    Why::Unused => ("unused", None),
                };
                Redundant {
                    table: removed.table.to_string(),
                    index: removed.name.clone(),
                    reason,
                    by,
                    estimated_bytes: removed.bytes as u64,
                    span: removed.span.and_then(|span| json_span(span, "", sources)),
                }
            })
            .collect(),
        more,
        queries: advice
            .queries
            .iter()
            .map(|query| Query {
                name: query.name.clone(),
                rate: query.rate,
                cost_before: rounded(query.before),
                cost_after: rounded(query.after),
                span: json_span(query.span, "", sources),
            })
            .collect(),
        findings: findings.iter().map(|finding| json_finding(finding, sources)).collect(),
    };
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

/// Four figures behind the point: more would only show how machines add.
fn rounded(number: f64) -> f64 {
    (number * 10_000.0).round() / 10_000.0
}

fn index(added: &crate::advise::Added, sources: &SourceMap) -> JsonIndex {
    let columns = added.index.parts.iter().map(|part| {
        let (name, expr) = match &part.target {
            IndexTarget::Column(name) => (Some(name.clone()), None),
            IndexTarget::Expression(text) => (None, Some(text.text().to_owned())),
        };
        let order = if part.order == SortOrder::Descending { "desc" } else { "asc" };
        Column { name, expr, order, operator_class: part.operator_class.clone() }
    });
    let reasons = added.reasons.iter().flat_map(|reason| {
        reason.roles.iter().map(|role| JsonReason {
            query: reason.query.clone(),
            column: role.column.clone(),
            role: role.kind,
            span: role.span.and_then(|span| json_span(span, "", sources)),
            rate: reason.rate,
            cost_without: rounded(reason.without),
            cost_with: rounded(reason.with),
        })
    });
    let alternatives = added.others.iter().map(|other| Alternative {
        index: described(&other.index),
        estimated_bytes: other.bytes as u64,
        dearer: rounded(other.dearer),
    });
    JsonIndex {
        table: added.table.to_string(),
        name: added.index.name.clone().unwrap_or_default(),
        columns: columns.collect(),
        include: added.index.include.clone(),
        condition: added.index.predicate.as_ref().map(|text| text.text().to_owned()),
        method: added.index.method.clone().unwrap_or_else(|| "btree".to_owned()),
        unique: added.index.unique,
        reasons: reasons.collect(),
        estimated_bytes: added.bytes as u64,
        benefit: rounded(added.benefit),
        writes: rounded(added.writes),
        write_cost: rounded(added.upkeep),
        replaces: added.replaces.clone(),
        alternatives: alternatives.collect(),
        notes: added.notes.clone(),
    }
}
