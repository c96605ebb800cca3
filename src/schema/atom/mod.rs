//! The schema taken apart into pieces that are compared and ordered on their own.
//!
//! A column, its not-null rule, its default, each constraint, each comment, each grant is one atom.
//! An atom holds names of other atoms, never their content, so that a change shows exactly where it
//! was made. Two schemas are equal when their atoms are: `compare` is the definition of equality
//! that the build proof and drift detection use.

mod collect;
mod compare;
mod part;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub(super) use collect::atoms;
pub use compare::{Difference, FieldDifference, compare};

use super::QualifiedName;

/// What names one atom: its kind, the object it belongs to, and its own name inside that object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AtomKey {
    pub object: QualifiedName,
    pub kind: AtomKind,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub part: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AtomKind {
    Database,
    Namespace,
    Role,
    Membership,
    Extension,
    Enum,
    Domain,
    DomainDefault,
    DomainCheck,
    Composite,
    Attribute,
    Range,
    Sequence,
    Table,
    Column,
    NotNull,
    Default,
    Identity,
    Generated,
    PrimaryKey,
    Unique,
    Check,
    Exclusion,
    ForeignKey,
    Index,
    PartitionKey,
    Partition,
    Placement,
    Trigger,
    RowSecurity,
    Policy,
    View,
    Routine,
    Grant,
    Other,
    Option,
    Owner,
    Comment,
}

/// The content of one atom: field names and values, ready to be compared and shown.
pub type Atom = BTreeMap<&'static str, Value>;

impl AtomKey {
    pub fn new(object: &QualifiedName, kind: AtomKind, part: impl Into<String>) -> AtomKey {
        AtomKey { object: object.clone(), kind, part: part.into() }
    }
}

impl AtomKind {
    pub fn words(self) -> &'static str {
        match self {
            AtomKind::Database => "database",
            AtomKind::Namespace => "schema",
            AtomKind::Role => "role",
            AtomKind::Membership => "membership",
            AtomKind::Extension => "extension",
            AtomKind::Enum => "enum",
            AtomKind::Domain => "domain",
            AtomKind::DomainDefault => "default of domain",
            AtomKind::DomainCheck => "check of domain",
            AtomKind::Composite => "composite type",
            AtomKind::Attribute => "attribute",
            AtomKind::Range => "range type",
            AtomKind::Sequence => "sequence",
            AtomKind::Table => "table",
            AtomKind::Column => "column",
            AtomKind::NotNull => "not null of",
            AtomKind::Default => "default of",
            AtomKind::Identity => "identity of",
            AtomKind::Generated => "generated value of",
            AtomKind::PrimaryKey => "primary key of",
            AtomKind::Unique => "unique constraint",
            AtomKind::Check => "check",
            AtomKind::Exclusion => "exclusion constraint",
            AtomKind::ForeignKey => "foreign key",
            AtomKind::Index => "index",
            AtomKind::PartitionKey => "partition key of",
            AtomKind::Partition => "partition",
            AtomKind::Placement => "placement of",
            AtomKind::Trigger => "trigger",
            AtomKind::RowSecurity => "row security of",
            AtomKind::Policy => "policy",
            AtomKind::View => "view",
            AtomKind::Routine => "routine",
            AtomKind::Grant => "grant",
            AtomKind::Other => "object",
            AtomKind::Option => "option",
            AtomKind::Owner => "owner of",
            AtomKind::Comment => "comment on",
        }
    }
}

/// For people: `default of order.status`, `grant select to app on invoice`.
impl fmt::Display for AtomKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.part.is_empty() {
            write!(f, "{} {}", self.kind.words(), self.object)
        } else if self.kind == AtomKind::Grant {
            write!(f, "grant {} on {}", self.part, self.object)
        } else {
            write!(f, "{} {}.{}", self.kind.words(), self.object, self.part)
        }
    }
}
