//! Growth: how large tables get, and what shape fits them then.
//!
//! A [`Study`] has read the queries and the figures of a design. From them come [`forecast`]s of every table, advice
//! on its [`partitions`], on the [`shards`] of the whole, and which queries may run on a [`replicas`]. Each answer
//! carries the figures that led to it; the thresholds are those of `docs/growth.md`.
//!
//! Invariants: equal input gives equal answers; where nothing is declared, nothing is claimed. Absent: servers,
//! files, clocks: a year is 365.25 days from whenever.

mod binding;
pub mod explanation;
pub mod forecast;
pub mod partitions;
pub mod pruning;
pub mod replicas;
mod rules;
pub mod shards;

use crate::advise::Study;
use crate::design::{Interval, IntervalUnit};

pub use forecast::{Forecast, Size};
pub use partitions::{PartitionAdvice, Verdict};
pub use pruning::{Prediction, predictions};
pub use replicas::{Fitness, ReplicaAdvice};
pub use rules::{RULES, check};
pub use shards::{Role, ShardAdvice};

/// What a design becomes, and what to do about it.
#[derive(Debug, Clone, Default)]
pub struct Growth {
    /// In the order of the tables; only those of which rows are declared or measured.
    pub tables: Vec<Forecast>,
    pub partitions: Vec<PartitionAdvice>,
    /// The best key first; the declared one is among them.
    pub shards: Vec<ShardAdvice>,
    pub replicas: Vec<ReplicaAdvice>,
}

/// Looks ahead.
pub fn growth(study: &Study<'_>) -> Growth {
    let all = forecast::forecasts(study);
    Growth {
        partitions: partitions::advise(study, &all),
        shards: shards::advise(study, &all),
        replicas: replicas::advise(study),
        tables: all.into_iter().filter(|forecast| forecast.known).collect(),
    }
}

pub(crate) const DAY: f64 = 86_400.0;
pub(crate) const YEAR_DAYS: f64 = 365.25;
pub(crate) const GB: f64 = 1e9;

/// How long an interval is, on average.
pub(crate) fn days(interval: Interval) -> f64 {
    f64::from(interval.count) * unit_days(interval.unit)
}

pub(crate) fn unit_days(unit: IntervalUnit) -> f64 {
    match unit {
        IntervalUnit::Hour => 1.0 / 24.0,
        IntervalUnit::Day => 1.0,
        IntervalUnit::Week => 7.0,
        IntervalUnit::Month => YEAR_DAYS / 12.0,
        IntervalUnit::Quarter => YEAR_DAYS / 4.0,
        IntervalUnit::Year => YEAR_DAYS,
    }
}
