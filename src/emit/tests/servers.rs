//! The acceptance of `physical` and `emit`: a design that uses all a server has is applied to one, and
//! what the catalog then holds is the physical schema, atom by atom.

use super::held;
use crate::dialect::Dialects;
use crate::emit::emit;
use crate::engine::{self, EngineSpec};
use crate::schema::{AtomKind, compare};

/// Applies a design to an engine and compares, but for what raw blocks have made.
#[track_caller]
fn holds(text: &str, spec: &str) {
    let dialects = Dialects::builtin().unwrap();
    let spec: EngineSpec = spec.parse().unwrap();
    let mut engine = engine::open(&spec, &dialects).unwrap();
    let info = engine.info().clone();
    let dialect = dialects.at(&info.dialect, Some(info.version)).unwrap();
    let physical = held(text, dialect);
    for statement in emit(&physical.schema, dialect).unwrap() {
        if let Err(error) = engine.execute(&statement.sql) {
            panic!("{}: {error}\n{}", info.label, statement.sql);
        }
    }
    let settled = engine.settle(&physical.schema).unwrap();
    let mut differences = compare(&settled, &engine.introspect().unwrap());
    differences.retain(|difference| difference.key.kind != AtomKind::Routine);
    let shown: Vec<String> = differences.iter().map(ToString::to_string).collect();
    assert!(shown.is_empty(), "{}:\n{}", info.label, shown.join("\n"));
    engine.close().unwrap();
}

#[test]
fn sqlite_holds_what_was_designed() {
    holds(include_str!("sqlite.sgen"), "sqlite");
}

#[cfg(feature = "postgres")]
#[test]
fn postgres_holds_what_was_designed() {
    holds(include_str!("postgres.sgen"), "local:postgres");
}

#[cfg(feature = "mysql")]
#[test]
fn mysql_holds_what_was_designed() {
    holds(include_str!("mysql.sgen"), "local:mysql");
}

#[cfg(feature = "mysql")]
#[test]
fn mariadb_holds_what_was_designed() {
    holds(include_str!("mysql.sgen"), "local:mariadb");
}
