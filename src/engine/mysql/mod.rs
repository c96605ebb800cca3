//! MySQL and MariaDB: throwaway local servers and scratch databases on running ones.
//!
//! The scratch is a database with a name of its own, in utf8mb4; namespaces are further databases,
//! which the design's own `create database` makes. On a server that belongs to others, nothing that
//! was there before may be made anew, changed or dropped: such statements are refused before they
//! are sent. Sessions are strict, in UTC and in utf8mb4. The names of scratch databases occur in no
//! message and in no schema.

mod address;
mod cause;
mod effect;
mod explain;
mod impose;
mod live;
mod refusal;
mod scratch;
mod source;
mod statements;

#[cfg(all(test, unix))]
mod tests;

use mysql::Conn;
use mysql::prelude::Queryable;

use self::address::Address;
use self::effect::Effect;
use self::scratch::{Holding, Scratch};
use super::introspect::mysql::{Family, Refused, Roles, Scope, introspect, quoted_name, settle};
use super::introspect::{TypeReader, type_reader};
use super::local::{LocalServer, ServerKind};
use super::{
    Cause, DatabaseUrl, Engine, EngineError, EngineInfo, ExplainRequest, Explanation,
    StatementError,
};
use crate::advise::statistics::{Believed, Costs};
use crate::dialect::{Dialects, Version};
use crate::emit::Reach;
use crate::schema::Schema;

pub(in crate::engine) use self::live::{LiveSession, live};
pub(super) use self::source::{read_database, text_defaults};
pub(super) use self::statements::statements;

/// One scratch database on a MySQL or MariaDB server.
pub(super) struct MySqlEngine<'d> {
    info: EngineInfo,
    family: Family,
    types: TypeReader<'d>,
    connection: Conn,
    scratch: Scratch,
    /// Dropped last: it is the server all the others need.
    server: Option<LocalServer>,
}

impl<'d> MySqlEngine<'d> {
    /// Starts a throwaway server.
    pub fn local(
        kind: ServerKind,
        version: Option<&str>,
        dialects: &'d Dialects,
    ) -> Result<MySqlEngine<'d>, EngineError> {
        let server = LocalServer::start(kind, version)?;
        let address = Address::of_local(&server);
        MySqlEngine::open(address, Some(server), dialects)
    }

    /// Makes a scratch database on a running server.
    pub fn at(url: &DatabaseUrl, dialects: &'d Dialects) -> Result<MySqlEngine<'d>, EngineError> {
        MySqlEngine::open(Address::of_url(url)?, None, dialects)
    }

    fn open(
        address: Address,
        server: Option<LocalServer>,
        dialects: &'d Dialects,
    ) -> Result<MySqlEngine<'d>, EngineError> {
        let (mut connection, family, found) = address.connect()?;
        let version = known_version(&address, family, &found)?;
        let info = EngineInfo {
            dialect: address.family.dialect().to_owned(),
            version,
            label: match &server {
                Some(server) => format!("local {} {}", address.title(), server.version()),
                None => format!("{} {version} at {}", address.title(), address.place()),
            },
        };
        let dialect = dialects.at(&info.dialect, Some(version));
        let collation = dialect.and_then(|dialect| dialect.defaults().collation.clone());
        let types = type_reader(dialects, &info.dialect, version);
        let holding = if server.is_some() { Holding::WholeServer } else { Holding::OwnDatabases };
        let scratch = Scratch::create(&mut connection, &address, holding, collation.as_deref())?;
        Ok(MySqlEngine { info, family, types, connection, scratch, server })
    }

    fn refuse(&self, error: mysql::Error, sql: &str) -> EngineError {
        refusal::refused(error, sql, &self.info.label, self.scratch.name())
    }
}

impl Engine for MySqlEngine<'_> {
    fn info(&self) -> &EngineInfo {
        &self.info
    }

    fn execute(&mut self, sql: &str) -> Result<(), EngineError> {
        let effect = Effect::of(sql);
        self.scratch.allow(&mut self.connection, &effect, &self.info.label).map_err(|error| {
            match error {
                EngineError::Statement(error) => {
                    StatementError { sql: sql.to_owned(), ..*error }.into()
                }
                other => other,
            }
        })?;
        self.scratch.remember(&effect);
        self.connection.query_drop(sql).map_err(|error| self.refuse(error, sql))
    }

    fn reach(&self) -> Option<Reach> {
        let server = self.server.as_ref()?;
        Some(Reach {
            host: server.socket().to_str()?.to_owned(),
            port: server.port(),
            database: self.scratch.name().to_owned(),
            user: server.user().to_owned(),
        })
    }

    fn rows(&mut self, sql: &str) -> Result<Vec<Vec<Option<String>>>, EngineError> {
        live::rows(&mut self.connection, sql).map_err(|error| self.refuse(error, sql))
    }

    fn begin_script(&mut self) -> Result<(), EngineError> {
        self.end_script()?;
        // The server's own settings, as its client would meet them.
        self.connection
            .query_drop("set session sql_mode = default")
            .map_err(|error| self.refuse(error, ""))?;
        // Where a binary log is kept, functions would need words that scripts often lack; who may not
        // leave it out for this session will be told by the statement.
        let _ = self.connection.query_drop("set session sql_log_bin = 0");
        Ok(())
    }

    fn end_script(&mut self) -> Result<(), EngineError> {
        let home = quoted_name(self.scratch.name());
        // What a script set as the default of the database is what its tables have by now.
        let default = format!("alter database {home} {}", self.scratch.charset());
        address::settle(&mut self.connection, self.family)
            .and_then(|()| self.connection.query_drop(format!("use {home}")))
            .and_then(|()| self.connection.query_drop(default))
            .map_err(|error| self.refuse(error, ""))
    }

    fn cause(&self, error: &StatementError) -> Cause {
        cause::cause(error, self.family)
    }

    fn home(&self) -> Option<&str> {
        Some(self.scratch.name())
    }

    fn introspect(&mut self) -> Result<Schema, EngineError> {
        let contents = self.scratch.contents();
        let scope = Scope {
            family: self.family,
            home: self.scratch.name(),
            namespaces: &contents.databases,
            roles: Roles::These(&contents.accounts),
            collation: None,
        };
        introspect(&mut self.connection, scope, &*self.types)
            .map_err(|error| refusal::unreadable(error, &self.info.label, self.scratch.name()))
    }

    fn explain(&mut self, query: &ExplainRequest) -> Result<Explanation, EngineError> {
        let home = self.scratch.name();
        if let Some(namespace) = &query.namespace {
            self.connection.select_db(namespace).map_err(|error| self.refuse(error, &query.sql))?;
        }
        let answer = explain::explain(&mut self.connection, query, home);
        if query.namespace.is_some() {
            self.connection.select_db(home).map_err(|error| self.refuse(error, &query.sql))?;
        }
        answer.map_err(|error| self.refuse(error, &query.sql))
    }

    fn impose(&mut self, tables: &[Believed], _costs: &Costs) -> Result<bool, EngineError> {
        if self.server.is_none() {
            return Ok(false);
        }
        let home = self.scratch.name().to_owned();
        let outcome = impose::impose(&mut self.connection, &home, tables);
        outcome.map_err(|error| self.refuse(error, "flush table"))?;
        Ok(true)
    }

    fn settle(&mut self, schema: &Schema) -> Result<Schema, EngineError> {
        let contents = self.scratch.contents();
        let probe = self.scratch.create_probe(&mut self.connection, &self.info.label)?;
        let scope = Scope {
            family: self.family,
            home: self.scratch.name(),
            namespaces: &contents.databases,
            roles: Roles::These(&contents.accounts),
            collation: None,
        };
        let settled = settle(&mut self.connection, scope, &*self.types, schema, &probe);
        let removed = self.scratch.drop_probe(&mut self.connection, &probe, &self.info.label);
        let settled = settled.map_err(|Refused { error, sql }| self.refuse(error, &sql))?;
        removed.map(|()| settled)
    }

    fn close(mut self: Box<Self>) -> Result<(), EngineError> {
        self.scratch.remove(&mut self.connection, &self.info.label)
    }
}

impl Drop for MySqlEngine<'_> {
    fn drop(&mut self) {
        // Nobody is left to tell; `close` does tell.
        let _ = self.scratch.remove(&mut self.connection, &self.info.label);
    }
}

impl Family {
    fn dialect(self) -> &'static str {
        match self {
            Family::MySql => "mysql",
            Family::MariaDb => "mariadb",
        }
    }
}

/// The version of a server that is the one its address says, and new enough.
fn known_version(address: &Address, family: Family, found: &str) -> Result<Version, EngineError> {
    if family != address.family {
        let right = family.dialect();
        return Err(EngineError::NotAvailable {
            engine: format!("{}://", address.family.dialect()),
            why: format!(
                "the server at {} is {} ({found})",
                address.place(),
                address::title(family)
            ),
            help: format!("write `{right}://` in its URL"),
        });
    }
    let least = match family {
        Family::MySql => Version { major: 8, minor: 0, patch: 16 },
        Family::MariaDb => Version::new(10, 6),
    };
    match found.parse::<Version>() {
        Ok(version) if version >= least => Ok(version),
        _ => Err(EngineError::TooOld {
            server: format!("{} at {}", address.title(), address.place()),
            found: found.to_owned(),
            least: least.to_string(),
        }),
    }
}
