use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::Expression;
use super::column::is_false;

/// An index that is not there for a constraint of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub unique: bool,
    /// `btree`, `hash`, `gin`, `gist`, `spgist`, `brin`, `fulltext`, `spatial`; none means the server's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    pub parts: Vec<IndexPart>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// Only rows for which this holds are indexed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicate: Option<Expression>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub nulls_not_distinct: bool,
    /// Kept up to date and never used (MySQL INVISIBLE, MariaDB IGNORED).
    #[serde(default, skip_serializing_if = "is_false")]
    pub invisible: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// `fillfactor`, `tablespace`, `parser`, `key_block_size`, …
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub options: IndexMap<String, String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexPart {
    #[serde(flatten)]
    pub target: IndexTarget,
    #[serde(default, skip_serializing_if = "SortOrder::is_default")]
    pub order: SortOrder,
    /// None means the order's own default: last when ascending, first when descending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nulls: Option<NullsOrder>,
    /// With its parameters, if any: `gin_trgm_ops`, `gist_trgm_ops(siglen='32')`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_class: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    /// Only the first characters (bytes for binary columns) are indexed (MySQL).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<u32>,
}

/// What an index or an exclusion constraint looks at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IndexTarget {
    Column(String),
    Expression(Expression),
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortOrder {
    #[default]
    Ascending,
    Descending,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NullsOrder {
    First,
    Last,
}

impl SortOrder {
    pub fn is_default(&self) -> bool {
        *self == SortOrder::default()
    }

    /// Where NULLs stand when nothing is said (Postgres).
    pub fn default_nulls(self) -> NullsOrder {
        match self {
            SortOrder::Ascending => NullsOrder::Last,
            SortOrder::Descending => NullsOrder::First,
        }
    }
}

impl IndexPart {
    pub fn column(name: impl Into<String>) -> IndexPart {
        IndexPart::new(IndexTarget::Column(name.into()))
    }

    pub fn new(target: IndexTarget) -> IndexPart {
        IndexPart {
            target,
            order: SortOrder::default(),
            nulls: None,
            operator_class: None,
            collation: None,
            prefix: None,
        }
    }
}

impl Index {
    pub fn new(name: Option<String>, parts: Vec<IndexPart>) -> Index {
        Index {
            name,
            unique: false,
            method: None,
            parts,
            include: Vec::new(),
            predicate: None,
            nulls_not_distinct: false,
            invisible: false,
            comment: None,
            options: IndexMap::new(),
        }
    }

    /// The plain columns among its parts, in order.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match &part.target {
            IndexTarget::Column(name) => Some(name.as_str()),
            IndexTarget::Expression(_) => None,
        })
    }
}
