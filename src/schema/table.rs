use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::column::is_false;
use super::{
    Check, Column, Exclusion, ForeignKey, Index, Partitioning, Placement, Policy, PrimaryKey,
    QualifiedName, Trigger, UniqueConstraint,
};

/// A table with everything that belongs to it alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    pub name: QualifiedName,
    pub columns: Vec<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary_key: Option<PrimaryKey>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uniques: Vec<UniqueConstraint>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub foreign_keys: Vec<ForeignKey>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclusions: Vec<Exclusion>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<Index>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partitioning: Option<Partitioning>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<Trigger>,
    #[serde(default, skip_serializing_if = "RowSecurity::is_default")]
    pub row_security: RowSecurity,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<Policy>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub unlogged: bool,
    /// Postgres inheritance (not partitioning).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inherits: Vec<QualifiedName>,
    /// The composite type whose attributes are its columns (`OF`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of_type: Option<QualifiedName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Where its rows lie, on servers that are told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placement: Option<Placement>,
    /// Storage parameters and what only one server knows: `fillfactor`, `tablespace`, `engine`,
    /// `charset`, `collation`, `row_format`, `auto_increment`, `strict`, `without_rowid`, …
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub options: IndexMap<String, String>,
}

/// Row-level security as switched on the table; the rules are its policies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowSecurity {
    #[default]
    Off,
    Enabled,
    /// For the table's owner too.
    Forced,
}

impl RowSecurity {
    pub fn is_default(&self) -> bool {
        *self == RowSecurity::default()
    }
}

impl Table {
    pub fn new(name: QualifiedName) -> Table {
        Table {
            name,
            columns: Vec::new(),
            primary_key: None,
            uniques: Vec::new(),
            foreign_keys: Vec::new(),
            checks: Vec::new(),
            exclusions: Vec::new(),
            indexes: Vec::new(),
            partitioning: None,
            triggers: Vec::new(),
            row_security: RowSecurity::Off,
            policies: Vec::new(),
            unlogged: false,
            inherits: Vec::new(),
            of_type: None,
            owner: None,
            comment: None,
            placement: None,
            options: IndexMap::new(),
        }
    }

    /// The table, and what its partitions have of their own, at every level.
    pub fn with_partitions(&self) -> Vec<&Table> {
        let mut tables = vec![self];
        let mut open: Vec<&Partitioning> = self.partitioning.iter().collect();
        while let Some(partitioning) = open.pop() {
            for partition in &partitioning.partitions {
                tables.extend(partition.own.as_deref());
                open.extend(partition.partitioning.as_deref());
            }
        }
        tables
    }

    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    pub fn column_mut(&mut self, name: &str) -> Option<&mut Column> {
        self.columns.iter_mut().find(|column| column.name == name)
    }
}
