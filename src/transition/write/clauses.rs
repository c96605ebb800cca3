//! All that changes in a table, in its one statement.

use super::Writer;
use crate::change::{Id, Side};
use crate::emit::{Clause, TableChange};
use crate::schema::{AtomKey, AtomKind, QualifiedName, Table};
use crate::template::TemplateError;

impl Writer<'_, '_> {
    pub(super) fn clauses(&mut self, id: Id, key: &AtomKey) -> Result<(), TemplateError> {
        let (from, to) = (self.changes.from.table(&key.object), self.changes.to.table(&key.object));
        let (Some(from), Some(to)) = (from, to) else { return Ok(()) };
        let Some(node) = self.actions.arrive[id] else { return Ok(()) };
        let parts: Vec<(&AtomKey, crate::change::Fate)> = self.actions.along[node]
            .iter()
            .map(|part| (&self.changes.keys[*part], self.changes.fates[*part]))
            .collect();
        let filled = self.before_clauses(from, to)?;
        let mut clauses = Vec::new();
        for (part, _) in parts.iter().filter(|(_, fate)| fate.goes()) {
            clauses.extend(drop_clause(part, from));
        }
        for (part, fate) in &parts {
            if part.kind == AtomKind::Column && !fate.goes() && !fate.comes() {
                clauses.extend(to.column(&part.part).map(Clause::ModifyColumn));
            }
        }
        // Columns first: keys may be over new ones.
        let new = parts.iter().filter(|(_, fate)| fate.comes());
        let (columns, others): (Vec<_>, Vec<_>) =
            new.partition(|(part, _)| part.kind == AtomKind::Column);
        for (part, _) in columns.into_iter().chain(others) {
            let is_there = part.kind == AtomKind::Column && filled.contains(&part.part);
            clauses.extend(match is_there {
                true => to.column(&part.part).map(Clause::ModifyColumn),
                false => add_clause(part, to, &self.changes.to, &key.object),
            });
        }
        let change = TableChange {
            options: changed_options(from, to),
            comment: from.comment != to.comment,
            partitions: from.partitioning != to.partitioning,
        };
        let nothing = clauses.is_empty() && change.options.is_empty();
        if nothing && !change.comment && !change.partitions {
            return Ok(());
        }
        self.alter.alter_clauses(to, &clauses, &change)
    }
}

fn drop_clause<'t>(key: &'t AtomKey, from: &'t Table) -> Option<Clause<'t>> {
    match key.kind {
        AtomKind::Column => Some(Clause::DropColumn(&key.part)),
        AtomKind::PrimaryKey => from.primary_key.as_ref().map(|_| Clause::DropPrimaryKey),
        AtomKind::Unique | AtomKind::Index => Some(Clause::DropIndex(&key.part)),
        AtomKind::Check => Some(Clause::DropCheck(&key.part)),
        _ => None,
    }
}

fn add_clause<'t>(
    key: &AtomKey,
    to: &'t Table,
    side: &Side<'t>,
    table: &QualifiedName,
) -> Option<Clause<'t>> {
    match key.kind {
        AtomKind::Column => to.column(&key.part).map(Clause::AddColumn),
        AtomKind::PrimaryKey => to.primary_key.as_ref().map(Clause::AddPrimaryKey),
        AtomKind::Unique => {
            let found = to.uniques.iter().find(|unique| unique.part() == key.part);
            found.map(Clause::AddUnique)
        }
        AtomKind::Index => {
            side.index(&AtomKey::new(table, AtomKind::Index, &*key.part)).map(Clause::AddIndex)
        }
        AtomKind::Check => {
            to.checks.iter().find(|check| check.part() == key.part).map(Clause::AddCheck)
        }
        _ => None,
    }
}

/// Options that differ, each with its new value, or none where it goes.
fn changed_options(from: &Table, to: &Table) -> Vec<(String, Option<String>)> {
    let changed = to.options.iter().filter(|(name, value)| from.options.get(*name) != Some(*value));
    let gone = from.options.keys().filter(|name| !to.options.contains_key(*name));
    changed
        .map(|(name, value)| (name.clone(), Some(value.clone())))
        .chain(gone.map(|name| (name.clone(), None)))
        .filter(|(name, _)| name != "auto_increment")
        .collect()
}
