//! Which partitions each query reads, as the design's own words say, with its parameters at typical values.
//!
//! Values are taken from the bounds of a partition in the middle: a range starts where it starts and ends where it
//! ends. What the conditions then leave is worked out on the bounds alone, so that a server's plan can be held against
//! it. Where the conditions are not understood, or only the server knows what a value comes to, nothing is predicted.

mod conditions;
mod reading;

use std::collections::{BTreeMap, BTreeSet};

use super::binding::uses;
use crate::advise::Study;
use crate::advise::access::{Block, ColumnId, UseId};
use crate::schema::{DataType, PartitionStrategy, Partitioning, QualifiedName, Table};
use conditions::{Conditions, conditions};
use reading::Reading;

/// What a query reads of one table.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    pub query: String,
    pub table: QualifiedName,
    /// A literal for each parameter that decides.
    pub values: BTreeMap<String, String>,
    /// The partitions of the first level; none where only the server knows which ones a hash comes to.
    pub partitions: Option<BTreeSet<String>>,
    /// Leaves that are read, of all.
    pub touched: usize,
    pub total: usize,
}

/// A prediction for every query and partitioned table for which there is one.
pub fn predictions(study: &Study<'_>) -> Vec<Prediction> {
    let mut found = Vec::new();
    for studied in &study.queries {
        for (place, table) in study.catalog.schema.tables.iter().enumerate() {
            let Some(partitioning) = &table.partitioning else { continue };
            let mut all = uses(&studied.access, place);
            // A table that is named twice, or looked at on behalf of another, shows as one in a plan.
            let (Some((block, of)), None) = (all.next(), all.next()) else { continue };
            if let Some(reading) = of_use(block, of, table, partitioning) {
                found.push(Prediction {
                    query: studied.query.name.clone(),
                    table: table.name.clone(),
                    values: reading.values,
                    partitions: reading.partitions,
                    touched: reading.touched,
                    total: leaves(partitioning),
                });
            }
        }
    }
    found
}

fn of_use(block: &Block, of: UseId, table: &Table, partitioning: &Partitioning) -> Option<Reading> {
    let mut reading = of_level(block, of, table, partitioning)?;
    let first = partitioning.partitions.first()?;
    let Some(inner) = first.partitioning.as_deref() else { return Some(reading) };
    // All are split alike, or it is not told how many leaves are read.
    let alike = partitioning.partitions.iter().all(|one| {
        one.partitioning.as_deref().is_some_and(|other| {
            other.strategy == inner.strategy
                && other.keys == inner.keys
                && other.partitions.len() == inner.partitions.len()
        })
    });
    if !alike {
        return None;
    }
    let below = of_level(block, of, table, inner)?;
    reading.touched *= below.touched;
    for (name, value) in below.values {
        if reading.values.insert(name, value.clone()).is_some_and(|known| known != value) {
            return None;
        }
    }
    Some(reading)
}

/// One level of partitions.
fn of_level(
    block: &Block,
    of: UseId,
    table: &Table,
    partitioning: &Partitioning,
) -> Option<Reading> {
    let columns = partitioning.columns()?;
    let place = |name: &&str| table.columns.iter().position(|column| column.name == **name);
    let places: Vec<ColumnId> = columns.iter().map(place).collect::<Option<_>>()?;
    let keys: Vec<Vec<Conditions>> =
        places.iter().map(|column| conditions(block, of, *column)).collect::<Option<_>>()?;
    match (partitioning.strategy, keys.as_slice()) {
        (PartitionStrategy::Range, [only]) => {
            any_of(only.iter().map(|one| reading::of_ranges(partitioning, one)))
        }
        (PartitionStrategy::List, [only]) => {
            any_of(only.iter().map(|one| reading::of_lists(partitioning, one)))
        }
        (PartitionStrategy::Hash | PartitionStrategy::Key, keys) => {
            let literals: Vec<Option<&'static str>> =
                places.iter().map(|column| some_value(&table.columns[*column].data_type)).collect();
            let single = |key: &Vec<Conditions>| match key.as_slice() {
                [only] => Some(only.clone()),
                _ => None,
            };
            let keys: Vec<Conditions> = keys.iter().map(single).collect::<Option<_>>()?;
            reading::of_hashes(partitioning, &keys, &literals)
        }
        _ => None,
    }
}

/// What any of the alternatives reads; none where one of them is not known, or a parameter would need two values.
fn any_of(alternatives: impl Iterator<Item = Option<Reading>>) -> Option<Reading> {
    let mut read = BTreeSet::new();
    let mut values = BTreeMap::new();
    for alternative in alternatives {
        let alternative = alternative?;
        read.extend(alternative.partitions?);
        for (name, value) in alternative.values {
            if values.insert(name, value.clone()).is_some_and(|known| known != value) {
                return None;
            }
        }
    }
    Some(Reading { values, touched: read.len(), partitions: Some(read) })
}

/// Any value of a type, for keys of which it does not matter.
fn some_value(data_type: &DataType) -> Option<&'static str> {
    match data_type {
        DataType::SmallInt | DataType::Int | DataType::BigInt => Some("7"),
        DataType::Varchar { .. } | DataType::Text | DataType::Char { .. } => Some("'7'"),
        DataType::Uuid => Some("'00000000-0000-4000-8000-000000000007'"),
        _ => None,
    }
}

fn leaves(partitioning: &Partitioning) -> usize {
    let below = |inner: Option<&Partitioning>| inner.map_or(1, leaves);
    partitioning.partitions.iter().map(|one| below(one.partitioning.as_deref())).sum()
}
