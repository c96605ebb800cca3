//! What names an atom inside its object.

use serde_json::json;

use super::{AtomKey, AtomKind};
use crate::schema::{
    Check, Exclusion, ForeignKey, Grant, Index, ObjectRef, QualifiedName, UniqueConstraint,
};

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
