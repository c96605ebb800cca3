//! By what the whole could be spread over several machines, and what that costs.
//!
//! A key is a family of columns that mean the same thing in many tables: `tenant.id` and every `tenant_id`. Each
//! family is tried: which tables have it, which are small enough to be everywhere, which queries then stay on one
//! shard, and which keys and references no shard could hold by itself.

mod families;
mod legality;
mod roles;
mod routes;
mod settled;
mod skew;

use serde::Serialize;

use super::{Forecast, GB};
use crate::advise::Study;
use crate::schema::QualifiedName;
use crate::text::Span;

pub use legality::Violation;
pub use routes::{Class, Route};
pub use settled::{SettledRoute, settled_routes};
pub use skew::Skew;

/// What a table is under a shard key.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Its rows lie where the key says: its own column.
    Distributed(String),
    /// A copy on every shard.
    Reference,
    /// It stays on one machine: the design spreads other tables, and not this one.
    Apart,
    /// It has no such column, and is too large or too busy for a copy everywhere.
    Missing,
}

#[derive(Debug, Clone)]
pub struct ShardAdvice {
    /// The table whose key it is, and the column there.
    pub root: QualifiedName,
    pub column: String,
    /// Whether the design says it.
    pub declared: bool,
    pub tables: Vec<(QualifiedName, Role)>,
    pub routes: Vec<Route>,
    /// The part of the rate of reading queries that one shard answers.
    pub reads: f64,
    /// The same for changing ones.
    pub writes: f64,
    /// Weighted by how bad the rest is, from -1 to 1.
    pub score: f64,
    pub violations: Vec<Violation>,
    pub skew: Skew,
    /// Machines that the size of a year asks for.
    pub shards: f64,
    pub accepted: bool,
    pub span: Span,
}

/// Reads that one shard answers, at least.
const READS: f64 = 0.9;
/// Writes that one shard takes, at least.
const WRITES: f64 = 0.99;
/// What one machine holds well.
const SHARD: f64 = 250.0 * GB;
/// From here on a second machine is worth a thought, if nobody has asked for one.
const WORTH: f64 = 2.0 * SHARD;
/// A key that helps less is not worth a word.
const LEAST_SCORE: f64 = 0.5;
/// Keys worth showing.
const SHOWN: usize = 2;

/// The best keys, where the design asks for shards or is about to need them.
pub(super) fn advise(study: &Study<'_>, forecasts: &[Forecast]) -> Vec<ShardAdvice> {
    let asked = study.input.design.entities.values().any(|facts| facts.shard.is_some());
    let bytes: f64 = forecasts
        .iter()
        .filter(|forecast| forecast.known)
        .map(|forecast| forecast.horizon().bytes)
        .sum();
    if study.queries.is_empty() || !(asked || bytes >= WORTH) {
        return Vec::new();
    }
    let shards = (bytes / SHARD).ceil().max(2.0);
    let mut found: Vec<ShardAdvice> = families::families(study)
        .iter()
        .map(|family| judge(study, forecasts, family, shards))
        .filter(|advice| advice.declared || advice.score >= LEAST_SCORE)
        .collect();
    found.sort_by(|a, b| {
        b.accepted
            .cmp(&a.accepted)
            .then(b.score.total_cmp(&a.score))
            .then(a.violations.len().cmp(&b.violations.len()))
            .then(a.root.cmp(&b.root))
            .then(a.column.cmp(&b.column))
    });
    // Beside a key that is declared, only a better one is news.
    let declared = found.iter().filter(|advice| advice.declared).map(|advice| advice.score);
    let declared =
        declared.fold(None, |most: Option<f64>, score| Some(most.unwrap_or(score).max(score)));
    let any_accepted = found.iter().any(|advice| advice.accepted);
    let mut kept = 0;
    found.retain(|advice| {
        let news = declared.is_none_or(|declared| advice.score > declared)
            && (advice.accepted || !any_accepted);
        kept += usize::from(!advice.declared && news);
        advice.declared || news && kept <= SHOWN
    });
    found
}

fn judge(
    study: &Study<'_>,
    forecasts: &[Forecast],
    family: &families::Family,
    shards: f64,
) -> ShardAdvice {
    let roles = roles::roles(study, forecasts, family);
    let routes = routes::routes(study, &roles);
    let (reads, writes, score) = routes::totals(&routes);
    let violations = legality::violations(study, &roles);
    let skew = skew::skew(study, family, shards);
    let tables = study
        .input
        .schema
        .tables
        .iter()
        .zip(&roles)
        .map(|(table, role)| {
            let role = match role {
                roles::Placed::By(column) => Role::Distributed(table.columns[*column].name.clone()),
                roles::Placed::Everywhere => Role::Reference,
                roles::Placed::Apart => Role::Apart,
                roles::Placed::Nowhere => Role::Missing,
            };
            (table.name.clone(), role)
        })
        .collect();
    let (root, column) = family.root;
    let root = study.catalog.table(root);
    ShardAdvice {
        root: root.name.clone(),
        column: root.columns[column].name.clone(),
        declared: family.declared,
        tables,
        accepted: reads >= READS && writes >= WRITES && violations.is_empty() && skew.even,
        routes,
        reads,
        writes,
        score,
        violations,
        skew,
        shards,
        span: family.span,
    }
}
