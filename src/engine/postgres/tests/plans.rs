use super::{LOCAL, apply, dialects, engine};
use crate::engine::{Engine, EngineError, ExplainParameter, ExplainRequest};

const TABLES: &str = "create domain label as text not null check (value <> '');
     create type mood as enum ('sad', 'ok');
     create schema billing;
     create table billing.invoice (id int primary key);
     create table customer (id bigint primary key, name label, mood mood, at timestamptz);
     create index customer_at on customer (at);
     insert into customer select n, 'x', 'ok', now() from generate_series(1, 2000) n;
     analyze customer";

fn request(sql: &str, parameters: &[Option<&str>]) -> ExplainRequest {
    let parameter = |sql_type: &Option<&str>| ExplainParameter {
        name: "p".to_owned(),
        sql_type: sql_type.map(str::to_owned),
        value: None,
    };
    ExplainRequest {
        sql: sql.to_owned(),
        parameters: parameters.iter().map(parameter).collect(),
        namespace: None,
    }
}

fn check(spec: &str) {
    let dialects = dialects();
    let mut engine = engine(spec, &dialects);
    apply(&mut *engine, TABLES);

    let query =
        request("select id, mood as m from customer where id = $1 and name <> $2", &[None, None]);
    let found = engine.explain(&query).unwrap();
    assert_eq!(found.parameter_types, ["bigint", "text"]);
    let columns: Vec<_> =
        found.result_columns.iter().map(|column| (&*column.name, &*column.sql_type)).collect();
    assert_eq!(columns, [("id", "bigint"), ("m", "mood")]);
    assert_eq!(
        (&*found.plan.kind, found.plan.relation.as_deref()),
        ("Index Scan", Some("customer"))
    );
    assert_eq!(found.plan.index.as_deref(), Some("customer_pkey"));
    assert_eq!(found.plan.condition.as_deref(), Some("(customer.id = $1)"));
    assert!(found.plan.filter.is_some() && found.total_cost > Some(0.0));
    assert_eq!(found.estimated_rows, Some(1.0));

    // Parameters of a domain that forbids NULL, and a statement that would change rows.
    let insert = request("insert into customer (id, name, mood) values ($1, $2, $3)", &[None; 3]);
    let found = engine.explain(&insert).unwrap();
    assert_eq!((found.plan.kind.as_str(), found.result_columns.len()), ("ModifyTable", 0));
    let delete = request("delete from customer returning id", &[]);
    assert_eq!(engine.explain(&delete).unwrap().result_columns[0].sql_type, "bigint");
    let rows = request("select count(*) from customer where id = 2000", &[]);
    assert!(engine.explain(&rows).is_ok());

    // Declared types decide where nothing else does.
    assert_eq!(
        engine.explain(&request("select $1", &[Some("date")])).unwrap().parameter_types,
        ["date"]
    );
    let billing = ExplainRequest {
        namespace: Some("billing".into()),
        ..request("select id from invoice", &[])
    };
    assert_eq!(engine.explain(&billing).unwrap().plan.relation.as_deref(), Some("billing.invoice"));

    refuses(&mut *engine);
    let left = engine.introspect().unwrap();
    assert_eq!(left.tables.len(), 2, "{spec}: nothing of it was run");
}

fn refuses(engine: &mut dyn Engine) {
    let refused = |engine: &mut dyn Engine, query: &ExplainRequest| match engine.explain(query) {
        Err(EngineError::Statement(error)) => *error,
        other => panic!("{} was answered with {other:?}", query.sql),
    };
    let error =
        refused(engine, &request("select nme from customer where id = $1", &[Some("bigint")]));
    assert_eq!((error.code.as_deref(), error.position), (Some("42703"), Some(7)));
    assert_eq!(error.sql, "select nme from customer where id = $1");
    let error = refused(engine, &request("select 'ä', from customer", &[]));
    assert_eq!(error.position, Some(13), "in bytes");
    let error = refused(engine, &request("select 1; commit; drop table customer", &[]));
    assert!(error.message.contains("multiple commands"), "{error}");
    assert!(refused(engine, &request("drop table customer", &[])).message.contains("syntax error"));
}

#[cfg(feature = "embedded")]
#[test]
fn the_embedded_server_explains() {
    check("embedded");
}

#[test]
fn the_oldest_server_explains() {
    check(LOCAL[0]);
}

#[test]
fn the_newest_server_explains() {
    check(LOCAL[2]);
}
