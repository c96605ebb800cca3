//! Where two schemas differ, atom by atom.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::{Atom, AtomKey};
use crate::schema::Schema;

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
pub fn compare(expected: &Schema, actual: &Schema) -> Vec<Difference> {
    let (expected, actual) = (expected.atoms(), actual.atoms());
    let mut differences = Vec::new();
    for (key, atom) in &expected {
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
    differences.sort_by(|a, b| a.key.cmp(&b.key));
    differences
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
