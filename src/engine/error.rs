use std::fmt;
use std::io;
use std::path::PathBuf;

use super::LocalError;

/// Why a server could not be had, or what it refused. Every message says what, why and, after
/// `help:`, what to do; none holds a password.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// This build or this machine does not have the engine.
    #[error("the engine `{engine}` is not available: {why}\nhelp: {help}")]
    NotAvailable { engine: String, why: String, help: String },

    /// A throwaway server could not be started.
    #[error(transparent)]
    Local(#[from] LocalError),

    /// No session with the server.
    #[error(transparent)]
    Connect(Box<ConnectError>),

    /// The server is older than anything schemagen knows.
    #[error(
        "{server} is version {found}, and schemagen needs {least} or newer\nhelp: use a newer server"
    )]
    TooOld { server: String, found: String, least: String },

    /// The server refused a statement.
    #[error(transparent)]
    Statement(Box<StatementError>),

    /// The scratch database could not be made or removed.
    #[error("cannot {action} the scratch database{place}: {why}\nhelp: {help}", place = at(place))]
    Scratch {
        /// `create`, `drop`.
        action: &'static str,
        /// The server, for people; empty where there is only one.
        place: String,
        why: String,
        help: String,
    },

    /// The session broke off.
    #[error(
        "the connection to {server} was lost: {why}\nhelp: see the server's own log, then run the command again"
    )]
    Lost { server: String, why: String },

    /// The server's answer was not what its version promises.
    #[error(
        "cannot read the catalog of {server}: {why}\nhelp: this is a limit of schemagen; please report it"
    )]
    Catalog { server: String, why: String },

    /// The file system refused something.
    #[error("cannot {action} {}: {source}\nhelp: {help}", path.display())]
    Io { action: &'static str, path: PathBuf, help: &'static str, source: io::Error },
}

/// A session that could not be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectError {
    /// Of the server: `PostgreSQL`, `MySQL`.
    pub title: String,
    /// A host name, an address, or the path of a socket.
    pub host: String,
    /// None on a socket that has none.
    pub port: Option<u16>,
    pub user: String,
    pub database: String,
    pub why: String,
    pub help: String,
}

/// A statement that the server refused.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StatementError {
    pub message: String,
    pub detail: Option<String>,
    pub hint: Option<String>,
    /// SQLSTATE, or the server's own number where it has nothing better.
    pub code: Option<String>,
    /// Where in `sql` the server saw the mistake, as a byte offset.
    pub position: Option<u32>,
    /// The statement as it was sent.
    pub sql: String,
}

fn at(place: &str) -> String {
    if place.is_empty() { String::new() } else { format!(" on {place}") }
}

impl From<ConnectError> for EngineError {
    fn from(error: ConnectError) -> EngineError {
        EngineError::Connect(Box::new(error))
    }
}

impl From<StatementError> for EngineError {
    fn from(error: StatementError) -> EngineError {
        EngineError::Statement(Box::new(error))
    }
}

impl std::error::Error for ConnectError {}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot connect to {} at {}", self.title, self.host)?;
        if let Some(port) = self.port {
            write!(f, ", port {port}")?;
        }
        write!(
            f,
            ", as user `{}`, database `{}`: {}\nhelp: {}",
            self.user, self.database, self.why, self.help
        )
    }
}

impl std::error::Error for StatementError {}

impl fmt::Display for StatementError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server refused a statement: {}", self.message)?;
        if let Some(code) = &self.code {
            write!(f, " ({code})")?;
        }
        if let Some(detail) = &self.detail {
            write!(f, "\ndetail: {detail}")?;
        }
        write!(f, "\nstatement: {}", self.excerpt())?;
        if let Some(hint) = &self.hint {
            write!(f, "\nhint: {hint}")?;
        }
        Ok(())
    }
}

impl StatementError {
    /// The statement, shortened to what a message can carry.
    fn excerpt(&self) -> String {
        const LONGEST: usize = 400;
        let text = self.sql.trim();
        match text.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{} …", &text[..end]),
            None => text.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ConnectError, EngineError, StatementError};

    #[test]
    fn a_refused_connection_names_every_part() {
        let error = ConnectError {
            title: "PostgreSQL".into(),
            host: "db.example".into(),
            port: Some(5433),
            user: "app".into(),
            database: "shop".into(),
            why: "connection refused".into(),
            help: "is the server running?".into(),
        };
        assert_eq!(
            EngineError::from(error).to_string(),
            "cannot connect to PostgreSQL at db.example, port 5433, as user `app`, database `shop`: connection \
             refused\nhelp: is the server running?"
        );
    }

    #[test]
    fn a_refused_statement_is_shown_shortened_on_a_character_boundary() {
        let error = StatementError {
            message: "syntax error".into(),
            code: Some("42601".into()),
            sql: "ä".repeat(500),
            ..StatementError::default()
        };
        let text = error.to_string();
        assert!(
            text.starts_with("the server refused a statement: syntax error (42601)\nstatement: ää")
        );
        assert_eq!(text.matches('ä').count(), 400);
    }
}
