//! Where two schemas differ, atom by atom.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::{Atom, AtomKey, collect};
use crate::schema::{QualifiedName, Schema, Table};

/// One atom in which two schemas differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    pub key: AtomKey,
    pub fields: FieldDifference,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldDifference {
    /// Only the first schema has the atom.
    Missing,
    /// Only the second has it.
    Unexpected,
    /// Both have it: field, the first's value, the second's.
    Changed(Vec<(String, Value, Value)>),
}

/// What `expected` and `actual` do not have in common, in key order; empty means equal.
///
/// Tables that both have are compared one by one, so that of thousands no more than one is taken apart at a time. What
/// has partitions is not: a partition that was a table of its own has the same atoms.
pub fn compare(expected: &Schema, actual: &Schema) -> Vec<Difference> {
    let others: HashMap<&QualifiedName, &Table> =
        actual.tables.iter().filter(is_plain).map(|table| (&table.name, table)).collect();
    let pairs: Vec<(&Table, &Table)> = (expected.tables.iter().filter(is_plain))
        .filter_map(|table| Some((table, *others.get(&table.name)?)))
        .collect();
    let mut differences = Vec::new();
    for (table, other) in pairs.iter().filter(|(table, other)| table != other) {
        add(&mut differences, &collect::of_table(table), &collect::of_table(other));
    }
    let paired: HashSet<&QualifiedName> = pairs.iter().map(|(table, _)| &table.name).collect();
    let is_left = |table: &Table| !paired.contains(&table.name);
    add(&mut differences, &collect::of(expected, &is_left), &collect::of(actual, &is_left));
    differences.sort_by(|a, b| a.key.cmp(&b.key));
    differences
}

fn is_plain(table: &&Table) -> bool {
    table.partitioning.is_none()
}

fn add(
    differences: &mut Vec<Difference>,
    expected: &BTreeMap<AtomKey, Atom>,
    actual: &BTreeMap<AtomKey, Atom>,
) {
    for (key, atom) in expected {
        match actual.get(key) {
            None => {
                differences.push(Difference { key: key.clone(), fields: FieldDifference::Missing })
            }
            Some(other) if other != atom => {
                differences.push(Difference { key: key.clone(), fields: changed(atom, other) });
            }
            Some(_) => {}
        }
    }
    let unexpected = actual.keys().filter(|key| !expected.contains_key(*key));
    differences.extend(
        unexpected.map(|key| Difference { key: key.clone(), fields: FieldDifference::Unexpected }),
    );
}

fn changed(expected: &Atom, actual: &Atom) -> FieldDifference {
    let names: std::collections::BTreeSet<_> = expected.keys().chain(actual.keys()).collect();
    let value = |atom: &Atom, name: &str| atom.get(name).cloned().unwrap_or(Value::Null);
    FieldDifference::Changed(
        names
            .into_iter()
            .map(|name| (name.to_string(), value(expected, name), value(actual, name)))
            .filter(|(_, a, b)| a != b)
            .collect(),
    )
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fields {
            FieldDifference::Missing => write!(f, "{}: missing", self.key),
            FieldDifference::Unexpected => write!(f, "{}: not expected", self.key),
            FieldDifference::Changed(fields) => {
                write!(f, "{}:", self.key)?;
                for (index, (name, expected, actual)) in fields.iter().enumerate() {
                    let comma = if index == 0 { "" } else { "," };
                    write!(f, "{comma} {name} is {actual}, expected {expected}")?;
                }
                Ok(())
            }
        }
    }
}
