//! SQLite inside this process: a database in memory, or a file to be read.
//!
//! The engine is a database in memory that goes when the engine does. A file is a source only: it is
//! opened for reading, and nothing, not even a file beside it, is written. Text in double quotes is
//! a name here and never a string, so that a misspelt column is seen.

mod explain;
mod file;
mod impose;

#[cfg(test)]
mod tests;

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;

use super::introspect::{self, TypeReader, type_reader};
use super::live::LiveRow;
use super::{Cause, Engine, EngineError, EngineInfo, ExplainRequest, Explanation, StatementError};
use crate::advise::statistics::{Believed, Costs};
use crate::dialect::{Dialects, Version};
use crate::schema::{Column, DataType, Schema};

pub(super) use self::file::{open_file, read_file};

/// One empty database in memory.
pub(super) struct SqliteEngine<'d> {
    info: EngineInfo,
    connection: Connection,
    types: TypeReader<'d>,
}

impl<'d> SqliteEngine<'d> {
    pub fn open(dialects: &'d Dialects) -> Result<SqliteEngine<'d>, EngineError> {
        let connection = Connection::open_in_memory().and_then(|connection| {
            connection.execute_batch("pragma foreign_keys = on")?;
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
            Ok(connection)
        });
        let connection = connection.map_err(|error| EngineError::Scratch {
            action: "create",
            place: String::new(),
            why: error.to_string(),
            help: "is there memory left?".to_owned(),
        })?;
        let info = EngineInfo {
            dialect: "sqlite".to_owned(),
            version: version(),
            label: format!("SQLite {} in memory", rusqlite::version()),
        };
        let types = type_reader(dialects, &info.dialect, info.version);
        Ok(SqliteEngine { info, connection, types })
    }
}

impl SqliteEngine<'_> {
    /// Scripts may have been written where a name in double quotes that is none is a string.
    fn double_quoted_strings(&mut self, allowed: bool) -> Result<(), EngineError> {
        [DbConfig::SQLITE_DBCONFIG_DQS_DML, DbConfig::SQLITE_DBCONFIG_DQS_DDL]
            .into_iter()
            .try_for_each(|setting| self.connection.set_db_config(setting, allowed).map(drop))
            .map_err(|error| refused(error, ""))
    }
}

impl Engine for SqliteEngine<'_> {
    fn info(&self) -> &EngineInfo {
        &self.info
    }

    fn execute(&mut self, sql: &str) -> Result<(), EngineError> {
        self.connection.execute_batch(sql).map_err(|error| refused(error, sql))
    }

    fn rows(&mut self, sql: &str) -> Result<Vec<LiveRow>, EngineError> {
        rows(&self.connection, sql).map_err(|error| refused(error, sql))
    }

    fn begin_script(&mut self) -> Result<(), EngineError> {
        self.end_script()?;
        self.double_quoted_strings(true)
    }

    fn end_script(&mut self) -> Result<(), EngineError> {
        const SETTINGS: &str = "pragma writable_schema = off; pragma foreign_keys = on; pragma query_only = off; \
             pragma legacy_alter_table = off";
        self.connection.execute_batch(SETTINGS).map_err(|error| refused(error, SETTINGS))?;
        self.double_quoted_strings(false)
    }

    /// By message: SQLite has one code for everything that cannot be prepared.
    fn cause(&self, error: &StatementError) -> Cause {
        let message = error.message.as_str();
        if message.starts_with("no such ") || message.contains("has no column named") {
            Cause::Missing
        } else if message.contains("already exists") || message.contains("duplicate column") {
            Cause::AlreadyThere
        } else if message.contains("syntax error")
            || message.contains("incomplete input")
            || message.contains("unrecognized token")
        {
            Cause::Syntax
        } else {
            Cause::Other
        }
    }

    fn home(&self) -> Option<&str> {
        None
    }

    fn introspect(&mut self) -> Result<Schema, EngineError> {
        introspect::sqlite::introspect(&self.connection, &*self.types)
            .map_err(|error| unreadable(&error))
    }

    fn explain(&mut self, query: &ExplainRequest) -> Result<Explanation, EngineError> {
        explain::explain(&self.connection, &query.sql).map_err(|error| refused(error, &query.sql))
    }

    fn impose(&mut self, tables: &[Believed], _costs: &Costs) -> Result<bool, EngineError> {
        impose::impose(&self.connection, tables).map_err(|error| refused(error, "analyze"))
    }

    fn settle(&mut self, schema: &Schema) -> Result<Schema, EngineError> {
        // Both sides come from the same table of types, so the type that `integer` reads as is the rowid's.
        let integer: DataType = (self.types)("integer");
        Ok(introspect::sqlite::settle(schema, &|column: &Column| column.data_type == integer))
    }

    fn close(self: Box<Self>) -> Result<(), EngineError> {
        self.connection.close().map_err(|(_, error)| EngineError::Scratch {
            action: "drop",
            place: String::new(),
            why: error.to_string(),
            help: "it goes with the process".to_owned(),
        })
    }
}

/// What a query gives, as text.
pub(in crate::engine) fn rows(
    connection: &Connection,
    sql: &str,
) -> rusqlite::Result<Vec<LiveRow>> {
    let mut statement = connection.prepare(sql)?;
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        (0..columns)
            .map(|column| {
                Ok(match row.get_ref(column)? {
                    ValueRef::Null => None,
                    ValueRef::Integer(value) => Some(value.to_string()),
                    ValueRef::Real(value) => Some(value.to_string()),
                    ValueRef::Text(text) | ValueRef::Blob(text) => {
                        Some(String::from_utf8_lossy(text).into_owned())
                    }
                })
            })
            .collect()
    })?;
    rows.collect()
}

pub(in crate::engine) fn version() -> Version {
    let number = rusqlite::version_number();
    let part = |divisor: i32| u16::try_from(number / divisor % 1000).unwrap_or_default();
    Version { major: part(1_000_000), minor: part(1_000), patch: part(1) }
}

pub(in crate::engine) fn refused(error: rusqlite::Error, sql: &str) -> EngineError {
    let code = error.sqlite_error().map(|error| error.extended_code.to_string());
    let (message, position) = match error {
        rusqlite::Error::SqlInputError { msg, offset, .. } => (msg, u32::try_from(offset).ok()),
        rusqlite::Error::SqliteFailure(_, Some(message)) => (message, None),
        other => (other.to_string(), None),
    };
    StatementError { message, code, position, sql: sql.to_owned(), ..StatementError::default() }
        .into()
}

fn unreadable(error: &rusqlite::Error) -> EngineError {
    EngineError::Catalog {
        server: format!("SQLite {}", rusqlite::version()),
        why: error.to_string(),
    }
}
