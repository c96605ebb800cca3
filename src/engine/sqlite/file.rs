//! A SQLite file as a source.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{unreadable, version};
use crate::dialect::Dialects;
use crate::engine::introspect::{self, type_reader};
use crate::engine::{EngineError, EngineInfo, Inspected};

/// How long to wait for a writer that is about to finish.
const PATIENCE: Duration = Duration::from_secs(2);

/// The schema of a database file. Neither the file nor its folder is written to.
pub fn read_file(
    path: &Path,
    dialects: &Dialects,
    answered: &mut dyn FnMut(&EngineInfo),
) -> Result<Inspected, EngineError> {
    let refuse = |help: &'static str, source: io::Error| EngineError::Io {
        action: "read",
        path: path.to_owned(),
        help,
        source,
    };
    let header = header(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            refuse("is the path right? a file that does not exist is not created", error)
        }
        io::ErrorKind::PermissionDenied => refuse("this user may not read it", error),
        _ => refuse("it must be a SQLite database file", error),
    })?;
    let not_a_database = "it is not a SQLite database (an encrypted one cannot be read)";
    if !header.is_empty() && !header.starts_with(b"SQLite format 3\0") {
        return Err(refuse("it must be a SQLite database file", io::Error::other(not_a_database)));
    }
    let label = format!("SQLite {}", rusqlite::version());
    let info = EngineInfo { dialect: "sqlite".to_owned(), version: version(), label };
    answered(&info);
    let types = type_reader(dialects, "sqlite", version());
    let result = open(path, &header)
        .and_then(|connection| introspect::sqlite::introspect(&connection, &*types));
    let schema = result.map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            refuse("it is damaged; see `pragma integrity_check` in the sqlite3 program", io::Error::other(error))
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            refuse("another program is writing to it; try again when it has finished", io::Error::other(error))
        }
        Some(_) => refuse(
            "if a program that wrote to it has crashed, open it once with that program or with sqlite3",
            io::Error::other(error),
        ),
        None => unreadable(&error),
    })?;
    Ok(Inspected { info, schema })
}

/// A session that reads a database file.
pub fn open_file(path: &Path) -> Result<Connection, EngineError> {
    let refuse = |source: io::Error| EngineError::Io {
        action: "read",
        path: path.to_owned(),
        help: "it must be a SQLite database file that this user may read",
        source,
    };
    let header = header(path).map_err(refuse)?;
    open(path, &header).map_err(|error| refuse(io::Error::other(error)))
}

fn header(path: &Path) -> io::Result<Vec<u8>> {
    let mut header = Vec::new();
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::Error::other("it is a folder"));
    }
    file.take(100).read_to_end(&mut header)?;
    Ok(header)
}

fn open(path: &Path, header: &[u8]) -> rusqlite::Result<Connection> {
    // A database with a write-ahead log that nobody has open: without `immutable` SQLite would make
    // the files of the log anew.
    let has_log_mode = header.get(18..20) == Some(&[2, 2]);
    let is_quiet = has_log_mode && !with_suffix(path, "-wal").exists();
    let connection = match uri(path).filter(|_| is_quiet) {
        Some(uri) => Connection::open_with_flags(
            format!("{uri}?immutable=1"),
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI,
        )?,
        None => Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?,
    };
    connection.busy_timeout(PATIENCE)?;
    connection.execute_batch("pragma query_only = on; pragma trusted_schema = off")?;
    Ok(connection)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn uri(path: &Path) -> Option<String> {
    let text = std::path::absolute(path).ok()?;
    let encoded = text.to_str()?.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
            (byte as char).to_string()
        }
        _ => format!("%{byte:02X}"),
    });
    Some(format!("file:{}", encoded.collect::<String>()))
}
