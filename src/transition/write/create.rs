use super::Writer;
use crate::change::{Fate, Id, OWNED_BY, moves_over};
use crate::dialect::Capability;
use crate::emit::ColumnChange;
use crate::schema::{AtomKey, AtomKind};
use crate::template::TemplateError;

impl Writer<'_, '_> {
    pub(super) fn create(&mut self, id: Id, key: &AtomKey) -> Result<(), TemplateError> {
        use AtomKind as K;
        let changes = self.changes;
        let table = changes.to.table(&key.object);
        match key.kind {
            K::Column => {
                let Some((table, column)) = table.zip(changes.to.column(key)) else {
                    return Ok(());
                };
                self.add_column(table, column, key)
            }
            K::NotNull => self.set_not_null(key),
            K::Default => match changes.to.column(key) {
                Some(column) => self.alter.alter_column(
                    &key.object,
                    &key.part,
                    ColumnChange::SetDefault(column),
                ),
                None => Ok(()),
            },
            K::Identity => self.add_identity(key),
            K::PrimaryKey | K::Unique => self.add_key(key),
            K::Check | K::ForeignKey => self.add_constraint(key),
            K::Exclusion => {
                let Some(table) = table else { return Ok(()) };
                let found = table.exclusions.iter().find(|item| item.part() == key.part);
                found.map_or(Ok(()), |exclusion| self.alter.add_exclusion(table, exclusion))
            }
            K::Index => self.create_index(key),
            K::DomainDefault | K::DomainCheck | K::Attribute => self.create_part_of_type(key),
            K::Sequence if key.part == OWNED_BY => self.tie(key),
            K::Membership => self.alter.grant_role(&key.object.name, &key.part),
            K::Grant => {
                let grant = changes.to.schema.grants.iter().find(|grant| grant.atom_key() == *key);
                grant.map_or(Ok(()), |grant| self.alter.grant(grant))
            }
            K::Option => self.set_option(key),
            K::Comment => self.comment(key),
            K::Partition => self.create_partition(id, key),
            K::Generated | K::PartitionKey => Ok(()),
            K::Table => {
                self.check_rows(&key.object)?;
                self.take_from_bucket(id, key)?;
                self.take_rows(&key.object)
            }
            K::Routine => {
                if !self.bodies_unchecked && self.dialect.has(Capability::ChecksRoutineBodies) {
                    self.bodies_unchecked = true;
                    self.alter.leave_bodies_unchecked()?;
                }
                self.take_from_bucket(id, key)
            }
            _ => self.take_from_bucket(id, key),
        }
    }

    /// What `emit` wrote for the piece, and for those that come along with it.
    pub(super) fn take_from_bucket(&mut self, id: Id, key: &AtomKey) -> Result<(), TemplateError> {
        let mut own = self.bucket.remove(key).unwrap_or_default();
        let along = self.actions.arrive[id].map(|node| self.actions.along[node].as_slice());
        let (mut before, mut behind) = (Vec::new(), Vec::new());
        for along in along.into_iter().flatten() {
            let part = &self.changes.keys[*along];
            let statements = self.bucket.remove(part).unwrap_or_default();
            // What is to be part of the parent's index is there when the partition joins.
            let joins = key.kind == AtomKind::Partition && part.kind == AtomKind::Index;
            if joins { &mut before } else { &mut behind }.extend(statements);
        }
        if let Some(last) = own.pop() {
            own.extend(before);
            own.push(last);
        }
        self.alter.append(own);
        self.alter.append(behind);
        Ok(())
    }

    /// A partition that is made, or that is there as a table and joins its parent.
    fn create_partition(&mut self, id: Id, key: &AtomKey) -> Result<(), TemplateError> {
        let Some((root, parent, partition)) = self.changes.to.partition_called(&key.part) else {
            return Ok(());
        };
        let was_table = self.changes.from.root(&partition.name).is_some();
        if was_table && self.fate(&partition.name, AtomKind::Table, "") != Fate::Drop {
            return self.alter.attach_partition(&root.name, parent, partition);
        }
        if moves_over(self.changes, &key.part) {
            return self.alter.attach_partition(&root.name, parent, partition);
        }
        self.take_from_bucket(id, key)
    }

    fn add_identity(&mut self, key: &AtomKey) -> Result<(), TemplateError> {
        let Some(column) = self.changes.to.column(key) else { return Ok(()) };
        let Some(identity) = &column.identity else { return Ok(()) };
        self.alter.alter_column(&key.object, &key.part, ColumnChange::AddIdentity(identity))?;
        let usual = || key.object.sibling(format!("{}_{}_seq", key.object.name, key.part));
        let sequence = identity.sequence_name.clone().unwrap_or_else(usual);
        let options = &identity.sequence;
        self.alter.restart_sequence(&key.object, &key.part, &sequence, options, key.clone())
    }

    fn create_part_of_type(&mut self, key: &AtomKey) -> Result<(), TemplateError> {
        let schema = self.schema();
        if key.kind == AtomKind::Attribute {
            let composite = schema.composites.iter().find(|item| item.name == key.object);
            let attribute = composite.and_then(|item| {
                item.attributes.iter().find(|attribute| attribute.name == key.part)
            });
            return attribute
                .map_or(Ok(()), |attribute| self.alter.add_attribute(&key.object, attribute));
        }
        let domain = schema.domains.iter().find(|item| item.name == key.object);
        let Some(domain) = domain else { return Ok(()) };
        if key.kind == AtomKind::DomainDefault {
            return self.alter.set_domain_default(&domain.name, domain.default.as_ref());
        }
        let check = domain.checks.iter().find(|check| check.part() == key.part);
        check.map_or(Ok(()), |check| self.alter.add_domain_check(&domain.name, check))
    }

    /// A sequence gets the column it goes with, and the owner that the column's table has.
    pub(super) fn tie(&mut self, key: &AtomKey) -> Result<(), TemplateError> {
        let sequence = self.changes.to.sequence(&key.object);
        let Some(sequence) = sequence else { return Ok(()) };
        let owner = AtomKey::new(&key.object, AtomKind::Owner, "");
        if self.id_of(&owner).is_none() {
            let statements = self.bucket.remove(&owner).unwrap_or_default();
            self.alter.append(statements);
        }
        self.alter.tie_sequence(&key.object, sequence.owned_by.as_ref())?;
        // Numbers that rows have already are not given again.
        let is_new = self.fate(&key.object, AtomKind::Sequence, "").comes();
        if let Some((table, column)) = sequence.owned_by.as_ref().filter(|_| is_new) {
            let there =
                self.is_in_use(table) && !self.fate(table, AtomKind::Column, column).comes();
            if there {
                let options = &sequence.options;
                let key = key.clone();
                return self.alter.restart_sequence(table, column, &sequence.name, options, key);
            }
        }
        Ok(())
    }
}
