use serde::{Deserialize, Serialize};

use super::{Expression, QualifiedName};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    pub name: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub login: bool,
    /// Roles this one is a member of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub member_of: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// Privileges on one object for one role.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    pub privilege: Privilege,
    /// For a privilege on single columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    pub on: ObjectRef,
    /// `public` means everyone.
    pub to: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub grantable: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Privilege {
    Select,
    Insert,
    Update,
    Delete,
    Truncate,
    References,
    Trigger,
    Maintain,
    Usage,
    Execute,
    Create,
    Connect,
    Temporary,
    /// MySQL's on tables, besides the above.
    Alter,
    Drop,
    Index,
    CreateView,
    ShowView,
}

/// An object a grant or a dependency names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectRef {
    Namespace(String),
    Table(QualifiedName),
    Sequence(QualifiedName),
    /// With its argument types.
    Routine(QualifiedName, String),
    Type(QualifiedName),
}

/// A row-level security policy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    pub name: String,
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub permissive: bool,
    #[serde(default)]
    pub command: PolicyCommand,
    /// Empty means everyone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub using: Option<Expression>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Expression>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PolicyCommand {
    #[default]
    All,
    Select,
    Insert,
    Update,
    Delete,
}

impl Privilege {
    pub const ALL: [Privilege; 18] = [
        Privilege::Select,
        Privilege::Insert,
        Privilege::Update,
        Privilege::Delete,
        Privilege::Truncate,
        Privilege::References,
        Privilege::Trigger,
        Privilege::Maintain,
        Privilege::Usage,
        Privilege::Execute,
        Privilege::Create,
        Privilege::Connect,
        Privilege::Temporary,
        Privilege::Alter,
        Privilege::Drop,
        Privilege::Index,
        Privilege::CreateView,
        Privilege::ShowView,
    ];

    pub fn sql(self) -> &'static str {
        match self {
            Privilege::Select => "select",
            Privilege::Insert => "insert",
            Privilege::Update => "update",
            Privilege::Delete => "delete",
            Privilege::Truncate => "truncate",
            Privilege::References => "references",
            Privilege::Trigger => "trigger",
            Privilege::Maintain => "maintain",
            Privilege::Usage => "usage",
            Privilege::Execute => "execute",
            Privilege::Create => "create",
            Privilege::Connect => "connect",
            Privilege::Temporary => "temporary",
            Privilege::Alter => "alter",
            Privilege::Drop => "drop",
            Privilege::Index => "index",
            Privilege::CreateView => "create view",
            Privilege::ShowView => "show view",
        }
    }
}

impl PolicyCommand {
    pub fn sql(self) -> &'static str {
        match self {
            PolicyCommand::All => "all",
            PolicyCommand::Select => "select",
            PolicyCommand::Insert => "insert",
            PolicyCommand::Update => "update",
            PolicyCommand::Delete => "delete",
        }
    }
}

fn yes() -> bool {
    true
}

fn is_true(value: &bool) -> bool {
    *value
}
