//! Real servers: they start, accept a connection over their socket, and leave nothing behind
//! however they end.
//!
//! The binaries come from `scripts/test-servers`; without them these tests fail.

use std::env;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::account::Account;
use super::find::{self, Places};
use super::template::Template;
use super::{LocalError, LocalServer, ServerKind};
use crate::engine::cleanup;

const CHILD: &str = "SCHEMAGEN_TEST_LOCAL_CHILD";

fn start(kind: ServerKind, version: Option<&str>) -> LocalServer {
    match LocalServer::start(kind, version) {
        Ok(server) => server,
        Err(error @ (LocalError::NotFound { .. } | LocalError::VersionNotFound { .. })) => {
            panic!("{error}\nThis test needs real servers: run scripts/test, which installs them.")
        }
        Err(error) => panic!("{error}"),
    }
}

/// Proves that what a server leaves behind when dropped is nothing.
fn drop_and_check(server: LocalServer) {
    let process = server.process_id();
    let folder = server.folder().to_owned();
    assert!(is_alive(process) && folder.is_dir());
    drop(server);
    assert!(!is_alive(process), "process {process} still runs");
    assert!(!folder.exists(), "{} still exists", folder.display());
}

fn is_alive(process: u32) -> bool {
    Path::new(&format!("/proc/{process}")).exists()
}

fn await_end(what: &str, is_over: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !is_over() {
        assert!(Instant::now() < deadline, "{what}");
        thread::sleep(Duration::from_millis(10));
    }
}

#[cfg(feature = "postgres")]
fn check_postgres(version: &str) {
    let server = start(ServerKind::Postgres, Some(version));
    assert_eq!(server.version().split('.').next(), Some(version));
    let mut client = ::postgres::Config::new()
        .host_path(server.socket())
        .port(server.port())
        .user(server.user())
        .dbname("postgres")
        .connect(::postgres::NoTls)
        .expect("a connection over the socket");
    let setting = |client: &mut ::postgres::Client, name: &str| -> String {
        client.query_one(&format!("show {name}"), &[]).expect("show").get(0)
    };
    assert_eq!(client.query_one("select 1", &[]).expect("select 1").get::<_, i32>(0), 1);
    assert_eq!(setting(&mut client, "server_encoding"), "UTF8");
    let collation = "select datcollate::text from pg_database where datname = 'postgres'";
    assert_eq!(client.query_one(collation, &[]).expect("its collation").get::<_, String>(0), "C");
    assert_eq!(setting(&mut client, "listen_addresses"), "");
    drop(client);
    drop_and_check(server);
}

#[cfg(feature = "postgres")]
#[test]
fn postgres_13() {
    check_postgres("13");
}

#[cfg(feature = "postgres")]
#[test]
fn postgres_15() {
    check_postgres("15");
}

#[cfg(feature = "postgres")]
#[test]
fn postgres_18() {
    check_postgres("18");
}

#[cfg(feature = "mysql")]
fn check_mysql(kind: ServerKind) {
    use ::mysql::prelude::Queryable;
    let server = start(kind, None);
    let options =
        ::mysql::OptsBuilder::new().user(Some(server.user())).socket(server.socket().to_str());
    let mut client = ::mysql::Conn::new(options).expect("a connection over the socket");
    let row: Option<(u8, String, String, bool)> = client
        .query_first("select 1, @@version, @@character_set_server, @@skip_networking")
        .expect("select 1");
    let (one, version, charset, skips_networking) = row.expect("a row");
    assert_eq!((one, charset.as_str(), skips_networking), (1, "utf8mb4", true));
    assert!(version.starts_with(server.version()), "{version} is not {}", server.version());
    client.query_drop("create database scratch").expect("create database");
    client
        .query_drop("create table scratch.t (id int primary key, v varchar(20)) engine=InnoDB")
        .expect("create table");
    let users: Vec<String> =
        client.query("select user from mysql.user where user = ''").expect("users");
    assert_eq!(users, Vec::<String>::new(), "no anonymous users");
    drop(client);
    drop_and_check(server);
}

#[cfg(feature = "mysql")]
#[test]
fn mysql() {
    check_mysql(ServerKind::MySql);
}

#[cfg(feature = "mysql")]
#[test]
fn mariadb() {
    check_mysql(ServerKind::MariaDb);
}

#[test]
fn a_server_outlives_the_thread_that_started_it() {
    let server = thread::spawn(|| start(ServerKind::Postgres, None)).join().expect("no panic");
    thread::sleep(Duration::from_millis(50));
    assert!(is_alive(server.process_id()));
    drop_and_check(server);
}

#[test]
fn a_panic_stops_the_server() {
    let (sender, receiver) = std::sync::mpsc::channel();
    let outcome = thread::spawn(move || {
        let server = start(ServerKind::Postgres, None);
        sender.send((server.process_id(), server.folder().to_owned())).expect("send");
        panic!("on purpose");
    })
    .join();
    assert!(outcome.is_err());
    let (process, folder) = receiver.recv().expect("the server started");
    assert!(!is_alive(process) && !folder.exists());
}

#[test]
fn a_broken_template_is_replaced() {
    let kind = ServerKind::Postgres;
    let account = Account::for_server(kind).expect("an account");
    let binary = find::find(kind, None, account.as_ref(), &Places::of_this_machine(kind))
        .expect("run scripts/test, which installs Postgres");
    let cache = tempfile::tempdir().expect("a folder");
    let template = || Template::inside(cache.path(), &binary);
    let empty = tempfile::tempdir().expect("a folder");
    template().keep(empty.path());
    assert!(template().exists(), "an empty folder in place of a data folder");

    let server = LocalServer::start_binary(binary.clone(), account.clone(), Some(template()), &[])
        .expect("it starts");
    drop_and_check(server);
    let copy = cache.path().join("copy");
    template().copy_to(&copy, None).expect("the new template");
    assert!(copy.join("PG_VERSION").is_file());
}

#[test]
fn a_version_that_is_not_installed_is_named() {
    let error = LocalServer::start(ServerKind::Postgres, Some("7.1"))
        .expect_err("no such version")
        .to_string();
    assert!(error.starts_with("no PostgreSQL 7.1 is installed, only "), "{error}");
}

/// Not a test by itself: the tests below run this executable again with this test alone, to have a
/// process that can be interrupted and killed.
#[test]
fn child_process() {
    let Ok(kind) = env::var(CHILD) else { return };
    cleanup::take_all_interrupts();
    let kind = if kind == "mysql" { ServerKind::MySql } else { ServerKind::Postgres };
    let server = start(kind, None);
    println!("\nstarted {} {}", server.process_id(), server.folder().display());
    thread::sleep(Duration::from_secs(60));
}

/// Runs the child until its server is up, sends it a signal, and returns its exit code and the
/// server's process and folder.
fn interrupted_child(kind: &str, signal: i32) -> (Option<i32>, u32, PathBuf) {
    let name = "engine::local::tests::child_process";
    let mut child = Command::new(env::current_exe().expect("this executable"))
        .args(["--exact", name, "--nocapture"])
        .env(CHILD, kind)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the child starts");
    let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let line = lines
        .map_while(Result::ok)
        .find(|line| line.starts_with("started "))
        .expect("its server starts");
    let mut words = line.split(' ').skip(1);
    let process: u32 = words.next().and_then(|word| word.parse().ok()).expect("a process id");
    let folder = PathBuf::from(words.next().expect("a folder"));
    assert!(is_alive(process) && folder.is_dir());
    // SAFETY: kill only takes numbers, and the child has not been reaped.
    unsafe { libc::kill(i32::try_from(child.id()).expect("an id"), signal) };
    (child.wait().expect("it ends").code(), process, folder)
}

#[test]
fn an_interrupt_stops_the_server_and_exits_with_130() {
    for signal in [libc::SIGINT, libc::SIGTERM] {
        let (code, process, folder) = interrupted_child("postgres", signal);
        assert_eq!(code, Some(130));
        assert!(!is_alive(process) && !folder.exists());
    }
}

#[test]
fn a_killed_process_takes_its_servers_with_it_and_the_next_start_cleans_up() {
    for kind in ["postgres", "mysql"] {
        let (code, process, folder) = interrupted_child(kind, libc::SIGKILL);
        assert_eq!(code, None);
        await_end("the server survived", || !is_alive(process));
        drop(start(ServerKind::Postgres, None));
        // Another test's start may be at it at the same time.
        await_end("the folder was not swept", || !folder.exists());
    }
}
