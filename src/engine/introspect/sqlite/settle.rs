//! What a schema looks like once SQLite has stored it.
//!
//! SQLite keeps texts as written, so no server needs to be asked: the same spelling rules are laid
//! over the catalog's texts and over a design's.

use super::normal::normal;
use super::statement::create_trigger;
use crate::schema::{
    Column, Expression, Identity, IdentityMode, Index, IndexTarget, Schema, SequenceOptions, Table,
};

/// `schema` with all its texts in the spelling that reading SQLite's catalog gives.
pub(in crate::engine) fn settle(
    schema: &Schema,
    spelled_integer: &dyn Fn(&Column) -> bool,
) -> Schema {
    let mut schema = schema.clone();
    for table in &mut schema.tables {
        settle_table(table);
        number_by_rowid(table, spelled_integer);
    }
    for view in &mut schema.views {
        respell(&mut view.query);
    }
    schema
}

fn settle_table(table: &mut Table) {
    for column in &mut table.columns {
        column.default.as_mut().map(respell);
        if let Some(generated) = &mut column.generated {
            respell(&mut generated.expression);
        }
        column.collation = column.collation.take().and_then(|name| collation(&name));
    }
    for check in &mut table.checks {
        respell(&mut check.expression);
    }
    for index in &mut table.indexes {
        settle_index(index, &table.columns);
    }
    for trigger in &mut table.triggers {
        trigger.definition = create_trigger(&trigger.definition);
    }
}

fn settle_index(index: &mut Index, columns: &[Column]) {
    index.predicate.as_mut().map(respell);
    for part in &mut index.parts {
        if let IndexTarget::Expression(expression) = &mut part.target {
            respell(expression);
        }
        let of_column = match &part.target {
            IndexTarget::Column(name) => columns.iter().find(|column| column.name == *name),
            IndexTarget::Expression(_) => None,
        };
        let of_column = of_column.and_then(|column| column.collation.as_deref());
        part.collation = part_collation(part.collation.as_deref(), of_column);
    }
}

fn respell(expression: &mut Expression) {
    *expression = Expression::new(normal(expression.text()));
}

/// A column that is the whole primary key and is declared `INTEGER` is SQLite's rowid, which numbers itself.
pub(super) fn number_by_rowid(table: &mut Table, spelled_integer: &dyn Fn(&Column) -> bool) {
    if table.options.contains_key("without_rowid") {
        return;
    }
    let Some([key]) = table.primary_key.as_ref().map(|key| key.columns.as_slice()) else { return };
    let key = key.clone();
    if let Some(column) = table.column_mut(&key)
        && spelled_integer(column)
        && column.identity.is_none()
    {
        column.identity = Some(Identity::new(IdentityMode::ByDefault, SequenceOptions::default()));
    }
}

/// The collation of an index part, where it is not that of its column anyway.
pub(super) fn part_collation(said: Option<&str>, of_column: Option<&str>) -> Option<String> {
    let said = said.map(|name| collation(name).unwrap_or_else(|| "BINARY".to_owned()))?;
    (said != of_column.unwrap_or("BINARY")).then_some(said)
}

/// A collation in the spelling of the manual; none for the default one.
pub(super) fn collation(name: &str) -> Option<String> {
    match name.to_ascii_uppercase().as_str() {
        "BINARY" => None,
        known @ ("NOCASE" | "RTRIM") => Some(known.to_owned()),
        _ => Some(name.to_owned()),
    }
}
