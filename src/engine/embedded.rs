//! Postgres inside this process: the crate `pglite-oxide`, and nothing of it outside this file.
//!
//! Its instance must stay on one thread, so it gets a thread of its own, to which the session sends
//! what is to be done. The data lies in a temporary folder that is deleted with the session; the
//! runtime is unpacked once into the user's cache folder. Starting is serialised by the crate
//! itself; several instances run side by side.
//!
//! It is single-connection, and everything runs as the superuser `postgres` in the database
//! `template1`. The extensions it carries have to be installed before `create extension` knows
//! them, which happens here when a statement asks for one.

use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use pglite_oxide::{
    BackendMessage, DatabaseError, ExecProtocolOptions, Pglite, extensions, extensions::Extension,
    quote_identifier,
};
use tempfile::TempDir;

use super::EngineError;
use super::cleanup;
use super::postgres::{Refusal, Row, Session};

/// A session with an instance of its own.
pub(super) struct EmbeddedSession {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    /// Extensions that were installed into this instance.
    installed: BTreeSet<&'static str>,
    folder: Option<TempDir>,
    _guard: cleanup::Guard,
}

/// An instance that is on its way.
pub(super) struct Starting {
    session: EmbeddedSession,
    outcome: Receiver<Result<(), String>>,
}

type Job = Box<dyn FnOnce(&mut Pglite) + Send>;

const HELP: &str = "its runtime is unpacked into the cache folder (`XDG_CACHE_HOME`, or `.cache` in the home folder) \
                    and its data into the temporary folder (`TMPDIR`): both must be writable and have room; or use \
                    another engine, such as `--on local:postgres`";

impl Starting {
    pub(super) fn wait(self) -> Result<EmbeddedSession, EngineError> {
        match self.outcome.recv() {
            Ok(Ok(())) => Ok(self.session),
            Ok(Err(why)) => Err(not_available(why)),
            Err(_) => Err(not_available("it crashed while it was starting".to_owned())),
        }
    }
}

impl EmbeddedSession {
    /// Starts an instance with an empty database.
    pub(super) fn start() -> Result<EmbeddedSession, EngineError> {
        EmbeddedSession::begin()?.wait()
    }

    /// Lets an instance start, which takes its time on a thread of its own.
    pub(super) fn begin() -> Result<Starting, EngineError> {
        let folder = tempfile::Builder::new()
            .prefix("schemagen-embedded-")
            .tempdir()
            .map_err(|error| not_available(format!("no temporary folder: {error}")))?;
        let path = folder.path().to_owned();
        let guard = cleanup::register({
            let path = path.clone();
            move || drop(std::fs::remove_dir_all(path))
        });

        let (jobs, inbox) = channel::<Job>();
        let (started, outcome) = channel();
        let thread = std::thread::Builder::new()
            .name("embedded-postgres".to_owned())
            .spawn(move || match Pglite::builder().path(path).relaxed_durability(true).open() {
                Ok(instance) => {
                    // The session gives up waiting only when this process ends.
                    let _ = started.send(Ok(()));
                    serve(instance, &inbox);
                }
                Err(error) => drop(started.send(Err(format!("{error:#}")))),
            })
            .map_err(|error| not_available(format!("no thread for it: {error}")))?;

        let session = EmbeddedSession {
            jobs: Some(jobs),
            thread: Some(thread),
            installed: BTreeSet::new(),
            folder: Some(folder),
            _guard: guard,
        };
        Ok(Starting { session, outcome })
    }

    /// Does something on the instance's own thread.
    fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Pglite) -> T + Send + 'static,
    ) -> Result<T, EngineError> {
        let (reply, answer) = channel();
        let job: Job = Box::new(move |instance| drop(reply.send(question(instance))));
        self.jobs
            .as_ref()
            .and_then(|jobs| jobs.send(job).ok())
            .and_then(|()| answer.recv().ok())
            .ok_or_else(|| lost("its thread has ended".to_owned()))
    }

    /// Sends protocol messages and collects the answer.
    fn exchange(&self, messages: Vec<u8>, sql: &str) -> Result<Vec<BackendMessage>, EngineError> {
        let options =
            ExecProtocolOptions { throw_on_error: false, ..ExecProtocolOptions::no_sync() };
        let answer = self.ask(move |instance| {
            instance.exec_protocol(&messages, options).map_err(|error| format!("{error:#}"))
        })?;
        let answer = answer.map_err(lost)?.messages;
        match answer.iter().find_map(|message| match message {
            BackendMessage::Error(error) => Some(error),
            _ => None,
        }) {
            Some(error) => Err(refusal(error).of(sql)),
            None => Ok(answer),
        }
    }

    /// Makes the server know an extension that it carries but has not installed, and all that this
    /// one requires. The crate creates what it installs, so all of it is dropped again: what the
    /// design wants to have is the design's affair.
    fn install(&mut self, name: &str) -> Result<(), EngineError> {
        let Some(extension) = extensions::by_sql_name(name) else { return Ok(()) };
        if self.installed.contains(extension.sql_name()) {
            return Ok(());
        }
        let rows = self.rows("select extname from pg_catalog.pg_extension")?;
        let mut present: BTreeSet<String> = rows.into_iter().flatten().flatten().collect();
        let mut created = Vec::new();
        // Scripts of dump programs empty the search path, and then nothing can be created without a place.
        let paths = self.rows("select current_setting('search_path')")?;
        let path = paths.into_iter().flatten().flatten().next().unwrap_or_default();
        self.run("set search_path = public")?;
        let enabled = self.enable(extension, &mut present, &mut created);
        for name in created.into_iter().rev() {
            self.run(&format!("drop extension {}", quote_identifier(name)))?;
        }
        let path = path.replace('\'', "''");
        self.run(&format!("select set_config('search_path', '{path}', false)"))?;
        enabled
    }

    /// Creates an extension after those that it requires, unless it is there.
    fn enable(
        &mut self,
        extension: Extension,
        present: &mut BTreeSet<String>,
        created: &mut Vec<&'static str>,
    ) -> Result<(), EngineError> {
        let name = extension.sql_name();
        if !present.insert(name.to_owned()) {
            return Ok(());
        }
        for required in extension.dependencies() {
            if let Some(required) = extensions::by_sql_name(required) {
                self.enable(required, present, created)?;
            }
        }
        let enabled = self.ask(move |instance| {
            instance.enable_extension(extension).map_err(|error| format!("{error:#}"))
        })?;
        enabled.map_err(|why| EngineError::NotAvailable {
            engine: format!("embedded with the extension {name}"),
            why,
            help: HELP.to_owned(),
        })?;
        self.installed.insert(name);
        created.push(name);
        Ok(())
    }
}

impl Session for EmbeddedSession {
    fn rows(&mut self, sql: &str) -> Result<Vec<Row>, EngineError> {
        let answer = match created_extension(sql) {
            None => self.exchange(simple_query(sql), sql)?,
            Some(name) => {
                self.install(&name)?;
                self.exchange(simple_query(sql), sql).map_err(|error| advised(error, &name))?
            }
        };
        let rows = answer.into_iter().filter_map(|message| match message {
            BackendMessage::DataRow(row) => Some(row.fields),
            _ => None,
        });
        Ok(rows.collect())
    }

    fn folder(&self) -> Option<&std::path::Path> {
        self.folder.as_ref().map(TempDir::path)
    }

    fn describe(&mut self, sql: &str) -> Result<Vec<(String, u32)>, EngineError> {
        let answer = self.exchange(describe(sql), sql)?;
        let columns = answer.into_iter().find_map(|message| match message {
            BackendMessage::RowDescription(row) => Some(row.fields),
            _ => None,
        });
        let columns = columns.unwrap_or_default().into_iter();
        // The crate holds type ids as the signed numbers they are not.
        Ok(columns.map(|field| (field.name, field.data_type_id.cast_unsigned())).collect())
    }
}

impl Drop for EmbeddedSession {
    fn drop(&mut self) {
        // Without a sender the thread ends, and closes the instance, before its folder goes.
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        self.folder = None;
    }
}

fn serve(mut instance: Pglite, inbox: &Receiver<Job>) {
    for job in inbox {
        job(&mut instance);
    }
    let _ = instance.close();
}

fn not_available(why: String) -> EngineError {
    EngineError::NotAvailable { engine: "embedded".to_owned(), why, help: HELP.to_owned() }
}

/// Says what there is where an extension is missing.
fn advised(error: EngineError, name: &str) -> EngineError {
    let EngineError::Statement(mut refusal) = error else { return error };
    if extensions::by_sql_name(name).is_none() {
        let carried: Vec<_> =
            extensions::ALL.iter().map(|extension| extension.sql_name()).collect();
        refusal.detail = Some(format!("the embedded engine carries {}", carried.join(", ")));
        refusal.hint =
            Some("use a server that has the extension: `--on local:postgres` or a URL".to_owned());
    }
    EngineError::Statement(refusal)
}

fn lost(why: String) -> EngineError {
    EngineError::Lost { server: "the embedded PostgreSQL".to_owned(), why }
}

fn refusal(error: &DatabaseError) -> Refusal {
    Refusal {
        message: error.message.clone(),
        code: error.code.clone(),
        detail: error.detail.clone(),
        hint: error.hint.clone(),
        context: error.r#where.clone(),
        position: error.position.as_ref().and_then(|position| position.parse().ok()),
    }
}

/// The protocol's `Query` message.
fn simple_query(sql: &str) -> Vec<u8> {
    message(b'Q', &[sql.as_bytes(), b"\0"])
}

/// `Parse` of an unnamed statement without parameters, `Describe` and `Sync`.
fn describe(sql: &str) -> Vec<u8> {
    let parse = message(b'P', &[b"\0", sql.as_bytes(), b"\0", &0_u16.to_be_bytes()]);
    [parse, message(b'D', &[b"S\0"]), message(b'S', &[])].concat()
}

fn message(kind: u8, parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    let length = u32::try_from(body.len() + 4).unwrap_or(u32::MAX);
    [&[kind], length.to_be_bytes().as_slice(), &body].concat()
}

/// The extension that a statement creates, if it does: `create extension if not exists "uuid-ossp" …`.
fn created_extension(sql: &str) -> Option<String> {
    const START: &str = "create extension";
    let found = sql
        .as_bytes()
        .windows(START.len())
        .position(|part| part.eq_ignore_ascii_case(START.as_bytes()))?;
    let rest = sql.get(found + START.len()..)?.trim_start();
    const UNLESS: &str = "if not exists";
    let rest = match rest.get(..UNLESS.len()) {
        Some(words) if words.eq_ignore_ascii_case(UNLESS) => rest[UNLESS.len()..].trim_start(),
        _ => rest,
    };
    match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next().map(str::to_owned),
        None => {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            (end > 0).then(|| rest[..end].to_lowercase())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{EmbeddedSession, created_extension};
    use crate::engine::EngineError;
    use crate::engine::postgres::Session;

    #[test]
    fn the_extension_is_found_in_the_statement() {
        assert_eq!(created_extension("CREATE  EXTENSION x"), None);
        assert_eq!(created_extension("create extension pg_trgm;"), Some("pg_trgm".into()));
        let quoted = "Create Extension IF not exists \"uuid-ossp\" with schema x";
        assert_eq!(created_extension(quoted), Some("uuid-ossp".into()));
        assert_eq!(created_extension("create table extension ()"), None);
    }

    #[test]
    fn an_instance_speaks_sql_and_leaves_no_folder() {
        let mut session = EmbeddedSession::start().unwrap();
        let folder = session.folder.as_ref().unwrap().path().to_owned();
        assert!(folder.exists());
        session
            .run("create table t (a int primary key, b text); insert into t values (1, null)")
            .unwrap();
        assert_eq!(session.rows("select a, b from t").unwrap(), [[Some("1".to_owned()), None]]);
        let columns = session.describe("select a, b as c from t").unwrap();
        assert_eq!(columns, [("a".to_owned(), 23), ("c".to_owned(), 25)]);
        let Err(EngineError::Statement(error)) = session.run("select ä, nothing from t") else {
            panic!("the statement was accepted")
        };
        assert_eq!((error.code.as_deref(), error.position), (Some("42703"), Some(7)));
        assert_eq!(session.rows("select 1").unwrap().len(), 1, "an error does not end the session");
        drop(session);
        assert!(!folder.exists());
    }

    #[test]
    fn bundled_extensions_come_when_they_are_asked_for_and_not_before() {
        let mut session = EmbeddedSession::start().unwrap();
        let installed = "select extname from pg_extension where extname <> 'plpgsql'";
        session.run("create extension pg_trgm schema public").unwrap();
        session.run("create extension if not exists earthdistance cascade").unwrap();
        assert_eq!(session.rows(installed).unwrap().len(), 3, "cube comes with earthdistance");
        session
            .run("create table t (a text); create index on t using gin (a gin_trgm_ops)")
            .unwrap();
        let message = session.run("create extension postgis").unwrap_err().to_string();
        assert!(message.contains("the embedded engine carries age, "), "{message}");
        assert!(message.contains("hint: use a server that has the extension"), "{message}");
    }

    const CHILD: &str = "SCHEMAGEN_TEST_EMBEDDED_CHILD";

    /// Not a test by itself: the next one runs this executable again with this test alone, to have a
    /// process in another environment.
    #[test]
    fn child_process() {
        if std::env::var_os(CHILD).is_some() {
            println!("\n{}", EmbeddedSession::start().err().unwrap());
        }
    }

    #[test]
    fn folders_that_cannot_be_used_are_named() {
        let this = std::env::current_exe().unwrap();
        for (variable, named) in [("XDG_CACHE_HOME", "/dev/null/x"), ("TMPDIR", "/dev/null/x")] {
            let output = std::process::Command::new(&this)
                .args(["--exact", "engine::embedded::tests::child_process", "--nocapture"])
                .env(CHILD, "1")
                .env(variable, named)
                .output()
                .unwrap();
            let text = String::from_utf8(output.stdout).unwrap();
            let expected = "the engine `embedded` is not available: ";
            assert!(text.contains(expected) && text.contains(named), "{text}");
            assert!(text.contains("both must be writable"), "{text}");
        }
    }

    #[test]
    fn several_instances_live_side_by_side() {
        let (mut one, mut other) =
            (EmbeddedSession::start().unwrap(), EmbeddedSession::start().unwrap());
        one.run("create table t (a int)").unwrap();
        assert!(other.run("select * from t").is_err());
        assert!(one.run("select * from t").is_ok());
    }
}
