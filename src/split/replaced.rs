//! The steps for servers that cannot change constraints: the table is made anew beside itself.

use super::{Moves, SplitError, Task};
use crate::emit::{Alter, Anew, From, JoinedOn, JoinedPart, Statement, WHOLE, beside};
use crate::normal::rewrite::Part;
use crate::schema::{AtomKind, Table};
use crate::template::qualified;

pub(super) fn moves(task: &Task<'_>) -> Result<Moves, SplitError> {
    let table = &task.split.table;
    let mut before = Alter::new(task.new, task.dialect)?;
    before.look_away(table)?;
    let mut after = Alter::new(task.new, task.dialect)?;
    after.look_again(table)?;
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
        .map(|name| From { name: name.to_owned(), from: WHOLE.to_owned(), expression: None })
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
    // Where a column is known, and what it is called there.
    let given_by = |name: &str| -> (String, String) {
        let gives = |gives: &[String]| gives.iter().any(|one| one == name);
        match task.way_back.iter().position(|(_, one)| gives(one)) {
            Some(place) => (alias(place), task.way_back[place].0.called(name).to_owned()),
            None => (WHOLE.to_owned(), name.to_owned()),
        }
    };
    let from = |name: &str| {
        let (from, called) = given_by(name);
        let expression =
            (called != name).then(|| format!("{from}.{}", task.dialect.quote(&called)));
        From { name: name.to_owned(), from, expression }
    };
    let on = |part: &Part, name: &str| {
        let ((from, known), part) = (given_by(name), part.called(name).to_owned());
        JoinedOn { part, from, name: known }
    };
    let columns = Task::stored(task.before).map(from).collect();
    let joins = task
        .way_back
        .iter()
        .enumerate()
        .map(|(place, (part, _))| JoinedPart {
            part: qualified(&part.name),
            alias: alias(place),
            on: part.key.iter().map(|name| on(part, name)).collect(),
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
    let taken = |name: &str| {
        let all = task.old.tables.iter().chain(&task.new.tables);
        all.into_iter().any(|table| table.name.name.eq_ignore_ascii_case(name))
    };
    let before = if std::ptr::eq(target, task.before) { task.after } else { task.before };
    let anew = Anew { before, after: target, beside: beside(table, &taken), columns, joins };
    let rest = alter.make_anew(&anew)?;
    meanwhile(alter)?;
    alter.append(rest);
    alter.check_references(table)?;
    Ok(())
}
