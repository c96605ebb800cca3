use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::QualifiedName;

/// A function, procedure or aggregate, kept as the server defines it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Routine {
    pub name: QualifiedName,
    pub kind: RoutineKind,
    /// The argument types that tell overloads apart, as the server prints them; empty where there are no overloads.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub arguments: String,
    /// The whole `CREATE` statement, without a semicolon.
    pub definition: String,
    /// Settings of the session that made it, on which its body depends: `sql_mode` of MySQL, where it is not the
    /// server's own.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub settings: IndexMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoutineKind {
    Function,
    Procedure,
    Aggregate,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    pub name: String,
    /// The whole `CREATE TRIGGER` statement, without a semicolon.
    pub definition: String,
    /// `disabled`, `replica`, `always`; none means fired as usual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub firing: Option<String>,
    /// As of a routine.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub settings: IndexMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

impl Trigger {
    pub fn new(name: impl Into<String>, definition: impl Into<String>) -> Trigger {
        Trigger {
            name: name.into(),
            definition: definition.into(),
            firing: None,
            settings: IndexMap::new(),
            comment: None,
        }
    }
}
