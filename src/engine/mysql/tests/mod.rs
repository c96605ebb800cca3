//! Everything here runs on real servers of both families.

mod catalog;
mod scratch;
mod settled;

use std::sync::LazyLock;

use mysql::prelude::Queryable;

use super::MySqlEngine;
use crate::dialect::Dialects;
use crate::engine::introspect::mysql::Family;
use crate::engine::local::ServerKind;
use crate::engine::{Engine, ExplainRequest, StatementError};
use crate::schema::{QualifiedName, Schema, Table};

const FAMILIES: [Family; 2] = [Family::MySql, Family::MariaDb];

static DIALECTS: LazyLock<Dialects> = LazyLock::new(|| Dialects::builtin().unwrap());

fn kind(family: Family) -> ServerKind {
    match family {
        Family::MySql => ServerKind::MySql,
        Family::MariaDb => ServerKind::MariaDb,
    }
}

/// An engine on a throwaway server, after these statements.
fn engine<'s>(
    family: Family,
    statements: impl IntoIterator<Item = &'s str>,
) -> MySqlEngine<'static> {
    let engine = MySqlEngine::local(kind(family), None, &DIALECTS);
    let mut engine = engine.unwrap_or_else(|error| {
        panic!("{error}\nThis test needs real servers: run scripts/test, which installs them.")
    });
    for sql in statements {
        engine.execute(sql).unwrap_or_else(|error| panic!("{family:?}: {error}"));
    }
    engine
}

fn refusal(error: crate::engine::EngineError) -> StatementError {
    match error {
        crate::engine::EngineError::Statement(error) => *error,
        other => panic!("{other}"),
    }
}

fn table<'s>(schema: &'s Schema, name: &str) -> &'s Table {
    schema.table(&QualifiedName::bare(name)).unwrap()
}

fn request(sql: &str) -> ExplainRequest {
    ExplainRequest { sql: sql.to_owned(), parameters: Vec::new(), namespace: None }
}

#[test]
fn plans_name_tables_indexes_partitions_and_types() {
    let statements = [
        "create table person (id bigint not null primary key, email varchar(100) not null, age int, key by_age (age))",
        "create table pet (id bigint not null primary key, owner bigint not null, name varchar(20), key by_owner (owner))",
        "create table event (id int not null, at datetime(6) not null, primary key (id, at)) partition by range columns (at) \
         (partition p1 values less than ('2020-01-01'), partition p2 values less than ('2021-01-01'), \
         partition p3 values less than (maxvalue))",
        "insert into person values (1, 'a', 1), (2, 'b', 2), (3, 'c', 3)",
        "insert into pet values (1, 1, 'x'), (2, 2, 'y'), (3, 3, 'z')",
        "insert into event values (1, '2020-05-01'), (2, '2019-05-01'), (3, '2022-05-01')",
    ];
    for family in FAMILIES {
        let mut engine = engine(family, statements);
        let sql = "select p.email, count(*) as pets from person p join pet q on q.owner = p.id \
                   where p.age = ? group by p.email order by pets desc limit ?";
        let plan = engine.explain(&request(sql)).unwrap();
        let columns: Vec<_> = plan
            .result_columns
            .iter()
            .map(|column| format!("{} {}", column.name, column.sql_type))
            .collect();
        assert_eq!(columns, ["email varchar", "pets bigint"], "{family:?}");
        assert_eq!(plan.parameter_types.len(), 2);
        let person = plan.plan.walk().find(|node| node.relation.as_deref() == Some("p")).unwrap();
        assert_eq!(person.index.as_deref(), Some("by_age"), "{family:?} {person:?}");
        assert!(
            person.rows.is_some() && person.condition.as_deref() == Some("age = const"),
            "{person:?}"
        );
        assert!(!plan.raw.to_string().contains("schemagen_scratch"), "{}", plan.raw);

        let sql = "select * from event where at >= ? and at < '2021-01-01'";
        let plan = engine.explain(&request(sql)).unwrap();
        let event =
            plan.plan.walk().find(|node| node.relation.as_deref() == Some("event")).unwrap();
        assert!(
            event.partitions.contains(&"p2".to_owned())
                && !event.partitions.contains(&"p3".to_owned()),
            "{event:?}"
        );

        for sql in [
            "delete from pet where id > ?",
            "update person set age = age + ?",
            "insert into pet values (?, ?, ?)",
        ] {
            engine.explain(&request(sql)).unwrap();
        }
        let left = engine.explain(&request("select count(*) from pet where name > 'a'")).unwrap();
        assert!(
            left.plan.walk().any(|node| node.rows == Some(3.0)),
            "nothing was deleted: {:?}",
            left.plan
        );
    }
}

#[test]
fn mistakes_in_queries_have_a_place() {
    for family in FAMILIES {
        let mut engine = engine(family, ["create table person (id int not null primary key)"]);
        let mut refused = |sql: &str| refusal(engine.explain(&request(sql)).unwrap_err());
        let error = refused("select id,\n emial from person");
        assert_eq!((error.code.as_deref(), error.position), (Some("1054"), Some(12)), "{error}");
        let error = refused("select id from persn where id = ?");
        assert_eq!(error.position, Some(15), "{error}");
        assert!(!error.message.contains("schemagen_scratch"), "{error}");
        let error = refused("select id form person x");
        assert_eq!((error.code.as_deref(), error.position), (Some("1064"), Some(15)), "{error}");
        let error = refused("select id from person where");
        assert_eq!(error.position, Some(27), "{error}");
    }
}

#[test]
fn reading_costs_the_same_number_of_queries_for_any_number_of_tables() {
    for family in FAMILIES {
        let mut engine = engine(family, []);
        let cost = |engine: &mut MySqlEngine<'_>| {
            let asked = |engine: &mut MySqlEngine<'_>| -> u64 {
                let row: Option<(String, u64)> =
                    engine.connection.query_first("show session status like 'Questions'").unwrap();
                row.unwrap().1
            };
            let before = asked(engine);
            engine.introspect().unwrap();
            // The second question about questions is one itself.
            asked(engine) - before - 1
        };
        engine.execute("create table t (id int primary key)").unwrap();
        let least = cost(&mut engine);
        for number in 0..60 {
            let parent = if number == 0 { "t".to_owned() } else { format!("t{}", number - 1) };
            engine
                .execute(&format!(
                    "create table t{number} (id int primary key, a varchar(9) default (lower('A')), unique key u (a), \
                     constraint f{number} foreign key (id) references {parent} (id), constraint c{number} check (id > 0))"
                ))
                .unwrap();
        }
        assert_eq!(cost(&mut engine), least);
        assert!(least <= 16, "{least}");
        assert_eq!(engine.introspect().unwrap().tables.len(), 61);
    }
}

#[test]
fn queries_of_a_namespace_find_its_tables() {
    for family in FAMILIES {
        let mut engine = engine(
            family,
            [
                "create database billing",
                "create table billing.invoice (id int not null primary key)",
            ],
        );
        let query = ExplainRequest {
            namespace: Some("billing".to_owned()),
            ..request("select id from invoice where id > ?")
        };
        engine.explain(&query).unwrap();
        let error = refusal(engine.explain(&request("select id from invoice")).unwrap_err());
        assert_eq!(
            error.code.as_deref(),
            Some("1146"),
            "the default database is the scratch again: {error}"
        );
    }
}
