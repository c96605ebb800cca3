//! What belongs to what, by the keys alone.

use super::{Finder, Id, Strength};
use crate::change::virtual_pieces::OWNED_BY;
use crate::schema::{AtomKey, AtomKind, QualifiedName};

impl Finder<'_, '_> {
    /// What belongs to what, by the keys alone.
    pub(super) fn parts(&mut self) {
        let side = self.side;
        for key in &side.keys {
            let id = self.ids.get(key).copied();
            for holder in self.holders(key) {
                self.need(id, Some(holder), Strength::Part);
            }
            // A partition may lie elsewhere than its whole.
            let partition = (key.kind == AtomKind::Partition)
                .then(|| side.partition_called(&key.part))
                .flatten()
                .and_then(|(.., partition)| partition.name.namespace.as_ref());
            for namespace in key.object.namespace.iter().chain(partition) {
                let namespace = QualifiedName::bare(namespace);
                let namespace = self.id(&namespace, AtomKind::Namespace, "");
                self.must(id, namespace);
            }
        }
    }

    pub(super) fn holders(&self, key: &AtomKey) -> Vec<Id> {
        use AtomKind as K;
        let object = &key.object;
        let of = |kind, part: &str| self.id(object, kind, part);
        let partition = || {
            let (root, ..) = self.side.partition(object)?;
            self.id(&root.name, K::Partition, &object.to_string())
        };
        let relation = || of(K::Table, "").or_else(|| of(K::View, ""));
        let found: Vec<Option<Id>> = match key.kind {
            K::Column
            | K::PrimaryKey
            | K::Unique
            | K::Check
            | K::Exclusion
            | K::ForeignKey
            | K::Index
            | K::PartitionKey
            | K::Placement
            | K::Trigger
            | K::RowSecurity
            | K::Policy => vec![relation(), partition()],
            K::Table => vec![partition()],
            K::Partition => {
                let found = self.side.partition_called(&key.part);
                match found.filter(|(root, parent, _)| root.name != **parent) {
                    Some((root, parent, _)) => {
                        vec![self.id(&root.name, K::Partition, &parent.to_string())]
                    }
                    None => vec![relation()],
                }
            }
            K::NotNull | K::Default | K::Identity | K::Generated => {
                vec![of(K::Column, &key.part), relation(), partition()]
            }
            K::DomainDefault | K::DomainCheck => vec![of(K::Domain, "")],
            K::Attribute => vec![of(K::Composite, "")],
            K::Membership => vec![of(K::Role, "")],
            K::Sequence if key.part == OWNED_BY => vec![of(K::Sequence, "")],
            K::Grant | K::Owner | K::Comment | K::Option => self.described(key),
            _ => Vec::new(),
        };
        found.into_iter().flatten().collect()
    }

    /// What a comment, an option, an owner or a grant is about.
    pub(super) fn described(&self, key: &AtomKey) -> Vec<Option<Id>> {
        use AtomKind as K;
        const OBJECTS: [K; 10] = [
            K::Table,
            K::View,
            K::Sequence,
            K::Enum,
            K::Domain,
            K::Composite,
            K::Range,
            K::Namespace,
            K::Role,
            K::Extension,
        ];
        const PARTS: [K; 10] = [
            K::Column,
            K::PrimaryKey,
            K::Unique,
            K::Check,
            K::Exclusion,
            K::ForeignKey,
            K::Index,
            K::Trigger,
            K::Policy,
            K::Attribute,
        ];
        let object = &key.object;
        let mut found: Vec<Option<Id>> = Vec::new();
        if key.kind != K::Grant && !key.part.is_empty() {
            let name = match (key.kind, key.part.rsplit_once('.')) {
                (K::Option, Some((part, _))) => part,
                _ => key.part.as_str(),
            };
            found.extend(PARTS.iter().map(|kind| self.id(object, *kind, name)));
            found.push(self.id(object, K::Partition, name));
            found.push(self.id(object, K::Routine, name));
            if name == "primary key" {
                found.push(self.id(object, K::PrimaryKey, ""));
            }
        }
        found.extend(OBJECTS.iter().map(|kind| self.id(object, *kind, "")));
        let partition = self
            .side
            .partition(object)
            .and_then(|(root, ..)| self.id(&root.name, K::Partition, &object.to_string()));
        found.push(partition);
        found
    }
}
