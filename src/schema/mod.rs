//! The model: everything a database can have, in one dialect-neutral form.
//!
//! A live server, a SQL file and an entity file all end as a [`Schema`]; nothing downstream knows
//! where one came from. The tree is what people and JSON see; [`atoms`](Schema::atoms) takes it
//! apart into the pieces that are compared and ordered on their own.
//!
//! Invariants: lists keep the order of their source; maps are ordered; spans, files and dialect
//! names do not occur here, only in `design`. A name without a namespace lies in the target's
//! default one (`public` on Postgres, the current database on MySQL).

mod access;
mod atom;
mod column;
mod constraint;
mod data_type;
mod expression;
mod index;
mod name;
mod other;
mod partition;
mod placement;
mod routine;
mod table;
mod types;
mod view;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

pub use access::{Grant, ObjectRef, Policy, PolicyCommand, Privilege, Role};
pub use atom::{Atom, AtomKey, AtomKind, Difference, FieldDifference, compare};
pub use column::{Column, Generated, GeneratedStorage, Identity, IdentityMode};
pub use constraint::{
    Check, Deferral, Exclusion, ExclusionElement, ForeignKey, MatchType, PrimaryKey,
    ReferentialAction, UniqueConstraint,
};
pub use data_type::DataType;
pub use expression::{Expression, operands, without_parentheses};
pub use index::{Index, IndexPart, IndexTarget, NullsOrder, SortOrder};
pub use name::QualifiedName;
pub use other::OtherObject;
pub use partition::{Bound, BoundValue, Partition, PartitionKey, PartitionStrategy, Partitioning};
pub use placement::Placement;
pub use routine::{Routine, RoutineKind, Trigger};
pub use table::{RowSecurity, Table};
pub use types::{CompositeType, Domain, Enum, Extension, RangeType, Sequence, SequenceOptions};
pub use view::View;

/// A whole database, or the part of it that one design covers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Schema {
    /// Namespaces besides the default one: Postgres schemas, MySQL databases.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub namespaces: Vec<Namespace>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Role>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<Extension>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub enums: Vec<Enum>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub domains: Vec<Domain>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub composites: Vec<CompositeType>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ranges: Vec<RangeType>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sequences: Vec<Sequence>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<Table>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub views: Vec<View>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub routines: Vec<Routine>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<Grant>,
    /// Objects of kinds that the model has no word for, kept as the server defines them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<OtherObject>,
    /// SQL kept as written, for what the model has no word for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub natives: Vec<Native>,
    /// Seen on a server and not modelled: nothing is passed over in silence.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unmodelled: Vec<Unmodelled>,
    /// Settings of the database itself: `charset`, `collation`.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub options: IndexMap<String, String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Namespace {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// A raw SQL block; diffed as the server sees what it made, so its own text is no atom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Native {
    /// The dialect it is written in.
    pub dialect: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Objects that must exist first, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<String>,
    /// Objects that need this block, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<String>,
    pub sql: String,
}

/// Something a server has that the model has no place for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unmodelled {
    /// As the server calls it: `rule`, `event trigger`, `publication`.
    pub kind: String,
    pub name: String,
}

impl Schema {
    pub fn table(&self, name: &QualifiedName) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == *name)
    }

    pub fn table_mut(&mut self, name: &QualifiedName) -> Option<&mut Table> {
        self.tables.iter_mut().find(|table| table.name == *name)
    }

    /// All objects that can be compared on their own, in a fixed order.
    pub fn atoms(&self) -> std::collections::BTreeMap<AtomKey, Atom> {
        atom::atoms(self)
    }
}
