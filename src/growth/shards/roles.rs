//! Where the rows of each table lie under a key.

use super::families::Family;
use crate::advise::Study;
use crate::advise::access::{ColumnId, WriteKind};
use crate::growth::Forecast;
use crate::growth::partitions::is_updated;
use crate::schema::Table;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placed {
    By(ColumnId),
    Everywhere,
    /// On one machine by itself: the design spreads other tables, and not this one.
    Apart,
    Nowhere,
}

/// A copy on every shard holds no more rows than this…
const ROWS: f64 = 1e6;
/// … and is changed by no more than this part of what changes anything.
const WRITES: f64 = 0.01;

/// One a table, in the order of the schema.
pub fn roles(study: &Study<'_>, forecasts: &[Forecast], family: &Family) -> Vec<Placed> {
    let all_writes: f64 = writes(study, None);
    forecasts
        .iter()
        .map(|forecast| {
            let place = forecast.table;
            let table = study.catalog.table(place);
            let facts = study.input.design.entities.get(&table.name);
            if facts.is_some_and(|facts| facts.reference_table.is_some()) {
                return Placed::Everywhere;
            }
            // What the design says goes before what would do.
            if family.declared && facts.is_none_or(|facts| facts.shard.is_none()) {
                return Placed::Apart;
            }
            let said = facts.and_then(|facts| facts.shard.as_ref()).and_then(|shard| {
                let name = shard.columns.first()?;
                table.columns.iter().position(|column| column.name == *name)
            });
            let own = |column: &ColumnId| {
                !table.columns[*column].nullable && !is_updated(study, place, *column)
            };
            let member =
                said.filter(|column| family.members.contains(&(place, *column))).or_else(|| {
                    let columns = family.members.iter().filter(|(table, _)| *table == place);
                    columns.map(|(_, column)| *column).find(own)
                });
            let part = if all_writes > 0.0 { writes(study, Some(place)) / all_writes } else { 0.0 };
            let small = forecast.horizon().rows < ROWS && part < WRITES;
            match member {
                // A small table whose other keys must be unique everywhere is better a copy.
                Some(column) if said.is_none() && small && unique_without(table, column) => {
                    Placed::Everywhere
                }
                Some(column) => Placed::By(column),
                None if small => Placed::Everywhere,
                None => Placed::Nowhere,
            }
        })
        .collect()
}

fn unique_without(table: &Table, column: ColumnId) -> bool {
    let key = &table.columns[column].name;
    let primary = table.primary_key.iter().map(|key| &key.columns);
    primary.chain(table.uniques.iter().map(|unique| &unique.columns)).any(|own| !own.contains(key))
}

/// Statements a second that change rows of a table, or of any.
fn writes(study: &Study<'_>, table: Option<usize>) -> f64 {
    let changes = |studied: &&crate::advise::Studied<'_>| {
        studied.access.writes.iter().any(|write| {
            table.is_none_or(|table| write.table == table)
                && matches!(
                    write.kind,
                    WriteKind::Insert(_) | WriteKind::Update(_) | WriteKind::Delete
                )
        })
    };
    study.queries.iter().filter(changes).map(|studied| studied.weight).sum()
}
