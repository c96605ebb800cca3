//! What takes long on a table in use, in steps of which none makes others wait for long.

use super::Writer;
use crate::dialect::Capability;
use crate::emit::ColumnChange;
use crate::schema::{
    AtomKey, AtomKind, Check, Deferral, Expression, Index, IndexPart, QualifiedName,
};
use crate::template::TemplateError;

impl Writer<'_, '_> {
    pub(super) fn set_not_null(&mut self, key: &AtomKey) -> Result<(), TemplateError> {
        let table = self.changes.to.table(&key.object);
        let change = ColumnChange::SetNotNull;
        let fill = self.fill_of(key);
        let Some(table) = table.filter(|_| self.online(&key.object)) else {
            if let Some((fill, table)) = fill.zip(self.changes.from.table(&key.object)) {
                self.alter.fill_rows(table, &key.part, &fill)?;
            }
            return self.alter.alter_column(&key.object, &key.part, change);
        };
        let name = self.free_constraint(&key.object, &format!("{}_is_there", key.part));
        let expression = Expression::new(format!("{} is not null", self.dialect.quote(&key.part)));
        let proof = Check::new(Some(name.clone()), expression);
        self.alter.add_check_for_new_rows(table, &proof)?;
        self.alter.alone();
        if let Some((fill, before)) = fill.zip(self.changes.from.table(&key.object)) {
            self.alter.fill_rows(before, &key.part, &fill)?;
            self.alter.alone();
        }
        self.alter.validate(&key.object, AtomKind::Check, &name)?;
        self.alter.alone();
        self.alter.alter_column(&key.object, &key.part, change)?;
        self.alter.alone();
        // In a statement of its own: dropped along with it, the check would go first.
        self.alter.drop_constraint(&key.object, AtomKind::Check, &name)?;
        self.alter.alone();
        Ok(())
    }

    fn free_constraint(&self, table: &QualifiedName, wish: &str) -> String {
        let taken = |name: &str| {
            let kinds = [AtomKind::Check, AtomKind::ForeignKey, AtomKind::Unique];
            kinds.iter().any(|kind| self.changes.find(table, *kind, name).is_some())
        };
        let mut cut = wish.len().min(60);
        while !wish.is_char_boundary(cut) {
            cut -= 1;
        }
        let wish = wish.get(..cut).unwrap_or_default();
        let mut name = wish.to_owned();
        let mut number = 2;
        while taken(&name) && number < 100 {
            name = format!("{wish}{number}");
            number += 1;
        }
        name
    }

    pub(super) fn add_key(&mut self, key: &AtomKey) -> Result<(), TemplateError> {
        let Some(table) = self.changes.to.table(&key.object) else { return Ok(()) };
        let beside = self.online(&key.object) && !self.is_partitioned(&key.object);
        if key.kind == AtomKind::PrimaryKey {
            let Some(primary) = &table.primary_key else { return Ok(()) };
            let plain = primary.include.is_empty() && primary.options.is_empty();
            let Some(name) = primary.name.as_deref().filter(|_| beside && plain) else {
                return self.alter.add_primary_key(table, primary);
            };
            let index = unique_index(name, &primary.columns);
            return self.key_by_index(key, name, &index, primary.deferral);
        }
        let Some(unique) = table.uniques.iter().find(|unique| unique.part() == key.part) else {
            return Ok(());
        };
        let Some(name) = unique.name.as_deref().filter(|_| beside && unique.options.is_empty())
        else {
            return self.alter.add_unique(table, unique);
        };
        let mut index = unique_index(name, &unique.columns);
        index.include.clone_from(&unique.include);
        index.nulls_not_distinct = unique.nulls_not_distinct;
        self.key_by_index(key, name, &index, unique.deferral)
    }

    fn key_by_index(
        &mut self,
        key: &AtomKey,
        name: &str,
        index: &Index,
        deferral: Deferral,
    ) -> Result<(), TemplateError> {
        self.alter.create_index_as(&key.object, index, true, false)?;
        self.alter.add_key_using_index(&key.object, key.kind, name, name, deferral)
    }

    /// A check or a foreign key.
    pub(super) fn add_constraint(&mut self, key: &AtomKey) -> Result<(), TemplateError> {
        let Some(table) = self.changes.to.table(&key.object) else { return Ok(()) };
        let online = self.online(&key.object) && self.dialect.has(Capability::NotValidConstraints);
        let split = if key.kind == AtomKind::Check {
            let found = table.checks.iter().find(|check| check.part() == key.part);
            let Some(check) = found else { return Ok(()) };
            let split = online && !check.not_valid && !check.not_enforced && check.name.is_some();
            match split {
                true => self.alter.add_check_for_new_rows(table, check)?,
                false => self.alter.add_check(table, check)?,
            }
            split
        } else {
            let found = table.foreign_keys.iter().find(|other| other.part() == key.part);
            let Some(foreign) = found else { return Ok(()) };
            // Of a partitioned table each key is checked when it is added, up to Postgres 17.
            let split = online
                && !foreign.not_valid
                && !foreign.not_enforced
                && foreign.name.is_some()
                && !self.is_partitioned(&key.object);
            match split {
                true => self.alter.add_foreign_key_for_new_rows(table, foreign)?,
                false => self.alter.add_foreign_key(table, foreign)?,
            }
            split
        };
        if split {
            self.alter.alone();
            self.alter.validate(&key.object, key.kind, &key.part)?;
            self.alter.alone();
        }
        Ok(())
    }

    pub(super) fn create_index(&mut self, key: &AtomKey) -> Result<(), TemplateError> {
        let Some(index) = self.changes.to.index(key) else { return Ok(()) };
        let online = self.online(&key.object);
        let partitioned = self.is_partitioned(&key.object);
        if online && !partitioned {
            return self.alter.create_index_as(&key.object, index, true, false);
        }
        if online && self.index_by_partition(key, index)? {
            return Ok(());
        }
        self.alter.create_index_as(&key.object, index, false, false)
    }
}

fn unique_index(name: &str, columns: &[String]) -> Index {
    let parts = columns.iter().map(IndexPart::column).collect();
    Index { unique: true, ..Index::new(Some(name.to_owned()), parts) }
}
