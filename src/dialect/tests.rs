//! What must hold of every dialect at every version it supports.

use std::sync::LazyLock;

use super::{Capability, Dialect, Dialects, Version};
use crate::schema::{DataType, QualifiedName};

fn dialects() -> &'static Dialects {
    static DIALECTS: LazyLock<Dialects> = LazyLock::new(|| Dialects::builtin().unwrap());
    &DIALECTS
}

/// Every dialect at every release that is known.
fn everywhere(dialects: &Dialects) -> impl Iterator<Item = Dialect<'_>> {
    dialects.names().filter_map(|name| dialects.get(name)).flat_map(|data| {
        data.versions.known.iter().map(move |version| Dialect { data, version: *version })
    })
}

fn at<'d>(dialects: &'d Dialects, name: &str, version: &str) -> Dialect<'d> {
    dialects.at(name, Some(version.parse().unwrap())).unwrap()
}

/// One of each type, and the odd ones of those with arguments.
fn all_types() -> Vec<DataType> {
    let decimal = |precision, scale| DataType::Decimal { precision, scale };
    vec![
        DataType::SmallInt,
        DataType::Int,
        DataType::BigInt,
        decimal(Some(12), Some(2)),
        decimal(Some(12), None),
        decimal(None, None),
        decimal(Some(200), Some(10)),
        DataType::Real,
        DataType::Double,
        DataType::Boolean,
        DataType::Text,
        DataType::Varchar { length: Some(254) },
        DataType::Varchar { length: Some(40_000) },
        DataType::Varchar { length: None },
        DataType::Char { length: 3 },
        DataType::Char { length: 300 },
        DataType::Bytes,
        DataType::Date,
        DataType::Time { precision: None },
        DataType::Time { precision: Some(0) },
        DataType::Timestamp { precision: None },
        DataType::Timestamp { precision: Some(3) },
        DataType::TimestampTz { precision: None },
        DataType::TimestampTz { precision: Some(0) },
        DataType::Interval,
        DataType::Uuid,
        DataType::Json,
        DataType::array_of(DataType::Text),
        DataType::array_of(DataType::Varchar { length: Some(3) }),
        DataType::native("TSVector"),
        DataType::native("int unsigned"),
    ]
}

#[test]
fn the_built_in_dialects_load_and_leave_no_capability_open() {
    let dialects = dialects();
    assert_eq!(
        dialects.names().collect::<Vec<_>>(),
        [
            "postgres",
            "mysql",
            "mariadb",
            "sqlite",
            "postgres_fdw",
            "spider",
            "citus",
            "cockroachdb",
            "yugabytedb",
            "vitess",
            "tidb"
        ]
    );
    for name in dialects.names() {
        let data = dialects.get(name).unwrap();
        assert_eq!(data.unanswered(), [], "{name}");
        assert_eq!(data.versions.known.first(), Some(&data.versions.oldest), "{name}");
        assert_eq!(data.versions.known.last(), Some(&data.versions.newest), "{name}");
        assert!(data.versions.known.is_sorted(), "{name}");
    }
}

#[test]
fn a_canonical_type_is_read_back_as_itself() {
    let dialects = dialects();
    for dialect in everywhere(dialects) {
        for data_type in all_types() {
            let canonical = dialect.canonical_type(&data_type);
            let here = format!("{data_type} on {} {}", dialect.name(), dialect.version);
            assert_eq!(dialect.canonical_type(&canonical), canonical, "{here}");
            if let Ok(rendered) = dialect.render_type(&data_type) {
                let again = dialect.render_type(&canonical).unwrap();
                assert_eq!(dialect.lift_type(&again.sql), canonical, "{here}");
                assert_eq!(dialect.lift_type(&rendered.sql), canonical, "{here}");
            }
        }
    }
}

#[test]
fn every_type_has_a_form_or_a_reason() {
    let dialects = dialects();
    for dialect in everywhere(dialects) {
        for data_type in all_types() {
            match dialect.render_type(&data_type) {
                Ok(rendered) => {
                    assert!(!rendered.sql.is_empty() && !rendered.sql.contains('{'), "{rendered:?}")
                }
                Err(unsupported) => {
                    assert!(!unsupported.why.is_empty());
                    assert!(unsupported.help.contains(&format!("only {} {{", dialect.name())));
                }
            }
        }
    }
}

#[test]
fn a_capability_begins_and_ends_with_its_version() {
    let dialects = dialects();
    let has = |name, version, capability| at(dialects, name, version).has(capability);
    assert!(!has("postgres", "14.9", Capability::NullsNotDistinct));
    assert!(has("postgres", "15.0", Capability::NullsNotDistinct));
    assert!(
        !has("postgres", "17", Capability::GeneratedVirtual)
            && has("postgres", "18", Capability::GeneratedVirtual)
    );
    assert!(
        !has("mariadb", "10.6", Capability::DescendingIndexes)
            && has("mariadb", "10.11", Capability::DescendingIndexes)
    );
    assert!(
        has("mysql", "8.0", Capability::ExpressionIndexes)
            && !has("mariadb", "11.8", Capability::ExpressionIndexes)
    );
    let old = at(dialects, "postgres", "13");
    assert_eq!(old.since(Capability::NullsNotDistinct), Some(Version::new(15, 0)));
    assert_eq!(
        old.lacks(Capability::NullsNotDistinct),
        "PostgreSQL has `nulls not distinct` from 15 on, the target is 13"
    );
    assert_eq!(
        at(dialects, "sqlite", "3.40").lacks(Capability::PartitionRange),
        "SQLite has no range partitions"
    );
}

#[test]
fn servers_spellings_are_lifted_to_the_types_they_are() {
    let dialects = dialects();
    for (name, version, spelled, meant) in [
        ("postgres", "13", "character varying(254)", "varchar(254)"),
        ("postgres", "13", "timestamp(3) without time zone", "timestamp(3)"),
        ("postgres", "13", "timestamp with time zone", "timestamptz"),
        ("postgres", "13", "numeric(12,0)", "decimal(12,0)"),
        ("postgres", "13", "numeric", "decimal"),
        ("postgres", "13", "character(3)[]", "char(3)[]"),
        ("postgres", "13", "double precision", "double"),
        ("postgres", "13", "bpchar", "native(\"bpchar\")"),
        ("postgres", "13", "json", "native(\"json\")"),
        ("postgres", "13", "jsonb", "json"),
        ("postgres", "13", "\"char\"", "native(\"\\\"char\\\"\")"),
        ("postgres", "13", "\"Shop\".\"Status\"", "native(\"\\\"Shop\\\".\\\"Status\\\"\")"),
        ("postgres", "13", "time with time zone", "native(\"time with time zone\")"),
        ("postgres", "13", "interval(3)", "native(\"interval(3)\")"),
        ("postgres", "13", "bit varying(5)", "native(\"bit varying(5)\")"),
        ("mysql", "8.4", "tinyint(1)", "boolean"),
        ("mysql", "8.4", "tinyint", "native(\"tinyint\")"),
        ("mysql", "8.4", "decimal(10,0)", "decimal(10,0)"),
        ("mysql", "8.4", "datetime", "timestamp(0)"),
        ("mysql", "8.4", "timestamp(6)", "timestamptz(6)"),
        ("mysql", "8.4", "longtext", "text"),
        ("mysql", "8.4", "text", "native(\"text\")"),
        ("mysql", "8.4", "binary(16)", "uuid"),
        ("mysql", "8.4", "int unsigned", "native(\"int unsigned\")"),
        ("mysql", "8.4", "enum('A','b')", "native(\"enum('A','b')\")"),
        ("mariadb", "10.11", "int(11)", "int"),
        ("mariadb", "10.11", "bigint(20) unsigned", "native(\"bigint unsigned\")"),
        ("mariadb", "10.11", "int(5) unsigned zerofill", "native(\"int(5) unsigned zerofill\")"),
        ("mariadb", "10.11", "tinyint(1)", "boolean"),
        ("mariadb", "10.11", "uuid", "uuid"),
        ("mariadb", "10.6", "binary(16)", "uuid"),
        ("mariadb", "10.11", "binary(16)", "native(\"binary(16)\")"),
        ("sqlite", "3.40", "INT", "int"),
        ("sqlite", "3.40", "INTEGER", "bigint"),
        ("sqlite", "3.40", "bigint", "bigint"),
        ("sqlite", "3.40", "VARCHAR(254)", "varchar(254)"),
        ("sqlite", "3.40", "json text", "json"),
        ("sqlite", "3.40", "", "native(\"\")"),
    ] {
        let lifted = at(dialects, name, version).lift_type(spelled);
        assert_eq!(lifted.to_string(), meant, "{spelled} on {name} {version}");
    }
}

#[test]
fn losses_and_missing_types_are_named() {
    let dialects = dialects();
    let mysql = at(dialects, "mysql", "8.4");
    let rendered = mysql.render_type(&DataType::Uuid).unwrap();
    assert_eq!(rendered.sql, "binary(16)");
    assert!(rendered.losses[0].what.contains("uuid_to_bin"));
    let missing = mysql.render_type(&DataType::array_of(DataType::Int)).unwrap_err();
    assert_eq!(missing.what, "`int[]`");
    assert_eq!(missing.why, "MySQL has no arrays");
    assert!(missing.help.contains("only mysql { NAME: native(\"json\") }"), "{}", missing.help);
    assert_eq!(
        mysql.render_type(&DataType::Varchar { length: Some(40_000) }).unwrap().sql,
        "longtext"
    );
    assert_eq!(
        mysql.inline_enum(&["a".into(), "it's".into()]),
        Some(DataType::native("enum('a','it''s')"))
    );
    let name = QualifiedName::new(Some("shop"), "order");
    let postgres = at(dialects, "postgres", "13");
    let named = DataType::Named { name };
    assert_eq!(postgres.render_type(&named).unwrap().sql, "shop.\"order\"");
    assert_eq!(postgres.canonical_type(&named), named);
    assert!(mysql.render_type(&named).is_err());
}

#[test]
fn a_numbered_column_has_the_type_the_server_numbers() {
    let dialects = dialects();
    let numbered = |name, data_type| at(dialects, name, "99").identity_type(&data_type);
    assert_eq!(numbered("sqlite", DataType::Int), DataType::BigInt);
    assert_eq!(numbered("sqlite", DataType::BigInt), DataType::BigInt);
    assert_eq!(numbered("postgres", DataType::Int), DataType::Int);
}

#[test]
fn key_bytes_are_counted_as_innodb_counts_them() {
    let dialects = dialects();
    let mysql = at(dialects, "mysql", "8.4");
    let bytes =
        |data_type: DataType, charset: Option<&str>| mysql.storage_bytes(&data_type, charset);
    assert_eq!(bytes(DataType::Varchar { length: Some(768) }, None), Some(3072));
    assert_eq!(bytes(DataType::Varchar { length: Some(768) }, Some("latin1")), Some(768));
    assert_eq!(bytes(DataType::Decimal { precision: Some(12), scale: Some(2) }, None), Some(6));
    assert_eq!(bytes(DataType::native("varbinary(3000)"), None), Some(3000));
    assert_eq!(bytes(DataType::Text, None), None);
    assert_eq!(bytes(DataType::TimestampTz { precision: None }, None), Some(7));
}

#[test]
fn names_are_quoted_exactly_where_the_server_would_misread_them() {
    let dialects = dialects();
    for (name, version, word, quoted) in [
        ("postgres", "13", "customer", "customer"),
        ("postgres", "13", "order", "\"order\""),
        ("postgres", "13", "User", "\"User\""),
        ("postgres", "13", "a b", "\"a b\""),
        ("postgres", "13", "1a", "\"1a\""),
        ("postgres", "13", "a$1", "a$1"),
        ("postgres", "13", "é", "\"é\""),
        ("postgres", "13", "say\"it", "\"say\"\"it\""),
        ("postgres", "15", "system_user", "system_user"),
        ("postgres", "16", "system_user", "\"system_user\""),
        ("postgres", "13", "", "\"\""),
        ("mysql", "8.0", "User", "User"),
        ("mysql", "8.0", "rank", "`rank`"),
        ("mysql", "8.0", "RANK", "`RANK`"),
        ("mysql", "8.0", "a`b", "`a``b`"),
        ("mysql", "8.0", "tablesample", "tablesample"),
        ("mysql", "8.4", "tablesample", "`tablesample`"),
        ("mariadb", "10.6", "rank", "rank"),
        ("mariadb", "10.6", "offset", "`offset`"),
        ("mariadb", "11.4", "vector", "vector"),
        ("mariadb", "11.8", "vector", "`vector`"),
        ("sqlite", "3.40", "order", "\"order\""),
        ("sqlite", "3.40", "key", "key"),
    ] {
        assert_eq!(at(dialects, name, version).quote(word), quoted, "{word} on {name} {version}");
    }
    let postgres = at(dialects, "postgres", "13");
    assert_eq!(postgres.qualified(&QualifiedName::new(Some("a"), "Table")), "a.\"Table\"");
}

#[test]
fn string_literals_mind_the_servers_escapes() {
    let dialects = dialects();
    assert_eq!(at(dialects, "postgres", "13").string_literal("it's a \\"), "'it''s a \\'");
    assert_eq!(at(dialects, "mysql", "8.0").string_literal("it's a \\"), "'it''s a \\\\'");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    #[test]
    fn shortened_names_fit_and_stay_apart(name in "\\PC{0,120}", other in "\\PC{60,120}") {
        let dialects = dialects();
        for dialect in dialects.names().filter_map(|name| dialects.at(name, None)) {
            let short = dialect.shorten(&name);
            proptest::prop_assert!(dialect.fits(&short));
            proptest::prop_assert_eq!(dialect.shorten(&short), short.clone());
            proptest::prop_assert_eq!(dialect.fits(&name), short == name);
            if other != name {
                proptest::prop_assert_ne!(dialect.shorten(&other), short);
            }
        }
    }

    #[test]
    fn sqlite_reads_back_quoted_names_and_literals(text in "[^\\x00]{1,40}") {
        let dialects = dialects();
        let sqlite = dialects.at("sqlite", None).unwrap();
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        let query = format!("select {} as {}", sqlite.string_literal(&text), sqlite.quote(&text));
        let mut statement = connection.prepare(&query).unwrap();
        proptest::prop_assert_eq!(statement.column_name(0).unwrap(), text.as_str());
        let found: String = statement.query_row([], |row| row.get(0)).unwrap();
        proptest::prop_assert_eq!(found, text);
    }
}

/// A folder with the given files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

#[test]
fn a_folder_is_laid_over_the_built_in_dialects() {
    let files = folder(&[
        (
            "mysql/dialect.toml",
            "[types]\ntext = \"mediumtext\"\n[capabilities]\nroles = false\n[limits]\ncolumns = 7\n",
        ),
        ("mysql/create_table.hbs", "mine"),
        (
            "greenplum/dialect.toml",
            "title = \"Greenplum\"\nbase = \"postgres\"\n[capabilities]\ntriggers = { has = false, note = \"none\" }\n",
        ),
        (".git/dialect.toml", "no dialect"),
        ("readme.md", "nothing"),
    ]);
    let loaded = Dialects::load(Some(files.path())).unwrap();
    // Behind the built-in ones.
    assert_eq!(loaded.names().last(), Some("greenplum"));
    let mysql = loaded.at("mysql", None).unwrap();
    assert_eq!(mysql.render_type(&DataType::Text).unwrap().sql, "mediumtext");
    assert!(!mysql.has(Capability::Roles) && mysql.has(Capability::Views));
    assert_eq!((mysql.limits().columns, mysql.limits().index_columns), (7, 16));
    assert_eq!(mysql.template("create_table"), Some("mine"));
    // MariaDB stands on the changed MySQL, save where it says otherwise itself.
    let mariadb = loaded.at("mariadb", None).unwrap();
    assert_eq!(mariadb.render_type(&DataType::Text).unwrap().sql, "mediumtext");
    assert!(mariadb.has(Capability::Roles));
    let greenplum = loaded.at("greenplum", None).unwrap();
    assert_eq!(greenplum.title(), "Greenplum");
    assert!(!greenplum.has(Capability::Triggers) && greenplum.has(Capability::Arrays));
    assert_eq!(greenplum.data.templates, loaded.get("postgres").unwrap().templates);
}

#[test]
fn what_is_wrong_with_a_folder_is_said_with_its_place_and_a_way_out() {
    for (files, says, helps) in [
        (
            &[("mysql/dialect.toml", "a = 1\nb = = 2")][..],
            "dialect.toml:2: this is no TOML",
            "correct the line",
        ),
        (&[("mysql/dialect.toml", "titel = \"x\"")], "unknown field `titel`", "docs/dialects.md"),
        (
            &[("mysql/dialect.toml", "[capabilities]\nflying = true")],
            "unknown variant `flying`",
            "docs/dialects.md",
        ),
        (
            &[("mysql/dialect.toml", "[capabilities]\nroles = \"soon\"")],
            "`true`, `false`, a version",
            "docs/dialects.md",
        ),
        (
            &[("mysql/dialect.toml", "[types]\ntext = { bytes = 3 }")],
            "`types.text`",
            "docs/dialects.md",
        ),
        (
            &[("mysql/dialect.toml", "[versions]\noldest = \"10\"")],
            "10 is newer than 9.7",
            "docs/dialects.md",
        ),
        (
            &[("mine/dialect.toml", "base = \"postgre\"")],
            "the base `postgre` is not known",
            "did you mean `postgres`?",
        ),
        (
            &[("a/dialect.toml", "base = \"b\""), ("b/dialect.toml", "base = \"a\"")],
            "a → b → a",
            "built-in",
        ),
        (&[("mine/dialect.toml", "title = \"Mine\"")], "missing field", "base = \"postgres\""),
        (
            &[("mine/x.hbs", "a template alone is no dialect")],
            "missing field",
            "base = \"postgres\"",
        ),
        (&[("empty.txt", "")], "holds no dialects", "DIR/mysql/create_table.hbs"),
    ] {
        let files = folder(files);
        let error = Dialects::load(Some(files.path())).unwrap_err();
        assert!(error.to_string().contains(says), "{error}");
        assert!(error.help().contains(helps), "{}", error.help());
        assert_eq!(error.rule().code, "SG8101");
    }
    let error = Dialects::load(Some(std::path::Path::new("no/such/folder"))).unwrap_err();
    assert!(error.to_string().starts_with("cannot read no/such/folder"), "{error}");
}
