//! One of the two schemas, with its pieces and where they are found.

use std::collections::HashMap;

use super::virtual_pieces::OWNED_BY;
use crate::dialect::{Capability, Dialect};
use crate::schema::{
    AtomKey, AtomKind, Column, Index, Partition, Partitioning, QualifiedName, Routine, Schema,
    Sequence, Table, View,
};

/// Of what two tables may each have one of the same name.
pub(super) struct NamesPerTable {
    pub indexes: bool,
    pub checks: bool,
    pub foreign_keys: bool,
}

pub struct Side<'s> {
    pub schema: &'s Schema,
    pub(super) names: NamesPerTable,
    /// Of all its pieces, sorted.
    pub keys: Vec<AtomKey>,
    options: HashMap<AtomKey, String>,
    comments: HashMap<AtomKey, String>,
    tables: HashMap<&'s QualifiedName, &'s Table>,
    /// Every partition: the table it belongs to, its parent, itself.
    partitions: HashMap<&'s QualifiedName, (&'s Table, &'s QualifiedName, &'s Partition)>,
    /// Their names, as keys of pieces have them.
    partitions_by_text: HashMap<String, &'s QualifiedName>,
    views: HashMap<&'s QualifiedName, &'s View>,
    sequences: HashMap<&'s QualifiedName, &'s Sequence>,
    routines: HashMap<&'s QualifiedName, Vec<&'s Routine>>,
}

impl<'s> Side<'s> {
    pub(super) fn new(schema: &'s Schema, dialect: Dialect<'_>) -> Side<'s> {
        let mut keys: Vec<AtomKey> = Vec::new();
        let (mut options, mut comments) = (HashMap::new(), HashMap::new());
        for (key, atom) in schema.atoms() {
            if key.kind == AtomKind::Option
                && let Some(value) = atom.get("value").and_then(|value| value.as_str())
            {
                options.insert(key.clone(), value.to_owned());
            }
            if key.kind == AtomKind::Comment
                && let Some(text) = atom.get("text").and_then(|text| text.as_str())
            {
                comments.insert(key.clone(), text.to_owned());
            }
            keys.push(key);
        }
        let tied = schema.sequences.iter().filter(|sequence| sequence.owned_by.is_some());
        keys.extend(tied.map(|item| AtomKey::new(&item.name, AtomKind::Sequence, OWNED_BY)));
        keys.sort_unstable();
        let mut side = Side {
            schema,
            names: NamesPerTable {
                indexes: dialect.has(Capability::IndexNamesPerTable),
                checks: dialect.has(Capability::CheckNamesPerTable),
                foreign_keys: dialect.has(Capability::ForeignKeyNamesPerTable),
            },
            keys,
            options,
            comments,
            tables: schema.tables.iter().map(|table| (&table.name, table)).collect(),
            partitions: HashMap::new(),
            partitions_by_text: HashMap::new(),
            views: schema.views.iter().map(|view| (&view.name, view)).collect(),
            sequences: schema.sequences.iter().map(|item| (&item.name, item)).collect(),
            routines: HashMap::new(),
        };
        for routine in &schema.routines {
            side.routines.entry(&routine.name).or_default().push(routine);
        }
        if dialect.has(Capability::PartitionsAsTables) {
            for table in &schema.tables {
                let mut open: Vec<(&QualifiedName, &Partitioning)> =
                    table.partitioning.iter().map(|p| (&table.name, p)).collect();
                while let Some((parent, partitioning)) = open.pop() {
                    for partition in &partitioning.partitions {
                        side.partitions.insert(&partition.name, (table, parent, partition));
                        side.partitions_by_text.insert(partition.name.to_string(), &partition.name);
                        open.extend(
                            partition.partitioning.as_deref().map(|p| (&partition.name, p)),
                        );
                    }
                }
            }
        }
        side
    }

    /// A table, or what a partition has of its own.
    pub fn table(&self, name: &QualifiedName) -> Option<&'s Table> {
        let partition = || self.partitions.get(name).and_then(|(.., p)| p.own.as_deref());
        self.tables.get(name).copied().or_else(partition)
    }

    /// The tables whose columns a table has by inheritance.
    pub fn ancestors(&self, table: &Table) -> Vec<&'s Table> {
        let mut found: Vec<&'s Table> = Vec::new();
        let mut open: Vec<&QualifiedName> = table.inherits.iter().collect();
        while let Some(parent) = open.pop().and_then(|name| self.root(name)) {
            if !found.iter().any(|known| known.name == parent.name) {
                open.extend(&parent.inherits);
                found.push(parent);
            }
        }
        found
    }

    /// A column of a partition: as it is there, or as its parent has it.
    pub fn column_of_partition(&self, name: &QualifiedName, column: &str) -> Option<&'s Column> {
        let (root, _, partition) = self.partition(name)?;
        let own = partition.own.as_deref().filter(|own| !own.columns.is_empty());
        own.unwrap_or(root).column(column)
    }

    /// The text of a comment, by its key.
    pub fn comment(&self, key: &AtomKey) -> Option<&str> {
        self.comments.get(key).map(String::as_str)
    }

    /// A table that is no partition.
    pub fn root(&self, name: &QualifiedName) -> Option<&'s Table> {
        self.tables.get(name).copied()
    }

    /// The table that a partition belongs to, its parent, and itself.
    pub fn partition(
        &self,
        name: &QualifiedName,
    ) -> Option<(&'s Table, &'s QualifiedName, &'s Partition)> {
        self.partitions.get(name).copied()
    }

    /// The same by what a piece's key says.
    pub fn partition_called(
        &self,
        part: &str,
    ) -> Option<(&'s Table, &'s QualifiedName, &'s Partition)> {
        self.partition(self.partitions_by_text.get(part)?)
    }

    pub fn partitions(
        &self,
    ) -> impl Iterator<Item = (&'s Table, &'s QualifiedName, &'s Partition)> {
        self.partitions.values().copied()
    }

    pub fn view(&self, name: &QualifiedName) -> Option<&'s View> {
        self.views.get(name).copied()
    }

    pub fn sequence(&self, name: &QualifiedName) -> Option<&'s Sequence> {
        self.sequences.get(name).copied()
    }

    /// By its name, and its arguments in their brackets.
    pub fn routine(&self, name: &QualifiedName, arguments: &str) -> Option<&'s Routine> {
        let inner = arguments.strip_prefix('(')?.strip_suffix(')')?;
        let called = self.routines.get(name)?;
        called.iter().find(|routine| routine.arguments == inner).copied()
    }

    pub fn column(&self, key: &AtomKey) -> Option<&'s Column> {
        self.table(&key.object)?.column(&key.part)
    }

    /// The value of an option, by its key.
    pub fn option(&self, key: &AtomKey) -> Option<String> {
        self.options.get(key).cloned()
    }

    pub fn index(&self, key: &AtomKey) -> Option<&'s Index> {
        let on_table = self.table(&key.object).map(|table| table.indexes.as_slice());
        let on_view = self.view(&key.object).map(|view| view.indexes.as_slice());
        let on_partition = self.partition(&key.object).map(|(.., p)| p.indexes.as_slice());
        let all = [on_table, on_view, on_partition].into_iter().flatten().flatten();
        all.into_iter().find(|index| index.part() == key.part)
    }
}
