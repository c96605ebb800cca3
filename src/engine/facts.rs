//! What is asked of a running database before its tables are changed: how large they are, and whether rows
//! are there. Nothing is changed, and no question may take long.

use std::path::Path;
use std::time::Duration;

use super::live::{self, Live, LiveRow};
use super::{DatabaseUrl, EngineError, Scheme, sqlite};
use crate::dialect::{Dialect, Dialects};
use crate::schema::QualifiedName;

/// How long one question may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// A session that only asks.
pub struct Inquiry<'d> {
    session: Session<'d>,
    dialect: Dialect<'d>,
}

enum Session<'d> {
    Live(Box<dyn Live + 'd>),
    File(rusqlite::Connection),
}

impl<'d> Inquiry<'d> {
    /// `dialect` is that of the database.
    pub fn open(
        url: &DatabaseUrl,
        dialects: &'d Dialects,
        dialect: Dialect<'d>,
    ) -> Result<Inquiry<'d>, EngineError> {
        let session = match url.scheme {
            Scheme::Sqlite => {
                let path = url.database.as_deref().unwrap_or_default();
                Session::File(sqlite::open_file(Path::new(path))?)
            }
            _ => {
                let mut live = live::connect(url, dialects)?;
                live.look_only(PATIENCE)?;
                Session::Live(live)
            }
        };
        Ok(Inquiry { session, dialect })
    }

    fn rows(&mut self, sql: &str) -> Option<Vec<LiveRow>> {
        match &mut self.session {
            Session::Live(live) => live.rows(sql).ok(),
            Session::File(connection) => sqlite::rows(connection, sql).ok(),
        }
    }

    /// Rows and bytes of a table, as far as the server knows them.
    pub fn size(&mut self, table: &QualifiedName) -> (Option<u64>, Option<u64>) {
        let sql = match &mut self.session {
            Session::Live(live) => live.size_query(table),
            Session::File(_) => {
                format!("select count(*), null from {}", self.dialect.qualified(table))
            }
        };
        let row = self.rows(&sql).and_then(|rows| rows.into_iter().next()).unwrap_or_default();
        let number = |place: usize| {
            let text = row.get(place).cloned().flatten()?;
            text.parse::<f64>().ok().filter(|number| *number >= 0.0).map(|number| number as u64)
        };
        (number(0), number(1))
    }

    /// Whether a row is there that meets a condition; none where that cannot be told soon.
    pub fn any(&mut self, table: &QualifiedName, condition: Option<&str>) -> Option<bool> {
        let condition = condition.map(|text| format!(" where {text}")).unwrap_or_default();
        let table = self.dialect.qualified(table);
        let rows = self.rows(&format!("select 1 from {table}{condition} limit 1"))?;
        Some(!rows.is_empty())
    }

    /// Whether a row has no value in a column, or has this one.
    pub fn any_with(
        &mut self,
        table: &QualifiedName,
        column: &str,
        value: Option<&str>,
    ) -> Option<bool> {
        let column = self.dialect.quote(column);
        let condition = match value {
            None => format!("{column} is null"),
            Some(value) => format!("{column} = {}", self.dialect.string_literal(value)),
        };
        self.any(table, Some(&condition))
    }
}
