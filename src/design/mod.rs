//! The design: a schema plus what only people know.
//!
//! Dependencies, queries and their rates, statistics, retention, former names, tags and the places
//! in the sources that said all this. An entity file gives a design; a server gives a bare schema,
//! which becomes a design without facts.

mod entity;
mod lifecycle;
mod overlay;
mod query;
mod spans;
mod statistics;
mod target;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Serialize;

use crate::schema::{AtomKey, QualifiedName, Schema};
use crate::text::Span;

pub use entity::{
    Allow, AttributeFacts, Dependency, EntityFacts, MovedFrom, MultivaluedDependency, Shard,
    Spanned,
};
pub use lifecycle::{Interval, IntervalUnit, PartitionLifecycle};
pub use overlay::Overlay;
pub use query::{Parameter, Query};
pub use spans::{Spans, SpansBuilder};
pub use statistics::{Growth, Statistics};
pub use target::Target;

/// What a folder of entity files says.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Design {
    /// The name of the `schema` line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<Target>,
    pub schema: Schema,
    /// One entry for every table that an entity describes, in the order of the sources.
    #[serde(skip)]
    pub entities: IndexMap<QualifiedName, EntityFacts>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub queries: Vec<Query>,
    /// What holds on one dialect only.
    #[serde(skip)]
    pub overlays: Vec<Overlay>,
    /// `grant` and `policy` lines etc. may name roles the design does not define; former names of
    /// enums, domains, views and namespaces, by atom.
    #[serde(skip)]
    pub renames: BTreeMap<AtomKey, Spanned<String>>,
    /// Where each atom was said; atoms that follow from others (generated names) may be absent.
    #[serde(skip)]
    pub spans: Spans,
}

impl Design {
    /// A design that knows nothing but the schema.
    pub fn bare(schema: Schema) -> Design {
        Design { schema, ..Design::default() }
    }

    pub fn span(&self, key: &AtomKey) -> Option<Span> {
        self.spans.get(key)
    }

    /// Where a table's entity is named.
    pub fn entity_span(&self, name: &QualifiedName) -> Option<Span> {
        self.entities.get(name).map(|facts| facts.span)
    }

    /// Where an entity's attribute is named.
    pub fn attribute_span(&self, entity: &QualifiedName, attribute: &str) -> Option<Span> {
        self.entities.get(entity)?.attributes.get(attribute).map(|facts| facts.span)
    }
}
