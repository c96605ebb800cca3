use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::{PartitionLifecycle, Statistics};
use crate::schema::QualifiedName;
use crate::text::Span;

/// A value with the place that said it.
#[derive(Debug, Clone, PartialEq)]
pub struct Spanned<T> {
    pub value: T,
    pub span: Span,
}

/// What people know about one entity beyond its table.
#[derive(Debug, Clone, PartialEq)]
pub struct EntityFacts {
    /// The entity's name in the source.
    pub span: Span,
    /// The whole entity, from its first word to its closing brace.
    pub body: Span,
    pub attributes: IndexMap<String, AttributeFacts>,
    pub dependencies: Vec<Dependency>,
    pub multivalued: Vec<MultivaluedDependency>,
    pub statistics: Statistics,
    pub tags: Vec<Spanned<String>>,
    /// The former name: a rename, not a drop and a create.
    pub was: Option<Spanned<String>>,
    pub allows: Vec<Allow>,
    pub shard: Option<Shard>,
    /// A copy on every shard.
    pub reference_table: Option<Span>,
    /// How partitions come and go, where they follow the calendar.
    pub lifecycle: Option<PartitionLifecycle>,
    /// Partitions that are tables of just these names (`table NAME: …`).
    pub partition_tables: BTreeSet<QualifiedName>,
    /// Rows older than this may go (`keep` as a line of its own, for tables without partitions).
    pub keep: Option<Spanned<super::Interval>>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct AttributeFacts {
    /// The attribute's name in the source: in the entity, or in the mixin it came from.
    pub span: Span,
    pub tags: Vec<Spanned<String>>,
    pub was: Option<Spanned<String>>,
    /// Where its values come from, if that is another entity (`was ENTITY.OLD`): what it takes to move
    /// the rows of a split.
    pub moved_from: Option<Spanned<MovedFrom>>,
    /// The mixin it came from.
    pub mixin: Option<String>,
    /// The entity a `ref` attribute refers to.
    pub refers_to: Option<QualifiedName>,
}

/// An attribute of another entity, as it was called there. It may be there still: the key of a
/// split-off entity is a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedFrom {
    pub entity: QualifiedName,
    pub attribute: String,
}

/// A functional dependency: rows that agree on the left side agree on the right side.
#[derive(Debug, Clone, PartialEq)]
pub struct Dependency {
    pub left: Vec<String>,
    pub right: Vec<String>,
    pub span: Span,
}

/// A multivalued dependency `left ->> right`.
#[derive(Debug, Clone, PartialEq)]
pub struct MultivaluedDependency {
    pub left: Vec<String>,
    pub right: Vec<String>,
    pub span: Span,
}

/// A finding the team has decided to live with.
#[derive(Debug, Clone, PartialEq)]
pub struct Allow {
    pub code: String,
    pub reason: String,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Shard {
    pub columns: Vec<String>,
    /// Lies beside the rows of this entity that have the same key.
    pub with: Option<QualifiedName>,
    pub span: Span,
}

impl EntityFacts {
    pub fn new(span: Span) -> EntityFacts {
        EntityFacts {
            span,
            body: span,
            attributes: IndexMap::new(),
            dependencies: Vec::new(),
            multivalued: Vec::new(),
            statistics: Statistics::default(),
            tags: Vec::new(),
            was: None,
            allows: Vec::new(),
            shard: None,
            reference_table: None,
            lifecycle: None,
            partition_tables: BTreeSet::new(),
            keep: None,
        }
    }
}

impl AttributeFacts {
    pub fn new(span: Span) -> AttributeFacts {
        AttributeFacts {
            span,
            tags: Vec::new(),
            was: None,
            moved_from: None,
            mixin: None,
            refers_to: None,
        }
    }
}
