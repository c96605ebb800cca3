//! `growth`, `partitions`, `shards` and `replicas` of `advise --format json`.

use serde::Serialize;

use super::words::described;
use crate::diagnostics::render::{JsonSpan, json_span};
use crate::growth::partitions::{Reach, Split};
use crate::growth::shards::Class;
use crate::growth::{Fitness, Growth, Role, Size, Verdict};
use crate::text::SourceMap;

#[derive(Debug, Clone, Default, Serialize)]
pub struct Json {
    pub growth: Vec<JsonForecast>,
    pub partitions: Vec<JsonPartitions>,
    pub shards: Vec<JsonShards>,
    pub replicas: Vec<JsonReplica>,
}

#[derive(Debug, Clone, Serialize)]
pub struct JsonSize {
    rows: u64,
    bytes: u64,
}

#[derive(Debug, Clone, Serialize)]
pub struct JsonForecast {
    table: String,
    now: JsonSize,
    in_a_year: JsonSize,
    /// How long rows stay, as `13 months`.
    keep: Option<String>,
    at_the_end_of_retention: Option<JsonSize>,
    rows_a_day: f64,
    row_bytes: f64,
}

#[derive(Debug, Clone, Serialize)]
pub struct JsonPartitions {
    table: String,
    verdict: Verdict,
    current: Option<JsonSplit>,
    proposal: Option<JsonSplit>,
    /// The part of the rate that does not touch every partition.
    pruned: f64,
    queries: Vec<JsonTouch>,
    reasons: Vec<String>,
    obstacles: Vec<String>,
    span: Option<JsonSpan>,
}

#[derive(Debug, Clone, Serialize)]
pub struct JsonSplit {
    /// As the design would say it.
    by: String,
    keys: Vec<String>,
    partitions: u64,
    partition_bytes: u64,
}

#[derive(Debug, Clone, Serialize)]
pub struct JsonTouch {
    query: String,
    rate: f64,
    reach: Reach,
}

#[derive(Debug, Clone, Serialize)]
pub struct JsonShards {
    root: String,
    column: String,
    declared: bool,
    accepted: bool,
    score: f64,
    reads_on_one_shard: f64,
    writes_on_one_shard: f64,
    shards: u64,
    keys: u64,
    fullest_to_mean: f64,
    tables: Vec<JsonRole>,
    queries: Vec<JsonRoute>,
    violations: Vec<JsonViolation>,
    span: Option<JsonSpan>,
}

#[derive(Debug, Clone, Serialize)]
pub struct JsonRole {
    table: String,
    role: &'static str,
    column: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct JsonRoute {
    query: String,
    rate: f64,
    class: Class,
    why: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct JsonViolation {
    table: String,
    why: String,
    remedy: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct JsonReplica {
    query: String,
    rate: f64,
    fitness: Fitness,
    writer: Option<String>,
}

pub fn json(growth: &Growth, sources: &SourceMap) -> Json {
    Json {
        growth: growth
            .tables
            .iter()
            .map(|forecast| JsonForecast {
                table: forecast.name.to_string(),
                now: size(forecast.now),
                in_a_year: size(forecast.in_a_year),
                keep: forecast.retention.map(|(keep, _)| keep.to_string()),
                at_the_end_of_retention: forecast.retention.map(|(_, kept)| size(kept)),
                rows_a_day: rounded(forecast.grows),
                row_bytes: rounded(forecast.row_bytes),
            })
            .collect(),
        partitions: growth
            .partitions
            .iter()
            .map(|advice| JsonPartitions {
                table: advice.table.to_string(),
                verdict: advice.verdict,
                current: advice.current.as_ref().map(split),
                proposal: advice.proposal.as_ref().map(split),
                pruned: rounded(advice.share),
                queries: advice
                    .queries
                    .iter()
                    .map(|touch| JsonTouch {
                        query: touch.query.clone(),
                        rate: touch.rate,
                        reach: touch.reach,
                    })
                    .collect(),
                reasons: advice.reasons.clone(),
                obstacles: advice.obstacles.clone(),
                span: json_span(advice.span, "", sources),
            })
            .collect(),
        shards: growth.shards.iter().map(|advice| shards(advice, sources)).collect(),
        replicas: growth
            .replicas
            .iter()
            .map(|advice| JsonReplica {
                query: advice.query.clone(),
                rate: advice.rate,
                fitness: advice.fitness,
                writer: advice.writer.clone(),
            })
            .collect(),
    }
}

fn shards(advice: &crate::growth::ShardAdvice, sources: &SourceMap) -> JsonShards {
    JsonShards {
        root: advice.root.to_string(),
        column: advice.column.clone(),
        declared: advice.declared,
        accepted: advice.accepted,
        score: rounded(advice.score),
        reads_on_one_shard: rounded(advice.reads),
        writes_on_one_shard: rounded(advice.writes),
        shards: advice.shards as u64,
        keys: advice.skew.keys as u64,
        fullest_to_mean: advice.skew.fullest,
        tables: advice
            .tables
            .iter()
            .map(|(table, role)| {
                let (role, column) = match role {
                    Role::Distributed(column) => ("distributed", Some(column.clone())),
                    Role::Reference => ("reference", None),
                    Role::Apart => ("unsharded", None),
                    Role::Missing => ("missing", None),
                };
                JsonRole { table: table.to_string(), role, column }
            })
            .collect(),
        queries: advice
            .routes
            .iter()
            .map(|route| JsonRoute {
                query: route.query.clone(),
                rate: route.rate,
                class: route.class,
                why: route.why.clone(),
            })
            .collect(),
        violations: advice
            .violations
            .iter()
            .map(|found| JsonViolation {
                table: found.table.to_string(),
                why: found.why.clone(),
                remedy: found.remedy.clone(),
            })
            .collect(),
        span: json_span(advice.span, "", sources),
    }
}

fn size(size: Size) -> JsonSize {
    JsonSize { rows: size.rows.round() as u64, bytes: size.bytes.round() as u64 }
}

fn split(split: &Split) -> JsonSplit {
    JsonSplit {
        by: described(split),
        keys: split.keys.clone(),
        partitions: split.parts.round() as u64,
        partition_bytes: split.bytes.round() as u64,
    }
}

/// Four figures behind the point: more would only show how machines add.
fn rounded(number: f64) -> f64 {
    (number * 10_000.0).round() / 10_000.0
}
