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
