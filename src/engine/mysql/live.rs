use mysql::prelude::Queryable;
use mysql::{Conn, Row, Value};

use super::address::{self, Address};
use super::{known_version, refusal};
use crate::dialect::{Dialect, Dialects};
use crate::engine::introspect::mysql::Family;
use crate::engine::{DatabaseUrl, EngineError, EngineInfo};

/// A session with a database that is no scratch.
pub(in crate::engine) struct LiveSession {
    connection: Conn,
    family: Family,
    label: String,
    home: String,
}

impl LiveSession {
    pub fn run(&mut self, sql: &str) -> Result<(), EngineError> {
        self.connection
            .query_drop(sql)
            .map_err(|error| refusal::refused(error, sql, &self.label, ""))
    }

    pub fn rows(&mut self, sql: &str) -> Result<Vec<Vec<Option<String>>>, EngineError> {
        rows(&mut self.connection, sql)
            .map_err(|error| refusal::refused(error, sql, &self.label, ""))
    }

    /// Sets back what a script may have set.
    pub fn settle(&mut self) -> Result<(), EngineError> {
        address::settle(&mut self.connection, self.family)
            .and_then(|()| self.connection.select_db(&self.home))
            .map_err(|error| refusal::refused(error, "", &self.label, ""))
    }
}

/// What a query gives, as text.
pub(super) fn rows(connection: &mut Conn, sql: &str) -> mysql::Result<Vec<Vec<Option<String>>>> {
    let rows: Vec<Row> = connection.query(sql)?;
    Ok(rows.into_iter().map(|row| row.unwrap().into_iter().map(text).collect()).collect())
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::NULL => None,
        Value::Bytes(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
        Value::Int(number) => Some(number.to_string()),
        Value::UInt(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Double(number) => Some(number.to_string()),
        other => Some(other.as_sql(true).trim_matches('\'').to_owned()),
    }
}

pub(in crate::engine) fn live<'d>(
    url: &DatabaseUrl,
    dialects: &'d Dialects,
) -> Result<(LiveSession, EngineInfo, Dialect<'d>), EngineError> {
    let address = Address::of_url(url)?;
    if address.database().is_empty() {
        return Err(address.refused(
            "the URL names no database".to_owned(),
            "write the database behind the host: `mysql://user@host/database`".to_owned(),
        ));
    }
    let (connection, family, found) = address.connect()?;
    let version = known_version(&address, family, &found)?;
    let label = format!("{} {version} at {}", address.title(), address.place());
    let dialect =
        dialects.at(family.dialect(), Some(version)).ok_or_else(|| EngineError::NotAvailable {
            engine: family.dialect().to_owned(),
            why: "there is no dialect of this name".to_owned(),
            help: "see `--dialects`".to_owned(),
        })?;
    let info = EngineInfo { dialect: family.dialect().to_owned(), version, label: label.clone() };
    let home = address.database().to_owned();
    let mut session = LiveSession { connection, family, label, home };
    session.settle()?;
    Ok((session, info, dialect))
}
