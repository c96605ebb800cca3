//! Rows made up for a schema: they respect types, keys, references, enums, and the bounds of partitions.
//!
//! What a check asks of a value is not understood but tried: the texts of checks and bounds lend their
//! literals, and whoever inserts a row asks for another attempt where the server refuses one.
//! The same schema gives the same rows.

mod order;
mod value;

use std::collections::BTreeMap;

use crate::dialect::{Capability, Dialect};
use crate::schema::{Column, IdentityMode, QualifiedName, Schema, Table};

use order::parents_first;
use value::Values;

/// How many ways of writing a row are tried.
pub const ATTEMPTS: usize = 24;

/// Makes rows, table by table.
pub struct Rows<'r> {
    schema: &'r Schema,
    dialect: Dialect<'r>,
    /// The rows that are in place: column → literal, by table.
    made: BTreeMap<QualifiedName, Vec<BTreeMap<String, String>>>,
}

/// A row that can be tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub sql: String,
    values: BTreeMap<String, String>,
}

impl<'r> Rows<'r> {
    pub fn new(schema: &'r Schema, dialect: Dialect<'r>) -> Rows<'r> {
        Rows { schema, dialect, made: BTreeMap::new() }
    }

    /// The tables that can hold rows, those that are referenced first.
    pub fn tables(&self) -> Vec<&'r Table> {
        parents_first(&self.schema.tables)
    }

    /// The row of this number, written in the way of this attempt; none where a table that it must refer
    /// to has no rows.
    pub fn row(&self, table: &Table, number: usize, attempt: usize) -> Option<Row> {
        let mut values: BTreeMap<String, String> = BTreeMap::new();
        let texts = Values::new(self.schema, table, self.dialect);
        for column in &table.columns {
            if !is_written(column) {
                continue;
            }
            if let Some(value) = texts.value(column, number, attempt) {
                values.insert(column.name.clone(), value);
            }
        }
        for key in &table.foreign_keys {
            let parents = self.made.get(&key.references).map(Vec::as_slice).unwrap_or_default();
            // The first row of a table that refers to itself refers to nothing, or to itself.
            let parent = match parents.len() {
                0 if key.references == table.name => None,
                0 => None,
                count => parents.get(number % count),
            };
            let nullable =
                key.columns.iter().any(|name| table.column(name).is_some_and(|c| c.nullable));
            for (own, other) in key.columns.iter().zip(&key.referenced_columns) {
                let value = match parent.and_then(|parent| parent.get(other)) {
                    Some(value) => value.clone(),
                    None if key.references == table.name => match values.get(other) {
                        Some(value) if !nullable => value.clone(),
                        _ => "null".to_owned(),
                    },
                    None if nullable => "null".to_owned(),
                    None => return None,
                };
                let may_be_null = table.column(own).is_some_and(|column| column.nullable);
                if value != "null" || may_be_null {
                    values.insert(own.clone(), value);
                }
            }
        }
        Some(Row { sql: self.insert(table, &values), values })
    }

    /// Remembers a row that the server took.
    pub fn keep(&mut self, table: &Table, row: Row) {
        self.made.entry(table.name.clone()).or_default().push(row.values);
    }

    fn insert(&self, table: &Table, values: &BTreeMap<String, String>) -> String {
        let quote = |name: &str| self.dialect.quote(name);
        let name = match &table.name.namespace {
            Some(namespace) => format!("{}.{}", quote(namespace), quote(&table.name.name)),
            None => quote(&table.name.name),
        };
        let always = table.columns.iter().any(|column| {
            let identity = column.identity.as_ref();
            identity.is_some_and(|identity| identity.mode == IdentityMode::Always)
        });
        let overriding = if always && self.dialect.has(Capability::IdentityAlways) {
            "overriding system value "
        } else {
            ""
        };
        if values.is_empty() {
            return match self.dialect.has(Capability::StorageEngines) {
                true => format!("insert into {name} () values ()"),
                false => format!("insert into {name} default values"),
            };
        }
        let columns: Vec<String> = values.keys().map(|column| quote(column)).collect();
        let literals: Vec<&str> = values.values().map(String::as_str).collect();
        format!(
            "insert into {name} ({}) {overriding}values ({})",
            columns.join(", "),
            literals.join(", ")
        )
    }
}

/// Generated columns write themselves.
fn is_written(column: &Column) -> bool {
    column.generated.is_none()
}
