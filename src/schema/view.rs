use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{Expression, Index, QualifiedName};

/// A view or a materialized view.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct View {
    pub name: QualifiedName,
    /// The query, without a semicolon.
    pub query: Expression,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub materialized: bool,
    /// Column names of its own; empty means those of the query.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// Of a materialized view.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<Index>,
    /// `security_barrier`, `security_invoker`, `check_option`, `algorithm`, `definer`, `sql_security`, …
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub options: IndexMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub column_comments: IndexMap<String, String>,
}

impl View {
    pub fn new(name: QualifiedName, query: Expression) -> View {
        View {
            name,
            query,
            materialized: false,
            columns: Vec::new(),
            indexes: Vec::new(),
            options: IndexMap::new(),
            owner: None,
            comment: None,
            column_comments: IndexMap::new(),
        }
    }
}
