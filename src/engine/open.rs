//! From a spec to an engine, as far as this build has the one that is meant.

use std::path::Path;

#[cfg(any(feature = "postgres", feature = "mysql"))]
use super::ServerKind;
#[cfg(feature = "embedded")]
use super::embedded::{EmbeddedSession, Starting};
#[cfg(feature = "mysql")]
use super::mysql;
#[cfg(feature = "postgres")]
use super::postgres;
use super::{DatabaseUrl, Engine, EngineError, EngineInfo, EngineSpec, Scheme, sqlite};
use crate::advise::cost::Planner;
use crate::advise::import::Counted;
use crate::advise::statistics::Measured;
use crate::dialect::Dialects;
use crate::schema::{ObjectRef, Schema};

/// Opens an engine with a fresh, empty scratch database.
pub fn open<'d>(
    spec: &EngineSpec,
    dialects: &'d Dialects,
) -> Result<Box<dyn Engine + 'd>, EngineError> {
    match spec {
        #[cfg(feature = "embedded")]
        EngineSpec::Embedded => {
            Ok(Box::new(postgres::open_embedded(EmbeddedSession::start()?, dialects)?))
        }
        #[cfg(feature = "postgres")]
        EngineSpec::Local { kind: ServerKind::Postgres, version } => {
            Ok(Box::new(postgres::open_local(version.as_deref(), dialects)?))
        }
        #[cfg(feature = "postgres")]
        EngineSpec::Url(url) if url.scheme == Scheme::Postgres => {
            Ok(Box::new(postgres::open_url(url, dialects)?))
        }
        EngineSpec::Sqlite => Ok(Box::new(sqlite::SqliteEngine::open(dialects)?)),
        #[cfg(feature = "mysql")]
        EngineSpec::Local { kind: kind @ (ServerKind::MySql | ServerKind::MariaDb), version } => {
            Ok(Box::new(mysql::MySqlEngine::local(*kind, version.as_deref(), dialects)?))
        }
        #[cfg(feature = "mysql")]
        EngineSpec::Url(url) if matches!(url.scheme, Scheme::MySql | Scheme::MariaDb) => {
            Ok(Box::new(mysql::MySqlEngine::at(url, dialects)?))
        }
        EngineSpec::Url(url) if url.scheme == Scheme::Sqlite => Err(EngineError::NotAvailable {
            engine: spec.to_string(),
            why: "a database file is only ever read".to_owned(),
            help: "write `sqlite` for a database in memory".to_owned(),
        }),
        other => Err(left_out(other)),
    }
}

/// An engine that is going to be needed, and starts while other things are done, if it is one that can. Where it is not
/// opened after all it is gone with this.
pub struct Ahead {
    spec: EngineSpec,
    #[cfg(feature = "embedded")]
    embedded: Option<Starting>,
}

impl Ahead {
    pub fn of(spec: &EngineSpec) -> Ahead {
        Ahead {
            spec: spec.clone(),
            // Why it cannot start is told when it is opened.
            #[cfg(feature = "embedded")]
            embedded: match spec {
                EngineSpec::Embedded => EmbeddedSession::begin().ok(),
                _ => None,
            },
        }
    }

    /// As [`open`] does.
    pub fn open(self, dialects: &Dialects) -> Result<Box<dyn Engine + '_>, EngineError> {
        #[cfg(feature = "embedded")]
        if let Some(starting) = self.embedded {
            return Ok(Box::new(postgres::open_embedded(starting.wait()?, dialects)?));
        }
        open(&self.spec, dialects)
    }
}

/// What a running database holds, and what answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspected {
    pub info: EngineInfo,
    pub schema: Schema,
}

/// Reads the very database that a URL names, and changes nothing in it. The runner's own record is no
/// part of what is read.
pub fn inspect(url: &DatabaseUrl, dialects: &Dialects) -> Result<Inspected, EngineError> {
    inspect_saying(url, dialects, &mut |_| ())
}

/// The same, saying what answered as soon as it has: what has to be done for this server can be done while it is read.
pub fn inspect_saying(
    url: &DatabaseUrl,
    dialects: &Dialects,
    answered: &mut dyn FnMut(&EngineInfo),
) -> Result<Inspected, EngineError> {
    let mut inspected = inspect_all(url, dialects, answered)?;
    let is_record = |name: &str| super::live::RECORD_TABLES.contains(&name);
    inspected.schema.tables.retain(|table| !is_record(&table.name.name));
    inspected
        .schema
        .grants
        .retain(|grant| !matches!(&grant.on, ObjectRef::Table(name) if is_record(&name.name)));
    Ok(inspected)
}

/// What tables of a database have that say nothing of their texts, where databases differ in that: a dialect, a
/// character set and a collation.
pub fn text_defaults(url: &DatabaseUrl) -> Option<(&'static str, String, String)> {
    match url.scheme {
        #[cfg(feature = "mysql")]
        Scheme::MySql | Scheme::MariaDb => mysql::text_defaults(url),
        _ => None,
    }
}

/// The dialects as a database means them: what a file says nothing of is what the database has.
pub fn as_in(url: &DatabaseUrl, dialects: Dialects) -> Dialects {
    match text_defaults(url) {
        Some((name, charset, collation)) => dialects.with_texts(name, charset, collation),
        None => dialects,
    }
}

fn inspect_all(
    url: &DatabaseUrl,
    dialects: &Dialects,
    answered: &mut dyn FnMut(&EngineInfo),
) -> Result<Inspected, EngineError> {
    match url.scheme {
        #[cfg(feature = "postgres")]
        Scheme::Postgres => postgres::inspect(url, dialects, answered),
        #[cfg(feature = "mysql")]
        Scheme::MySql | Scheme::MariaDb => mysql::read_database(url, dialects, answered),
        Scheme::Sqlite => {
            let path = Path::new(url.database.as_deref().unwrap_or_default());
            sqlite::read_file(path, dialects, answered)
        }
        #[cfg(not(all(feature = "postgres", feature = "mysql")))]
        _ => Err(left_out(&EngineSpec::Url(url.clone()))),
    }
}

/// Figures about the rows of the very database that a URL names, and what its server charges.
pub fn measure(url: &DatabaseUrl) -> Result<Measured, EngineError> {
    match url.scheme {
        #[cfg(feature = "postgres")]
        Scheme::Postgres => postgres::measure(url),
        #[cfg(not(feature = "postgres"))]
        Scheme::Postgres => Err(left_out(&EngineSpec::Url(url.clone()))),
        _ => Err(EngineError::NotAvailable {
            engine: url.to_string(),
            why: "figures are read from Postgres only".to_owned(),
            help: "say them in the design: `rows`, `grows`, `distinct`".to_owned(),
        }),
    }
}

/// The planner of a database, where it can be shown indexes that are not there.
pub fn hypothetical(
    url: &DatabaseUrl,
    proposals: Vec<String>,
    queries: Vec<String>,
) -> Result<Option<Box<dyn Planner>>, EngineError> {
    #[cfg(feature = "postgres")]
    if url.scheme == Scheme::Postgres {
        let planner = postgres::hypothetical(url, proposals, queries)?;
        return Ok(planner.map(|planner| Box::new(planner) as Box<dyn Planner>));
    }
    let _ = (url, proposals, queries);
    Ok(None)
}

/// What a running server has counted of the statements in a database.
pub fn statements(url: &DatabaseUrl) -> Result<Vec<Counted>, EngineError> {
    match url.scheme {
        #[cfg(feature = "postgres")]
        Scheme::Postgres => postgres::statements(url)?.ok_or_else(|| EngineError::NotAvailable {
            engine: url.to_string(),
            why: "the database does not have the extension pg_stat_statements".to_owned(),
            help: "put it into `shared_preload_libraries`, start the server again, and run `create extension \
                   pg_stat_statements`"
                .to_owned(),
        }),
        #[cfg(feature = "mysql")]
        Scheme::MySql | Scheme::MariaDb => mysql::statements(url),
        Scheme::Sqlite => Err(EngineError::NotAvailable {
            engine: url.to_string(),
            why: "SQLite counts no statements".to_owned(),
            help: "write the queries into the design".to_owned(),
        }),
        #[allow(unreachable_patterns)]
        _ => Err(left_out(&EngineSpec::Url(url.clone()))),
    }
}

fn left_out(spec: &EngineSpec) -> EngineError {
    EngineError::NotAvailable {
        engine: spec.to_string(),
        why: "this build of schemagen was made without it".to_owned(),
        help: "build with the features `embedded`, `postgres` and `mysql`, which are on by default"
            .to_owned(),
    }
}
