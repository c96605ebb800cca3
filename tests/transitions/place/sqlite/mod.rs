//! Databases of SQLite, each a file, and its library as their client.

mod pieces;

use std::path::PathBuf;

use rusqlite::{Connection, Row};
use schemagen::dialect::Dialects;
use schemagen::sql::statements::{Item, Splitter};

use crate::round_trip::dump::Pieces;

pub struct Files {
    folder: tempfile::TempDir,
}

type Answer<T> = Result<T, String>;

fn said(error: rusqlite::Error) -> String {
    error.to_string()
}

impl Files {
    pub fn new() -> Answer<Files> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        Ok(Files { folder })
    }

    fn path(&self, database: &str) -> PathBuf {
        self.folder.path().join(format!("{database}.db"))
    }

    pub fn url(&self, database: &str) -> String {
        format!("sqlite:{}", self.path(database).display())
    }

    pub fn open(&self, database: &str) -> Answer<Connection> {
        Connection::open(self.path(database)).map_err(said)
    }

    pub fn remove(&self, database: &str) {
        let _ = std::fs::remove_file(self.path(database));
    }

    pub fn load(&self, database: &str, text: &str) -> Answer<bool> {
        let connection = self.open(database)?;
        let dialects = Dialects::builtin().map_err(|error| error.to_string())?;
        let data = dialects.get("sqlite").ok_or("no such dialect")?;
        let mut statements = Splitter::new(text.as_bytes(), data);
        let mut whole = true;
        while let Some(item) = statements.next_item().map_err(|error| error.to_string())? {
            if let Item::Statement(statement) = item {
                whole &= connection.execute_batch(&statement.text).is_ok();
            }
        }
        Ok(whole)
    }

    pub fn run(&self, database: &str, script: &str) -> Answer<()> {
        let connection = self.open(database)?;
        connection.execute_batch("pragma foreign_keys = on").map_err(said)?;
        connection.execute_batch(script).map_err(said)?;
        // It answers nothing where a reference is to no key, which is the schema's matter.
        let mut broken = connection.prepare("pragma foreign_key_check").map_err(said)?;
        match broken.exists([]).unwrap_or(false) {
            true => Err("FOREIGN KEY constraint failed for rows that are there".to_owned()),
            false => Ok(()),
        }
    }

    pub fn pieces(&self, database: &str) -> Answer<Pieces> {
        pieces::pieces(&self.open(database)?)
    }
}

/// Each row as the texts of its values.
pub fn rows(connection: &Connection, sql: &str) -> Answer<Vec<Vec<String>>> {
    let mut statement = connection.prepare(sql).map_err(said)?;
    let count = statement.column_count();
    let texts = |row: &Row<'_>| {
        (0..count)
            .map(|place| {
                Ok(match row.get_ref(place)? {
                    rusqlite::types::ValueRef::Null => "none".to_owned(),
                    rusqlite::types::ValueRef::Integer(number) => number.to_string(),
                    rusqlite::types::ValueRef::Real(number) => number.to_string(),
                    rusqlite::types::ValueRef::Text(text)
                    | rusqlite::types::ValueRef::Blob(text) => {
                        String::from_utf8_lossy(text).into_owned()
                    }
                })
            })
            .collect()
    };
    let found = statement.query_map([], texts).map_err(said)?;
    found.collect::<rusqlite::Result<_>>().map_err(said)
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn literal(name: &str) -> String {
    format!("'{}'", name.replace('\'', "''"))
}

impl Files {
    /// Tries a few values for each column, table by table, and again: rows that others refer to may come later.
    pub fn seed(&self, database: &str) -> Answer<()> {
        let connection = self.open(database)?;
        connection.execute_batch("pragma foreign_keys = on").map_err(said)?;
        for _ in 0..2 {
            for table in tables(&connection)? {
                let of = format!(
                    "select name, type from pragma_table_xinfo({}) where hidden = 0",
                    literal(&table)
                );
                let columns = rows(&connection, &of)?;
                let names: Vec<String> = columns.iter().map(|column| quoted(&column[0])).collect();
                for number in 1..=3 {
                    let values: Vec<String> =
                        columns.iter().map(|column| value(&column[1], number)).collect();
                    // What a rule refuses is left out.
                    let _ = connection.execute_batch(&format!(
                        "insert or ignore into {} ({}) select {} where (select count(*) from {}) < {number}",
                        quoted(&table),
                        names.join(", "),
                        values.join(", "),
                        quoted(&table)
                    ));
                }
            }
        }
        Ok(())
    }

    pub fn counts(&self, database: &str) -> Answer<std::collections::BTreeMap<String, u64>> {
        let connection = self.open(database)?;
        let mut counts = std::collections::BTreeMap::new();
        for table in tables(&connection)? {
            let sql = format!("select count(*) from {}", quoted(&table));
            let count = rows(&connection, &sql)?.concat().concat();
            counts.insert(table, count.parse().unwrap_or_default());
        }
        Ok(counts)
    }
}

fn tables(connection: &Connection) -> Answer<Vec<String>> {
    let named = "select name from pragma_table_list where schema = 'main' and type = 'table' and name not like \
                 'sqlite\\_%' escape '\\' order by name";
    Ok(rows(connection, named)?.into_iter().flatten().collect())
}

fn value(kind: &str, number: u32) -> String {
    let kind = kind.to_lowercase();
    match kind.as_str() {
        _ if kind.contains("json") => "'{}'".to_owned(),
        _ if kind.contains("date") || kind.contains("time") => format!("'2024-01-0{number}'"),
        _ if kind.contains("blob") => format!("x'0{number}'"),
        _ if kind.contains("char") || kind.contains("text") => format!("'{number}'"),
        _ => number.to_string(),
    }
}
