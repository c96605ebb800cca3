//! Every engine that speaks Postgres: embedded, a throwaway server, a scratch database behind a URL.
//!
//! They differ in where the [`Session`] comes from and in what [`Scratch`] has to be removed;
//! everything else is SQL and the same for all.

mod advice;
mod cause;
mod client;
mod connect;
mod explain;
mod impose;
mod live;
mod scratch;
mod session;
mod settle;
mod tls;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub use advice::Hypothetical;

pub(in crate::engine) use live::{LiveSession, live};

#[cfg(feature = "embedded")]
pub(in crate::engine) use session::Refusal;
pub(in crate::engine) use session::Row;
pub(in crate::engine) use session::Session;

use self::connect::Address;
use self::scratch::{Scratch, ScratchDatabase};
use super::introspect::postgres::{self as catalog, Scope};
use super::{
    Cause, DatabaseUrl, Engine, EngineError, EngineInfo, ExplainRequest, Explanation, Inspected,
    LocalServer, ServerKind, StatementError,
};
use crate::advise::import::Counted;
use crate::advise::statistics::{Believed, Costs, Measured};
use crate::dialect::{Dialect, Dialects, Version};
use crate::emit::Reach;
use crate::schema::Schema;

const OLDEST: Version = Version::new(13, 0);

/// One way of looking at things for the whole session, so that the same expression prints the same
/// text: the default namespace is `public`, and its objects print without it.
const SETTINGS: &str = "
    set search_path = public;
    set timezone = 'UTC';
    set datestyle = 'ISO, MDY';
    set intervalstyle = 'postgres';
    set bytea_output = 'hex';
    set extra_float_digits = 1;
    set standard_conforming_strings = on;
    set quote_all_identifiers = off;
    set client_min_messages = 'error';
    set statement_timeout = '120s';
    set lock_timeout = '10s';
    set jit = off";

/// Bodies may name what comes later, and no commit of a scratch database need survive a crash.
const FOR_SCRIPTS: &str = "
    set check_function_bodies = off;
    set synchronous_commit = off";

pub(super) struct PostgresEngine<'d> {
    // Dropped in this order: no session may be open when the scratch goes.
    session: Box<dyn Session>,
    scratch: Scratch,
    info: EngineInfo,
    dialect: Dialect<'d>,
    /// Roles that were there before.
    old_roles: BTreeSet<String>,
    imposed: impose::Imposed,
}

/// Postgres inside this process.
#[cfg(feature = "embedded")]
pub(super) fn open_embedded(
    session: super::embedded::EmbeddedSession,
    dialects: &Dialects,
) -> Result<PostgresEngine<'_>, EngineError> {
    PostgresEngine::new(Box::new(session), Scratch::Instance, dialects, |version| {
        format!("embedded PostgreSQL {version}")
    })
}

/// A throwaway server from installed binaries.
pub(super) fn open_local<'d>(
    version: Option<&str>,
    dialects: &'d Dialects,
) -> Result<PostgresEngine<'d>, EngineError> {
    let server = LocalServer::start(ServerKind::Postgres, version)?;
    let address = Address::of_socket(server.socket(), server.port(), server.user());
    let session = address.connect()?;
    let scratch = Scratch::Server { server };
    PostgresEngine::new(Box::new(session), scratch, dialects, |version| {
        format!("local PostgreSQL {version}")
    })
}

/// A scratch database on a running server.
pub(super) fn open_url<'d>(
    url: &DatabaseUrl,
    dialects: &'d Dialects,
) -> Result<PostgresEngine<'d>, EngineError> {
    let home = Address::of(url);
    let mut session = home.connect()?;
    server_version(&mut session, &home.server())?;
    let database = ScratchDatabase::create(home.clone(), &mut session)?;
    drop(session);
    let session = database.address().connect()?;
    PostgresEngine::new(Box::new(session), Scratch::Database(database), dialects, |version| {
        format!("PostgreSQL {version} at {}", home.server())
    })
}

/// Reads the very database that a URL names, and changes nothing in it.
pub(super) fn inspect(
    url: &DatabaseUrl,
    dialects: &Dialects,
    answered: &mut dyn FnMut(&EngineInfo),
) -> Result<Inspected, EngineError> {
    let address = Address::of(url);
    let mut session = address.connect()?;
    let version = server_version(&mut session, &address.server())?;
    session.run(SETTINGS)?;
    let dialect = dialect(dialects, version)?;
    let label = format!("PostgreSQL {version} at {}", address.server());
    let info = EngineInfo { dialect: "postgres".to_owned(), version, label };
    answered(&info);
    let scope = Scope::whole(&mut session, None)?;
    let schema = catalog::introspect(&mut session, dialect, &scope, &address.server())?;
    Ok(Inspected { info, schema })
}

/// Figures about the rows of the very database that a URL names.
pub(super) fn measure(url: &DatabaseUrl) -> Result<Measured, EngineError> {
    advice::figures(&mut advising(url)?)
}

/// The planner of that database, where it can be shown indexes that are not there.
pub(super) fn hypothetical(
    url: &DatabaseUrl,
    proposals: Vec<String>,
    queries: Vec<String>,
) -> Result<Option<Hypothetical>, EngineError> {
    Hypothetical::new(Box::new(advising(url)?), proposals, queries)
}

/// What that database's server has counted of statements; none where it does not count.
pub(super) fn statements(url: &DatabaseUrl) -> Result<Option<Vec<Counted>>, EngineError> {
    advice::statements(&mut advising(url)?)
}

fn advising(url: &DatabaseUrl) -> Result<impl Session + 'static, EngineError> {
    let address = Address::of(url);
    let mut session = address.connect()?;
    server_version(&mut session, &address.server())?;
    session.run(SETTINGS)?;
    session.run("set default_transaction_read_only = on")?;
    Ok(session)
}

impl<'d> PostgresEngine<'d> {
    fn new(
        mut session: Box<dyn Session>,
        scratch: Scratch,
        dialects: &'d Dialects,
        label: impl FnOnce(Version) -> String,
    ) -> Result<PostgresEngine<'d>, EngineError> {
        let version = server_version(&mut *session, "the server")?;
        session.run(SETTINGS)?;
        let old_roles = roles(&mut *session)?;
        let info = EngineInfo { dialect: "postgres".to_owned(), version, label: label(version) };
        Ok(PostgresEngine {
            session,
            scratch,
            info,
            dialect: dialect(dialects, version)?,
            old_roles,
            imposed: impose::Imposed::default(),
        })
    }

    /// On somebody's server, watches which roles a statement makes, so that they can be dropped.
    /// Looking just before and after leaves no time in which others' roles could be taken for ours.
    fn execute_watching_roles(&mut self, sql: &str) -> Result<(), EngineError> {
        let before = roles(&mut *self.session)?;
        let outcome = self.session.run(sql);
        // After an error inside of a transaction nothing can be asked, and nothing was made.
        if let (Scratch::Database(database), Ok(after)) = (&self.scratch, roles(&mut *self.session))
        {
            database.remember(after.difference(&before).cloned());
        }
        outcome
    }
}

impl Engine for PostgresEngine<'_> {
    fn info(&self) -> &EngineInfo {
        &self.info
    }

    fn execute(&mut self, sql: &str) -> Result<(), EngineError> {
        match self.scratch {
            Scratch::Database(_) if may_make_roles(sql) => self.execute_watching_roles(sql),
            _ => self.session.run(sql),
        }
    }

    fn rows(&mut self, sql: &str) -> Result<Vec<Row>, EngineError> {
        self.session.rows(sql)
    }

    fn begin_script(&mut self) -> Result<(), EngineError> {
        self.session.run("reset all")?;
        self.session.run(SETTINGS)?;
        self.session.run(FOR_SCRIPTS)
    }

    fn end_script(&mut self) -> Result<(), EngineError> {
        self.session.run("reset all")?;
        self.session.run(SETTINGS)
    }

    fn cause(&self, error: &StatementError) -> Cause {
        cause::cause(error)
    }

    fn reach(&self) -> Option<Reach> {
        let Scratch::Server { server } = &self.scratch else { return None };
        let address = Address::of_socket(server.socket(), server.port(), server.user());
        Some(Reach {
            host: server.socket().to_str()?.to_owned(),
            port: server.port(),
            user: server.user().to_owned(),
            database: address.database,
        })
    }

    fn home(&self) -> Option<&str> {
        None
    }

    fn introspect(&mut self) -> Result<Schema, EngineError> {
        let scope = Scope::whole(&mut *self.session, Some(&self.old_roles))?;
        catalog::introspect(&mut *self.session, self.dialect, &scope, &self.info.label)
    }

    fn explain(&mut self, query: &ExplainRequest) -> Result<Explanation, EngineError> {
        explain::explain(&mut *self.session, self.dialect, query, &self.info.label)
    }

    fn impose(&mut self, tables: &[Believed], costs: &Costs) -> Result<bool, EngineError> {
        let folder = match &self.scratch {
            #[cfg(feature = "embedded")]
            Scratch::Instance => self.session.folder().map(std::path::Path::to_owned),
            Scratch::Server { .. } => {
                let rows = self.session.rows("show data_directory")?;
                rows.into_iter().flatten().flatten().next().map(Into::into)
            }
            Scratch::Database(_) => None,
        };
        match folder.and_then(|folder| impose::data_folder(&folder)) {
            Some(folder) => {
                impose::impose(&mut *self.session, &folder, tables, costs, &mut self.imposed)
            }
            None => Ok(false),
        }
    }

    fn settle(&mut self, schema: &Schema) -> Result<Schema, EngineError> {
        settle::settle(&mut *self.session, self.dialect, schema, &self.info.label)
    }

    fn close(self: Box<Self>) -> Result<(), EngineError> {
        let PostgresEngine { session, scratch, .. } = *self;
        drop(session);
        match scratch {
            Scratch::Database(database) => database.close(),
            _ => Ok(()),
        }
    }
}

fn server_version(session: &mut dyn Session, place: &str) -> Result<Version, EngineError> {
    let rows = session.rows("show server_version")?;
    let text = rows.into_iter().flatten().flatten().next().unwrap_or_default();
    let version: Version =
        text.parse().map_err(|why| EngineError::Catalog { server: place.to_owned(), why })?;
    if version < OLDEST {
        return Err(EngineError::TooOld {
            server: format!("PostgreSQL at {place}"),
            found: version.to_string(),
            least: OLDEST.to_string(),
        });
    }
    Ok(version)
}

fn dialect(dialects: &Dialects, version: Version) -> Result<Dialect<'_>, EngineError> {
    dialects.at("postgres", Some(version)).ok_or_else(|| EngineError::NotAvailable {
        engine: "postgres".to_owned(),
        why: "there is no dialect of this name".to_owned(),
        help: "see `--dialects`".to_owned(),
    })
}

fn roles(session: &mut dyn Session) -> Result<BTreeSet<String>, EngineError> {
    let rows = session.rows("select rolname from pg_catalog.pg_roles")?;
    Ok(rows.into_iter().flatten().flatten().collect())
}

/// Roles come from `create role`, `create user` and `create group`, also inside of a `do` block.
fn may_make_roles(sql: &str) -> bool {
    let text = sql.to_ascii_lowercase();
    text.contains("create") && ["role", "user", "group"].iter().any(|word| text.contains(word))
}
