//! How evenly a key spreads rows.

use super::families::Family;
use crate::advise::Study;

#[derive(Debug, Clone, PartialEq)]
pub struct Skew {
    /// Values of the key.
    pub keys: f64,
    /// The part of the rows that the commonest value has, where that is known.
    pub commonest: Option<f64>,
    /// How much fuller than the mean the fullest shard becomes, if values are alike.
    pub fullest: f64,
    pub even: bool,
}

/// Hashing evens out from so many values a shard on.
const KEYS_A_SHARD: f64 = 200.0;

pub fn skew(study: &Study<'_>, family: &Family, shards: f64) -> Skew {
    let figures = |(table, column): (usize, usize)| &study.statistics.tables[table].columns[column];
    let keys = family.members.iter().map(|member| figures(*member).distinct).fold(1.0, f64::max);
    let commonest = family
        .members
        .iter()
        .filter_map(|member| figures(*member).common.first().map(|(_, part)| *part))
        .fold(None, |most: Option<f64>, part| Some(most.map_or(part, |most| most.max(part))));
    let a_shard = keys / shards;
    Skew {
        keys,
        commonest,
        fullest: fullest(a_shard),
        even: a_shard >= KEYS_A_SHARD && commonest.is_none_or(|part| part <= 0.5 / shards),
    }
}

/// The 99th percentile of fullest over mean, for values that weigh the same: simulated, `docs/growth.md`.
fn fullest(keys_a_shard: f64) -> f64 {
    const POINTS: [(f64, f64); 6] =
        [(5.0, 3.0), (20.0, 1.8), (50.0, 1.5), (100.0, 1.36), (200.0, 1.25), (400.0, 1.2)];
    POINTS.iter().rev().find(|(keys, _)| keys_a_shard >= *keys).map_or(4.0, |(_, ratio)| *ratio)
}
