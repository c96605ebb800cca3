//! Where cases are walked: a server with its own clients, or files of SQLite.

mod sqlite;

use std::path::Path;

use super::dump;
use crate::round_trip::dump::Pieces;
use crate::round_trip::server::{self, Server};
use sqlite::Files;

pub enum Place {
    Server { server: Server, dialect: String },
    Sqlite(Files),
}

impl Place {
    /// The place for a dialect; what it takes is started with the first call.
    pub fn of(dialect: &str) -> Result<Place, String> {
        Ok(match dialect {
            "sqlite" => Place::Sqlite(Files::new()?),
            _ => Place::Server { server: Server::of(dialect)?, dialect: dialect.to_owned() },
        })
    }

    /// The URL as schemagen takes it.
    pub fn url(&self, database: &str) -> String {
        match self {
            Place::Server { server, .. } => server.url(database),
            Place::Sqlite(files) => files.url(database),
        }
    }

    /// Where schemagen builds what it must see built.
    pub fn scratch(&self) -> String {
        match self {
            Place::Server { server, dialect } if dialect == "postgres" => server.url("postgres"),
            Place::Server { server, .. } => server.url("mysql"),
            Place::Sqlite(_) => "sqlite".to_owned(),
        }
    }

    /// Makes the database anew and runs a text in it, going on after errors; says whether there were none.
    pub fn load(&self, database: &str, folder: &Path, text: &str) -> Result<bool, String> {
        let file = server::file(folder, "given.sql", text)?;
        match self {
            Place::Server { server, .. } => {
                server.create(database)?;
                Ok(server.load(database, &[file])?.errors.is_empty())
            }
            Place::Sqlite(files) => {
                files.remove(database);
                files.load(database, text)
            }
        }
    }

    pub fn remove(&self, database: &str) {
        match self {
            Place::Server { server, .. } => drop(server.remove(database)),
            Place::Sqlite(files) => files.remove(database),
        }
    }

    /// Runs a script and stops at the first error, which is the answer then.
    pub fn run(&self, database: &str, folder: &Path, script: &str) -> Result<(), String> {
        match self {
            Place::Server { server, .. } => {
                server.run(database, &server::file(folder, "plan.sql", script)?)
            }
            Place::Sqlite(files) => files.run(database, script),
        }
    }

    /// What is there as the server itself tells it, piece by piece.
    pub fn pieces(&self, database: &str) -> Result<Pieces, String> {
        match self {
            Place::Server { server, dialect } => {
                Ok(dump::unordered(dialect, &server.dump(database)?))
            }
            Place::Sqlite(files) => files.pieces(database),
        }
    }

    /// As the server says it: `15.18`, `10.11.19-MariaDB`.
    pub fn version(&self) -> Result<String, String> {
        match self {
            Place::Server { server, .. } => server.version(),
            Place::Sqlite(_) => Ok(rusqlite::version().to_owned()),
        }
    }
}
