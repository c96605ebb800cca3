//! What conditions leave of the partitions of one level.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::conditions::{Conditions, Value};
use crate::schema::{Bound, BoundValue, Expression, Partition, Partitioning};

pub(super) struct Reading {
    pub values: BTreeMap<String, String>,
    pub partitions: Option<BTreeSet<String>>,
    pub touched: usize,
}

/// Values of parameters; each has one.
#[derive(Default)]
struct Typical(BTreeMap<String, String>);

impl Typical {
    /// The value as a literal: what is written, or what a parameter is given.
    fn literal(&mut self, value: &Value, typical: &str) -> Option<String> {
        match value {
            Value::Literal(text) => Some(text.clone()),
            Value::Parameter(name) => {
                let known = self.0.entry(name.clone()).or_insert_with(|| typical.to_owned());
                (known == typical).then(|| typical.to_owned())
            }
        }
    }
}

fn names<'p>(partitions: impl IntoIterator<Item = &'p Partition>) -> BTreeSet<String> {
    partitions.into_iter().map(|partition| partition.name.to_string()).collect()
}

fn all(partitioning: &Partitioning) -> Reading {
    Reading {
        values: BTreeMap::new(),
        partitions: Some(names(&partitioning.partitions)),
        touched: partitioning.partitions.len(),
    }
}

/// A piece of the line of values; without an end where there is no bound.
struct Piece {
    low: Option<BoundValue>,
    high: Option<BoundValue>,
    /// Whether the upper end belongs to it.
    closed: bool,
}

pub(super) fn of_ranges(partitioning: &Partitioning, conditions: &Conditions) -> Option<Reading> {
    if conditions.is_open() {
        return Some(all(partitioning));
    }
    let mut ranges: Vec<(&Partition, &BoundValue, &BoundValue)> =
        partitioning.partitions.iter().filter_map(ends).collect();
    let mut order = Some(());
    ranges.sort_by(|a, b| {
        a.2.compare(b.2).unwrap_or_else(|| {
            order = None;
            Ordering::Equal
        })
    });
    order?;
    let finite = |(_, from, to): &&(&Partition, &BoundValue, &BoundValue)| {
        matches!((from, to), (BoundValue::Value(_), BoundValue::Value(_)))
    };
    let closed: Vec<_> = ranges.iter().filter(finite).collect();
    let (_, BoundValue::Value(from), BoundValue::Value(to)) = closed.get(closed.len() / 2)? else {
        return None;
    };
    let mut typical = Typical::default();
    let mut pieces = Vec::new();
    match &conditions.points {
        Some(points) => {
            for point in points {
                let value = bound(typical.literal(point, from.text())?);
                pieces.push(Piece { low: Some(value.clone()), high: Some(value), closed: true });
            }
        }
        None => pieces.push(Piece { low: None, high: None, closed: false }),
    }
    for (value, _) in &conditions.low {
        let value = bound(typical.literal(value, from.text())?);
        for piece in &mut pieces {
            if piece.low.is_none() || less(piece.low.as_ref()?, &value)? {
                piece.low = Some(value.clone());
            }
        }
    }
    for (value, inclusive) in &conditions.high {
        let value = bound(typical.literal(value, to.text())?);
        for piece in &mut pieces {
            if piece.high.is_none() || less(&value, piece.high.as_ref()?)? {
                (piece.high, piece.closed) = (Some(value.clone()), *inclusive);
            }
        }
    }
    let mut read = BTreeSet::new();
    for piece in &pieces {
        let mut reaches = piece.low.clone();
        for (partition, from, to) in &ranges {
            if !meets(piece, from, to)? {
                continue;
            }
            read.insert(partition.name.to_string());
            let gap = match &reaches {
                Some(value) => less(value, from)?,
                None => **from != BoundValue::Minimum,
            };
            if gap {
                read.extend(default(partitioning));
            }
            reaches = Some((*to).clone());
        }
        let beyond = match (&reaches, &piece.high) {
            (Some(BoundValue::Maximum), _) => false,
            (Some(reached), Some(high)) => less(reached, high)? || piece.closed && reached == high,
            _ => true,
        };
        if beyond {
            read.extend(default(partitioning));
        }
    }
    Some(Reading { values: typical.0, touched: read.len(), partitions: Some(read) })
}

fn ends(partition: &Partition) -> Option<(&Partition, &BoundValue, &BoundValue)> {
    match &partition.bound {
        Bound::Range { from, to } => match (from.as_slice(), to.as_slice()) {
            ([from], [to]) => Some((partition, from, to)),
            _ => None,
        },
        _ => None,
    }
}

fn default(partitioning: &Partitioning) -> Option<String> {
    let found = partitioning.partitions.iter().find(|one| one.bound == Bound::Default);
    found.map(|partition| partition.name.to_string())
}

fn bound(text: String) -> BoundValue {
    BoundValue::Value(Expression::new(text))
}

fn less(one: &BoundValue, other: &BoundValue) -> Option<bool> {
    one.compare(other).map(|order| order == Ordering::Less)
}

/// Whether a value of the piece lies in a range that begins with its first end and stops before the other.
fn meets(piece: &Piece, from: &BoundValue, to: &BoundValue) -> Option<bool> {
    let above = match &piece.low {
        Some(low) => less(low, to)?,
        None => true,
    };
    let below = match &piece.high {
        Some(high) => less(from, high)? || piece.closed && from == high,
        None => true,
    };
    Some(above && below)
}

pub(super) fn of_lists(partitioning: &Partitioning, conditions: &Conditions) -> Option<Reading> {
    if conditions.is_open() {
        return Some(all(partitioning));
    }
    let Conditions { low, high, points: Some(points) } = conditions else { return None };
    if !low.is_empty() || !high.is_empty() {
        return None;
    }
    let lists: Vec<(&Partition, Vec<&str>)> = partitioning
        .partitions
        .iter()
        .filter_map(|partition| Some((partition, listed(&partition.bound)?)))
        .collect();
    let typical_value = *lists.get(lists.len() / 2)?.1.first()?;
    let mut typical = Typical::default();
    let mut read = BTreeSet::new();
    for point in points {
        let value = typical.literal(point, typical_value)?;
        match lists.iter().find(|(_, values)| values.contains(&value.as_str())) {
            Some((partition, _)) => read.insert(partition.name.to_string()),
            None => {
                read.extend(default(partitioning));
                false
            }
        };
    }
    Some(Reading { values: typical.0, touched: read.len(), partitions: Some(read) })
}

fn listed(bound: &Bound) -> Option<Vec<&str>> {
    let Bound::List { values } = bound else { return None };
    let texts = values.iter().filter_map(|value| match value {
        BoundValue::Value(expression) => Some(expression.text()),
        _ => None,
    });
    Some(texts.collect())
}

/// One part where every key is one value; which one, the server's hash says.
pub(super) fn of_hashes(
    partitioning: &Partitioning,
    keys: &[Conditions],
    some_values: &[Option<&'static str>],
) -> Option<Reading> {
    if keys.iter().any(Conditions::is_open) {
        let ranges = |key: &Conditions| !key.low.is_empty() || !key.high.is_empty();
        // A short range is counted out by some servers.
        return (!keys.iter().any(ranges)).then(|| all(partitioning));
    }
    let mut typical = Typical::default();
    for (key, value) in keys.iter().zip(some_values) {
        let [point] = key.points.as_deref()? else { return None };
        typical.literal(point, (*value)?)?;
    }
    Some(Reading { values: typical.0, partitions: None, touched: 1 })
}
