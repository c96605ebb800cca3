//! SQL on one scratch database, its schema written, and what that makes on another: the catalogs are equal.

use std::io::Cursor;

use super::held;
use crate::dialect::{Dialect, Dialects};
use crate::emit::emit;
use crate::engine::{self, Engine, EngineSpec};
use crate::language;
use crate::schema::{Schema, compare};
use crate::sql::statements::{Item, Splitter};
use crate::write::write;

fn open<'d>(spec: &str, dialects: &'d Dialects) -> Box<dyn Engine + 'd> {
    let spec: EngineSpec = spec.parse().unwrap();
    engine::open(&spec, dialects)
        .unwrap_or_else(|error| panic!("{error}\nThis test needs real servers: run scripts/test."))
}

fn run(engine: &mut dyn Engine, sql: &str) {
    engine.execute(sql).unwrap_or_else(|error| panic!("{error}\n{sql}"));
}

/// What a script makes on a fresh database.
fn loaded(spec: &str, script: &str, dialects: &Dialects) -> Schema {
    let mut engine = open(spec, dialects);
    let data = dialects.get(&engine.info().dialect).unwrap();
    let mut splitter = Splitter::new(Cursor::new(script.as_bytes()), data);
    while let Some(item) = splitter.next_item().unwrap() {
        let Item::Statement(statement) = item else { continue };
        run(&mut *engine, &statement.text);
    }
    let schema = engine.introspect().unwrap();
    engine.close().unwrap();
    schema
}

/// Writes a schema of this server, makes a database of the text, and compares.
#[track_caller]
fn comes_back(spec: &str, schema: &Schema, dialects: &Dialects) {
    let mut engine = open(spec, dialects);
    let info = engine.info().clone();
    let dialect = dialects.at(&info.dialect, Some(info.version)).unwrap();
    let written = write(schema, dialect, "shop");
    assert!(written.notes.is_empty(), "{}: {:#?}", info.label, written.notes);
    assert_eq!(language::format(&written.text).unwrap(), written.text, "it is formatted");
    for statement in emit(&held(&written.text, dialect).schema, dialect).unwrap() {
        run(&mut *engine, &statement.sql);
    }
    let mut back = engine.introspect().unwrap();
    engine.close().unwrap();
    // What has no place in the model does not come back, and is said in the text.
    back.unmodelled.clone_from(&schema.unmodelled);
    let shown: Vec<String> = compare(schema, &back).iter().map(ToString::to_string).collect();
    assert!(shown.is_empty(), "{}:\n{}\n{}", info.label, shown.join("\n"), written.text);
}

#[track_caller]
fn round(spec: &str, script: &str) {
    let dialects = Dialects::builtin().unwrap();
    comes_back(spec, &loaded(spec, script, &dialects), &dialects);
}

/// A sample as this server holds it, inspected and written.
fn sample(spec: &str, design: &str) {
    let dialects = Dialects::builtin().unwrap();
    let mut engine = open(spec, &dialects);
    let info = engine.info().clone();
    let dialect = dialects.at(&info.dialect, Some(info.version)).unwrap();
    for statement in emit(&held(design, dialect).schema, dialect).unwrap() {
        run(&mut *engine, &statement.sql);
    }
    let schema = engine.introspect().unwrap();
    engine.close().unwrap();
    comes_back(spec, &schema, &dialects);
}

const POSTGRES: &str = include_str!("../../engine/postgres/tests/everything.sql");

#[cfg(feature = "postgres")]
#[test]
fn everything_of_postgres_comes_back() {
    for spec in ["local:postgres@13", "local:postgres@15", "local:postgres@18"] {
        round(spec, POSTGRES);
        round(spec, include_str!("postgres.sql"));
    }
}

#[cfg(feature = "mysql")]
#[test]
fn everything_of_mysql_comes_back() {
    round("local:mysql", include_str!("mysql.sql"));
}

#[cfg(feature = "mysql")]
#[test]
fn everything_of_mariadb_comes_back() {
    round("local:mariadb", include_str!("mariadb.sql"));
}

#[test]
fn everything_of_sqlite_comes_back() {
    round("sqlite", include_str!("sqlite.sql"));
}

#[test]
fn designs_of_many_targets_come_back_from_sqlite() {
    sample("sqlite", include_str!("../../emit/tests/sqlite.sgen"));
}

#[cfg(feature = "postgres")]
#[test]
fn designs_come_back_from_postgres() {
    sample("local:postgres", include_str!("../../emit/tests/postgres.sgen"));
}

#[cfg(feature = "mysql")]
#[test]
fn designs_come_back_from_mysql_and_mariadb() {
    for spec in ["local:mysql", "local:mariadb"] {
        sample(spec, include_str!("../../emit/tests/mysql.sgen"));
    }
}

/// The dialect of a test, at its newest version.
pub(super) fn newest<'d>(dialects: &'d Dialects, name: &str) -> Dialect<'d> {
    let newest = dialects.get(name).unwrap().versions.newest;
    dialects.at(name, Some(newest)).unwrap()
}
