use super::client::ClientSession;
use super::connect::Address;
use super::session::{Row, Session};
use super::{dialect, server_version};
use crate::dialect::{Dialect, Dialects};
use crate::engine::{DatabaseUrl, EngineError, EngineInfo};

/// A session with a database that is no scratch.
pub(in crate::engine) struct LiveSession(ClientSession);

impl LiveSession {
    pub fn run(&mut self, sql: &str) -> Result<(), EngineError> {
        self.0.run(sql)
    }

    pub fn rows(&mut self, sql: &str) -> Result<Vec<Row>, EngineError> {
        self.0.rows(sql)
    }
}

pub(in crate::engine) fn live<'d>(
    url: &DatabaseUrl,
    dialects: &'d Dialects,
) -> Result<(LiveSession, EngineInfo, Dialect<'d>), EngineError> {
    let address = Address::of(url);
    let mut session = address.connect()?;
    let version = server_version(&mut session, &address.server())?;
    let label = format!("PostgreSQL {version} at {}", address.server());
    let info = EngineInfo { dialect: "postgres".to_owned(), version, label };
    Ok((LiveSession(session), info, dialect(dialects, version)?))
}
