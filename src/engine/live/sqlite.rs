use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::{CutOff, Live, LiveRow};
use crate::engine::sqlite::{refused, rows, version};
use crate::engine::{DatabaseUrl, EngineError, EngineInfo};
use crate::schema::QualifiedName;

pub(super) struct SqliteLive {
    connection: Connection,
    info: EngineInfo,
}

impl SqliteLive {
    /// Opens a file, and makes it where there is none.
    pub fn open(url: &DatabaseUrl) -> Result<SqliteLive, EngineError> {
        let path = url.database.as_deref().unwrap_or_default();
        let connection = Connection::open_with_flags(
            Path::new(path),
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        )
        .map_err(|error| EngineError::Io {
            action: "open",
            path: path.into(),
            help: "it must be a SQLite database file in a folder that this user may write to",
            source: std::io::Error::other(error),
        })?;
        let info = EngineInfo {
            dialect: "sqlite".to_owned(),
            version: version(),
            label: format!("SQLite {}", rusqlite::version()),
        };
        let mut live = SqliteLive { connection, info };
        live.settle()?;
        Ok(live)
    }
}

impl Live for SqliteLive {
    fn info(&self) -> &EngineInfo {
        &self.info
    }

    fn run(&mut self, sql: &str) -> Result<(), EngineError> {
        self.connection.execute_batch(sql).map_err(|error| refused(error, sql))
    }

    fn rows(&mut self, sql: &str) -> Result<Vec<LiveRow>, EngineError> {
        rows(&self.connection, sql).map_err(|error| refused(error, sql))
    }

    fn begin(&mut self) -> Result<(), EngineError> {
        self.run("begin immediate")
    }

    fn settle(&mut self) -> Result<(), EngineError> {
        self.run("pragma foreign_keys = on; pragma legacy_alter_table = off")
    }

    fn limit(&mut self, lock: Duration, _: Option<Duration>) -> Result<(), EngineError> {
        self.connection.busy_timeout(lock).map_err(|error| refused(error, ""))
    }

    fn look_only(&mut self, patience: Duration) -> Result<(), EngineError> {
        self.limit(patience, None)?;
        self.run("pragma query_only = on")
    }

    fn size_query(&self, tables: &[&QualifiedName]) -> String {
        let of = |(place, table): (usize, &&QualifiedName)| {
            format!("select {place}, count(*), null from \"{}\"", table.name.replace('"', "\"\""))
        };
        let each: Vec<String> = tables.iter().enumerate().map(of).collect();
        each.join(" union all ")
    }

    /// Every transaction excludes the others, and looks at the record again once it is open.
    fn try_lock(&mut self) -> Result<bool, EngineError> {
        Ok(true)
    }

    fn user(&mut self) -> Result<String, EngineError> {
        Ok(std::env::var("USER").unwrap_or_else(|_| "unknown".to_owned()))
    }

    fn trace(&mut self, _: &str) -> Result<String, EngineError> {
        Ok(String::new())
    }

    fn cut_off(&mut self, _: &str, _: &str) -> Result<CutOff, EngineError> {
        Ok(CutOff::Nothing)
    }

    fn clear_up(&mut self, _: &str) -> Result<Option<String>, EngineError> {
        Ok(None)
    }

    fn left_behind(&mut self) -> Result<Vec<String>, EngineError> {
        Ok(Vec::new())
    }

    fn may_succeed_later(&self, error: &EngineError) -> bool {
        matches!(error, EngineError::Statement(error)
            if error.message.contains("database is locked") || error.message.contains("table is locked"))
    }
}
