use std::collections::BTreeSet;

use super::Writer;
use crate::change::{Fate, Id, OWNED_BY, covers, moves_over};
use crate::emit::{ColumnChange, ObjectKind};
use crate::schema::{AtomKey, AtomKind, QualifiedName, RowSecurity, Schema, Table};
use crate::template::TemplateError;
use crate::transition::others;
use crate::transition::partitions::{has_default, leaves_beside};

impl Writer<'_, '_> {
    pub(super) fn drop(&mut self, _id: Id, key: &AtomKey) -> Result<(), TemplateError> {
        use AtomKind as K;
        let changes = self.changes;
        let object = &key.object;
        let simple = |word: &'static str| ObjectKind::word(word);
        match key.kind {
            K::Namespace => self.alter.drop_object(&simple("schema"), object, key.clone()),
            // Roles belong to the whole server: other databases may know them.
            K::Role | K::Database | K::PartitionKey => Ok(()),
            K::Owner if key.part.is_empty() => {
                match self.object_word(changes.from.schema, object) {
                    Some(word) => self.alter.give_up_owner(word, object, ""),
                    None => Ok(()),
                }
            }
            K::Owner => {
                let routine = changes.from.routine(object, &key.part);
                let word = routine.map_or("function", |routine| Self::routine_word(routine.kind));
                self.alter.give_up_owner(word, object, &key.part)
            }
            K::Membership => self.alter.revoke_role(&object.name, &key.part),
            K::Extension => self.alter.drop_object(&simple("extension"), object, key.clone()),
            K::Enum | K::Composite | K::Range => {
                self.alter.drop_object(&simple("type"), object, key.clone())
            }
            K::Domain => self.alter.drop_object(&simple("domain"), object, key.clone()),
            K::DomainDefault => self.alter.set_domain_default(object, None),
            K::DomainCheck => self.alter.drop_domain_check(object, &key.part),
            K::Attribute => self.alter.drop_attribute(object, &key.part),
            K::Sequence if key.part == OWNED_BY => self.alter.tie_sequence(object, None),
            K::Sequence => self.alter.drop_object(&simple("sequence"), object, key.clone()),
            K::Table => self.alter.drop_table(object),
            K::Column => self.alter.drop_column(object, &key.part),
            K::NotNull => self.alter.alter_column(object, &key.part, ColumnChange::DropNotNull),
            K::Default => self.alter.alter_column(object, &key.part, ColumnChange::DropDefault),
            K::Identity => self.alter.alter_column(object, &key.part, ColumnChange::DropIdentity),
            K::Generated => {
                self.alter.alter_column(object, &key.part, ColumnChange::DropExpression)
            }
            K::PrimaryKey => {
                let table = changes.from.table(object);
                let name = table.and_then(|table| table.primary_key.as_ref()?.name.clone());
                let name = name.unwrap_or_else(|| format!("{}_pkey", object.name));
                self.alter.drop_constraint(object, key.kind, &name)
            }
            K::Unique | K::Check | K::Exclusion | K::ForeignKey => {
                self.alter.drop_constraint(object, key.kind, &key.part)
            }
            K::Index => self.drop_index(key),
            K::Partition => self.drop_partition(key),
            K::Trigger | K::Policy => {
                let word = if key.kind == K::Trigger { "trigger" } else { "policy" };
                let kind = ObjectKind { word, arguments: None, on: Some(object) };
                self.alter.drop_object(&kind, &QualifiedName::bare(&*key.part), key.clone())
            }
            K::RowSecurity => {
                let mode = changes.from.table(object).map_or(RowSecurity::Off, |t| t.row_security);
                self.alter.set_row_security(object, mode, RowSecurity::Off)
            }
            K::Placement => {
                let placement = changes.from.table(object).and_then(|t| t.placement.as_ref());
                match placement.filter(|_| first_of_its_ties(changes.from.schema, object)) {
                    Some(from) => self.alter.unplace_table(object, from),
                    None => Ok(()),
                }
            }
            K::View => {
                let materialized = changes.from.view(object).is_some_and(|view| view.materialized);
                let word = if materialized { "materialized view" } else { "view" };
                self.alter.drop_object(&simple(word), object, key.clone())
            }
            K::Routine => {
                let routine = changes.from.routine(object, &key.part);
                let word = routine.map_or("function", |routine| Self::routine_word(routine.kind));
                let kind = ObjectKind { word, arguments: Some(&key.part), on: None };
                self.alter.drop_object(&kind, object, key.clone())
            }
            K::Grant => {
                let grant = changes.from.schema.grants.iter().find(|g| g.atom_key() == *key);
                grant.map_or(Ok(()), |grant| self.alter.revoke(grant))
            }
            K::Other => {
                let from = changes.from.schema;
                let found = others::find(from, key);
                found.map_or(Ok(()), |other| {
                    others::drop(&mut self.alter, other, from, self.dialect, key.clone())
                })
            }
            K::Option => self.set_option(key),
            K::Comment => self.comment(key),
        }
    }

    fn drop_index(&mut self, key: &AtomKey) -> Result<(), TemplateError> {
        let partitioned =
            self.changes.from.root(&key.object).is_some_and(|table| table.partitioning.is_some());
        if partitioned && self.serves_key(key) {
            // It cannot go without the key, nor the key without it.
            let name = self.dialect.qualified(&key.object.sibling(key.part.clone()));
            let words =
                format!("drop index {} of {}, and the keys on its parts", key.part, key.object);
            let sql = format!("drop index {name} cascade");
            return self.alter.verbatim(&sql, key.clone(), words);
        }
        if self.online(&key.object) && !partitioned {
            return self.alter.drop_index_online(&key.object, &key.part);
        }
        self.alter.drop_index(&key.object, &key.part)
    }

    /// Whether a partition has a key of its own that stands on its part of an index.
    fn serves_key(&self, key: &AtomKey) -> bool {
        let Some(index) = self.changes.from.index(key) else { return false };
        let partitions = self.changes.from.root(&key.object).into_iter().flat_map(|root| {
            root.with_partitions().into_iter().filter(|table| table.name != root.name)
        });
        let mut keys = partitions.flat_map(|own| {
            let uniques = own.uniques.iter().map(|unique| &unique.columns);
            uniques.chain(own.primary_key.iter().map(|key| &key.columns))
        });
        keys.any(|columns| covers(index, columns))
    }

    /// A partition that stays as a table leaves its parent; any other goes with its rows.
    fn drop_partition(&mut self, key: &AtomKey) -> Result<(), TemplateError> {
        let Some((root, parent, partition)) = self.changes.from.partition_called(&key.part) else {
            return Ok(());
        };
        let in_this = self.changes.to.partition(&partition.name).is_some_and(|(other, ..)| {
            other.name == root.name || moves_over(self.changes, &key.part)
        });
        let stays = self.changes.to.root(&partition.name).is_some()
            || in_this && self.fate(&root.name, AtomKind::Partition, &key.part) != Fate::Replace;
        match stays {
            true => self.alter.detach_partition(&root.name, parent, &partition.name, false),
            false => {
                // It leaves while others work with its parent, and goes when it is a table by itself.
                let beside = self.online(&root.name)
                    && leaves_beside(self.dialect)
                    && !has_default(self.changes.from.schema, parent);
                if beside {
                    self.alter.detach_partition(&root.name, parent, &partition.name, true)?;
                }
                self.alter.drop_table(&partition.name)?;
                if beside {
                    self.alter.alone();
                }
                Ok(())
            }
        }
    }
}

/// Tables that keys tie to each other come back together, by the statement of the first of them.
fn first_of_its_ties(schema: &Schema, table: &QualifiedName) -> bool {
    let placed: Vec<&Table> =
        schema.tables.iter().filter(|table| table.placement.is_some()).collect();
    let tied = |one: &Table, other: &Table| {
        one.foreign_keys.iter().any(|key| key.references == other.name)
            || other.foreign_keys.iter().any(|key| key.references == one.name)
    };
    let Some(own) = placed.iter().position(|known| known.name == *table) else { return true };
    let (mut found, mut open) = (BTreeSet::from([own]), vec![own]);
    while let Some(place) = open.pop() {
        for other in (0..placed.len()).filter(|other| tied(placed[place], placed[*other])) {
            if found.insert(other) {
                open.push(other);
            }
        }
    }
    found.first() == Some(&own)
}
