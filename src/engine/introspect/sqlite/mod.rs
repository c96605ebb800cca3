//! Reads a SQLite database back into the model.
//!
//! Four queries over `sqlite_schema` and the pragmas, however many tables there are. What the pragmas
//! do not tell is read from the stored `CREATE` texts. Every text ends in one spelling ([`normal`]),
//! the same that [`settle`] gives to a design's. Virtual tables and what else the model has no word
//! for are listed as unmodelled; the shadow tables of a virtual one belong to it.

mod create_table;
mod normal;
mod settle;
mod statement;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use rusqlite::{Connection, Row};

use self::create_table::{ConstraintKind, CreateTable};
use self::normal::normal;
use crate::schema::{
    Check, Column, DataType, Deferral, Expression, ForeignKey, Generated, GeneratedStorage,
    Identity, IdentityMode, Index, IndexPart, IndexTarget, OtherObject, PrimaryKey, QualifiedName,
    ReferentialAction, Schema, SequenceOptions, SortOrder, Table, Trigger, UniqueConstraint,
    Unmodelled, View,
};

pub(in crate::engine) use self::settle::settle;

/// The option of a key: what becomes of rows that contradict it.
const CONFLICT: &str = "conflict";

/// The whole database `main`. `lift` gives the model's type for a declared one.
pub(in crate::engine) fn introspect(
    connection: &Connection,
    lift: &dyn Fn(&str) -> DataType,
) -> rusqlite::Result<Schema> {
    let objects = rows(connection, include_str!("objects.sql"), ObjectRow::read)?;
    let columns = by_table(rows(connection, include_str!("columns.sql"), ColumnRow::read)?);
    let indexes = by_table(rows(connection, include_str!("indexes.sql"), IndexRow::read)?);
    let foreign_keys =
        by_table(rows(connection, include_str!("foreign_keys.sql"), ForeignKeyRow::read)?);

    let mut schema = Schema::default();
    for object in objects.iter().filter(|object| object.kind == "table") {
        match object.table_kind.as_deref() {
            Some("shadow") => {}
            Some("virtual") => unmodelled(&mut schema, "virtual table", &object.name),
            _ => {
                let text = create_table::read(&object.sql).unwrap_or_default();
                let mut reader = TableReader {
                    object,
                    text,
                    table: Table::new(QualifiedName::bare(&object.name)),
                };
                reader.columns(columns.get(&object.name).map_or(&[], Vec::as_slice), lift);
                reader.checks();
                reader.indexes(indexes.get(&object.name).map_or(&[], Vec::as_slice));
                reader.foreign_keys(foreign_keys.get(&object.name).map_or(&[], Vec::as_slice));
                schema.tables.push(reader.table);
            }
        }
    }
    complete_references(&mut schema.tables);
    for object in &objects {
        other_object(&mut schema, object);
    }
    Ok(schema)
}

/// A view or a trigger.
fn other_object(schema: &mut Schema, object: &ObjectRow) {
    match object.kind.as_str() {
        "view" => match statement::create_view(&object.sql) {
            Some((columns, query)) => {
                let view = View { columns, ..View::new(QualifiedName::bare(&object.name), query) };
                schema.views.push(view);
            }
            None => unmodelled(schema, "view", &object.name),
        },
        "trigger" => {
            let definition = statement::create_trigger(&object.sql);
            let trigger = Trigger::new(object.name.clone(), definition);
            match schema
                .tables
                .iter_mut()
                .find(|table| table.name.name.eq_ignore_ascii_case(&object.table))
            {
                Some(table) => table.triggers.push(trigger),
                // It stands instead of what the view cannot do.
                None => schema.others.push(OtherObject {
                    kind: "trigger".to_owned(),
                    name: QualifiedName::bare(&object.name),
                    part: format!("on {}", object.table),
                    statements: vec![trigger.definition],
                    early: false,
                }),
            }
        }
        _ => {}
    }
}

/// Brings the names that foreign keys refer to into the spelling of their owners, and fills in the
/// columns where only the table was named: they are then its primary key.
fn complete_references(tables: &mut [Table]) {
    let known: Vec<(String, Vec<String>, Vec<String>)> = tables
        .iter()
        .map(|table| {
            let columns = table.columns.iter().map(|column| column.name.clone()).collect();
            let key = table.primary_key.as_ref().map(|key| key.columns.clone()).unwrap_or_default();
            (table.name.name.clone(), columns, key)
        })
        .collect();
    for key in tables.iter_mut().flat_map(|table| &mut table.foreign_keys) {
        let referenced =
            known.iter().find(|(name, ..)| name.eq_ignore_ascii_case(&key.references.name));
        let Some((name, columns, primary_key)) = referenced else { continue };
        key.references.name.clone_from(name);
        if key.referenced_columns.is_empty() {
            key.referenced_columns.clone_from(primary_key);
        }
        for column in &mut key.referenced_columns {
            if let Some(known) = columns.iter().find(|known| known.eq_ignore_ascii_case(column)) {
                column.clone_from(known);
            }
        }
    }
}

struct TableReader<'o> {
    object: &'o ObjectRow,
    text: CreateTable<'o>,
    table: Table,
}

impl TableReader<'_> {
    fn columns(&mut self, rows: &[ColumnRow], lift: &dyn Fn(&str) -> DataType) {
        for (option, is_set) in
            [("without_rowid", self.object.without_rowid), ("strict", self.object.strict)]
        {
            if is_set {
                self.table.options.insert(option.to_owned(), "true".to_owned());
            }
        }
        let is_key = rows.iter().filter(|row| row.key_position > 0).count() == 1;
        for (position, row) in rows.iter().enumerate() {
            let mut data_type = lift(&row.data_type);
            // `bigint primary key` is a key beside the row's number: written as `integer` it would be that number.
            let is_beside = is_key && row.key_position > 0 && !row.is_integer();
            if is_beside && data_type == lift("integer") {
                data_type = DataType::native(row.data_type.to_lowercase());
            }
            let mut column = Column::new(&row.name, data_type);
            column.nullable = !row.not_null;
            column.default = row.default.as_deref().map(|text| Expression::new(normal(text)));
            if let Some(text) = self.text.columns.get(position) {
                column.collation = text.collation.as_deref().and_then(settle::collation);
                column.generated = text.generated.map(|expression| Generated {
                    expression: Expression::new(normal(expression)),
                    storage: row.storage(),
                });
                if let Some(way) = &text.not_null_conflict {
                    column.options.insert("not_null_conflict".to_owned(), way.clone());
                }
                if text.autoincrement {
                    let sequence = SequenceOptions::default();
                    column.identity = Some(Identity::new(IdentityMode::ByDefault, sequence));
                    column.options.insert("autoincrement".to_owned(), "true".to_owned());
                }
            }
            self.table.columns.push(column);
        }
        self.primary_key(rows);
    }

    fn primary_key(&mut self, rows: &[ColumnRow]) {
        let mut parts: Vec<&ColumnRow> = rows.iter().filter(|row| row.key_position > 0).collect();
        parts.sort_by_key(|row| row.key_position);
        if parts.is_empty() {
            return;
        }
        let mut key = PrimaryKey::new(parts.iter().map(|row| row.name.clone()).collect());
        let named = self
            .text
            .constraints
            .iter()
            .find(|constraint| constraint.kind == ConstraintKind::PrimaryKey);
        key.name = named.and_then(|constraint| constraint.name.clone());
        if let Some(way) = named.and_then(|constraint| constraint.conflict.clone()) {
            key.options.insert(CONFLICT.to_owned(), way);
        }
        self.table.primary_key = Some(key);

        let descending = self.text.columns.iter().any(|column| column.descending_key);
        let is_rowid = parts.len() == 1 && parts.iter().all(|row| row.is_integer()) && !descending;
        if is_rowid || self.object.without_rowid {
            // Neither can hold a NULL, said or not.
            for name in parts.iter().map(|row| &row.name) {
                if let Some(column) = self.table.column_mut(name) {
                    column.nullable = false;
                }
            }
        }
        if is_rowid {
            settle::number_by_rowid(&mut self.table, &|_| true);
        }
    }

    fn checks(&mut self) {
        for constraint in &self.text.constraints {
            if let ConstraintKind::Check { expression } = constraint.kind {
                let expression = Expression::new(normal(expression));
                self.table.checks.push(Check::new(constraint.name.clone(), expression));
            }
        }
    }

    fn indexes(&mut self, rows: &[IndexRow]) {
        let mut grouped: IndexMap<&str, Vec<&IndexRow>> = IndexMap::new();
        for row in rows {
            grouped.entry(&row.index).or_default().push(row);
        }
        for (name, parts) in grouped {
            match parts.first().map(|part| part.origin.as_str()) {
                Some("c") => {
                    let index = self.index(name, &parts);
                    self.table.indexes.push(index);
                }
                Some("u") => {
                    let columns = parts.iter().filter_map(|part| part.column.clone()).collect();
                    let (name, conflict) = self.unique_text(&parts);
                    let mut unique = UniqueConstraint::new(name, columns);
                    unique.options.extend(conflict.map(|way| (CONFLICT.to_owned(), way)));
                    self.table.uniques.push(unique);
                }
                _ => {}
            }
        }
    }

    /// The name of the unique constraint over these columns, and what becomes of rows that contradict it.
    fn unique_text(&self, parts: &[&IndexRow]) -> (Option<String>, Option<String>) {
        let is_this = |columns: &[String]| {
            columns.len() == parts.len()
                && columns.iter().zip(parts).all(|(name, part)| {
                    part.column.as_ref().is_some_and(|column| column.eq_ignore_ascii_case(name))
                })
        };
        let this = self.text.constraints.iter().find(|constraint| match &constraint.kind {
            ConstraintKind::Unique { columns } => is_this(columns),
            _ => false,
        });
        this.map(|found| (found.name.clone(), found.conflict.clone())).unwrap_or_default()
    }

    fn index(&self, name: &str, rows: &[&IndexRow]) -> Index {
        let sql = rows.first().and_then(|row| row.sql.as_deref()).unwrap_or_default();
        let text = statement::create_index(sql);
        let parts = rows.iter().enumerate().map(|(position, row)| {
            let mut part = match (&row.column, text.parts.get(position)) {
                (Some(column), _) => IndexPart::column(column),
                (None, Some(expression)) => {
                    IndexPart::new(IndexTarget::Expression(expression.clone()))
                }
                (None, None) => IndexPart::new(IndexTarget::Expression(Expression::default())),
            };
            if row.descending {
                part.order = SortOrder::Descending;
            }
            let of_column =
                row.column.as_ref().and_then(|name| self.table.column(name)?.collation.as_deref());
            part.collation = settle::part_collation(Some(&row.collation), of_column);
            part
        });
        let mut index = Index::new(Some(name.to_owned()), parts.collect());
        index.unique = rows.iter().any(|row| row.unique);
        index.predicate = text.predicate;
        index
    }

    fn foreign_keys(&mut self, rows: &[ForeignKeyRow]) {
        let mut grouped: IndexMap<i64, Vec<&ForeignKeyRow>> = IndexMap::new();
        for row in rows {
            grouped.entry(row.id).or_default().push(row);
        }
        // Both lists are in the order of the text.
        let mut texts =
            self.text.constraints.iter().filter_map(|constraint| match constraint.kind {
                ConstraintKind::ForeignKey { deferral } => {
                    Some((constraint.name.clone(), deferral))
                }
                _ => None,
            });
        for parts in grouped.values() {
            let (name, deferral) = texts.next().unwrap_or((None, Deferral::NotDeferrable));
            let Some(first) = parts.first() else { continue };
            let columns = parts.iter().map(|part| part.column.clone()).collect();
            let referenced =
                parts.iter().filter_map(|part| part.referenced_column.clone()).collect();
            let mut key =
                ForeignKey::new(columns, QualifiedName::bare(&first.referenced_table), referenced);
            key.name = name;
            key.deferral = deferral;
            key.on_update = action(&first.on_update);
            key.on_delete = action(&first.on_delete);
            self.table.foreign_keys.push(key);
        }
    }
}

fn action(word: &str) -> ReferentialAction {
    match word.to_ascii_uppercase().as_str() {
        "RESTRICT" => ReferentialAction::Restrict,
        "CASCADE" => ReferentialAction::Cascade,
        "SET NULL" => ReferentialAction::SetNull,
        "SET DEFAULT" => ReferentialAction::SetDefault,
        _ => ReferentialAction::NoAction,
    }
}

fn unmodelled(schema: &mut Schema, kind: &str, name: &str) {
    schema.unmodelled.push(Unmodelled { kind: kind.to_owned(), name: name.to_owned() });
}

struct ObjectRow {
    kind: String,
    name: String,
    table: String,
    sql: String,
    /// `table`, `virtual`, `shadow`, `view`.
    table_kind: Option<String>,
    without_rowid: bool,
    strict: bool,
}

impl ObjectRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<ObjectRow> {
        Ok(ObjectRow {
            kind: row.get(0)?,
            name: row.get(1)?,
            table: row.get(2)?,
            sql: row.get(3)?,
            table_kind: row.get(4)?,
            without_rowid: row.get::<_, Option<bool>>(5)?.unwrap_or(false),
            strict: row.get::<_, Option<bool>>(6)?.unwrap_or(false),
        })
    }
}

struct ColumnRow {
    table: String,
    name: String,
    data_type: String,
    not_null: bool,
    default: Option<String>,
    /// From 1 within the primary key; 0 outside.
    key_position: u32,
    hidden: u8,
}

impl ColumnRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<ColumnRow> {
        Ok(ColumnRow {
            table: row.get(0)?,
            name: row.get(1)?,
            data_type: row.get(2)?,
            not_null: row.get(3)?,
            default: row.get(4)?,
            key_position: row.get(5)?,
            hidden: row.get(6)?,
        })
    }

    fn is_integer(&self) -> bool {
        self.data_type.eq_ignore_ascii_case("integer")
    }

    fn storage(&self) -> GeneratedStorage {
        if self.hidden == 3 { GeneratedStorage::Stored } else { GeneratedStorage::Virtual }
    }
}

struct IndexRow {
    table: String,
    index: String,
    unique: bool,
    origin: String,
    sql: Option<String>,
    /// None for an expression.
    column: Option<String>,
    descending: bool,
    collation: String,
}

impl IndexRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<IndexRow> {
        Ok(IndexRow {
            table: row.get(0)?,
            index: row.get(1)?,
            unique: row.get(2)?,
            origin: row.get(3)?,
            sql: row.get(4)?,
            column: row.get(5)?,
            descending: row.get(6)?,
            collation: row.get(7)?,
        })
    }
}

struct ForeignKeyRow {
    table: String,
    id: i64,
    referenced_table: String,
    column: String,
    referenced_column: Option<String>,
    on_update: String,
    on_delete: String,
}

impl ForeignKeyRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<ForeignKeyRow> {
        Ok(ForeignKeyRow {
            table: row.get(0)?,
            id: row.get(1)?,
            referenced_table: row.get(2)?,
            column: row.get(3)?,
            referenced_column: row.get(4)?,
            on_update: row.get(5)?,
            on_delete: row.get(6)?,
        })
    }
}

trait OfTable {
    fn table(&self) -> &str;
}

impl OfTable for ColumnRow {
    fn table(&self) -> &str {
        &self.table
    }
}

impl OfTable for IndexRow {
    fn table(&self) -> &str {
        &self.table
    }
}

impl OfTable for ForeignKeyRow {
    fn table(&self) -> &str {
        &self.table
    }
}

fn by_table<R: OfTable>(rows: Vec<R>) -> BTreeMap<String, Vec<R>> {
    let mut found: BTreeMap<String, Vec<R>> = BTreeMap::new();
    for row in rows {
        found.entry(row.table().to_owned()).or_default().push(row);
    }
    found
}

fn rows<R>(
    connection: &Connection,
    sql: &str,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<R>,
) -> rusqlite::Result<Vec<R>> {
    connection.prepare(sql)?.query_map([], read)?.collect()
}
