//! The steps for servers that change a table where it stands.

use super::{Moves, SplitError, Task, named};
use crate::emit::{Alter, Statement, emit};
use crate::schema::{AtomKind, Column, Schema, Table};

pub(super) fn moves(task: &Task<'_>) -> Result<Moves, SplitError> {
    Ok(Moves { before: Vec::new(), up: up(task)?, down: down(task)?, after: Vec::new() })
}

fn up(task: &Task<'_>) -> Result<Vec<Statement>, SplitError> {
    let mut alter = Alter::new(task.new, task.dialect)?;
    let table = &task.split.table;
    task.check(&mut alter)?;
    // What speaks of the columns goes first: what takes its place may bear the same name.
    drop_references(&mut alter, task.before, task.after)?;
    drop_others(&mut alter, task.before, task.after)?;
    alter.append(task.create_parts()?);
    task.fill_parts(&mut alter)?;
    add_keys(&mut alter, task.after, task.before)?;
    add_references(&mut alter, task.after, task.before)?;
    // Computed columns go before what they are computed from.
    for column in columns(task, true).chain(columns(task, false)) {
        alter.drop_column(table, &column.name)?;
    }
    Ok(alter.finish())
}

fn down(task: &Task<'_>) -> Result<Vec<Statement>, SplitError> {
    let mut alter = Alter::new(task.old, task.dialect)?;
    drop_references(&mut alter, task.after, task.before)?;
    drop_others(&mut alter, task.after, task.before)?;
    for column in columns(task, false) {
        let empty = Column { nullable: true, default: None, identity: None, ..column.clone() };
        alter.add_column(task.before, &empty)?;
    }
    for (part, gives) in &task.way_back {
        if !gives.is_empty() {
            let (key, gives) = (named(part, &part.key), named(part, gives));
            alter.rejoin(&task.split.table, &part.name, &key, &gives)?;
        }
    }
    for part in task.split.parts.iter().rev() {
        alter.drop_table(&part.name)?;
    }
    for column in columns(task, false) {
        alter.restore_column(task.before, column)?;
    }
    for column in columns(task, true) {
        alter.add_column(task.before, column)?;
    }
    add_keys(&mut alter, task.before, task.after)?;
    add_references(&mut alter, task.before, task.after)?;
    alter.append(comments(task)?);
    Ok(alter.finish())
}

/// The comments on what comes back.
fn comments(task: &Task<'_>) -> Result<Vec<Statement>, SplitError> {
    let stayed = |name: &String| {
        let after = task.after;
        let named = |one: &Option<String>| one.as_ref() == Some(name);
        name.is_empty()
            || after.column(name).is_some()
            || after.checks.iter().any(|check| named(&check.name))
            || after.foreign_keys.iter().any(|key| named(&key.name))
            || after.uniques.iter().any(|unique| named(&unique.name))
            || after.primary_key.as_ref().is_some_and(|key| named(&key.name))
    };
    // A comment on an index comes with it.
    let index =
        |name: &String| task.before.indexes.iter().any(|index| index.name.as_ref() == Some(name));
    let alone = Schema { tables: vec![task.before.clone()], ..Schema::default() };
    let all = emit(&alone, task.dialect)?;
    let comments = all.into_iter().filter(|statement| {
        let key = &statement.object;
        key.kind == AtomKind::Comment && !stayed(&key.part) && !index(&key.part)
    });
    Ok(comments.collect())
}

/// The columns that move, those that are generated or those that are not.
fn columns<'t>(task: &'t Task<'_>, generated: bool) -> impl Iterator<Item = &'t Column> {
    let moved = |column: &&Column| task.split.moved.contains(&column.name);
    task.before
        .columns
        .iter()
        .filter(moved)
        .filter(move |column| column.generated.is_some() == generated)
}

/// Foreign keys of `of` that `other` does not have.
fn drop_references(alter: &mut Alter<'_>, of: &Table, other: &Table) -> Result<(), SplitError> {
    for key in of.foreign_keys.iter().filter(|key| !other.foreign_keys.contains(key)) {
        let name = key.name.as_deref().unwrap_or_default();
        alter.drop_constraint(&of.name, AtomKind::ForeignKey, name)?;
    }
    Ok(())
}

/// Checks, indexes and keys of `of` that `other` does not have.
fn drop_others(alter: &mut Alter<'_>, of: &Table, other: &Table) -> Result<(), SplitError> {
    let table = &of.name;
    for check in of.checks.iter().filter(|check| !other.checks.contains(check)) {
        let name = check.name.as_deref().unwrap_or_default();
        alter.drop_constraint(table, AtomKind::Check, name)?;
    }
    for index in of.indexes.iter().filter(|index| !other.indexes.contains(index)) {
        alter.drop_index(table, index.name.as_deref().unwrap_or_default())?;
    }
    for unique in of.uniques.iter().filter(|unique| !other.uniques.contains(unique)) {
        let name = unique.name.as_deref().unwrap_or_default();
        alter.drop_constraint(table, AtomKind::Unique, name)?;
    }
    if let Some(key) = of.primary_key.as_ref().filter(|_| of.primary_key != other.primary_key) {
        let name = key.name.as_deref().unwrap_or_default();
        alter.drop_constraint(table, AtomKind::PrimaryKey, name)?;
    }
    Ok(())
}

/// Keys, checks and indexes of `of` that `other` does not have.
fn add_keys(alter: &mut Alter<'_>, of: &Table, other: &Table) -> Result<(), SplitError> {
    if let Some(key) = of.primary_key.as_ref().filter(|_| of.primary_key != other.primary_key) {
        alter.add_primary_key(of, key)?;
    }
    for unique in of.uniques.iter().filter(|unique| !other.uniques.contains(unique)) {
        alter.add_unique(of, unique)?;
    }
    for check in of.checks.iter().filter(|check| !other.checks.contains(check)) {
        alter.add_check(of, check)?;
    }
    for index in of.indexes.iter().filter(|index| !other.indexes.contains(index)) {
        alter.create_index(&of.name, index)?;
    }
    Ok(())
}

fn add_references(alter: &mut Alter<'_>, of: &Table, other: &Table) -> Result<(), SplitError> {
    for key in of.foreign_keys.iter().filter(|key| !other.foreign_keys.contains(key)) {
        alter.add_foreign_key(of, key)?;
    }
    Ok(())
}
