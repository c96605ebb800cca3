//! Who may do what, and what extensions bring.

use super::{Finder, Id, Strength};
use crate::schema::{AtomKind, ObjectRef, QualifiedName};

impl Finder<'_, '_> {
    pub(super) fn access(&mut self) {
        let schema = self.side.schema;
        for grant in &schema.grants {
            let key = grant.atom_key();
            let id = self.ids.get(&key).copied();
            let role = self.id(&QualifiedName::bare(&grant.to), AtomKind::Role, "");
            self.must(id, role);
            match &grant.on {
                ObjectRef::Table(name) | ObjectRef::Sequence(name) | ObjectRef::Type(name) => {
                    let found: Vec<Id> = self.names.named(name).collect();
                    for found in found {
                        self.need(id, Some(found), Strength::Part);
                    }
                    self.columns(id, name, &grant.columns);
                }
                ObjectRef::Routine(name, arguments) => {
                    let routine = self.id(name, AtomKind::Routine, &format!("({arguments})"));
                    self.need(id, routine, Strength::Part);
                }
                ObjectRef::Namespace(_) => {}
            }
        }
        let side = self.side;
        for key in side.keys.iter().filter(|key| key.kind == AtomKind::Membership) {
            let id = self.ids.get(key).copied();
            let group = self.id(&QualifiedName::bare(&key.part), AtomKind::Role, "");
            self.must(id, group);
        }
        let schemas =
            schema.extensions.iter().filter_map(|item| Some((item, item.schema.as_ref()?)));
        for (extension, namespace) in schemas.collect::<Vec<_>>() {
            let id = self.id(&QualifiedName::bare(&extension.name), AtomKind::Extension, "");
            let namespace = self.id(&QualifiedName::bare(namespace), AtomKind::Namespace, "");
            self.must(id, namespace);
        }
        // Which objects are an extension's cannot be seen here: everything may need one.
        let extensions: Vec<Id> = (schema.extensions.iter())
            .filter_map(|item| self.id(&QualifiedName::bare(&item.name), AtomKind::Extension, ""))
            .collect();
        if extensions.is_empty() {
            return;
        }
        for key in &side.keys {
            use AtomKind as K;
            let objects = [
                K::Table,
                K::View,
                K::Routine,
                K::Column,
                K::Index,
                K::Domain,
                K::Composite,
                K::Range,
                K::Other,
                K::Exclusion,
                K::Default,
                K::Check,
            ];
            if objects.contains(&key.kind) {
                let id = self.ids.get(key).copied();
                for extension in &extensions {
                    self.need(id, Some(*extension), Strength::Body);
                }
            }
        }
    }
}
