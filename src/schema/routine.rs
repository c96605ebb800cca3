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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}
