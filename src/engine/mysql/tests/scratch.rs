//! What is made on a server that belongs to others, and what is left of it.

use mysql::prelude::Queryable;

use super::*;
use crate::engine::local::LocalServer;
use crate::engine::mysql::address::Address;
use crate::engine::mysql::read_database;
use crate::engine::{DatabaseUrl, Engine};

fn server(family: Family) -> LocalServer {
    LocalServer::start(kind(family), None).unwrap_or_else(|error| {
        panic!("{error}\nThis test needs real servers: run scripts/test, which installs them.")
    })
}

fn url(family: Family, server: &LocalServer, database: &str, user: &str) -> DatabaseUrl {
    let scheme = family.dialect();
    format!("{scheme}://{user}@/{database}?socket={}", server.socket().display()).parse().unwrap()
}

/// The databases and accounts of a server, but its own.
fn inhabitants(family: Family, server: &LocalServer) -> Vec<String> {
    let (mut connection, ..) =
        Address::of_url(&url(family, server, "", server.user())).unwrap().connect().unwrap();
    let sql = "select schema_name from information_schema.schemata
               where schema_name not in ('mysql', 'sys', 'information_schema', 'performance_schema')
               union all
               select user from mysql.user where user not like 'mysql%' and user not in ('root', 'mariadb.sys', 'PUBLIC')
               order by 1";
    connection.query(sql).unwrap()
}

#[test]
fn everything_is_removed_and_nothing_else() {
    for family in FAMILIES {
        let server = server(family);
        let root = url(family, &server, "", "root");
        let (mut connection, ..) = Address::of_url(&root).unwrap().connect().unwrap();
        for sql in [
            "create database shop",
            "create table shop.t (id int primary key)",
            "create user guest",
        ] {
            connection.query_drop(sql).unwrap();
        }
        let before = inhabitants(family, &server);
        let fill = |engine: &mut MySqlEngine<'_>| {
            for sql in [
                "create table t (id int primary key, n int default (1 + 1))",
                "create database billing",
                "create table billing.t (id int primary key)",
                "create role reader",
                "create user app",
            ] {
                engine.execute(sql).unwrap();
            }
            let schema = engine.introspect().unwrap();
            engine.settle(&schema).unwrap();
        };

        let mut engine = MySqlEngine::at(&root, &DIALECTS).unwrap();
        fill(&mut engine);
        let (title, found) = (kind(family).title(), inhabitants(family, &server));
        assert_eq!(found.len(), before.len() + 4, "{found:?}");
        assert!(
            engine.info().label.starts_with(title) && engine.info().label.contains(" at "),
            "{:?}",
            engine.info()
        );
        Box::new(engine).close().unwrap();
        assert_eq!(inhabitants(family, &server), before);

        let mut engine = MySqlEngine::at(&root, &DIALECTS).unwrap();
        fill(&mut engine);
        drop(engine);
        assert_eq!(inhabitants(family, &server), before);

        let mut engine = MySqlEngine::at(&root, &DIALECTS).unwrap();
        for (sql, why) in [
            ("create database shop", "the database `shop` of the design is there already"),
            (
                "create database if not exists shop",
                "the database `shop` of the design is there already",
            ),
            ("drop database shop", "the database `shop`, which does not belong to the design"),
            ("use shop", "the database `shop`, which does not belong to the design"),
            (
                "create user if not exists guest",
                "the account `guest` of the design is there already",
            ),
            ("drop user guest", "the account `guest`, which does not belong to the design"),
        ] {
            let error = engine.execute(sql).unwrap_err().to_string();
            assert!(error.contains(why) && error.contains("help: "), "{sql}: {error}");
        }
        drop(engine);
        assert_eq!(inhabitants(family, &server), before);
    }
}

#[test]
fn an_interrupted_process_cleans_up_from_another_session() {
    for family in FAMILIES {
        let server = server(family);
        let before = inhabitants(family, &server);
        let root = url(family, &server, "", "root");
        let mut engine = MySqlEngine::at(&root, &DIALECTS).unwrap();
        engine.execute("create database billing").unwrap();
        assert_eq!(inhabitants(family, &server).len(), before.len() + 2);
        // A transaction that reads would keep its tables from being dropped.
        for sql in ["create table t (id int primary key)", "start transaction", "select * from t"] {
            engine.connection.query_drop(sql).unwrap();
        }
        // What Ctrl-C runs; running the whole register would end other tests' servers too.
        let session = engine.connection.connection_id();
        engine.scratch.remover(&Address::of_url(&root).unwrap(), session)();
        assert_eq!(inhabitants(family, &server), before);
        drop(engine);
    }
}

#[test]
fn a_database_is_read_as_a_source_under_no_name() {
    for family in FAMILIES {
        let server = server(family);
        let root = url(family, &server, "shop", "root");
        let (mut connection, ..) =
            Address::of_url(&url(family, &server, "", "root")).unwrap().connect().unwrap();
        for sql in [
            "create database shop character set utf8mb4",
            "create table shop.t (id int primary key)",
            "create view shop.v as select id from shop.t",
            "create role reader",
            "grant select on shop.t to reader",
        ] {
            connection.query_drop(sql).unwrap();
        }
        let before = inhabitants(family, &server);
        let schema = read_database(&root, &DIALECTS, &mut |_| ()).unwrap().schema;
        assert_eq!(table(&schema, "t").columns.len(), 1);
        assert_eq!(schema.views[0].query.text(), "select `t`.`id` AS `id` from `t`");
        assert_eq!((schema.roles[0].name.as_str(), schema.grants.len()), ("reader", 1));
        assert_eq!(inhabitants(family, &server), before);

        let error = read_database(&url(family, &server, "nowhere", "root"), &DIALECTS, &mut |_| ())
            .unwrap_err()
            .to_string();
        assert!(error.contains("nowhere"), "{error}");
        let error = read_database(&url(family, &server, "", "root"), &DIALECTS, &mut |_| ())
            .unwrap_err()
            .to_string();
        assert!(error.contains("the URL names no database"), "{error}");
    }
}

#[test]
fn refusals_name_the_server_and_never_the_password() {
    for family in FAMILIES {
        let server = server(family);
        let (mut connection, ..) =
            Address::of_url(&url(family, &server, "", "root")).unwrap().connect().unwrap();
        connection.query_drop("create user app identified by 'another'").unwrap();
        let mut wrong = url(family, &server, "shop", "app");
        wrong.password = Some(crate::engine::Secret::new("hunter2"));
        let error = MySqlEngine::at(&wrong, &DIALECTS).err().unwrap().to_string();
        let start = format!(
            "cannot connect to {} at {}, as user `app`",
            kind(family).title(),
            server.socket().display()
        );
        assert!(error.starts_with(&start) && error.contains("database `shop`"), "{error}");
        assert!(
            error.contains("help: check the user and the password") && !error.contains("hunter2"),
            "{error}"
        );

        let other = if family == Family::MySql { Family::MariaDb } else { Family::MySql };
        let error =
            MySqlEngine::at(&url(other, &server, "", "root"), &DIALECTS).err().unwrap().to_string();
        assert!(error.contains(&format!("write `{}://` in its URL", family.dialect())), "{error}");
    }
}
