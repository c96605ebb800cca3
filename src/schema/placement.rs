use serde::{Deserialize, Serialize};

use super::QualifiedName;

/// Where the rows of a table lie, in a database of several machines. A table without one lies where tables of its
/// server always lie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "on", rename_all = "snake_case", deny_unknown_fields)]
pub enum Placement {
    /// On the shard that the value of a column stands for.
    Distributed {
        column: String,
        /// The table whose rows of the same value lie on the same shard.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        beside: Option<QualifiedName>,
        /// None: as many as the server makes by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shards: Option<u32>,
    },
    /// A copy on every machine.
    Reference,
    /// On the one machine that was there first, and known to the others.
    Local,
    /// On one machine with all tables of its namespace.
    Namespace,
}

impl Placement {
    /// The column whose value places a row.
    pub fn column(&self) -> Option<&str> {
        match self {
            Placement::Distributed { column, .. } => Some(column),
            _ => None,
        }
    }
}
