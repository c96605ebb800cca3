//! Changes of which a text tells the outcome: columns, types, keys and names, and nothing that a server says in words of
//! its own. Where there is nothing else, no server need be started to hear what is known.

use super::part::{is_printed, is_unsaid};
use crate::change::said_by;
use crate::ddl;
use crate::schema::{
    AtomKind, DataType, Difference, Expression, FieldDifference, Index, IndexTarget, Schema, Table,
    compare as compare_schemas,
};

/// What is wanted as a server would hold it. None where one has to be asked.
pub(super) fn as_held(there: &Schema, told: &Schema) -> Option<Schema> {
    // What they give out follows from what they read.
    if !told.views.is_empty() || !told.routines.is_empty() {
        return None;
    }
    let mut held = told.clone();
    for table in &mut held.tables {
        if let Some(twin) = there.table(&table.name) {
            take_prints(table, twin);
        }
    }
    let differences = compare_schemas(there, &held);
    differences
        .iter()
        .all(|difference| {
            let object = &difference.key.object;
            let tables = (there.table(object), held.table(object));
            is_unsaid(difference) || !is_printed(difference, &held) && is_plain(difference, tables)
        })
        .then_some(held)
}

/// Puts what a server has printed in the place of what says the same.
fn take_prints(table: &mut Table, twin: &Table) {
    let types = table.clone();
    let column = |name: &str| types.column(name).map(|column| &column.data_type);
    let take = |written: &mut Expression, printed: &Expression| {
        if ddl::is_print_of(printed, written, &column) {
            written.clone_from(printed);
        }
    };
    for check in &mut table.checks {
        if let Some(other) = twin.checks.iter().find(|other| other.part() == check.part()) {
            take(&mut check.expression, &other.expression);
        }
    }
    for index in &mut table.indexes {
        let other = twin.indexes.iter().find(|other| other.part() == index.part());
        if let (Some(written), Some(printed)) =
            (&mut index.predicate, other.and_then(|other| other.predicate.as_ref()))
        {
            take(written, printed);
        }
    }
    for column in &mut table.columns {
        let Some(other) = twin.column(&column.name) else { continue };
        if let (Some(written), Some(printed)) = (&mut column.default, &other.default) {
            take(written, printed);
        }
        if let (Some(written), Some(printed)) = (&mut column.generated, &other.generated) {
            take(&mut written.expression, &printed.expression);
        }
    }
}

/// Whether both sides of a difference are as a server has them. The tables are those it is in.
fn is_plain(difference: &Difference, (there, held): (Option<&Table>, Option<&Table>)) -> bool {
    let part = &*difference.key.part;
    match (difference.key.kind, &difference.fields) {
        (
            AtomKind::Table
            | AtomKind::Column
            | AtomKind::NotNull
            | AtomKind::Default
            | AtomKind::PrimaryKey
            | AtomKind::Unique
            | AtomKind::Check
            | AtomKind::Exclusion
            | AtomKind::ForeignKey
            | AtomKind::Index
            | AtomKind::Comment,
            FieldDifference::Missing,
        ) => true,
        (AtomKind::Column, FieldDifference::Changed(fields)) => {
            let is_said = |table: &Table| said_by(table).contains(part);
            let is_free = |table: Option<&Table>| {
                let column = table.and_then(|table| table.column(part));
                column.is_some_and(|column| {
                    column.default.is_none()
                        && column.identity.is_none()
                        && is_built_in(&column.data_type)
                }) && !table.is_some_and(is_said)
            };
            fields.iter().all(|(name, ..)| name == "type") && is_free(there) && is_free(held)
        }
        (AtomKind::Column, FieldDifference::Unexpected) => {
            let column = held.and_then(|table| table.column(part));
            column
                .is_some_and(|column| column.collation.is_none() && is_built_in(&column.data_type))
        }
        (AtomKind::Index, _) => {
            let mut indexes = held.iter().flat_map(|table| &table.indexes);
            indexes.find(|index| index.part() == part).is_some_and(is_of_columns)
        }
        (
            AtomKind::Table
            | AtomKind::NotNull
            | AtomKind::Identity
            | AtomKind::PrimaryKey
            | AtomKind::Unique
            | AtomKind::ForeignKey
            | AtomKind::Comment,
            _,
        ) => true,
        _ => false,
    }
}

fn is_of_columns(index: &Index) -> bool {
    index.predicate.is_none()
        && index.options.is_empty()
        && index.parts.iter().all(|part| {
            matches!(part.target, IndexTarget::Column(_))
                && part.operator_class.is_none()
                && part.collation.is_none()
        })
}

/// Whether a type is the same under every name that a server knows it by.
fn is_built_in(data_type: &DataType) -> bool {
    match data_type {
        DataType::Named { .. } | DataType::Native { .. } => false,
        DataType::Array { element } => is_built_in(element),
        _ => true,
    }
}
