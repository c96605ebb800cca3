//! A column that another table has had.

use crate::schema::{QualifiedName, Schema, Table};

/// Its values come from the other table.
#[derive(Debug, Clone)]
pub(super) struct Moved {
    pub table: QualifiedName,
    pub column: String,
    pub from_table: QualifiedName,
    pub from_column: String,
}

fn has(schema: &Schema, table: &QualifiedName, column: &str) -> bool {
    schema.table(table).is_some_and(|table| table.column(column).is_some())
}

impl Moved {
    /// Whether the old table is there, and the column is not where it is to be.
    pub fn is_due(&self, there: &Schema) -> bool {
        let arrived = |table: &Table| table.column(&self.column).is_some();
        there.table(&self.from_table).is_some() && !there.table(&self.table).is_some_and(arrived)
    }

    /// Whether the column comes to a table that is there.
    pub fn comes(&self, there: &Schema, wanted: &Schema) -> bool {
        there.table(&self.table).is_some()
            && !has(there, &self.table, &self.column)
            && has(wanted, &self.table, &self.column)
    }

    /// Whether what it has been is there.
    pub fn has_source(&self, there: &Schema) -> bool {
        has(there, &self.from_table, &self.from_column)
    }

    /// Whether values have still to go from one table to another, and both are there.
    pub fn comes_over(&self, there: &Schema, wanted: &Schema) -> bool {
        self.comes(there, wanted) && self.has_source(there)
    }
}
