//! A session with a database that is no scratch: the one way in which anything else is changed.
//!
//! Only `runner` asks for one, and [`Inquiry`](super::Inquiry), which changes nothing. What servers do differently when a change is cut off, waits or is raced is
//! a method of [`Live`]; the order in which they are called is the runner's.

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
mod sqlite;

use std::time::Duration;

use super::{DatabaseUrl, EngineError, EngineInfo, Scheme};
use crate::dialect::Dialects;
use crate::schema::QualifiedName;

/// One row as text, column by column.
pub type LiveRow = Vec<Option<String>>;

/// The tables in which the runner keeps its record. They belong to no schema that is compared.
pub const RECORD_TABLES: [&str; 2] = ["schemagen_migration", "schemagen_step"];

/// A session with the very database that a URL names.
pub trait Live: Send {
    fn info(&self) -> &EngineInfo;

    /// Runs statements; outside of [`begin`](Self::begin) and `commit`, each commits at once.
    fn run(&mut self, sql: &str) -> Result<(), EngineError>;

    fn rows(&mut self, sql: &str) -> Result<Vec<LiveRow>, EngineError>;

    /// Opens a transaction; where there is one writer, it is this session from here on.
    fn begin(&mut self) -> Result<(), EngineError>;

    /// Sets everything back that a script may have set.
    fn settle(&mut self) -> Result<(), EngineError>;

    /// How long a statement may wait for a lock, and how long it may run; none for as long as it takes.
    fn limit(&mut self, lock: Duration, statement: Option<Duration>) -> Result<(), EngineError>;

    /// From here on the session only asks, and no question takes longer than this.
    fn look_only(&mut self, patience: Duration) -> Result<(), EngineError>;

    /// Asks for the rows and the bytes of tables, as far as the server keeps them, each behind its place among them.
    fn size_query(&self, tables: &[&QualifiedName]) -> String;

    /// Takes the lock that one runner has at a time; it goes with the session. False where another has it.
    fn try_lock(&mut self) -> Result<bool, EngineError>;

    /// Who runs it: the user, as the server knows it.
    fn user(&mut self) -> Result<String, EngineError>;

    /// What is there now of all that a statement touches, as a text of no meaning but to be compared.
    fn trace(&mut self, sql: &str) -> Result<String, EngineError>;

    /// What became of a statement that was begun and whose end nobody recorded; `before` is its trace.
    fn cut_off(&mut self, sql: &str, before: &str) -> Result<CutOff, EngineError>;

    /// The statement that brings to its end what somebody began by a statement like this one, and nobody recorded.
    fn begun(&mut self, _sql: &str) -> Result<Option<String>, EngineError> {
        Ok(None)
    }

    /// Removes what a statement left that failed; says what it was.
    fn clear_up(&mut self, sql: &str) -> Result<Option<String>, EngineError>;

    /// Objects that a failed change left behind, in words.
    fn left_behind(&mut self) -> Result<Vec<String>, EngineError>;

    /// Whether the same statement may succeed a moment later: a lock was not to be had.
    fn may_succeed_later(&self, error: &EngineError) -> bool;
}

/// What became of a statement whose end is not recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CutOff {
    /// It changed nothing: it is run again.
    Nothing,
    /// It was done.
    Done,
    /// It was half done, which was cleared away: it is run again.
    Cleared(String),
    /// This statement brings it to its end.
    Finish(String),
}

/// Opens a session that may change the database.
pub fn connect<'d>(
    url: &DatabaseUrl,
    dialects: &'d Dialects,
) -> Result<Box<dyn Live + 'd>, EngineError> {
    match url.scheme {
        #[cfg(feature = "postgres")]
        Scheme::Postgres => Ok(Box::new(postgres::PostgresLive::open(url, dialects)?)),
        #[cfg(feature = "mysql")]
        Scheme::MySql | Scheme::MariaDb => Ok(Box::new(mysql::MySqlLive::open(url, dialects)?)),
        Scheme::Sqlite => Ok(Box::new(sqlite::SqliteLive::open(url)?)),
        #[cfg(not(all(feature = "postgres", feature = "mysql")))]
        _ => Err(EngineError::NotAvailable {
            engine: url.to_string(),
            why: "this build of schemagen was made without it".to_owned(),
            help: "build with the features `postgres` and `mysql`".to_owned(),
        }),
    }
}

/// A short text that stands for a long one.
fn digest(text: &str) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(text.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
