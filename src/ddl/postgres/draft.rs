//! What has been read so far: the objects by name, as statements add to them in any order.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use crate::schema::{
    Bound, CompositeType, Domain, Enum, Index, QualifiedName, RangeType, Routine, Schema, Sequence,
    Table, View,
};

#[derive(Debug, Default)]
pub(super) struct Draft {
    /// Partitions are tables too until all is read.
    pub tables: IndexMap<QualifiedName, Table>,
    pub partitions: IndexMap<QualifiedName, PartitionOf>,
    pub views: IndexMap<QualifiedName, View>,
    pub sequences: IndexMap<QualifiedName, Sequence>,
    pub enums: IndexMap<QualifiedName, Enum>,
    pub domains: IndexMap<QualifiedName, Domain>,
    pub composites: IndexMap<QualifiedName, CompositeType>,
    pub ranges: IndexMap<QualifiedName, RangeType>,
    pub routines: IndexMap<(QualifiedName, String), Routine>,
    /// The types alone of what goes into a routine.
    pub inputs: BTreeMap<(QualifiedName, String), Vec<String>>,
    /// Which table or view an index belongs to; also those that serve constraints.
    pub indexes: BTreeMap<QualifiedName, QualifiedName>,
    /// Indexes of partitions that are parts of their parent's.
    pub attached: BTreeSet<QualifiedName>,
    /// Sequences of identity columns, which are part of their columns.
    pub identities: BTreeSet<QualifiedName>,
    /// Names of constraints that are taken, with their namespaces.
    pub constraints: BTreeSet<QualifiedName>,
    /// Everything else.
    pub schema: Schema,
}

#[derive(Debug)]
pub(super) struct PartitionOf {
    pub parent: QualifiedName,
    pub bound: Bound,
}

impl Draft {
    /// Whether a table, view, sequence or index has the name.
    pub fn is_relation(&self, name: &QualifiedName) -> bool {
        self.tables.contains_key(name)
            || self.views.contains_key(name)
            || self.sequences.contains_key(name)
            || self.identities.contains(name)
            || self.indexes.contains_key(name)
            || self.composites.contains_key(name)
    }

    pub fn is_type(&self, name: &QualifiedName) -> bool {
        self.enums.contains_key(name)
            || self.domains.contains_key(name)
            || self.composites.contains_key(name)
            || self.ranges.contains_key(name)
    }

    /// The indexes of a table or materialized view.
    pub fn indexes_of(&mut self, relation: &QualifiedName) -> Option<&mut Vec<Index>> {
        match self.tables.get_mut(relation) {
            Some(table) => Some(&mut table.indexes),
            None => self.views.get_mut(relation).map(|view| &mut view.indexes),
        }
    }

    /// An index that serves no constraint.
    pub fn index(&mut self, name: &QualifiedName) -> Option<&mut Index> {
        let relation = self.indexes.get(name)?.clone();
        let indexes = self.indexes_of(&relation)?;
        indexes.iter_mut().find(|index| index.name.as_deref() == Some(name.name.as_str()))
    }
}
