//! Takes a schema apart.

mod table;
mod types;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::{Atom, AtomKey, AtomKind};
use crate::schema::{Check, QualifiedName, Schema, Table, View};

pub fn atoms(schema: &Schema) -> BTreeMap<AtomKey, Atom> {
    of(schema, &|_| true)
}

/// The atoms of a schema with some of its tables.
pub fn of(schema: &Schema, is_wanted: &dyn Fn(&Table) -> bool) -> BTreeMap<AtomKey, Atom> {
    let mut atoms = Collector::default();
    atoms.schema(schema, is_wanted);
    atoms.found
}

/// The atoms of one table.
pub fn of_table(table: &Table) -> BTreeMap<AtomKey, Atom> {
    let mut atoms = Collector::default();
    atoms.table(table);
    atoms.found
}

#[derive(Default)]
struct Collector {
    found: BTreeMap<AtomKey, Atom>,
}

/// Builds an atom's fields, leaving out what is null, false or empty.
macro_rules! fields {
    ($($name:literal : $value:expr),* $(,)?) => {{
        let mut atom = Atom::new();
        $( put(&mut atom, $name, json!($value)); )*
        atom
    }};
}

fn put(atom: &mut Atom, name: &'static str, value: Value) {
    let empty = match &value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(items) => items.is_empty(),
        _ => false,
    };
    if !empty {
        atom.insert(name, value);
    }
}

use fields;

impl Collector {
    fn add(&mut self, object: &QualifiedName, kind: AtomKind, part: impl Into<String>, atom: Atom) {
        self.found.insert(AtomKey { object: object.clone(), kind, part: part.into() }, atom);
    }

    fn comment(&mut self, object: &QualifiedName, part: &str, comment: &Option<String>) {
        if let Some(text) = comment {
            self.add(object, AtomKind::Comment, part, fields! { "text": text });
        }
    }

    fn owner(&mut self, object: &QualifiedName, owner: &Option<String>) {
        if let Some(role) = owner {
            self.add(object, AtomKind::Owner, "", fields! { "role": role });
        }
    }

    fn options(&mut self, object: &QualifiedName, part: &str, options: &IndexMap<String, String>) {
        for (name, value) in options {
            let place = if part.is_empty() { name.clone() } else { format!("{part}.{name}") };
            self.add(object, AtomKind::Option, place, fields! { "value": value });
        }
    }

    fn schema(&mut self, schema: &Schema, is_wanted: &dyn Fn(&Table) -> bool) {
        self.options(&QualifiedName::bare(""), "database", &schema.options);
        for namespace in &schema.namespaces {
            let name = QualifiedName::bare(&namespace.name);
            self.add(&name, AtomKind::Namespace, "", Atom::new());
            self.owner(&name, &namespace.owner);
            self.comment(&name, "", &namespace.comment);
        }
        for role in &schema.roles {
            let name = QualifiedName::bare(&role.name);
            self.add(&name, AtomKind::Role, "", fields! { "login": role.login });
            for group in &role.member_of {
                self.add(&name, AtomKind::Membership, group, Atom::new());
            }
            self.comment(&name, "", &role.comment);
        }
        for extension in &schema.extensions {
            let name = QualifiedName::bare(&extension.name);
            self.add(
                &name,
                AtomKind::Extension,
                "",
                fields! { "schema": extension.schema, "version": extension.version },
            );
            self.comment(&name, "", &extension.comment);
        }
        self.types(schema);
        for table in schema.tables.iter().filter(|table| is_wanted(table)) {
            self.table(table);
        }
        for view in &schema.views {
            self.view(view);
        }
        for routine in &schema.routines {
            let part = format!("({})", routine.arguments);
            self.add(
                &routine.name,
                AtomKind::Routine,
                &part,
                fields! { "kind": routine.kind, "definition": routine.definition, "settings": routine.settings },
            );
            if let Some(role) = &routine.owner {
                self.add(&routine.name, AtomKind::Owner, &part, fields! { "role": role });
            }
            self.comment(&routine.name, &part, &routine.comment);
        }
        for other in &schema.others {
            self.add(
                &other.name,
                AtomKind::Other,
                other.part_of_key(),
                fields! { "statements": other.statements },
            );
        }
        for grant in &schema.grants {
            let AtomKey { object, part, .. } = grant.atom_key();
            self.add(&object, AtomKind::Grant, part, fields! { "grantable": grant.grantable });
        }
    }

    fn view(&mut self, view: &View) {
        self.add(
            &view.name,
            AtomKind::View,
            "",
            fields! { "materialized": view.materialized, "query": view.query, "columns": view.columns },
        );
        for index in &view.indexes {
            self.index(&view.name, index);
        }
        self.options(&view.name, "", &view.options);
        self.owner(&view.name, &view.owner);
        self.comment(&view.name, "", &view.comment);
        for (column, text) in &view.column_comments {
            self.comment(&view.name, column, &Some(text.clone()));
        }
    }
}

fn put_default(atom: &mut Atom, name: &'static str, is_default: bool, value: Value) {
    if !is_default {
        put(atom, name, value);
    }
}

fn check_fields(check: &Check) -> Atom {
    fields! {
        "expression": check.expression,
        "not valid": check.not_valid,
        "not enforced": check.not_enforced,
        "no inherit": check.no_inherit,
    }
}
