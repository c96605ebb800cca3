use std::cmp::Ordering;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{Expression, Index, IndexTarget, QualifiedName, Table};

/// How a table is split, and into what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partitioning {
    pub strategy: PartitionStrategy,
    pub keys: Vec<PartitionKey>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partitions: Vec<Partition>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartitionStrategy {
    Range,
    List,
    Hash,
    /// MySQL's hash over any type with a function of the server's own.
    Key,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartitionKey {
    #[serde(flatten)]
    pub target: IndexTarget,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_class: Option<String>,
}

/// One partition. On Postgres it is a table with a name of its own; on MySQL a part of its parent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partition {
    pub name: QualifiedName,
    pub bound: Bound,
    /// How the partition is split again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partitioning: Option<Box<Partitioning>>,
    /// Indexes the parent does not have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<Index>,
    /// What else it has of its own, where partitions are tables: keys, checks, triggers, policies, row security;
    /// and all its columns, where they are not just its parent's. Named as the partition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<Box<Table>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub options: IndexMap<String, String>,
}

/// Which rows a partition takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// From the first, inclusive, to the second, exclusive; one value a key. A server that knows
    /// upper bounds only (MySQL) takes `to`, and reading it back fills `from` with the one before.
    Range {
        from: Vec<BoundValue>,
        to: Vec<BoundValue>,
    },
    List {
        values: Vec<BoundValue>,
    },
    /// Rows whose hash leaves this remainder.
    Hash {
        modulus: u32,
        remainder: u32,
    },
    /// Whatever no other partition takes.
    Default,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BoundValue {
    Minimum,
    Maximum,
    Null,
    /// A SQL literal or constant expression.
    Value(Expression),
}

impl PartitionStrategy {
    pub fn sql(self) -> &'static str {
        match self {
            PartitionStrategy::Range => "range",
            PartitionStrategy::List => "list",
            PartitionStrategy::Hash => "hash",
            PartitionStrategy::Key => "key",
        }
    }
}

impl PartitionKey {
    pub fn column(name: impl Into<String>) -> PartitionKey {
        PartitionKey {
            target: IndexTarget::Column(name.into()),
            collation: None,
            operator_class: None,
        }
    }
}

impl Partitioning {
    /// The plain columns of the key; none where a part is an expression.
    pub fn columns(&self) -> Option<Vec<&str>> {
        self.keys
            .iter()
            .map(|key| match &key.target {
                IndexTarget::Column(name) => Some(name.as_str()),
                IndexTarget::Expression(_) => None,
            })
            .collect()
    }

    /// Lets each range begin where the one before it ends, for servers that know upper bounds only.
    pub fn begin_where_the_one_before_ends(&mut self) {
        let count = self.keys.len();
        let mut previous = vec![BoundValue::Minimum; count];
        for partition in &mut self.partitions {
            let to = match &partition.bound {
                Bound::Range { to, .. } => to.clone(),
                _ => vec![BoundValue::Maximum; count],
            };
            partition.bound =
                Bound::Range { from: std::mem::replace(&mut previous, to.clone()), to };
        }
    }
}

impl Bound {
    /// Where a range ends, a value a key; empty for what is no range.
    pub fn upper(&self) -> &[BoundValue] {
        match self {
            Bound::Range { to, .. } => to,
            _ => &[],
        }
    }

    /// Whether a range ends before another one does, as far as that can be told: of where they begin, some servers know
    /// nothing.
    pub fn ends_before(&self, other: &Bound) -> bool {
        let pairs = self.upper().iter().zip(other.upper());
        let mut orders = pairs.map(|(one, other)| one.compare(other));
        orders.find(|order| *order != Some(Ordering::Equal)) == Some(Some(Ordering::Less))
    }
}

impl BoundValue {
    /// Which of two values of one key comes first, as far as their texts tell: whole numbers, and literals of one
    /// shape, as one server prints dates and times. None where only the server knows.
    pub fn compare(&self, other: &BoundValue) -> Option<Ordering> {
        match (self, other) {
            (one, other) if one == other => Some(Ordering::Equal),
            (BoundValue::Minimum, _) | (_, BoundValue::Maximum) => Some(Ordering::Less),
            (BoundValue::Maximum, _) | (_, BoundValue::Minimum) => Some(Ordering::Greater),
            (BoundValue::Value(one), BoundValue::Value(other)) => {
                compare_texts(one.text(), other.text())
            }
            _ => None,
        }
    }
}

fn compare_texts(one: &str, other: &str) -> Option<Ordering> {
    let number = |text: &str| text.trim_matches('\'').parse::<i64>().ok();
    if let (Some(one), Some(other)) = (number(one), number(other)) {
        return Some(one.cmp(&other));
    }
    // Digits stand where digits stand, and anything else is the same.
    let mark = |letter: char| if letter.is_ascii_digit() { '0' } else { letter };
    one.chars().map(mark).eq(other.chars().map(mark)).then(|| one.cmp(other))
}

impl Partition {
    pub fn new(name: QualifiedName, bound: Bound) -> Partition {
        Partition {
            name,
            bound,
            partitioning: None,
            indexes: Vec::new(),
            own: None,
            comment: None,
            options: IndexMap::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_ordered_as_far_as_their_texts_tell() {
        let value = |text: &str| BoundValue::Value(Expression::new(text));
        for (one, other, order) in [
            ("9", "10", Some(Ordering::Less)),
            ("-5", "'3'", Some(Ordering::Less)),
            ("'2026-02-01'", "'2025-12-01'", Some(Ordering::Greater)),
            ("'2026-01-01 00:00:00'", "'2026-01-01 00:00:00'", Some(Ordering::Equal)),
            ("'2026-01-01'", "'2026-01-01 00:00:00'", None),
            ("'abc'", "'b'", None),
            ("to_days('2026-01-01')", "7", None),
        ] {
            assert_eq!(value(one).compare(&value(other)), order, "{one} {other}");
        }
        assert_eq!(value("1").compare(&BoundValue::Maximum), Some(Ordering::Less));
        assert_eq!(BoundValue::Maximum.compare(&value("1")), Some(Ordering::Greater));
        assert_eq!(BoundValue::Null.compare(&value("1")), None);
    }
}
