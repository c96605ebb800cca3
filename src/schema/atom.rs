//! The schema taken apart into pieces that are compared and ordered on their own.
//!
//! A column, its not-null rule, its default, each constraint, each comment, each grant is one atom.
//! An atom holds names of other atoms, never their content, so that a change shows exactly where it
//! was made. Two schemas are equal when their atoms are: `compare` is the definition of equality
//! that the build proof and drift detection use.

use std::collections::BTreeMap;
use std::fmt;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    Check, Column, Exclusion, ForeignKey, Grant, Index, ObjectRef, Partition, Partitioning,
    QualifiedName, Schema, Table, UniqueConstraint, View,
};

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

/// One atom in which two schemas differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    pub key: AtomKey,
    pub fields: FieldDifference,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldDifference {
    /// Only the first schema has the atom.
    Missing,
    /// Only the second has it.
    Unexpected,
    /// Both have it: field, the first's value, the second's.
    Changed(Vec<(String, Value, Value)>),
}

/// What `expected` and `actual` do not have in common, in key order; empty means equal.
pub fn compare(expected: &Schema, actual: &Schema) -> Vec<Difference> {
    let (expected, actual) = (expected.atoms(), actual.atoms());
    let mut differences = Vec::new();
    for (key, atom) in &expected {
        match actual.get(key) {
            None => {
                differences.push(Difference { key: key.clone(), fields: FieldDifference::Missing })
            }
            Some(other) if other != atom => {
                differences.push(Difference { key: key.clone(), fields: changed(atom, other) });
            }
            Some(_) => {}
        }
    }
    let unexpected = actual.keys().filter(|key| !expected.contains_key(*key));
    differences.extend(
        unexpected.map(|key| Difference { key: key.clone(), fields: FieldDifference::Unexpected }),
    );
    differences.sort_by(|a, b| a.key.cmp(&b.key));
    differences
}

fn changed(expected: &Atom, actual: &Atom) -> FieldDifference {
    let names: std::collections::BTreeSet<_> = expected.keys().chain(actual.keys()).collect();
    let value = |atom: &Atom, name: &str| atom.get(name).cloned().unwrap_or(Value::Null);
    FieldDifference::Changed(
        names
            .into_iter()
            .map(|name| (name.to_string(), value(expected, name), value(actual, name)))
            .filter(|(_, a, b)| a != b)
            .collect(),
    )
}

pub(super) fn atoms(schema: &Schema) -> BTreeMap<AtomKey, Atom> {
    let mut atoms = Collector::default();
    atoms.schema(schema);
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

    fn schema(&mut self, schema: &Schema) {
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
        for table in &schema.tables {
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
            self.comment(&routine.name, &part, &routine.comment);
        }
        for other in &schema.others {
            let part = match other.part.as_str() {
                "" => other.kind.clone(),
                part => format!("{} {part}", other.kind),
            };
            self.add(
                &other.name,
                AtomKind::Other,
                part,
                fields! { "statements": other.statements },
            );
        }
        for grant in &schema.grants {
            let AtomKey { object, part, .. } = grant.atom_key();
            self.add(&object, AtomKind::Grant, part, fields! { "grantable": grant.grantable });
        }
    }

    fn types(&mut self, schema: &Schema) {
        for item in &schema.enums {
            self.add(&item.name, AtomKind::Enum, "", fields! { "values": item.values });
            self.owner(&item.name, &item.owner);
            self.comment(&item.name, "", &item.comment);
        }
        for domain in &schema.domains {
            self.add(
                &domain.name,
                AtomKind::Domain,
                "",
                fields! { "type": domain.data_type, "not null": domain.not_null, "collation": domain.collation },
            );
            if let Some(default) = &domain.default {
                self.add(
                    &domain.name,
                    AtomKind::DomainDefault,
                    "",
                    fields! { "expression": default },
                );
            }
            for check in &domain.checks {
                self.add(&domain.name, AtomKind::DomainCheck, check.part(), check_fields(check));
            }
            self.owner(&domain.name, &domain.owner);
            self.comment(&domain.name, "", &domain.comment);
        }
        for composite in &schema.composites {
            self.add(&composite.name, AtomKind::Composite, "", Atom::new());
            for (position, attribute) in composite.attributes.iter().enumerate() {
                self.add(
                    &composite.name,
                    AtomKind::Attribute,
                    &attribute.name,
                    fields! { "type": attribute.data_type, "collation": attribute.collation, "position": position },
                );
                self.comment(&composite.name, &attribute.name, &attribute.comment);
            }
            self.owner(&composite.name, &composite.owner);
            self.comment(&composite.name, "", &composite.comment);
        }
        for range in &schema.ranges {
            self.add(&range.name, AtomKind::Range, "", fields! { "subtype": range.subtype });
            self.options(&range.name, "", &range.options);
            self.owner(&range.name, &range.owner);
            self.comment(&range.name, "", &range.comment);
        }
        for sequence in &schema.sequences {
            let mut atom = fields! {
                "type": sequence.data_type,
                "owned by": sequence.owned_by.as_ref().map(|(table, column)| format!("{table}.{column}")),
            };
            put(&mut atom, "options", json!(sequence.options));
            self.add(&sequence.name, AtomKind::Sequence, "", atom);
            self.owner(&sequence.name, &sequence.owner);
            self.comment(&sequence.name, "", &sequence.comment);
        }
    }

    fn table(&mut self, table: &Table) {
        let name = &table.name;
        let inherits: Vec<_> = table.inherits.iter().map(ToString::to_string).collect();
        self.add(
            name,
            AtomKind::Table,
            "",
            fields! {
                "unlogged": table.unlogged,
                "inherits": inherits,
                "of type": table.of_type.as_ref().map(ToString::to_string),
            },
        );
        for column in &table.columns {
            self.column(name, column);
        }
        if let Some(key) = &table.primary_key {
            let mut atom =
                fields! { "name": key.name, "columns": key.columns, "include": key.include };
            put_default(&mut atom, "deferral", key.deferral.is_default(), json!(key.deferral));
            self.options(name, "primary key", &key.options);
            self.add(name, AtomKind::PrimaryKey, "", atom);
            self.comment(name, "primary key", &key.comment);
        }
        for unique in &table.uniques {
            let part = unique.part();
            let mut atom = fields! {
                "columns": unique.columns,
                "include": unique.include,
                "nulls not distinct": unique.nulls_not_distinct,
            };
            put_default(
                &mut atom,
                "deferral",
                unique.deferral.is_default(),
                json!(unique.deferral),
            );
            self.options(name, &part, &unique.options);
            self.comment(name, &part, &unique.comment);
            self.add(name, AtomKind::Unique, part, atom);
        }
        for check in &table.checks {
            self.comment(name, &check.part(), &check.comment);
            self.add(name, AtomKind::Check, check.part(), check_fields(check));
        }
        for exclusion in &table.exclusions {
            self.exclusion(name, exclusion);
        }
        for key in &table.foreign_keys {
            self.foreign_key(name, key);
        }
        for index in &table.indexes {
            self.index(name, index);
        }
        if let Some(partitioning) = &table.partitioning {
            self.partitioning(name, "", partitioning);
        }
        for trigger in &table.triggers {
            self.add(
                name,
                AtomKind::Trigger,
                &trigger.name,
                fields! {
                    "definition": trigger.definition,
                    "firing": trigger.firing,
                    "settings": trigger.settings,
                },
            );
            self.comment(name, &trigger.name, &trigger.comment);
        }
        if !table.row_security.is_default() {
            self.add(name, AtomKind::RowSecurity, "", fields! { "mode": table.row_security });
        }
        for policy in &table.policies {
            self.add(
                name,
                AtomKind::Policy,
                &policy.name,
                fields! {
                    "restrictive": !policy.permissive,
                    "command": policy.command,
                    "roles": policy.roles,
                    "using": policy.using,
                    "check": policy.check,
                },
            );
            self.comment(name, &policy.name, &policy.comment);
        }
        self.options(name, "", &table.options);
        self.owner(name, &table.owner);
        self.comment(name, "", &table.comment);
    }

    fn column(&mut self, table: &QualifiedName, column: &Column) {
        self.add(
            table,
            AtomKind::Column,
            &column.name,
            fields! { "type": column.data_type, "collation": column.collation, "invisible": column.invisible },
        );
        if !column.nullable {
            self.add(table, AtomKind::NotNull, &column.name, Atom::new());
        }
        if column.default.is_some() || column.on_update.is_some() {
            self.add(
                table,
                AtomKind::Default,
                &column.name,
                fields! { "expression": column.default, "on update": column.on_update },
            );
        }
        if let Some(identity) = &column.identity {
            let mut atom = fields! { "mode": identity.mode };
            put(&mut atom, "sequence", json!(identity.sequence));
            put(&mut atom, "sequence name", json!(identity.sequence_name));
            self.add(table, AtomKind::Identity, &column.name, atom);
        }
        if let Some(generated) = &column.generated {
            self.add(
                table,
                AtomKind::Generated,
                &column.name,
                fields! { "expression": generated.expression, "storage": generated.storage },
            );
        }
        self.options(table, &column.name, &column.options);
        self.comment(table, &column.name, &column.comment);
    }

    fn foreign_key(&mut self, table: &QualifiedName, key: &ForeignKey) {
        let part = key.part();
        let mut atom = fields! {
            "columns": key.columns,
            "references": key.references.to_string(),
            "referenced columns": key.referenced_columns,
            "set columns": key.set_columns,
            "not valid": key.not_valid,
            "not enforced": key.not_enforced,
        };
        put_default(&mut atom, "on delete", key.on_delete.is_default(), json!(key.on_delete));
        put_default(&mut atom, "on update", key.on_update.is_default(), json!(key.on_update));
        put_default(&mut atom, "match", key.match_type.is_default(), json!(key.match_type));
        put_default(&mut atom, "deferral", key.deferral.is_default(), json!(key.deferral));
        self.comment(table, &part, &key.comment);
        self.add(table, AtomKind::ForeignKey, part, atom);
    }

    fn exclusion(&mut self, table: &QualifiedName, exclusion: &Exclusion) {
        let part = exclusion.part();
        let mut atom = fields! {
            "method": exclusion.method,
            "elements": exclusion.elements,
            "include": exclusion.include,
            "predicate": exclusion.predicate,
        };
        put_default(
            &mut atom,
            "deferral",
            exclusion.deferral.is_default(),
            json!(exclusion.deferral),
        );
        self.comment(table, &part, &exclusion.comment);
        self.add(table, AtomKind::Exclusion, part, atom);
    }

    fn index(&mut self, table: &QualifiedName, index: &Index) {
        let part = index.part();
        self.options(table, &part, &index.options);
        self.comment(table, &part, &index.comment);
        self.add(
            table,
            AtomKind::Index,
            part,
            fields! {
                "unique": index.unique,
                "method": index.method,
                "parts": index.parts,
                "include": index.include,
                "predicate": index.predicate,
                "nulls not distinct": index.nulls_not_distinct,
                "invisible": index.invisible,
            },
        );
    }

    fn partitioning(&mut self, table: &QualifiedName, part: &str, partitioning: &Partitioning) {
        self.add(
            table,
            AtomKind::PartitionKey,
            part,
            fields! { "strategy": partitioning.strategy, "keys": partitioning.keys },
        );
        for partition in &partitioning.partitions {
            self.partition(table, part, partition);
        }
    }

    fn partition(&mut self, table: &QualifiedName, parent: &str, partition: &Partition) {
        let part = partition.name.to_string();
        self.add(
            table,
            AtomKind::Partition,
            &part,
            fields! { "of": (!parent.is_empty()).then_some(parent), "bound": partition.bound },
        );
        for index in &partition.indexes {
            self.index(&partition.name, index);
        }
        if let Some(own) = &partition.own {
            self.table(own);
        }
        self.options(table, &part, &partition.options);
        self.comment(table, &part, &partition.comment);
        if let Some(partitioning) = &partition.partitioning {
            self.partitioning(table, &part, partitioning);
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

/// A constraint's name, or what tells an unnamed one apart from its siblings.
fn part_name(name: &Option<String>, signature: impl FnOnce() -> String) -> String {
    name.clone().unwrap_or_else(|| format!("({})", signature()))
}

impl Check {
    /// Its part in an [`AtomKey`].
    pub fn part(&self) -> String {
        part_name(&self.name, || self.expression.text().to_owned())
    }
}

impl UniqueConstraint {
    /// Its part in an [`AtomKey`].
    pub fn part(&self) -> String {
        part_name(&self.name, || self.columns.join(", "))
    }
}

impl ForeignKey {
    /// Its part in an [`AtomKey`].
    pub fn part(&self) -> String {
        part_name(&self.name, || self.columns.join(", "))
    }
}

impl Exclusion {
    /// Its part in an [`AtomKey`].
    pub fn part(&self) -> String {
        part_name(&self.name, || "exclude".to_owned())
    }
}

impl Index {
    /// Its part in an [`AtomKey`].
    pub fn part(&self) -> String {
        part_name(&self.name, || json!(self.parts).to_string())
    }
}

impl Grant {
    pub fn atom_key(&self) -> AtomKey {
        let (object, what) = match &self.on {
            ObjectRef::Namespace(name) => (QualifiedName::bare(name), "namespace"),
            ObjectRef::Table(name) => (name.clone(), "table"),
            ObjectRef::Sequence(name) => (name.clone(), "sequence"),
            ObjectRef::Routine(name, _) => (name.clone(), "routine"),
            ObjectRef::Type(name) => (name.clone(), "type"),
        };
        let columns = if self.columns.is_empty() {
            String::new()
        } else {
            format!(" ({})", self.columns.join(", "))
        };
        let part = format!("{}{columns} to {} ({what})", self.privilege.sql(), self.to);
        AtomKey { object, kind: AtomKind::Grant, part }
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

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fields {
            FieldDifference::Missing => write!(f, "{}: missing", self.key),
            FieldDifference::Unexpected => write!(f, "{}: not expected", self.key),
            FieldDifference::Changed(fields) => {
                write!(f, "{}:", self.key)?;
                for (index, (name, expected, actual)) in fields.iter().enumerate() {
                    let comma = if index == 0 { "" } else { "," };
                    write!(f, "{comma} {name} is {actual}, expected {expected}")?;
                }
                Ok(())
            }
        }
    }
}
