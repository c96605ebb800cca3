//! The rows of a catalog query, as texts.

use mysql::prelude::Queryable;
use mysql::{Conn, Row, from_value_opt};

/// A row of a catalog query. Numbers come as texts too: that is what the text protocol sends.
#[derive(Debug, Clone)]
pub(in crate::engine) struct Fields(Vec<Option<String>>);

impl Fields {
    pub(super) fn of(row: Row) -> Fields {
        let text = |value| from_value_opt::<Option<String>>(value).ok().flatten();
        Fields(row.unwrap_raw().into_iter().map(|value| value.and_then(text)).collect())
    }

    /// The value at a position, empty for NULL.
    pub fn text(&self, position: usize) -> &str {
        self.optional(position).unwrap_or_default()
    }

    pub fn optional(&self, position: usize) -> Option<&str> {
        self.0.get(position)?.as_deref()
    }

    pub fn owned(&self, position: usize) -> String {
        self.text(position).to_owned()
    }
}

/// The rows of a query, in which `:databases` stands for the names of databases.
pub(in crate::engine) fn rows(
    connection: &mut Conn,
    sql: &str,
    databases: &[&str],
) -> mysql::Result<Vec<Fields>> {
    let names: Vec<String> = databases.iter().map(|name| literal(name)).collect();
    let rows: Vec<Row> = connection.query(sql.replace(":databases", &names.join(", ")))?;
    Ok(rows.into_iter().map(Fields::of).collect())
}

/// A text as a string literal.
pub(in crate::engine) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}
