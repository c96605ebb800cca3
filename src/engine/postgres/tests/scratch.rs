//! What is made on somebody's server is gone afterwards, however it ends, and nothing else is.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::{LOCAL, dialects};
use crate::engine::postgres::connect::Address;
use crate::engine::postgres::session::Session;
use crate::engine::{EngineError, EngineSpec, LocalServer, ServerKind, cleanup, inspect, open};

/// A throwaway server that plays somebody's.
struct Server {
    server: LocalServer,
}

impl Server {
    fn start() -> Server {
        let version = LOCAL[1].split_once('@').unwrap().1;
        Server { server: LocalServer::start(ServerKind::Postgres, Some(version)).unwrap() }
    }

    fn url(&self, user: &str, database: &str) -> String {
        let (folder, port) = (self.server.socket().display(), self.server.port());
        format!("postgres://{user}@/{database}?host={folder}&port={port}")
    }

    fn spec(&self) -> EngineSpec {
        self.url(self.server.user(), "postgres").parse().unwrap()
    }

    fn session(&self) -> impl Session {
        Address::of_socket(self.server.socket(), self.server.port(), self.server.user())
            .connect()
            .unwrap()
    }

    fn run(&self, sql: &str) {
        for statement in sql.split(";\n") {
            self.session().run(statement).unwrap();
        }
    }

    /// Databases and roles.
    fn contents(&self) -> BTreeSet<String> {
        let rows = self
            .session()
            .rows("select datname from pg_database union select rolname from pg_roles");
        rows.unwrap().into_iter().flatten().flatten().collect()
    }

    fn refusal(&self, url: &str) -> String {
        let spec: EngineSpec = url.parse().unwrap();
        let message = open(&spec, &dialects()).err().unwrap().to_string();
        assert!(!message.contains("hunter2"), "{message}");
        message
    }
}

fn scratches(contents: &BTreeSet<String>) -> Vec<&String> {
    contents.iter().filter(|name| name.starts_with("schemagen_scratch_")).collect()
}

#[test]
fn a_scratch_database_is_empty_and_vanishes_with_its_roles() {
    let server = Server::start();
    server.run("create role theirs");
    let before = server.contents();
    let dialects = dialects();
    let mut engine = open(&server.spec(), &dialects).unwrap();
    assert!(
        engine.info().label.starts_with("PostgreSQL 15.") && engine.info().dialect == "postgres"
    );
    assert!(engine.introspect().unwrap().tables.is_empty());
    assert_eq!(scratches(&server.contents()).len(), 1);

    engine.execute("create table t (id int primary key)").unwrap();
    engine.execute("create role \"our \"\"own\"").unwrap();
    engine.execute("do $$ begin create user another; end $$").unwrap();
    engine.execute("grant select on t to \"our \"\"own\", theirs").unwrap();
    assert!(engine.execute("create role broken in role nobody_knows").is_err());
    let roles: Vec<_> =
        engine.introspect().unwrap().roles.into_iter().map(|role| role.name).collect();
    assert_eq!(roles, ["another", "our \"own", "theirs"]);
    engine.close().unwrap();
    assert_eq!(server.contents(), before);
}

#[test]
fn statements_between_begin_and_commit_are_one_transaction() {
    let server = Server::start();
    let dialects = dialects();
    let mut engine = open(&server.spec(), &dialects).unwrap();
    for statement in ["begin", "create table t (id int)", "create role r", "rollback"] {
        engine.execute(statement).unwrap();
    }
    let schema = engine.introspect().unwrap();
    assert!(schema.tables.is_empty() && schema.roles.is_empty());
}

#[test]
fn dropping_and_panicking_clean_up_too() {
    let server = Server::start();
    let before = server.contents();
    let spec = server.spec();
    let dialects = dialects();
    drop(open(&spec, &dialects).unwrap());
    assert_eq!(server.contents(), before);
    let outcome = std::panic::catch_unwind(|| {
        let mut engine = open(&spec, &dialects).unwrap();
        engine.execute("create role ours").unwrap();
        panic!("on purpose");
    });
    assert!(outcome.is_err());
    assert_eq!(server.contents(), before);
}

const CHILD: &str = "SCHEMAGEN_TEST_SCRATCH_CHILD";

/// Not a test by itself: the next one runs this executable again with this test alone, to have a
/// process that can be interrupted.
#[test]
fn child_process() {
    let Ok(url) = std::env::var(CHILD) else { return };
    cleanup::take_all_interrupts();
    let dialects = dialects();
    let mut engine = open(&url.parse().unwrap(), &dialects).unwrap();
    engine.execute("create role ours").unwrap();
    println!("\nready");
    // In the middle of a statement, as most interrupts are.
    let _ = engine.execute("select pg_sleep(60)");
    drop(engine);
    cleanup::give_way();
}

#[test]
fn an_interrupt_cleans_up() {
    let server = Server::start();
    let before = server.contents();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "engine::postgres::tests::scratch::child_process", "--nocapture"])
        .env(CHILD, server.url(server.server.user(), "postgres"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line == "ready"));
    assert_eq!(scratches(&server.contents()).len(), 1);
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let deadline = Instant::now() + Duration::from_secs(20);
    while child.try_wait().unwrap().is_none() {
        assert!(Instant::now() < deadline, "the child goes on");
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(server.contents(), before);
}

#[test]
fn refused_connections_name_everything_but_the_password() {
    let server = Server::start();
    server.run("create role app login password 'right';\ncreate role poor login");
    let rules = server.session().rows("show hba_file").unwrap().remove(0).remove(0).unwrap();
    let allowed = std::fs::read_to_string(&rules).unwrap();
    std::fs::write(&rules, format!("local all app scram-sha-256\n{allowed}")).unwrap();
    server.run("select pg_reload_conf()");
    let (folder, port) = (server.server.socket().display().to_string(), server.server.port());
    let socket = format!("cannot connect to PostgreSQL at {folder}, port {port}, as user");

    let message = server.refusal(&server.url("app:hunter2", "postgres"));
    let expected =
        format!("{socket} `app`, database `postgres`: password authentication failed for user");
    assert!(
        message.starts_with(&expected) && message.contains("help: check the user and"),
        "{message}"
    );
    let message = server.refusal(&server.url("app", "postgres"));
    assert!(message.contains("the server asks for a password"), "{message}");
    let message = server.refusal(&server.url(server.server.user(), "nowhere"));
    assert!(
        message.contains("database `nowhere`: database \"nowhere\" does not exist\nhelp: create"),
        "{message}"
    );

    let message = server.refusal("postgres://app:hunter2@127.0.0.1:1/shop");
    let expected =
        "cannot connect to PostgreSQL at 127.0.0.1, port 1, as user `app`, database `shop`: ";
    assert!(message.starts_with(expected) && message.contains("nobody listens there"), "{message}");
    let message =
        server.refusal("postgres://app:hunter2@no-such-host.invalid/shop?connect_timeout=5");
    let expected = "at no-such-host.invalid, port 5432, as user `app`, database `shop`";
    assert!(message.contains(expected) && message.contains("check the host's name"), "{message}");
    let message = server.refusal("postgres://app:hunter2@/shop?host=/no/such/folder");
    assert!(
        message.contains("at /no/such/folder, port 5432") && message.contains("its socket"),
        "{message}"
    );

    let message = server.refusal(&server.url("poor", "postgres"));
    let expected = format!(
        "cannot create the scratch database on {folder}, port {port}: permission denied to create database"
    );
    assert!(message.starts_with(&expected), "{message}");
    assert!(message.contains("`alter role \"poor\" createdb`"), "{message}");
}

#[test]
fn a_database_is_inspected_as_it_is() {
    let server = Server::start();
    server.run("create role keeper;\ncreate role stranger;\ncreate table t (id int)");
    server.run("alter table t owner to keeper;\ngrant select on t to public");
    let url = server.url(server.server.user(), "postgres").parse().unwrap();
    let before = server.contents();
    let schema = inspect(&url, &dialects()).unwrap().schema;
    assert_eq!(schema.tables[0].owner.as_deref(), Some("keeper"));
    let roles: Vec<_> = schema.roles.iter().map(|role| role.name.as_str()).collect();
    assert_eq!(roles, ["keeper"], "nothing refers to the other");
    assert_eq!(server.contents(), before);
}

#[test]
fn a_server_that_ends_is_said_to_be_lost() {
    let server = Server::start();
    let dialects = dialects();
    let mut engine = open(&server.spec(), &dialects).unwrap();
    server.run(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname like 'schemagen%'",
    );
    assert!(engine.execute("select 1").is_err());
    let Err(error) = engine.execute("select 1") else { panic!("the session lives") };
    assert!(matches!(error, EngineError::Lost { .. }), "{error}");
}
