use serde_json::{Value, json};

use super::{LOCAL, apply, dialects, engine};
use crate::schema::Schema;

const EVERYTHING: &str = include_str!("everything.sql");

/// What `everything.sql` is to be read as. Setting SCHEMAGEN_BLESS writes it again.
const EXPECTED: &str = include_str!("everything.json");

fn introspected(spec: &str, script: &str) -> Schema {
    let dialects = dialects();
    let mut engine = engine(spec, &dialects);
    apply(&mut *engine, script);
    let schema = engine.introspect().unwrap();
    engine.close().unwrap();
    schema
}

/// Compares piece by piece, so that a failure shows one object and not all of them.
fn check(spec: &str) {
    let found = serde_json::to_value(introspected(spec, EVERYTHING)).unwrap();
    if std::env::var_os("SCHEMAGEN_BLESS").is_some() {
        let path =
            concat!(env!("CARGO_MANIFEST_DIR"), "/src/engine/postgres/tests/everything.json");
        std::fs::write(path, serde_json::to_string_pretty(&found).unwrap() + "\n").unwrap();
    }
    let expected: Value = serde_json::from_str(EXPECTED).unwrap();
    for (kind, expected) in expected.as_object().unwrap() {
        let (expected, found) = (expected.as_array().unwrap(), found[kind].as_array().unwrap());
        for (expected, found) in expected.iter().zip(found) {
            let shown = |piece| serde_json::to_string_pretty(piece).unwrap();
            assert_eq!(shown(expected), shown(found), "{spec}: {kind}");
        }
        assert_eq!(expected.len(), found.len(), "{spec}: {kind}");
    }
    assert_eq!(expected, found, "{spec}");
}

#[cfg(feature = "embedded")]
#[test]
fn every_kind_of_object_is_read_from_the_embedded_server() {
    check("embedded");
}

#[test]
fn every_kind_of_object_is_read_from_the_oldest_server() {
    check(LOCAL[0]);
}

#[test]
fn every_kind_of_object_is_read_from_debians_server() {
    check(LOCAL[1]);
}

#[test]
fn every_kind_of_object_is_read_from_the_newest_server() {
    check(LOCAL[2]);
}

#[test]
fn what_only_newer_servers_have_is_read_there() {
    let schema = introspected(
        LOCAL[2],
        "create extension btree_gist;
         create table a (x int, y int, z int generated always as (x + y) virtual, during daterange not null,
           unique nulls not distinct (x), primary key (y, during without overlaps));
         create table b (id int primary key, x int default 1, words text compression pglz,
           constraint b_a foreign key (x) references a (x) on delete set null (x) not enforced,
           constraint b_check check (x > 0) not enforced);
         create index b_words on b (words) nulls not distinct;
         create view v with (security_invoker = true) as select id from b;
         create type span as range (subtype = int4, multirange_type_name = spans)",
    );
    let (a, b) = (&schema.tables[0], &schema.tables[1]);
    assert_eq!(json!(a.columns[2].generated), json!({"expression": "x + y", "storage": "virtual"}));
    assert!(a.uniques[0].nulls_not_distinct);
    assert_eq!(a.primary_key, None);
    let [kept] = schema.others.as_slice() else { panic!("{:?}", schema.others) };
    let words =
        "ALTER TABLE \"a\" ADD CONSTRAINT \"a_pkey\" PRIMARY KEY (y, during WITHOUT OVERLAPS)";
    assert_eq!(
        (kept.kind.as_str(), kept.statements.as_slice()),
        ("temporal constraint", &[words.to_owned()][..])
    );
    assert_eq!(json!(b.columns[2].options), json!({"compression": "pglz"}));
    let key = &b.foreign_keys[0];
    assert_eq!(key.set_columns, ["x"]);
    assert!(key.not_enforced && !key.not_valid && b.checks[0].not_enforced);
    assert_eq!(json!(schema.views[0].options), json!({"security_invoker": "true"}));
    assert_eq!(json!(schema.ranges[0].options), json!({"multirange_type_name": "spans"}));
}

#[test]
fn what_has_no_word_in_the_model_is_kept_as_statements() {
    let schema = introspected(
        LOCAL[1],
        "create table t (id int not null) partition by list (id);
         create table t1 partition of t for values in (1);
         alter table t1 add constraint only_here check (id < 9);
         create view v as select id from t;
         create function f() returns trigger language plpgsql as $$ begin return null; end $$;
         create trigger on_view instead of insert on v for each row execute function f();
         create trigger on_partition after insert on t1 for each row execute function f();
         revoke execute on function f() from public;
         create publication p for all tables;
         comment on publication p is 'It''s all';
         create publication q for table t, t1 (id) where (id > 0) with (publish = 'insert');
         create foreign data wrapper w options (debug 'true');
         create server s type 'x' foreign data wrapper w;
         create rule r as on delete to v do instead nothing",
    );
    let own = schema.tables[0].partitioning.as_ref().unwrap().partitions[0].own.as_ref().unwrap();
    assert_eq!(own.checks[0].name.as_deref(), Some("only_here"));
    assert_eq!(own.triggers[0].name, "on_partition");
    let found: Vec<_> = schema
        .others
        .iter()
        .map(|other| {
            format!("{} {} {}: {}", other.kind, other.name, other.part, other.statements.join("; "))
        })
        .collect();
    assert_eq!(
        found,
        [
            "foreign data wrapper w : CREATE FOREIGN DATA WRAPPER w OPTIONS (debug 'true')",
            "foreign server s : CREATE SERVER s TYPE 'x' FOREIGN DATA WRAPPER w",
            "rule r on v: CREATE RULE r AS\n    ON DELETE TO public.v DO INSTEAD NOTHING",
            "revocation f (): REVOKE ALL ON FUNCTION public.f() FROM PUBLIC",
            "publication p : CREATE PUBLICATION p FOR ALL TABLES WITH (publish = 'insert, update, delete, truncate'); \
             COMMENT ON publication p IS 'It''s all'",
            "publication q : CREATE PUBLICATION q FOR TABLE t1 (id) WHERE ((id > 0)), TABLE t WITH (publish = 'insert')",
            "trigger on_view on v: CREATE TRIGGER on_view INSTEAD OF INSERT ON public.v FOR EACH ROW EXECUTE FUNCTION f()",
        ]
    );
    assert_eq!(schema.unmodelled, []);
}

#[test]
fn an_empty_database_is_an_empty_schema() {
    assert_eq!(introspected(LOCAL[1], ""), Schema::default());
}
