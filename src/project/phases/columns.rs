//! Columns that are renamed: from the first migration on both are there, and a trigger writes in one what a program
//! writes in the other.

use super::RenamedColumn;
use crate::dialect::{Capability, Dialect};
use crate::emit::{Alter, Statement};
use crate::schema::{Column, Routine, Schema, Table};
use crate::sql::identifiers;
use crate::template::TemplateError;

/// Whether the old and the new column can stand side by side.
pub(super) fn possible(
    one: &RenamedColumn,
    from: &Schema,
    to: &Schema,
) -> Result<(), &'static str> {
    let (old, new) = (from.table(&one.table), to.table(&one.table));
    let columns = old
        .zip(new)
        .and_then(|(old, new)| Some((old.column(&one.former)?, new.column(&one.column)?)));
    let Some((before, after)) = columns else { return Err("is not on both sides") };
    if before.data_type != after.data_type {
        return Err("gets another type too: change it in a migration of its own");
    }
    let by_itself = |column: &Column| {
        column.identity.is_some() || column.generated.is_some() || column.on_update.is_some()
    };
    if by_itself(before) || by_itself(after) {
        return Err("is written by the server: rename it at once");
    }
    let in_key = old
        .and_then(|table| table.primary_key.as_ref())
        .is_some_and(|key| key.columns.contains(&one.former));
    let is_referred_to = from
        .tables
        .iter()
        .flat_map(|table| &table.foreign_keys)
        .any(|key| key.references == one.table && key.referenced_columns.contains(&one.former));
    if in_key || is_referred_to {
        return Err("is a key that others rely on: rename it at once");
    }
    Ok(())
}

/// The statements that make the new columns, and let each pair follow each other.
pub(super) fn expanding(
    from: &Schema,
    to: &Schema,
    renamed: &[RenamedColumn],
    dialect: Dialect<'_>,
) -> Result<Vec<Statement>, TemplateError> {
    let mut alter = Alter::new(from, dialect)?;
    for one in renamed {
        let (Some(table), Some(new)) = (from.table(&one.table), to.table(&one.table)) else {
            continue;
        };
        let Some(column) = new.column(&one.column) else { continue };
        let empty = Column { nullable: true, default: None, comment: None, ..column.clone() };
        alter.add_column(table, &empty)?;
        alter.follow(&one.table, &one.former, &empty, &follower(one))?;
    }
    Ok(alter.finish())
}

/// The name of the triggers and their function; what a server hangs behind it has room.
fn follower(one: &RenamedColumn) -> String {
    const LONGEST: usize = 63 - "_follows_new".len();
    let mut name = format!("{}_{}", one.table.name, one.column);
    while name.len() > LONGEST {
        name.pop();
    }
    name + "_follows"
}

/// A schema with the old columns beside the new ones, empty as long as nothing else is said, and followed.
pub(super) fn with_followers(
    schema: &Schema,
    expanded: &Schema,
    renamed: &[RenamedColumn],
) -> Schema {
    let mut followed = schema.clone();
    for one in renamed {
        let name = follower(one);
        let of_follower = |routine: &&Routine| {
            routine.name.name == name && routine.name.namespace == one.table.namespace
        };
        followed.routines.extend(expanded.routines.iter().find(of_follower).cloned());
        let (Some(old), Some(table)) = (expanded.table(&one.table), followed.table_mut(&one.table))
        else {
            continue;
        };
        if let Some(former) = old.column(&one.former) {
            // Rows of before shall have what the new column says, not the default.
            table.columns.push(Column { nullable: true, default: None, ..former.clone() });
        }
        let follows = old.triggers.iter().filter(|trigger| trigger.name.starts_with(&name));
        table.triggers.extend(follows.cloned());
    }
    followed
}

/// What speaks of the old columns stays with them, under a name that is free.
pub(super) fn keep_parts(
    filled: &mut Schema,
    expanded: &Schema,
    renamed: &[RenamedColumn],
    dialect: Dialect<'_>,
) {
    for one in renamed {
        if let (Some(old), Some(table)) = (expanded.table(&one.table), filled.table_mut(&one.table))
        {
            keep(old, table, &one.former);
            let former = old.column(&one.former).zip(table.column_mut(&one.former));
            if let Some((before, kept)) = former {
                kept.default.clone_from(&before.default);
                // Between the trigger's end and its own nobody gives it a value.
                kept.nullable = before.nullable || !dialect.has(Capability::TransactionalDdl);
            }
            // What a program of before leaves out has the old column's default; the new one's would be written over
            // what it says.
            if let Some(column) = table.column_mut(&one.column) {
                column.default = None;
            }
        }
    }
}

/// What of a table speaks of a column stays in the other form too, under a name that is free.
pub(super) fn keep(old: &Table, table: &mut Table, former: &str) {
    let says = |text: &str| identifiers(text).any(|word| word == former);
    let indexes = old.indexes.iter().filter(|index| {
        let in_text = serde_json::to_string(index).unwrap_or_default();
        index.columns().any(|name| name == former) || says(&in_text)
    });
    let free: Vec<_> = indexes
        .filter(|index| !table.indexes.iter().any(|other| other.name == index.name))
        .cloned()
        .collect();
    table.indexes.extend(free);
    let uniques = old.uniques.iter().filter(|one| one.columns.iter().any(|name| name == former));
    let free: Vec<_> = uniques
        .filter(|one| !table.uniques.iter().any(|other| other.name == one.name))
        .cloned()
        .collect();
    table.uniques.extend(free);
    let keys = old.foreign_keys.iter().filter(|one| one.columns.iter().any(|name| name == former));
    let free: Vec<_> = keys
        .filter(|one| !table.foreign_keys.iter().any(|other| other.name == one.name))
        .cloned()
        .collect();
    table.foreign_keys.extend(free);
    let checks = old.checks.iter().filter(|check| says(check.expression.text()));
    let free: Vec<_> = checks
        .filter(|one| !table.checks.iter().any(|other| other.name == one.name))
        .cloned()
        .collect();
    table.checks.extend(free);
}
