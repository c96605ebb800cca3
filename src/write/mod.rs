//! From a schema to the entity file that a person would have written for it.
//!
//! [`write`] takes a physical schema, as an engine introspects it, and gives formatted `.sgen` text:
//! reading the text, lowering it, bringing it to the same dialect and emitting it makes an equal
//! database. What follows from other things is left out: names that a design would generate by
//! itself, types that references imply, defaults. What the language has no word for becomes a
//! `native` block with the statements that `emit` would write; what has no place at all becomes a
//! note. Nothing is dropped in silence.
//!
//! One file a noun. Text is put together line by line and laid out by the formatter at the end.

mod access;
mod attribute;
mod definition;
mod entity;
mod index;
mod key;
mod names;
mod native;
mod partition;
mod reference;
mod spell;
mod sql;
#[cfg(test)]
mod tests;
mod types;
mod view;

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::dialect::{Capability, Dialect, Version};
use crate::emit::{self, Statement};
use crate::language;
use crate::schema::{QualifiedName, Schema, Table};

/// An entity file, and what it could not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    pub text: String,
    /// One sentence each about something of the schema that the text does not hold.
    pub notes: Vec<String>,
}

/// The schema as an entity file named `name`, for the one dialect at its version.
pub fn write(schema: &Schema, dialect: Dialect<'_>, name: &str) -> Written {
    let stripped = names::stripped(schema, dialect);
    let mut writer = Writer::new(schema, &stripped, dialect);
    writer.file(name);
    let Writer { out, notes, .. } = writer;
    // Were the text no entity file, the reader would still want to see it.
    let text = language::format(&out).unwrap_or(out);
    Written { text, notes }
}

struct Writer<'s> {
    /// With all names, as the server has it.
    whole: &'s Schema,
    /// Without the names that need not be said.
    schema: &'s Schema,
    dialect: Dialect<'s>,
    tables: HashMap<&'s QualifiedName, &'s Table>,
    /// Names of entities, views, enums, domains and sequences, which share one space.
    objects: HashSet<&'s QualifiedName>,
    /// Objects whose name another object has taken: they become native blocks.
    doubled: HashSet<&'s QualifiedName>,
    /// What `emit` would write, for what the language has no word for.
    statements: Vec<Statement>,
    /// References whose attribute takes the type of what it refers to.
    implied: HashMap<(QualifiedName, String), (QualifiedName, String)>,
    blocks: BTreeSet<String>,
    out: String,
    notes: Vec<String>,
}

impl<'s> Writer<'s> {
    fn new(whole: &'s Schema, schema: &'s Schema, dialect: Dialect<'s>) -> Writer<'s> {
        let mut notes = Vec::new();
        let statements = emit::emit(whole, dialect).unwrap_or_else(|error| {
            notes.push(format!("what has no word in the language is left out: {error}"));
            Vec::new()
        });
        let mut objects = HashSet::new();
        let relations = schema
            .tables
            .iter()
            .map(|table| &table.name)
            .chain(schema.views.iter().map(|view| &view.name))
            .chain(schema.sequences.iter().map(|sequence| &sequence.name));
        objects.extend(relations);
        let types = schema
            .enums
            .iter()
            .map(|item| &item.name)
            .chain(schema.domains.iter().map(|item| &item.name));
        let doubled = types.filter(|name| !objects.insert(*name)).collect();
        Writer {
            whole,
            schema,
            dialect,
            tables: schema.tables.iter().map(|table| (&table.name, table)).collect(),
            objects,
            doubled,
            statements,
            implied: HashMap::new(),
            blocks: BTreeSet::new(),
            out: String::new(),
            notes,
        }
    }

    fn file(&mut self, name: &str) {
        let (dialect, version) = (self.dialect.name(), self.version());
        let name = if name.is_empty() { "design" } else { name };
        self.line(&format!("schema {} targets {dialect} >= {version}", spell::name(name)));
        self.line("");
        self.extensions();
        self.roles();
        self.unchecked_bodies();
        self.namespace(None);
        for namespace in &self.schema.namespaces {
            self.line("");
            self.docs(&namespace.comment);
            let owner = spell::owner(&namespace.owner);
            self.line(&format!("context {}{owner} {{", spell::name(&namespace.name)));
            self.namespace(Some(&namespace.name));
            self.line("}");
        }
        self.grants();
        self.kept(self.whole);
        self.remarks();
    }

    /// The version as people say it: `15` for 15.18, unless something came in between.
    fn version(&self) -> String {
        let full = self.dialect.version;
        let same = |known: &Version| {
            let at = |version| Dialect { data: self.dialect.data, version };
            Capability::ALL.iter().all(|each| at(*known).has(*each) == at(full).has(*each))
        };
        let prefix = |known: &&Version| format!("{full}.").starts_with(&format!("{known}."));
        let known = self.dialect.data.versions.known.iter().rev().filter(prefix);
        let known = known.into_iter().find(|known| same(known));
        known.copied().unwrap_or(full).to_string()
    }

    /// Everything of one namespace: types, sequences, entities with their triggers, views, routines.
    fn namespace(&mut self, context: Option<&str>) {
        let schema = self.schema;
        let here = |name: &QualifiedName| name.namespace.as_deref() == context;
        schema.enums.iter().filter(|item| here(&item.name)).for_each(|item| self.enumeration(item));
        schema.domains.iter().filter(|item| here(&item.name)).for_each(|item| self.domain(item));
        schema
            .composites
            .iter()
            .filter(|item| here(&item.name))
            .for_each(|item| self.composite(item));
        schema.ranges.iter().filter(|item| here(&item.name)).for_each(|item| self.range(item));
        schema
            .sequences
            .iter()
            .filter(|item| here(&item.name))
            .for_each(|item| self.sequence(item));
        let others = schema.others.iter().filter(|item| here(&item.name));
        others.filter(|item| item.early).for_each(|item| self.other(item));
        schema.tables.iter().filter(|item| here(&item.name)).for_each(|item| self.entity(item));
        schema.views.iter().filter(|item| here(&item.name)).for_each(|item| self.view(item));
        schema.routines.iter().filter(|item| here(&item.name)).for_each(|item| self.routine(item));
        let others = schema.others.iter().filter(|item| here(&item.name));
        others.filter(|item| !item.early).for_each(|item| self.other(item));
    }

    /// What the server has and the model has no place for.
    fn remarks(&mut self) {
        if self.schema.unmodelled.is_empty() {
            return;
        }
        self.line("");
        for item in &self.schema.unmodelled {
            let text = format!("// Not modelled: {} {}", item.kind, item.name);
            self.line(&text.replace(['\n', '\r'], " "));
        }
    }

    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn docs(&mut self, comment: &Option<String>) {
        self.out.push_str(&spell::docs(comment));
    }

    fn note(&mut self, text: String) {
        self.notes.push(text);
    }
}
