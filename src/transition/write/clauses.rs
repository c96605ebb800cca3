//! All that changes in a table, in its one statement.

use super::Writer;
use crate::change::{Id, Side};
use crate::emit::{Clause, TableChange};
use crate::schema::{AtomKey, AtomKind, ForeignKey, Index, IndexTarget, QualifiedName, Table};
use crate::template::TemplateError;
use crate::transition::partitions::{Reshape, partition_steps};

/// The option of a table that keeps what rows were.
const VERSIONED: &str = "system_versioning";
/// Whether such a table may change.
const HISTORY: &str = "system_versioning_alter_history";

impl Writer<'_, '_> {
    pub(super) fn clauses(&mut self, id: Id, key: &AtomKey) -> Result<(), TemplateError> {
        let (from, to) = (self.changes.from.table(&key.object), self.changes.to.table(&key.object));
        let (Some(from), Some(to)) = (from, to) else { return Ok(()) };
        let Some(node) = self.actions.arrive[id] else { return Ok(()) };
        let parts = self.actions.along[node]
            .iter()
            .map(|part| (&self.changes.keys[*part], self.changes.fates[*part]));
        // An index that is dropped and added in one statement stays as visible as it was.
        let (shown, parts): (Vec<_>, Vec<_>) = parts
            .partition(|(part, _)| is_shown_otherwise(part, &self.changes.from, &self.changes.to));
        let filled = self.before_clauses(from, to)?;
        let mut clauses = Vec::new();
        for (part, _) in parts.iter().filter(|(_, fate)| fate.goes()) {
            clauses.extend(drop_clause(part, from));
        }
        let coming = || parts.iter().filter(|(_, fate)| fate.comes()).map(|(part, _)| *part);
        let said_again: Vec<&Index> = made_by_reference(from, to)
            .filter(|index| coming().any(|part| covers(part, to, index)))
            .collect();
        clauses.extend(
            said_again.iter().filter_map(|index| index.name.as_deref()).map(Clause::DropIndex),
        );
        let changed: Vec<&str> = parts
            .iter()
            .filter(|(part, fate)| part.kind == AtomKind::Column && !fate.goes() && !fate.comes())
            .map(|(part, _)| part.part.as_str())
            .collect();
        let (first, changed) = required_first(&changed, from, to);
        if !first.is_empty() {
            let first: Vec<Clause<'_>> = first
                .into_iter()
                .filter_map(|name| to.column(name))
                .map(Clause::ModifyColumn)
                .collect();
            self.alter.alter_clauses(to, &first, &TableChange::default())?;
        }
        let modified = changed.into_iter().filter_map(|name| to.column(name));
        clauses.extend(modified.map(Clause::ModifyColumn));
        // Columns first: keys may be over new ones.
        let new = parts.iter().filter(|(_, fate)| fate.comes());
        let (mut columns, others): (Vec<_>, Vec<_>) =
            new.partition(|(part, _)| part.kind == AtomKind::Column);
        // What is computed from others comes behind them.
        columns
            .sort_by_key(|(part, _)| to.columns.iter().position(|column| column.name == part.part));
        for (part, _) in columns.into_iter().chain(others) {
            let is_there = part.kind == AtomKind::Column && filled.contains(&part.part);
            clauses.extend(match is_there {
                true => to
                    .column(&part.part)
                    .filter(|column| !column.nullable || column.default.is_some())
                    .map(Clause::ModifyColumn),
                false => add_clause(part, to, &self.changes.to, &key.object),
            });
        }
        clauses.extend(said_again.into_iter().map(Clause::AddIndex));
        let shown = shown.into_iter().filter_map(|(part, _)| self.changes.to.index(part));
        clauses.extend(shown.map(Clause::ShowIndex));
        // A key's column that changes takes its partitions along.
        let retyped = parts.iter().any(|(part, _)| is_in_key(part, to));
        let steps = match retyped {
            true => None,
            false => partition_steps(from, to, self.dialect),
        };
        let mut change = TableChange {
            options: changed_options(from, to),
            comment: from.comment != to.comment,
            partitions: from.partitioning != to.partitioning && steps.is_none(),
        };
        // What rows were is a part of the table that changes only with leave, or goes before all else.
        let forgets =
            |(name, value): &(String, Option<String>)| name == VERSIONED && value.is_none();
        if let Some(place) = change.options.iter().position(forgets) {
            let options = vec![change.options.remove(place)];
            let alone = TableChange { options, ..TableChange::default() };
            self.alter.alter_clauses(to, &[], &alone)?;
        }
        let keeps = [from, to].iter().all(|table| table.options.contains_key(VERSIONED));
        let nothing = clauses.is_empty() && change.options.is_empty();
        if !nothing || change.comment || change.partitions {
            if keeps {
                self.alter.set_setting(HISTORY, Some("keep"))?;
            }
            self.alter.alter_clauses(to, &clauses, &change)?;
            if keeps {
                self.alter.set_setting(HISTORY, None)?;
            }
        }
        for step in steps.into_iter().flatten() {
            self.reshape(&to.name, &step)?;
        }
        Ok(())
    }

    fn reshape(&mut self, table: &QualifiedName, step: &Reshape<'_>) -> Result<(), TemplateError> {
        match step {
            Reshape::Add { new, counted } => self.alter.add_partitions(table, new, *counted),
            Reshape::Reorganize { old, new } => self.alter.reorganize_partitions(table, old, new),
            Reshape::Coalesce(gone) => self.alter.coalesce_partitions(table, gone),
            Reshape::Drop(gone) => self.alter.drop_partition(table, &gone.name.name),
        }
    }
}

/// Whether nothing of an index changes but whether queries may use it.
fn is_shown_otherwise(part: &AtomKey, from: &Side<'_>, to: &Side<'_>) -> bool {
    if part.kind != AtomKind::Index {
        return false;
    }
    let (Some(from), Some(to)) = (from.index(part), to.index(part)) else { return false };
    let as_before = Index { invisible: from.invisible, ..to.clone() };
    from.invisible != to.invisible && *from == as_before
}

/// Indexes that stay, and that the server may have made by itself for a reference: it does not tell which. Such a one
/// goes without a word when another comes that serves the reference, unless it is said again.
fn made_by_reference<'t>(from: &'t Table, to: &'t Table) -> impl Iterator<Item = &'t Index> {
    to.indexes.iter().filter(|index| {
        let serves = |key: &ForeignKey| {
            key.name.is_some() && key.name == index.name && index.columns().eq(&key.columns)
        };
        !index.unique && from.indexes.contains(index) && from.foreign_keys.iter().any(serves)
    })
}

/// Whether what comes serves all that an index does.
fn covers(part: &AtomKey, to: &Table, index: &Index) -> bool {
    let own: Vec<&str> = index.columns().collect();
    let begins = |columns: &mut dyn Iterator<Item = &str>| {
        columns.take(own.len()).collect::<Vec<&str>>() == own
    };
    match part.kind {
        AtomKind::Index => to.indexes.iter().any(|other| {
            other.part() == part.part && other.name != index.name && begins(&mut other.columns())
        }),
        AtomKind::Unique => to.uniques.iter().any(|other| {
            other.part() == part.part && begins(&mut other.columns.iter().map(String::as_str))
        }),
        AtomKind::PrimaryKey => to
            .primary_key
            .as_ref()
            .is_some_and(|key| begins(&mut key.columns.iter().map(String::as_str))),
        _ => false,
    }
}

/// Columns of references that need a value from now on, apart from others where these make the server copy the table:
/// a copy is refused such a change.
fn required_first<'n>(
    changed: &[&'n str],
    from: &Table,
    to: &Table,
) -> (Vec<&'n str>, Vec<&'n str>) {
    let sides = |name: &str| from.column(name).zip(to.column(name));
    let is_retyped =
        |name: &str| sides(name).is_some_and(|(old, new)| old.data_type != new.data_type);
    let is_required = |name: &str| {
        let needs = sides(name).is_some_and(|(old, new)| old.nullable && !new.nullable);
        let refers = |key: &ForeignKey| {
            key.columns.iter().any(|column| column == name) && from.foreign_keys.contains(key)
        };
        needs && !is_retyped(name) && to.foreign_keys.iter().any(refers)
    };
    match changed.iter().any(|name| is_retyped(name)) {
        true => changed.iter().copied().partition(|name| is_required(name)),
        false => (Vec::new(), changed.to_vec()),
    }
}

/// Whether a piece is a column by which the table is split, or may be one.
fn is_in_key(part: &AtomKey, to: &Table) -> bool {
    let Some(partitioning) = &to.partitioning else { return false };
    let subs = partitioning.partitions.iter().filter_map(|one| one.partitioning.as_deref()).take(1);
    let named = |target: &IndexTarget| match target {
        IndexTarget::Column(name) => *name == part.part,
        IndexTarget::Expression(expression) => expression.text().contains(&part.part),
    };
    part.kind == AtomKind::Column
        && std::iter::once(partitioning)
            .chain(subs)
            .flat_map(|one| &one.keys)
            .any(|key| named(&key.target))
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
