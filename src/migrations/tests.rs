use std::collections::BTreeMap;

use super::*;
use crate::dialect::Dialects;

fn names(texts: &[&str]) -> Vec<String> {
    let mut names: Vec<MigrationName> =
        texts.iter().map(|text| MigrationName::parse(text).unwrap()).collect();
    names.sort();
    names.iter().map(ToString::to_string).collect()
}

#[test]
fn names_are_ordered_by_number() {
    assert_eq!(names(&["10_b", "9_a", "009_c"]), ["9_a", "009_c", "10_b"]);
    assert_eq!(MigrationName::new("1", " Add Coupons! ").unwrap().to_string(), "1_add_coupons");
    for wrong in ["", "a_b", "1", "1_", "_a"] {
        assert!(MigrationName::parse(wrong).is_err(), "{wrong}");
    }
    assert!(MigrationName::new("1", "!?").is_err());
}

#[test]
fn a_list_of_checksums_survives_a_merge() {
    let mut ours = Checksums::default();
    ours.set("1_a/up.sql", "select 1;\n");
    let mut theirs = ours.clone();
    ours.set("2_b/up.sql", "select 2;\n");
    theirs.set("3_c/up.sql", "select 3;\n");
    let merged = Checksums::parse(&format!("{}{}", ours.text(), theirs.text()));
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let mut files: BTreeMap<String, String> = [
        file("1_a/up.sql", "select 1;\r\n"),
        file("2_b/up.sql", "select 2;\n"),
        file("3_c/up.sql", "select 3;\n"),
    ]
    .into();
    assert_eq!(merged.compare(&files), []);
    files.insert("2_b/up.sql".to_owned(), "select 22;\n".to_owned());
    files.remove("3_c/up.sql");
    files.insert("4_d/up.sql".to_owned(), "select 4;\n".to_owned());
    assert_eq!(
        merged.compare(&files),
        [
            Mismatch::Changed("2_b/up.sql".to_owned()),
            Mismatch::Missing("3_c/up.sql".to_owned()),
            Mismatch::Unlisted("4_d/up.sql".to_owned()),
        ]
    );
}

/// `kind` of each step, batches between bars.
fn shape(dialect: &str, text: &str) -> String {
    let dialects = Dialects::builtin().unwrap();
    let script = script(text, dialects.at(dialect, None).unwrap()).unwrap();
    let batches = script.batches().into_iter().map(|batch| {
        let steps = batch.iter().map(|step| match step.kind {
            StepKind::Setting => "setting",
            StepKind::Transactional => "joins",
            StepKind::Alone => "alone",
        });
        steps.collect::<Vec<_>>().join(" ")
    });
    batches.collect::<Vec<_>>().join(" | ")
}

#[test]
fn steps_join_a_transaction_where_the_server_lets_them() {
    let text = "create table t (a int);\ninsert into t values (1);\ncreate index concurrently i on t (a);\nset x = 1;\n\
                drop table t;\n-- schemagen: commit\nselect 1;";
    assert_eq!(shape("postgres", text), "joins joins | alone | setting joins | joins");
    assert_eq!(
        shape("mysql", "create table t (a int); insert into t values (1); drop table t;"),
        "alone | joins | alone"
    );
    assert_eq!(
        shape("postgres", "begin; create table t (a int); commit; select 1;"),
        "joins | joins"
    );
    assert_eq!(
        shape(
            "postgres",
            "select 1;\n-- schemagen: backfill t by id batch 10\nupdate t set a = 1;\nselect 2;"
        ),
        "joins | joins | joins"
    );
    let dialects = Dialects::builtin().unwrap();
    let postgres = dialects.at("postgres", None).unwrap();
    for wrong in [
        "select 'a",
        "-- schemagen: backfill t\nupdate t set a = 1;",
        "-- schemagen: backfill t by id batch 0\nselect 1",
    ] {
        assert!(script(wrong, postgres).is_err(), "{wrong}");
    }
}

#[test]
fn every_format_is_read_as_it_was_written() {
    let dialects = Dialects::builtin().unwrap();
    let dialect = dialects.at("postgres", None).unwrap();
    let one = |version: &str, name: &str, up: &str, down: Option<&str>| Migration {
        name: MigrationName::new(version, name).unwrap(),
        up: up.to_owned(),
        down: down.map(str::to_owned),
        plan: None,
    };
    let migrations = [
        one(
            "20260101000000",
            "first",
            "create table a (id int);\ninsert into a values (1);\n",
            Some("drop table a;\n"),
        ),
        one(
            "20260102000000",
            "second",
            "create index concurrently i on a (id);\n",
            Some("drop index concurrently i;\n"),
        ),
        one(
            "20260103000000",
            "body",
            "create function f() returns int language sql as $$ select 1; $$;\n",
            None,
        ),
    ];
    for format in Format::ALL {
        let exported = export(&migrations, format, dialect);
        let files: BTreeMap<String, String> = exported.files.into_iter().collect();
        let imported = import(&files, format);
        assert!(imported.notes.is_empty(), "{}: {:?}", format.name(), imported.notes);
        let has_down = !matches!(format, Format::Refinery | Format::Atlas);
        for (ours, theirs) in migrations.iter().zip(&imported.migrations) {
            let steps = |text: &str| -> Vec<String> {
                script(text, dialect).unwrap().steps.into_iter().map(|step| step.sql).collect()
            };
            assert_eq!(ours.name, theirs.name, "{}", format.name());
            assert_eq!(steps(&ours.up), steps(&theirs.up), "{}", format.name());
            let down = ours.down.as_deref().filter(|_| has_down).map(steps);
            assert_eq!(down, theirs.down.as_deref().map(steps), "{}", format.name());
        }
        assert_eq!(imported.migrations.len(), 3, "{}", format.name());
    }
}
