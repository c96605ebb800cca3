//! Puts a design's expressions into the server's own words.
//!
//! Every table with expressions gets a double in a probe database: the columns as the server has
//! them, and on them the design's own defaults, checks, generated columns, index expressions and
//! partitions. Reading the doubles back through the ordinary introspection gives the texts. What
//! these servers hold only in one form, whatever was written, is brought to that form without them:
//! defaults of options, names of primary keys, unique indexes.

use std::collections::BTreeMap;

use mysql::Conn;
use mysql::prelude::Queryable;

use super::catalog::{Fields, rows};
use super::{Grouped, Scope, columns, grouped, introspect_databases, probe, routines};
use crate::schema::{
    Column, DataType, Index, IndexTarget, QualifiedName, Schema, Sequence, SortOrder, Table,
    Trigger, UniqueConstraint,
};

/// The storage engine of a table that names none.
pub(super) const DEFAULT_ENGINE: &str = "InnoDB";

/// A statement that the server refused while texts were settled.
#[derive(Debug)]
pub(in crate::engine) struct Refused {
    pub error: mysql::Error,
    pub sql: String,
}

impl From<mysql::Error> for Refused {
    fn from(error: mysql::Error) -> Refused {
        Refused { error, sql: String::new() }
    }
}

/// `schema` with the server's texts; the database `probe` exists, is empty, and is left to the caller.
pub(in crate::engine) fn settle(
    connection: &mut Conn,
    scope: Scope<'_>,
    types: &dyn Fn(&str) -> DataType,
    schema: &Schema,
    probe: &str,
) -> Result<Schema, Refused> {
    let databases = scope.databases();
    let catalog = Catalog {
        columns: grouped(rows(connection, &scope.family.columns(), &databases)?),
        tables: grouped(rows(connection, include_str!("tables.sql"), &databases)?),
        collations: rows(connection, include_str!("databases.sql"), &databases)?
            .iter()
            .map(|row| (row.owned(0), row.owned(2)))
            .collect(),
    };
    let mut settled = schema.clone();
    for (position, table) in settled.tables.iter_mut().enumerate() {
        catalog.settle_form(scope, table);
        let columns = catalog.columns_of(scope, &table.name);
        if let Some(sql) =
            probe::create_table(scope.family, probe, &double(position), table, columns)
        {
            run(connection, sql)?;
        }
    }
    for (position, view) in settled.views.iter().enumerate() {
        run(connection, probe::create_view(probe, &view_double(position), view))?;
    }
    let printed = introspect_databases(connection, scope, &[probe], types)?;
    if settled.tables.iter().any(|table| !table.triggers.is_empty()) {
        let made = introspect_databases(connection, scope, &databases, types)?;
        for table in &mut settled.tables {
            let held = made.table(&table.name).map(|table| table.triggers.as_slice());
            take_spelling(&mut table.triggers, held.unwrap_or_default());
        }
    }

    let doubles: BTreeMap<&str, &Table> =
        printed.tables.iter().map(|table| (table.name.name.as_str(), table)).collect();
    for (position, table) in settled.tables.iter_mut().enumerate() {
        if let Some(double) = doubles.get(double(position).as_str()) {
            take_texts(table, double);
        }
    }
    for (position, view) in settled.views.iter_mut().enumerate() {
        let name = view_double(position);
        if let Some(printed) = printed.views.iter().find(|view| view.name.name == name) {
            view.query = printed.query.clone();
            view.columns.clone_from(&printed.columns);
        }
    }
    for sequence in &mut settled.sequences {
        settle_sequence(sequence);
    }
    Ok(settled)
}

/// The name of the double of a table; views have their own, so that the two do not meet.
fn double(position: usize) -> String {
    format!("t{position}")
}

fn view_double(position: usize) -> String {
    format!("v{position}")
}

fn run(connection: &mut Conn, sql: String) -> Result<(), Refused> {
    connection.query_drop(&sql).map_err(|error| Refused { error, sql })
}

/// What the scratch databases hold, as far as forms depend on it.
struct Catalog {
    columns: Grouped,
    tables: Grouped,
    /// By database.
    collations: BTreeMap<String, String>,
}

impl Catalog {
    fn columns_of(&self, scope: Scope<'_>, name: &QualifiedName) -> &[Fields] {
        self.columns.get(&place(scope, name)).map(Vec::as_slice).unwrap_or_default()
    }

    /// What has one form only on these servers.
    fn settle_form(&self, scope: Scope<'_>, table: &mut Table) {
        let place = place(scope, &table.name);
        let database_collation =
            self.collations.get(&place.0).map(String::as_str).unwrap_or_default();
        let table_collation =
            self.tables.get(&place).and_then(|rows| rows.first()).map(|row| row.owned(4));
        settle_options(table, database_collation);
        let table_collation = table_collation.as_deref().unwrap_or(database_collation);
        for column in &mut table.columns {
            settle_column(column, table_collation);
        }
        if let Some(key) = &mut table.primary_key {
            key.name = None;
        }
        for index in std::mem::take(&mut table.indexes) {
            settle_index(table, index);
        }
    }
}

/// The database and the name of an object of the model.
fn place(scope: Scope<'_>, name: &QualifiedName) -> (String, String) {
    (name.namespace.clone().unwrap_or_else(|| scope.home.to_owned()), name.name.clone())
}

fn settle_options(table: &mut Table, database_collation: &str) {
    let charset = columns::charset_of(database_collation);
    table.options.retain(|name, value| match name.as_str() {
        "engine" => !value.eq_ignore_ascii_case(DEFAULT_ENGINE),
        "charset" => !value.eq_ignore_ascii_case(charset),
        "collation" => !value.eq_ignore_ascii_case(database_collation),
        _ => true,
    });
    for (name, value) in &mut table.options {
        if name != "engine" {
            *value = value.to_ascii_lowercase();
        }
    }
}

fn settle_column(column: &mut Column, table_collation: &str) {
    column.collation =
        column.collation.take().filter(|name| !name.eq_ignore_ascii_case(table_collation));
    if column
        .options
        .get("charset")
        .is_some_and(|name| name.eq_ignore_ascii_case(columns::charset_of(table_collation)))
    {
        column.options.shift_remove("charset");
    }
}

/// A unique index over whole columns is a unique constraint, and a B-tree says nothing.
fn settle_index(table: &mut Table, mut index: Index) {
    index.method = index.method.take().filter(|method| !method.eq_ignore_ascii_case("btree"));
    let is_whole = index.parts.iter().all(|part| {
        matches!(part.target, IndexTarget::Column(_))
            && part.prefix.is_none()
            && part.order == SortOrder::Ascending
    });
    if index.unique && is_whole && index.method.is_none() && !index.invisible {
        let columns = index.columns().map(str::to_owned).collect();
        let comment = index.comment;
        table
            .uniques
            .push(UniqueConstraint { comment, ..UniqueConstraint::new(index.name, columns) });
    } else {
        table.indexes.push(index);
    }
}

fn settle_sequence(sequence: &mut Sequence) {
    let options = &mut sequence.options;
    let minimum = options.minimum.unwrap_or(1);
    options.start = options.start.filter(|start| *start != minimum);
    options.increment = options.increment.filter(|step| *step != 1);
    options.minimum = options.minimum.filter(|least| *least != 1);
    options.maximum = options.maximum.filter(|most| *most != super::sequences::MAXIMUM);
    options.cache = options.cache.filter(|cache| *cache != super::sequences::CACHE);
    sequence.data_type = None;
}

/// The server keeps a trigger as it was written; where only the head is spelled otherwise, it is the same one.
fn take_spelling(triggers: &mut [Trigger], held: &[Trigger]) {
    for trigger in triggers {
        let same = |held: &&Trigger| {
            held.name == trigger.name
                && routines::same_trigger(&held.definition, &trigger.definition)
        };
        if let Some(held) = held.iter().find(same) {
            trigger.definition.clone_from(&held.definition);
        }
    }
}

/// Puts the texts of a double in the places of the design's.
fn take_texts(table: &mut Table, double: &Table) {
    for column in &mut table.columns {
        let Some(printed) = double.column(&column.name) else { continue };
        column.default.clone_from(&printed.default);
        column.on_update.clone_from(&printed.on_update);
        if let (Some(generated), Some(printed)) = (&mut column.generated, &printed.generated) {
            generated.expression = printed.expression.clone();
        }
    }
    for (position, check) in table.checks.iter_mut().enumerate() {
        let name = probe::check_name(&double.name.name, position);
        if let Some(printed) =
            double.checks.iter().find(|check| check.name.as_deref() == Some(name.as_str()))
        {
            check.expression = printed.expression.clone();
        }
    }
    for (position, index) in table.indexes.iter_mut().enumerate() {
        let name = probe::index_name(position);
        let Some(printed) =
            double.indexes.iter().find(|index| index.name.as_deref() == Some(name.as_str()))
        else {
            continue;
        };
        let mut printed = printed.parts.iter().map(|part| &part.target);
        for part in &mut index.parts {
            if matches!(part.target, IndexTarget::Expression(_))
                && let Some(target) = printed.next()
            {
                part.target = target.clone();
            }
        }
    }
    if let (Some(partitioning), Some(printed)) = (&mut table.partitioning, &double.partitioning) {
        probe::take_partition_texts(partitioning, printed);
    }
}
