//! The scratch database, what the design made beside it, and their end.
//!
//! Everything is removed when the engine is closed or dropped, and from a session of its own when the
//! process is interrupted.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use mysql::Conn;
use mysql::prelude::Queryable;

use super::address::Address;
use super::effect::Effect;
use crate::engine::introspect::mysql::{literal, quoted_name};
use crate::engine::{EngineError, StatementError, cleanup};

const PREFIX: &str = "schemagen_scratch_";

/// The server's number for grants to somebody who does not exist.
const NO_ACCOUNT: &str = "1410";

/// Whose the server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holding {
    /// It was started for this scratch and goes with it.
    WholeServer,
    /// It holds other people's databases too.
    OwnDatabases,
}

/// What the design's statements made on the server.
#[derive(Debug, Clone, Default)]
pub(super) struct Contents {
    pub databases: Vec<String>,
    /// Accounts, and whether they may log in.
    pub accounts: BTreeMap<String, bool>,
}

pub(super) struct Scratch {
    name: String,
    holding: Holding,
    /// `character set … collate …` of the scratch, for the probe too.
    charset: String,
    contents: Arc<Mutex<Remains>>,
    guard: Option<cleanup::Guard>,
}

/// What is still there.
#[derive(Debug, Default)]
struct Remains {
    contents: Contents,
    /// The scratch database and its probe.
    own: Vec<String>,
}

impl Scratch {
    /// Makes the scratch database and enters it.
    pub fn create(
        connection: &mut Conn,
        address: &Address,
        holding: Holding,
        collation: Option<&str>,
    ) -> Result<Scratch, EngineError> {
        let name = unique_name();
        const WIDEST: &str = "character set utf8mb4";
        let charset = collation.map_or(WIDEST.to_owned(), |name| format!("collate {name}"));
        let contents = Arc::new(Mutex::new(Remains::default()));
        let mut scratch = Scratch { name: name.clone(), holding, charset, contents, guard: None };
        // The server of a whole holding is stopped and deleted by its own register.
        if holding == Holding::OwnDatabases {
            let session = connection.connection_id();
            scratch.guard = Some(cleanup::register(scratch.remover(address, session)));
        }
        let created = scratch.create_database(connection, &name, &address.place());
        // The collation may be one of a newer server.
        if created.is_err() && scratch.charset != WIDEST {
            scratch.charset = WIDEST.to_owned();
            scratch.create_database(connection, &name, &address.place())?;
        } else {
            created?;
        }
        connection
            .select_db(&name)
            .map_err(|error| scratch_error("create", &address.place(), error.to_string()))?;
        Ok(scratch)
    }

    /// Removes everything from a session of its own, while the engine may be in the middle of anything:
    /// its session is ended first, because a database is not dropped while a transaction reads from it.
    pub fn remover(&self, address: &Address, session: u32) -> impl FnOnce() + Send + 'static {
        let (address, contents) = (address.clone(), Arc::clone(&self.contents));
        move || {
            if let Ok((mut connection, ..)) = address.connect() {
                let _ = connection.query_drop(format!("kill {session}"));
                let _ = lock(&contents).remove(&mut connection);
            }
        }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn charset(&self) -> &str {
        &self.charset
    }

    pub fn contents(&self) -> Contents {
        lock(&self.contents).contents.clone()
    }

    /// Refuses what would touch things on the server that the scratch did not make.
    pub fn allow(
        &self,
        connection: &mut Conn,
        effect: &Effect,
        place: &str,
    ) -> Result<(), EngineError> {
        let contents = self.contents();
        if let Effect::Grants(names) = effect {
            // Some servers make the account then, and nobody would know of it.
            let ours = |name: &String| contents.accounts.contains_key(name);
            if let Some(name) =
                names.iter().find(|name| !ours(name) && !account_exists(connection, name))
            {
                let message = format!("there is no account `{name}`");
                let code = Some(NO_ACCOUNT.to_owned());
                return Err(StatementError { message, code, ..StatementError::default() }.into());
            }
        }
        if self.holding == Holding::WholeServer {
            return Ok(());
        }
        let refuse = |what: String, help: &str| {
            Err(EngineError::NotAvailable {
                engine: place.to_owned(),
                why: what,
                help: help.to_owned(),
            })
        };
        let elsewhere =
            "prove the design on `local:mysql` or `local:mariadb`, or on a server without it";
        match effect {
            Effect::Inside => Ok(()),
            Effect::CreatesDatabase(name) => {
                let sql = format!(
                    "select 1 from information_schema.schemata where schema_name = {}",
                    literal(name)
                );
                match !contents.databases.contains(name) && exists(connection, &sql) {
                    true => refuse(
                        format!("the database `{name}` of the design is there already"),
                        elsewhere,
                    ),
                    false => Ok(()),
                }
            }
            Effect::ChangesDatabase(name) | Effect::DropsDatabase(name) | Effect::Enters(name)
                if !contents.databases.contains(name) && *name != self.name =>
            {
                refuse(
                    format!(
                        "a statement is about the database `{name}`, which does not belong to the design"
                    ),
                    "take the statement out of the design",
                )
            }
            Effect::ChangesAccounts(names) | Effect::Grants(names) => {
                match names.iter().find(|name| !contents.accounts.contains_key(*name)) {
                    Some(name) => refuse(
                        format!(
                            "a statement is about the account `{name}`, which does not belong to the design"
                        ),
                        "take the statement out of the design",
                    ),
                    None => Ok(()),
                }
            }
            Effect::CreatesAccounts(names) => {
                for (name, _) in names {
                    if !contents.accounts.contains_key(name) && account_exists(connection, name) {
                        return refuse(
                            format!("the account `{name}` of the design is there already"),
                            elsewhere,
                        );
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Notes what a statement is about to make, so that it is removed whatever happens.
    pub fn remember(&mut self, effect: &Effect) {
        let contents = &mut lock(&self.contents).contents;
        match effect {
            Effect::CreatesDatabase(name) if !contents.databases.contains(name) => {
                contents.databases.push(name.clone());
            }
            Effect::CreatesAccounts(accounts) => contents.accounts.extend(accounts.iter().cloned()),
            _ => {}
        }
    }

    /// A second database, for doubles.
    pub fn create_probe(
        &mut self,
        connection: &mut Conn,
        place: &str,
    ) -> Result<String, EngineError> {
        let name = format!("{}_probe", self.name);
        self.create_database(connection, &name, place)?;
        Ok(name)
    }

    pub fn drop_probe(
        &mut self,
        connection: &mut Conn,
        name: &str,
        place: &str,
    ) -> Result<(), EngineError> {
        let dropped =
            connection.query_drop(format!("drop database if exists {}", quoted_name(name)));
        dropped.map_err(|error| scratch_error("drop", place, error.to_string()))?;
        lock(&self.contents).own.retain(|own| own != name);
        Ok(())
    }

    /// Removes everything; a second time there is nothing left to do.
    pub fn remove(&mut self, connection: &mut Conn, place: &str) -> Result<(), EngineError> {
        let result = match self.holding {
            Holding::WholeServer => Ok(()),
            Holding::OwnDatabases => lock(&self.contents).remove(connection),
        };
        self.guard = None;
        result.map_err(|error| scratch_error("drop", place, error.to_string()))
    }

    fn create_database(
        &mut self,
        connection: &mut Conn,
        name: &str,
        place: &str,
    ) -> Result<(), EngineError> {
        lock(&self.contents).own.push(name.to_owned());
        let created = connection.query_drop(format!(
            "create database {} {}",
            quoted_name(name),
            self.charset
        ));
        created.map_err(|error| {
            lock(&self.contents).own.retain(|own| own != name);
            scratch_error("create", place, error.to_string().replace(name, &format!("{PREFIX}…")))
        })
    }
}

impl Remains {
    fn remove(&mut self, connection: &mut Conn) -> mysql::Result<()> {
        let databases = self.own.drain(..).chain(self.contents.databases.drain(..));
        let drops = databases.map(|name| format!("drop database if exists {}", quoted_name(&name)));
        let mut statements: Vec<String> = drops.collect();
        for (name, login) in std::mem::take(&mut self.contents.accounts) {
            let kind = if login { "user" } else { "role" };
            let account = match name.rsplit_once('@') {
                Some((user, host)) => format!("{}@{}", literal(user), literal(host)),
                None => literal(&name),
            };
            statements.push(format!("drop {kind} if exists {account}"));
        }
        // One that fails does not keep the others.
        statements.into_iter().map(|sql| connection.query_drop(sql)).fold(Ok(()), Result::and)
    }
}

fn account_exists(connection: &mut Conn, name: &str) -> bool {
    let (user, host) = name.rsplit_once('@').unwrap_or((name, "%"));
    let sql = format!(
        "select 1 from mysql.user where user = {} and host in ({}, '')",
        literal(user),
        literal(host)
    );
    exists(connection, &sql)
}

fn exists(connection: &mut Conn, sql: &str) -> bool {
    // Who may not look may not create either; the server will say so.
    matches!(connection.query_first::<u8, _>(sql), Ok(Some(_)))
}

fn scratch_error(action: &'static str, place: &str, why: String) -> EngineError {
    let help = match action {
        "create" => format!(
            "the user needs the privileges to create and drop databases: `grant all on `{}%`.* to …`",
            PREFIX.replace('_', "\\_")
        ),
        _ => format!("drop the databases whose names begin with `{PREFIX}` by hand"),
    };
    EngineError::Scratch { action, place: place.to_owned(), why, help }
}

/// Other processes and machines may use the same server at the same time.
fn unique_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let moment =
        SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_nanos();
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{PREFIX}{:x}_{:x}_{count:x}", std::process::id(), moment)
}

fn lock(contents: &Mutex<Remains>) -> MutexGuard<'_, Remains> {
    contents.lock().unwrap_or_else(PoisonError::into_inner)
}
