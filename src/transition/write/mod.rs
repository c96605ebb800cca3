//! The statements of each action.

mod alter;
mod anew;
mod bucket;
mod clauses;
mod create;
mod defaults;
mod drop;
mod online;
mod partitioned;
mod range;
mod retype;
mod values;

use std::collections::HashMap;

use super::actions::{Action, Actions, Verb};
use super::aside::aside;
use super::{Mode, Values};
use crate::change::{Changes, Fate, Id};
use crate::dialect::{Capability, Dialect};
use crate::emit::{Alter, CopyRows, From, ObjectKind, Statement};
use crate::schema::{AtomKey, AtomKind, Column, QualifiedName, RoutineKind, Schema};
use crate::template::{TemplateError, qualified};

pub(super) struct Writer<'w, 's> {
    changes: &'w Changes<'s>,
    actions: &'w Actions,
    dialect: Dialect<'w>,
    mode: Mode,
    values: &'w Values,
    alter: Alter<'w>,
    /// What `emit` writes for objects of the second schema, by piece.
    bucket: HashMap<AtomKey, Vec<Statement>>,
    bodies_unchecked: bool,
    default_grants: Vec<defaults::DefaultGrant>,
}

impl<'w, 's> Writer<'w, 's> {
    pub fn new(
        changes: &'w Changes<'s>,
        actions: &'w Actions,
        dialect: Dialect<'w>,
        mode: Mode,
        values: &'w Values,
    ) -> Result<Writer<'w, 's>, TemplateError> {
        Ok(Writer {
            changes,
            actions,
            dialect,
            mode,
            values,
            alter: Alter::new(changes.to.schema, dialect)?,
            bucket: bucket::of(changes, actions, dialect)?,
            bodies_unchecked: false,
            default_grants: defaults::default_grants(changes.from.schema),
        })
    }

    pub fn write(&mut self, action: &Action) -> Result<Vec<Statement>, TemplateError> {
        let key = self.changes.keys[action.id].clone();
        match action.verb {
            Verb::Drop => self.drop(action.id, &key)?,
            Verb::Create => {
                self.create(action.id, &key)?;
                self.revoke_defaults(&key)?;
            }
            Verb::Alter => self.alter(action.id, &key)?,
            Verb::Aside => self.aside(&key)?,
            Verb::Finish => self.finish(&key)?,
            Verb::Copy => self.copy(&key)?,
        }
        Ok(self.alter.take())
    }

    fn fate(&self, object: &QualifiedName, kind: AtomKind, part: &str) -> Fate {
        self.changes.find(object, kind, part).map_or(Fate::Keep, |id| self.changes.fates[id])
    }

    /// Whether rows may be in a relation, and someone may be waiting for it.
    fn is_in_use(&self, relation: &QualifiedName) -> bool {
        let there = |kind| {
            let id = self.changes.find(relation, kind, "");
            id.is_some_and(|id| matches!(self.changes.fates[id], Fate::Keep | Fate::Alter { .. }))
        };
        let partition = self.changes.to.partition(relation).is_some_and(|(root, ..)| {
            let fate = self.fate(&root.name, AtomKind::Partition, &relation.to_string());
            matches!(fate, Fate::Keep | Fate::Alter { .. })
        });
        there(AtomKind::Table) || there(AtomKind::View) || partition
    }

    fn online(&self, relation: &QualifiedName) -> bool {
        self.mode == Mode::Online
            && self.dialect.has(Capability::ConcurrentIndex)
            && self.is_in_use(relation)
    }

    fn is_partitioned(&self, relation: &QualifiedName) -> bool {
        let side = &self.changes.to;
        let of_table = side.root(relation).and_then(|table| table.partitioning.as_ref());
        let of_partition = side.partition(relation).and_then(|(.., p)| p.partitioning.as_deref());
        of_table.or(of_partition).is_some()
    }

    /// The kind of a type, a table and so on as `drop` and `rename` want it.
    fn word(&self, key: &AtomKey) -> &'static str {
        match key.kind {
            AtomKind::Table => "table",
            AtomKind::Domain => "domain",
            AtomKind::Sequence => "sequence",
            AtomKind::Partition => "table",
            AtomKind::Other => "collation",
            _ => "type",
        }
    }

    fn object_of(&self, key: &AtomKey) -> QualifiedName {
        match key.kind {
            AtomKind::Partition => {
                let found = self.changes.from.partition_called(&key.part);
                found.map_or_else(|| key.object.clone(), |(.., partition)| partition.name.clone())
            }
            _ => key.object.clone(),
        }
    }

    fn aside(&mut self, key: &AtomKey) -> Result<(), TemplateError> {
        let object = self.object_of(key);
        let beside = aside(self.changes, &object);
        self.alter.rename_object(self.word(key), &object, &beside.name, key.clone())?;
        if key.kind == AtomKind::Range {
            self.aside_range(key, &object, &beside)?;
        }
        Ok(())
    }

    fn finish(&mut self, key: &AtomKey) -> Result<(), TemplateError> {
        let beside = aside(self.changes, &self.object_of(key));
        let kind = ObjectKind::word(self.word(key));
        self.alter.drop_object(&kind, &beside, key.clone())
    }

    /// All rows of a table that was put aside.
    fn copy(&mut self, key: &AtomKey) -> Result<(), TemplateError> {
        let (from, to) = (self.changes.from.table(&key.object), self.changes.to.table(&key.object));
        let (Some(from), Some(to)) = (from, to) else { return Ok(()) };
        let mut columns: Vec<From> =
            to.columns.iter().filter_map(|column| self.source_of(from, column)).collect();
        // A row of which no value stays is a row all the same, and the server's to refuse.
        let nothing = |column: &&Column| column.default.is_none() && column.generated.is_none();
        if let Some(column) = to.columns.iter().find(nothing).filter(|_| columns.is_empty()) {
            let (name, from) = (column.name.clone(), String::new());
            columns.push(From { name, from, expression: Some("null".to_owned()) });
        }
        if columns.is_empty() {
            return Ok(());
        }
        let rows = CopyRows {
            table: qualified(&aside(self.changes, &key.object)),
            into: qualified(&key.object),
            columns,
            joins: Vec::new(),
        };
        self.alter.copy_rows(&rows, &key.object)?;
        for column in to.columns.iter().filter(|column| from.column(&column.name).is_some()) {
            if let Some(identity) = &column.identity {
                let usual =
                    || key.object.sibling(format!("{}_{}_seq", key.object.name, column.name));
                let sequence = identity.sequence_name.clone().unwrap_or_else(usual);
                let options = &identity.sequence;
                let key = key.clone();
                self.alter.restart_sequence(&to.name, &column.name, &sequence, options, key)?;
            }
        }
        Ok(())
    }

    fn routine_word(kind: RoutineKind) -> &'static str {
        match kind {
            RoutineKind::Function => "function",
            RoutineKind::Procedure => "procedure",
            RoutineKind::Aggregate => "aggregate",
        }
    }

    fn schema(&self) -> &'s Schema {
        self.changes.to.schema
    }

    /// What a comment, owner or option of an object speaks of: `table`, `view`, …
    fn object_word(&self, schema: &Schema, name: &QualifiedName) -> Option<&'static str> {
        let side_from = std::ptr::eq(schema, self.changes.from.schema);
        let side = if side_from { &self.changes.from } else { &self.changes.to };
        if side.table(name).is_some() || side.partition(name).is_some() {
            return Some("table");
        }
        if let Some(view) = side.view(name) {
            return Some(if view.materialized { "materialized view" } else { "view" });
        }
        if side.sequence(name).is_some() {
            return Some("sequence");
        }
        let is = |other: &QualifiedName| other == name;
        if schema.domains.iter().any(|item| is(&item.name)) {
            return Some("domain");
        }
        if schema.enums.iter().any(|item| is(&item.name))
            || schema.composites.iter().any(|item| is(&item.name))
            || schema.ranges.iter().any(|item| is(&item.name))
        {
            return Some("type");
        }
        let bare = |text: &str| name.namespace.is_none() && name.name == text;
        if schema.namespaces.iter().any(|item| bare(&item.name)) {
            return Some("schema");
        }
        if schema.extensions.iter().any(|item| bare(&item.name)) {
            return Some("extension");
        }
        schema.roles.iter().any(|item| bare(&item.name)).then_some("role")
    }

    fn id_of(&self, key: &AtomKey) -> Option<Id> {
        self.changes.id(key)
    }
}
