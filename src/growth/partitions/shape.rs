//! How large and how many the pieces become.

use super::Split;
use crate::advise::Study;
use crate::design::{Interval, IntervalUnit};
use crate::growth::{Forecast, GB, days, unit_days};
use crate::schema::{IndexTarget, PartitionStrategy};

/// A piece should not be smaller than this…
pub const LEAST: f64 = GB;
/// … is best from here …
pub const GOOD: f64 = 5.0 * GB;
/// … to here …
pub const AMPLE: f64 = 50.0 * GB;
/// … and is too large beyond.
pub const MOST: f64 = 100.0 * GB;
/// More pieces than this cost every plan that cannot leave them out.
pub const PARTS: f64 = 200.0;
/// A retention is cut at least into so many pieces, so that what goes is a small part.
const PIECES_OF_RETENTION: f64 = 4.0;
/// How far ahead a table without retention is planned for.
const AHEAD_DAYS: f64 = 3.0 * 365.25;

/// The shortest interval whose pieces are large enough, if there is one.
pub fn interval(forecast: &Forecast) -> Option<Interval> {
    let kept = kept_days(forecast);
    let fits = |unit: IntervalUnit, least: f64| {
        let length = unit_days(unit);
        forecast.bytes_a_day() * length >= least
            && kept / length <= PARTS
            && length <= kept / PIECES_OF_RETENTION
    };
    [GOOD, LEAST].into_iter().find_map(|least| {
        let units = IntervalUnit::ALL.iter().map(|(unit, _)| *unit);
        // Where pieces stay small whatever is chosen, the longest of them is best.
        let mut fitting = units.filter(|unit| fits(*unit, least));
        let unit = if least == GOOD { fitting.next() } else { fitting.next_back() };
        unit.map(|unit| Interval { count: 1, unit })
    })
}

fn kept_days(forecast: &Forecast) -> f64 {
    match forecast.retention {
        Some((keep, _)) => days(keep),
        None => AHEAD_DAYS,
    }
}

pub fn by_interval(forecast: &Forecast, key: &str, every: Interval) -> Split {
    Split {
        strategy: PartitionStrategy::Range,
        keys: vec![key.to_owned()],
        every: Some(every),
        parts: (kept_days(forecast) / days(every)).ceil().max(1.0),
        bytes: forecast.bytes_a_day() * days(every),
    }
}

/// Two to the power that makes pieces of a good size.
pub fn by_hash(forecast: &Forecast, key: &str) -> Split {
    let wanted = forecast.horizon().bytes / (GOOD * 4.0);
    let parts = wanted.max(2.0).log2().round().exp2().clamp(2.0, 128.0);
    Split {
        strategy: PartitionStrategy::Hash,
        keys: vec![key.to_owned()],
        every: None,
        parts,
        bytes: forecast.horizon().bytes / parts,
    }
}

/// What the design says.
pub fn current(study: &Study<'_>, forecast: &Forecast) -> Option<Split> {
    let table = study.catalog.table(forecast.table);
    let partitioning = table.partitioning.as_ref()?;
    let keys = partitioning.keys.iter().map(|key| match &key.target {
        IndexTarget::Column(name) => name.clone(),
        IndexTarget::Expression(text) => text.text().to_owned(),
    });
    let keys: Vec<String> = keys.collect();
    let leaves = study.statistics.tables[forecast.table].partitions;
    let facts = study.input.design.entities.get(&table.name);
    let every = facts.and_then(|facts| facts.lifecycle.as_ref()).map(|lifecycle| lifecycle.every);
    let below = leaves / partitioning.partitions.len().max(1) as f64;
    Some(match every {
        Some(every) if forecast.grows > 0.0 => {
            let split = by_interval(forecast, "", every);
            Split { keys, parts: split.parts * below, bytes: split.bytes / below.max(1.0), ..split }
        }
        _ => Split {
            strategy: partitioning.strategy,
            keys,
            every,
            parts: leaves,
            bytes: forecast.horizon().bytes / leaves.max(1.0),
        },
    })
}
