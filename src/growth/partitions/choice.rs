//! What becomes of one table.

use super::candidates::{by_time, is_time, share, touches};
use super::obstacles::{Obstacles, obstacles};
use super::shape::{self, by_hash, by_interval, current, interval};
use super::{PartitionAdvice, Reach, Split, Touch, Verdict};
use crate::advise::Study;
use crate::advise::access::ColumnId;
use crate::advise::explanation::{short, size};
use crate::dialect::Capability;
use crate::growth::{Forecast, GB, days};
use crate::schema::PartitionStrategy;

/// From here a table is heavy to vacuum, to back up and to change in one piece.
const LARGE: f64 = 50.0 * GB;
/// Below, nothing is gained by splitting.
const SMALL: f64 = 10.0 * GB;
/// Deleting more than this part of the rows in a month is work that dropping partitions saves.
const DELETED_A_MONTH: f64 = 0.05;
/// So much of the rate has to name the key.
const SHARE: f64 = 0.8;
/// Values of a list are few, or nobody keeps the list up.
const LIST_VALUES: f64 = 50.0;

/// Nothing for a table that is neither split nor large.
pub fn choose(study: &Study<'_>, forecast: &Forecast) -> Option<PartitionAdvice> {
    let current = current(study, forecast);
    if !forecast.known || (current.is_none() && forecast.horizon().bytes < SMALL) {
        return None;
    }
    let calendar = current.as_ref().is_some_and(|current| current.every.is_some());
    let (worth, reasons) = worth(forecast, calendar);
    let mut advice = PartitionAdvice {
        table: forecast.name.clone(),
        verdict: Verdict::Whole,
        horizon: forecast.horizon(),
        current: None,
        proposal: None,
        queries: Vec::new(),
        share: 1.0,
        reasons,
        obstacles: Vec::new(),
        span: forecast.span,
    };
    match current {
        Some(current) => judge(study, forecast, current, worth, &mut advice),
        None if worth => propose(study, forecast, &mut advice),
        None => {}
    }
    Some(advice)
}

/// Whether size or retention ask for pieces, and the figures that say so.
fn worth(forecast: &Forecast, split: bool) -> (bool, Vec<String>) {
    let horizon = forecast.horizon();
    let mut reasons = Vec::new();
    let large = horizon.bytes > LARGE;
    if large {
        reasons.push(format!(
            "{} with its indexes, where one piece is good up to about {}",
            size(horizon.bytes),
            size(LARGE)
        ));
    }
    let mut deleted = false;
    if let Some((keep, kept)) = forecast.retention {
        let a_month = forecast.grows * crate::growth::YEAR_DAYS / 12.0;
        let part = if kept.rows > 0.0 { a_month / kept.rows } else { 0.0 };
        deleted = part > DELETED_A_MONTH && horizon.bytes > SMALL;
        if deleted {
            reasons.push(format!(
                "keeping {keep} deletes {} rows a month, {} % of all: dropping a partition does it at once",
                short(a_month),
                short(part * 100.0)
            ));
        }
    }
    let drops = forecast.retention.filter(|_| split && forecast.grows > 0.0 && !deleted);
    if let Some((keep, _)) = drops {
        reasons
            .push(format!("keeping {keep} drops a partition where rows would have to be deleted"));
    } else if !large && !deleted {
        reasons.push(format!("{} is small enough for one piece", size(horizon.bytes)));
    }
    (large || deleted, reasons)
}

/// A split for a table in one piece.
fn propose(study: &Study<'_>, forecast: &Forecast, advice: &mut PartitionAdvice) {
    let proposed = by_time_of(study, forecast)
        .or_else(|| by_list_of(study, forecast))
        .or_else(|| by_hash_of(study, forecast));
    let Some(Proposal { split, queries, obstacles }) = proposed else {
        advice.verdict = Verdict::Blocked;
        let best = by_time(study, forecast.table).into_iter().next();
        advice.obstacles.push(match best {
            Some((column, queries)) => {
                let name = &study.catalog.table(forecast.table).columns[column].name;
                let words = format!(
                    "no column is named by {} % of the rate; the best, `{name}`, by {} %",
                    short(SHARE * 100.0),
                    short(share(&queries) * 100.0)
                );
                advice.queries = queries;
                advice.share = share(&advice.queries);
                words
            }
            None => "it has no column that says when a row came, and none that most queries name"
                .to_owned(),
        });
        advice.reasons.push(
            "a BRIN index where rows arrive in order, partial indexes, or an archive table keep it in hand".to_owned(),
        );
        return;
    };
    advice.share = share(&queries);
    advice.reasons.push(pruned(&queries, &split.keys));
    advice.verdict = if obstacles.blocked { Verdict::Blocked } else { Verdict::Split };
    advice.obstacles = obstacles.words;
    advice.queries = queries;
    advice.proposal = Some(split);
}

struct Proposal {
    split: Split,
    queries: Vec<Touch>,
    obstacles: Obstacles,
}

/// By when rows came, if most of the rate says when.
fn by_time_of(study: &Study<'_>, forecast: &Forecast) -> Option<Proposal> {
    if !study.input.dialect.has(Capability::PartitionRange) {
        return None;
    }
    let every = interval(forecast)?;
    let (column, queries) = by_time(study, forecast.table).into_iter().next()?;
    if share(&queries) < SHARE {
        return None;
    }
    let key = &study.catalog.table(forecast.table).columns[column].name;
    Some(Proposal {
        split: by_interval(forecast, key, every),
        queries,
        obstacles: obstacles(study, forecast.table, key),
    })
}

/// By a column of few values, if most of the rate names one.
fn by_list_of(study: &Study<'_>, forecast: &Forecast) -> Option<Proposal> {
    if !study.input.dialect.has(Capability::PartitionList) {
        return None;
    }
    let table = study.catalog.table(forecast.table);
    let figures = &study.statistics.tables[forecast.table];
    let few = |column: ColumnId| {
        let figures = &figures.columns[column];
        figures.known
            && (2.0..=LIST_VALUES).contains(&figures.distinct)
            && !table.columns[column].nullable
    };
    best_equal(study, forecast, &few, PartitionStrategy::List).map(|(column, queries)| {
        let key = &table.columns[column].name;
        let parts = figures.columns[column].distinct;
        let split = Split {
            strategy: PartitionStrategy::List,
            keys: vec![key.clone()],
            every: None,
            parts,
            bytes: forecast.horizon().bytes / parts,
        };
        Proposal { split, queries, obstacles: obstacles(study, forecast.table, key) }
    })
}

/// By the hash of what most of the rate names: only for what is very large, for it spreads work and ends nothing.
fn by_hash_of(study: &Study<'_>, forecast: &Forecast) -> Option<Proposal> {
    if !study.input.dialect.has(Capability::PartitionHash) || forecast.horizon().bytes < 2.0 * LARGE
    {
        return None;
    }
    let table = study.catalog.table(forecast.table);
    let figures = &study.statistics.tables[forecast.table];
    let many = |column: ColumnId| {
        figures.columns[column].distinct > 10_000.0 && !table.columns[column].nullable
    };
    let (column, queries) = best_equal(study, forecast, &many, PartitionStrategy::Hash)?;
    let key = &table.columns[column].name;
    let obstacles = obstacles(study, forecast.table, key);
    // It gains too little to give up a key for it.
    let free = obstacles.words.is_empty();
    free.then(|| Proposal { split: by_hash(forecast, key), queries, obstacles })
}

fn best_equal(
    study: &Study<'_>,
    forecast: &Forecast,
    fits: &dyn Fn(ColumnId) -> bool,
    strategy: PartitionStrategy,
) -> Option<(ColumnId, Vec<Touch>)> {
    let columns = 0..study.catalog.table(forecast.table).columns.len();
    let mut best: Option<(f64, ColumnId, Vec<Touch>)> = None;
    for column in columns.filter(|column| fits(*column)) {
        let queries = touches(study, forecast.table, &[column], strategy);
        let share = share(&queries);
        // Without a query that names it, nothing speaks for a column.
        let named = queries.iter().any(|touch| touch.reach != Reach::All);
        if named && share >= SHARE && best.as_ref().is_none_or(|(most, ..)| share > *most) {
            best = Some((share, column, queries));
        }
    }
    best.map(|(_, column, queries)| (column, queries))
}

/// What the design says, held against what would be said today.
fn judge(
    study: &Study<'_>,
    forecast: &Forecast,
    current: Split,
    worth: bool,
    advice: &mut PartitionAdvice,
) {
    let keys = study.statistics.tables[forecast.table].partitioned_by.clone();
    let plain = keys.len() == current.keys.len();
    if plain {
        advice.queries = touches(study, forecast.table, &keys, current.strategy);
        advice.share = share(&advice.queries);
        advice.reasons.push(pruned(&advice.queries, &current.keys));
    } else {
        advice.reasons.push(
            "the key is an expression: only the very same expression leaves partitions out"
                .to_owned(),
        );
    }
    advice.verdict = Verdict::Fits;
    let calendar = current.every.is_some();
    let by_time = is_by_time(study, forecast, &keys, &current);
    if advice.share < SHARE && plain {
        if let Some(Proposal { split, queries, obstacles }) = by_time_of(study, forecast)
            .filter(|proposal| proposal.split.keys != current.keys && worth)
        {
            advice.verdict = Verdict::Change;
            advice.share = share(&queries);
            advice.queries = queries;
            advice.obstacles = obstacles.words;
            advice.proposal = Some(split);
        } else {
            advice.verdict = Verdict::Change;
            advice.obstacles.push(format!(
                "{} % of the rate reads every partition: add the key to those queries, or keep one piece",
                short((1.0 - advice.share) * 100.0)
            ));
        }
    } else if !worth && !calendar && current.bytes < shape::LEAST {
        advice.verdict = Verdict::Needless;
        advice.reasons.push(format!(
            "{} partitions of {} gain nothing by their size; they may have other reasons, where rows must lie for one",
            short(current.parts),
            size(current.bytes)
        ));
    } else if worth && by_time {
        lengths(forecast, &current, advice);
    }
    advice.current = Some(current);
}

fn pruned(queries: &[Touch], keys: &[String]) -> String {
    let keys = keys.join(", ");
    if queries.iter().all(|touch| touch.only_adds) {
        return format!("no declared query reads it: `{keys}` is taken for what rows go by");
    }
    format!(
        "{} % of the rate of its queries leaves partitions out by `{keys}`",
        short(share(queries) * 100.0)
    )
}

/// Whether rows go to partitions by when they came.
fn is_by_time(study: &Study<'_>, forecast: &Forecast, keys: &[ColumnId], current: &Split) -> bool {
    let first = keys.first().and_then(|key| study.catalog.table(forecast.table).columns.get(*key));
    current.strategy == PartitionStrategy::Range
        && current.keys.len() == 1
        && first.is_some_and(|column| is_time(column, study.input.schema))
}

/// Whether pieces of time are too long, too short or too many.
fn lengths(forecast: &Forecast, current: &Split, advice: &mut PartitionAdvice) {
    let Some(every) = interval(forecast).filter(|every| current.every != Some(*every)) else {
        return;
    };
    let too_large = current.bytes > shape::MOST;
    let too_small = current.bytes < shape::LEAST;
    let too_many = current.parts > shape::PARTS;
    // Pieces that were written out one by one have no length.
    let (shorter, longer) = match current.every {
        Some(own) => (days(every) < days(own), days(every) > days(own)),
        None => (true, false),
    };
    if !(too_large && shorter || (too_small || too_many) && longer) {
        return;
    }
    advice.verdict = Verdict::Change;
    advice.reasons.push(if too_large {
        format!(
            "a partition of {} is long to vacuum and to move; {} to {} is a good size",
            size(current.bytes),
            size(shape::GOOD),
            size(shape::AMPLE)
        )
    } else if too_many {
        format!(
            "{} partitions weigh on every plan that cannot leave them out; about {} is the most",
            short(current.parts),
            short(shape::PARTS)
        )
    } else {
        format!("partitions of {} are too small to gain anything", size(current.bytes))
    });
    advice.proposal = Some(by_interval(forecast, &current.keys[0], every));
}
