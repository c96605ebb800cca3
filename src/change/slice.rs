//! The part of two large schemas in which they differ, with what stands on it and what it stands on.
//!
//! A server that is to judge a few changes need not be shown ten thousand tables. What differs is taken whole, and so
//! is everything that a change of it may move: what says its name, and the tables whose foreign keys refer to it. What
//! those stand on only has to be there: of tables the columns and the keys.
//!
//! Whether one thing speaks of another is decided by words, whatever namespace they mean: a slice is rather too large
//! than too small. Types, domains and whatever belongs to no table are always in it.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use serde_json::Value;

use crate::schema::{AtomKey, IndexTarget, ObjectRef, QualifiedName, Schema, Table};
use crate::sql::identifiers;

/// What is looked at of two schemas; by name, for names of relations, types and routines are apart anyway.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Slice {
    /// Taken whole.
    members: HashSet<QualifiedName>,
    /// There for the members' sake: views and routines whole, tables without what nothing stands on.
    supports: HashSet<QualifiedName>,
}

impl Slice {
    /// Around the objects that differ. None where words cannot tell what belongs together, or where it would be so
    /// much that nothing is gained.
    pub fn around(from: &Schema, to: &Schema, differing: &[AtomKey]) -> Option<Slice> {
        let closed = |schema: &Schema| schema.others.is_empty() && schema.natives.is_empty();
        if !closed(from) || !closed(to) {
            return None;
        }
        let mut slice = Slice::default();
        if differing.is_empty() {
            return Some(slice);
        }
        let things = things(from).chain(things(to)).collect::<Vec<_>>();
        slice.rise(&things, differing);
        slice.descend(&things);
        let most = from.tables.len().max(to.tables.len()) / 2;
        (slice.members.len() + slice.supports.len() <= most).then_some(slice)
    }

    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// To everything that may have to move.
    fn rise(&mut self, things: &[Thing<'_>], differing: &[AtomKey]) {
        let mut saying: HashMap<&str, Vec<&Thing<'_>>> = HashMap::new();
        let mut referring: HashMap<&QualifiedName, Vec<&QualifiedName>> = HashMap::new();
        for thing in things {
            for word in &thing.words {
                saying.entry(word).or_default().push(thing);
            }
            for parent in &thing.parents {
                referring.entry(parent).or_default().push(thing.name);
            }
        }
        let mut open: Vec<QualifiedName> =
            differing.iter().map(|difference| difference.object.clone()).collect();
        let mut seen: HashSet<QualifiedName> = open.iter().cloned().collect();
        while let Some(name) = open.pop() {
            // A foreign key moves with the table that it refers to, and nothing else of its own table does.
            self.members.extend(referring.get(&name).into_iter().flatten().copied().cloned());
            for thing in saying.get(&*name.name).into_iter().flatten() {
                if seen.insert(thing.name.clone()) {
                    open.push(thing.name.clone());
                }
            }
            self.members.insert(name);
        }
    }

    /// To everything that has to be there.
    fn descend(&mut self, things: &[Thing<'_>]) {
        let mut named: HashMap<&str, Vec<&Thing<'_>>> = HashMap::new();
        let mut by_name: HashMap<&QualifiedName, Vec<&Thing<'_>>> = HashMap::new();
        for thing in things {
            named.entry(&thing.name.name).or_default().push(thing);
            by_name.entry(thing.name).or_default().push(thing);
        }
        let mut open: Vec<&Thing<'_>> = things
            .iter()
            .filter(|thing| thing.always || self.members.contains(thing.name))
            .collect();
        while let Some(thing) = open.pop() {
            let is_member = self.members.contains(thing.name);
            let parents = thing.parents.iter().filter(|_| is_member);
            let parents = parents.flat_map(|name| by_name.get(name).into_iter().flatten());
            let said = thing.words.iter().flat_map(|word| named.get(&**word).into_iter().flatten());
            for needed in said.chain(parents) {
                if needed.always || self.holds(needed.name) {
                    continue;
                }
                // What a table inherits cannot be told from its own.
                match needed.heir {
                    true => self.members.insert(needed.name.clone()),
                    false => self.supports.insert(needed.name.clone()),
                };
                open.extend(by_name.get(needed.name).into_iter().flatten());
            }
        }
    }

    fn holds(&self, name: &QualifiedName) -> bool {
        self.members.contains(name) || self.supports.contains(name)
    }

    /// What a schema has of it.
    pub fn cut(&self, schema: &Schema) -> Schema {
        let mut cut = Schema {
            namespaces: schema.namespaces.clone(),
            roles: schema.roles.clone(),
            extensions: schema.extensions.clone(),
            enums: schema.enums.clone(),
            domains: schema.domains.clone(),
            composites: schema.composites.clone(),
            ranges: schema.ranges.clone(),
            sequences: schema.sequences.clone(),
            grants: schema.grants.clone(),
            unmodelled: schema.unmodelled.clone(),
            options: schema.options.clone(),
            // The rest is taken as far as it belongs; what is kept as SQL keeps a schema whole.
            ..Schema::default()
        };
        for table in &schema.tables {
            if self.members.contains(&table.name) {
                cut.tables.push(table.clone());
            } else if self.supports.contains(&table.name) {
                cut.tables.push(stub(table));
            }
        }
        let held = |name: &QualifiedName| self.holds(name);
        cut.views.extend(schema.views.iter().filter(|view| held(&view.name)).cloned());
        cut.routines.extend(schema.routines.iter().filter(|item| held(&item.name)).cloned());
        cut.sequences.retain(|sequence| {
            sequence.owned_by.as_ref().is_none_or(|(table, _)| self.members.contains(table))
        });
        cut.grants.retain(|grant| match &grant.on {
            ObjectRef::Table(name) | ObjectRef::Routine(name, _) => self.members.contains(name),
            ObjectRef::Sequence(name) => cut.sequences.iter().any(|one| one.name == *name),
            ObjectRef::Namespace(_) | ObjectRef::Type(_) => true,
        });
        cut
    }

    /// The whole of a schema of which a server has seen the slice alone, and which is elsewhere as `rest` is.
    pub fn join(&self, rest: &Schema, seen: &Schema) -> Schema {
        let mut whole = seen.clone();
        let member = |name: &QualifiedName| self.members.contains(name);
        let outside = self.cut(rest);
        whole.tables.retain(|table| member(&table.name));
        whole.views.retain(|view| member(&view.name));
        whole.routines.retain(|routine| member(&routine.name));
        whole.tables.extend(rest.tables.iter().filter(|table| !member(&table.name)).cloned());
        whole.views.extend(rest.views.iter().filter(|view| !member(&view.name)).cloned());
        whole.routines.extend(rest.routines.iter().filter(|item| !member(&item.name)).cloned());
        let left = |sequence: &&crate::schema::Sequence| !outside.sequences.contains(sequence);
        whole.sequences.extend(rest.sequences.iter().filter(left).cloned());
        let left = |grant: &&crate::schema::Grant| !outside.grants.contains(grant);
        whole.grants.extend(rest.grants.iter().filter(left).cloned());
        whole
    }
}

/// An object that may be in a slice or not.
struct Thing<'s> {
    name: &'s QualifiedName,
    /// What it says in its expressions and types.
    words: HashSet<String>,
    /// What its foreign keys refer to.
    parents: Vec<&'s QualifiedName>,
    /// It has columns that another table or a type gives it.
    heir: bool,
    /// In every slice.
    always: bool,
}

fn things(schema: &Schema) -> impl Iterator<Item = Thing<'_>> {
    let tables = schema.tables.iter().map(|table| Thing {
        name: &table.name,
        words: said_by(table),
        parents: table.foreign_keys.iter().map(|key| &key.references).collect(),
        heir: !table.inherits.is_empty() || table.of_type.is_some(),
        always: false,
    });
    let plain =
        |name, words, always| Thing { name, words, parents: Vec::new(), heir: false, always };
    let views = schema.views.iter().map(move |view| plain(&view.name, words(view), false));
    let routines = schema.routines.iter().map(move |item| plain(&item.name, words(item), false));
    let domains = schema.domains.iter().map(move |item| plain(&item.name, words(item), true));
    let composites = schema.composites.iter().map(move |item| plain(&item.name, words(item), true));
    let ranges = schema.ranges.iter().map(move |item| plain(&item.name, words(item), true));
    let enums = schema.enums.iter().map(move |item| plain(&item.name, HashSet::new(), true));
    tables.chain(views).chain(routines).chain(domains).chain(composites).chain(ranges).chain(enums)
}

/// Every identifier in what a table says in expressions and types.
pub fn said_by(table: &Table) -> HashSet<String> {
    words(&spoken(table))
}

/// The table without the names that it gives itself, which speak of nothing.
fn spoken(table: &Table) -> Table {
    let mut spoken = table.clone();
    spoken.name = QualifiedName::bare("");
    spoken.comment = None;
    spoken.primary_key = None;
    spoken.uniques.clear();
    spoken.foreign_keys.clear();
    for column in &mut spoken.columns {
        column.name.clear();
        column.comment = None;
    }
    for check in &mut spoken.checks {
        (check.name, check.comment) = (None, None);
    }
    for index in &mut spoken.indexes {
        (index.name, index.comment) = (None, None);
        index.include.clear();
        index.parts.retain(|part| !matches!(part.target, IndexTarget::Column(_)));
    }
    spoken
}

/// Every identifier in any text of an object.
pub fn words(object: &impl Serialize) -> HashSet<String> {
    let mut words = HashSet::new();
    let mut open = vec![serde_json::to_value(object).unwrap_or_default()];
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) => words.extend(identifiers(&text).map(str::to_owned)),
            Value::Array(values) => open.extend(values),
            Value::Object(fields) => open.extend(fields.into_iter().map(|(_, value)| value)),
            _ => {}
        }
    }
    words
}

/// A table that others can stand on: its columns, its keys, how it is split.
fn stub(table: &Table) -> Table {
    let mut stub = Table::new(table.name.clone());
    stub.columns.clone_from(&table.columns);
    for column in &mut stub.columns {
        (column.default, column.generated, column.identity) = (None, None, None);
        (column.on_update, column.comment) = (None, None);
    }
    stub.primary_key.clone_from(&table.primary_key);
    stub.uniques.clone_from(&table.uniques);
    let refers = |index: &&crate::schema::Index| index.unique && index.predicate.is_none();
    stub.indexes = table.indexes.iter().filter(refers).cloned().collect();
    stub.partitioning.clone_from(&table.partitioning);
    stub.unlogged = table.unlogged;
    stub.options.clone_from(&table.options);
    stub
}
