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

    /// Rows and bytes of tables, as far as the server knows them.
    pub fn sizes(&mut self, tables: &[&QualifiedName]) -> Vec<(Option<u64>, Option<u64>)> {
        let mut sizes = vec![(None, None); tables.len()];
        for (start, some) in batches(tables) {
            let mut rows = self.size_rows(some);
            // One that cannot be asked about does not hide the others.
            if rows.is_none() && some.len() > 1 {
                let each = some.iter().enumerate().filter_map(|(place, table)| {
                    let row = self.size_rows(&[*table])?.into_iter().next()?;
                    Some([vec![Some(place.to_string())], row[1..].to_vec()].concat())
                });
                rows = Some(each.collect());
            }
            for row in rows.unwrap_or_default() {
                let number = |place: usize| {
                    let text = row.get(place).cloned().flatten()?;
                    let number = text.parse::<f64>().ok().filter(|number| *number >= 0.0);
                    number.map(|number| number as u64)
                };
                let size = number(0).and_then(|place| sizes.get_mut(start + place as usize));
                if let Some(size) = size {
                    *size = (number(1), number(2));
                }
            }
        }
        sizes
    }

    fn size_rows(&mut self, tables: &[&QualifiedName]) -> Option<Vec<LiveRow>> {
        let sql = match &mut self.session {
            Session::Live(live) => live.size_query(tables),
            Session::File(_) => {
                let of = |(place, table): (usize, &&QualifiedName)| {
                    let table = self.dialect.qualified(table);
                    format!("select {place}, count(*), null from {table}")
                };
                let each: Vec<String> = tables.iter().enumerate().map(of).collect();
                each.join(" union all ")
            }
        };
        self.rows(&sql)
    }

    /// Which of the tables have rows; none where that cannot be told soon.
    pub fn filled(&mut self, tables: &[&QualifiedName]) -> Vec<Option<bool>> {
        let mut filled = Vec::with_capacity(tables.len());
        for (_, some) in batches(tables) {
            let of = |table: &&QualifiedName| {
                let table = self.dialect.qualified(table);
                format!("case when exists (select 1 from {table}) then 1 else 0 end")
            };
            let each: Vec<String> = some.iter().map(of).collect();
            let rows = self.rows(&format!("select {}", each.join(", ")));
            match rows.and_then(|rows| rows.into_iter().next()) {
                Some(row) => {
                    filled.extend(row.into_iter().map(|one| Some(one.as_deref() == Some("1"))))
                }
                None => filled.extend(some.iter().map(|table| self.any(table, None))),
            }
        }
        filled
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

/// So many at once as a server takes in one question: SQLite no more than 500 parts of a `union all`, and MySQL no more
/// than 61 tables in one `select`.
/// <https://sqlite.org/limits.html>, <https://dev.mysql.com/doc/refman/8.4/en/joins-limits.html>
fn batches<'t, 'n>(
    tables: &'t [&'n QualifiedName],
) -> impl Iterator<Item = (usize, &'t [&'n QualifiedName])> {
    const MOST: usize = 60;
    tables.chunks(MOST).enumerate().map(|(number, some)| (number * MOST, some))
}
