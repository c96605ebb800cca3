//! The steps for servers that cannot change constraints: the table is made anew beside itself.
//!
//! References are off meanwhile, as dropping a table would otherwise delete its rows, and what
//! refers to them, one by one; they are checked before the transaction ends.

use super::{Moves, SplitError, Task};
use crate::emit::{Alter, CopyRows, From, JoinedPart, Statement, emit};
use crate::schema::{AtomKind, Schema, Table};
use crate::template::qualified;

pub(super) fn moves(task: &Task<'_>) -> Result<Moves, SplitError> {
    let table = &task.split.table;
    let mut before = Alter::new(task.new, task.dialect)?;
    before.outside("references_off", table, "look away from references")?;
    before.outside("views_off", table, "leave views alone while tables change")?;
    let mut after = Alter::new(task.new, task.dialect)?;
    after.outside("views_on", table, "look after views again")?;
    after.outside("references_on", table, "look at references again")?;
    Ok(Moves { before: before.finish(), up: up(task)?, down: down(task)?, after: after.finish() })
}

fn up(task: &Task<'_>) -> Result<Vec<Statement>, SplitError> {
    let mut alter = Alter::new(task.new, task.dialect)?;
    task.check(&mut alter)?;
    // Indexes of the parts may bear names that the old table's still have.
    let (tables, rest): (Vec<Statement>, Vec<Statement>) = task
        .create_parts()?
        .into_iter()
        .partition(|statement| statement.object.kind == AtomKind::Table);
    alter.append(tables);
    task.fill_parts(&mut alter)?;
    let columns = Task::stored(task.after)
        .map(|name| From { name: name.to_owned(), from: WHOLE.to_owned() })
        .collect();
    replace(&mut alter, task, task.after, columns, Vec::new(), |alter| {
        alter.append(rest);
        Ok(())
    })?;
    Ok(alter.finish())
}

fn down(task: &Task<'_>) -> Result<Vec<Statement>, SplitError> {
    let mut alter = Alter::new(task.old, task.dialect)?;
    let alias = |place: usize| format!("part_{place}");
    let given_by = |name: &str| -> String {
        let part = task.way_back.iter().position(|(_, gives)| gives.iter().any(|one| one == name));
        part.map_or_else(|| WHOLE.to_owned(), alias)
    };
    let from = |name: &str| From { name: name.to_owned(), from: given_by(name) };
    let columns = Task::stored(task.before).map(from).collect();
    let joins = task
        .way_back
        .iter()
        .enumerate()
        .map(|(place, (part, _))| JoinedPart {
            part: qualified(&part.name),
            alias: alias(place),
            on: part.key.iter().map(|name| from(name)).collect(),
        })
        .collect();
    replace(&mut alter, task, task.before, columns, joins, |alter| {
        for part in task.split.parts.iter().rev() {
            alter.drop_table(&part.name)?;
        }
        Ok(())
    })?;
    Ok(alter.finish())
}

/// What the templates call the table that is replaced.
const WHOLE: &str = "whole";

/// Makes the table as `target` has it, with rows from where `columns` and `joins` say; `meanwhile`
/// is done when the old table is gone and its names are free.
fn replace(
    alter: &mut Alter<'_>,
    task: &Task<'_>,
    target: &Table,
    columns: Vec<From>,
    joins: Vec<JoinedPart>,
    meanwhile: impl FnOnce(&mut Alter<'_>) -> Result<(), SplitError>,
) -> Result<(), SplitError> {
    let table = &task.split.table;
    let beside = table.sibling(free_name(task, &format!("{}_new", table.name)));
    let alone = |table: Table| Schema { tables: vec![table], ..Schema::default() };
    let create = emit(&alone(Table { name: beside.clone(), ..target.clone() }), task.dialect)?;
    alter.append(create.into_iter().take(1));
    let copy = CopyRows { table: qualified(table), into: qualified(&beside), columns, joins };
    alter.copy_rows(&copy, table)?;
    alter.drop_table(table)?;
    alter.rename_table(&beside, &table.name)?;
    meanwhile(alter)?;
    // Indexes and triggers went with the old table.
    let rest = emit(&alone(target.clone()), task.dialect)?;
    alter.append(rest.into_iter().skip(1));
    alter.check_references(table)?;
    Ok(())
}

fn free_name(task: &Task<'_>, wish: &str) -> String {
    let taken = |name: &str| {
        let all = task.old.tables.iter().chain(&task.new.tables);
        all.into_iter().any(|table| table.name.name.eq_ignore_ascii_case(name))
    };
    if !taken(wish) {
        return wish.to_owned();
    }
    (2..).map(|number| format!("{wish}_{number}")).find(|name| !taken(name)).unwrap_or_default()
}
