//! Expressions of the portable subset, what they become, and that servers take them.

use std::sync::LazyLock;

use crate::dialect::{Dialect, Dialects};
use crate::schema::{DataType, Expression};

use super::Scope;

/// A portable expression over the columns of [`TABLE`], and what it becomes; `=` means: as it is.
struct Case {
    portable: &'static str,
    /// PostgreSQL 15, MySQL 9.7, MariaDB 10.11, SQLite 3.40.
    becomes: [&'static str; 4],
}

const SERVERS: [(&str, &str); 4] =
    [("postgres", "15"), ("mysql", "9.7"), ("mariadb", "10.11"), ("sqlite", "3.40")];

/// What the expressions are about, for SQLite.
const TABLE: &str = "create table t (a text, b text, n integer, x real, at timestamp, doc json text, \"order\" integer)";

const fn case(portable: &'static str, becomes: [&'static str; 4]) -> Case {
    Case { portable, becomes }
}

const CASES: &[Case] = &[
    case("a || '-' || b", ["=", "concat(a, '-', b)", "concat(a, '-', b)", "="]),
    case("a || n + 1", ["=", "concat(a, n + 1)", "concat(a, n + 1)", "a || (n + 1)"]),
    case("lower(a) = 'x' and n >= 0 -- why\n or b is null", ["=", "=", "=", "="]),
    case("length(a) > 3", ["=", "char_length(a) > 3", "char_length(a) > 3", "="]),
    case("char_length(a)", ["=", "=", "=", "length(a)"]),
    case("now()", ["=", "current_timestamp(6)", "current_timestamp(6)", "current_timestamp"]),
    case("current_timestamp", ["=", "current_timestamp(6)", "current_timestamp(6)", "="]),
    case(
        "at > now() - interval '1 day 2 hours'",
        [
            "=",
            "at > current_timestamp(6) - interval 1 day - interval 2 hour",
            "at > current_timestamp(6) - interval 1 day - interval 2 hour",
            "at > datetime(datetime(current_timestamp, '-1 day'), '-2 hour')",
        ],
    ),
    case(
        "at + interval '1' month",
        ["=", "at + interval 1 month", "at + interval 1 month", "datetime(at, '+1 month')"],
    ),
    case("n::text", ["=", "cast(n as char)", "cast(n as char)", "cast(n as text)"]),
    case(
        "(n + 1)::numeric(12, 2)",
        [
            "=",
            "cast((n + 1) as decimal(12,2))",
            "cast((n + 1) as decimal(12,2))",
            "cast((n + 1) as numeric)",
        ],
    ),
    case("cast(a as int)", ["=", "cast(a as signed)", "cast(a as signed)", "cast(a as integer)"]),
    case(
        "cast(a as double)",
        [
            "cast(a as double precision)",
            "cast(a as double)",
            "cast(a as double)",
            "cast(a as real)",
        ],
    ),
    case(
        "'2024-01-31'::date",
        ["=", "cast('2024-01-31' as date)", "cast('2024-01-31' as date)", "date('2024-01-31')"],
    ),
    case(
        "date '2024-01-31'",
        ["=", "cast('2024-01-31' as date)", "cast('2024-01-31' as date)", "date('2024-01-31')"],
    ),
    case("'{}'::json", ["'{}'::jsonb", "cast('{}' as json)", "json_compact('{}')", "json('{}')"]),
    case("'paid'::order_status", ["=", "'paid'", "'paid'", "'paid'"]),
    case(
        "a ilike 'x%' escape '!'",
        [
            "=",
            "lower(a) like lower('x%') escape '!'",
            "lower(a) like lower('x%') escape '!'",
            "lower(a) like lower('x%') escape '!'",
        ],
    ),
    case(
        "not a ilike b",
        [
            "=",
            "not lower(a) like lower(b)",
            "not lower(a) like lower(b)",
            "not lower(a) like lower(b)",
        ],
    ),
    case("a is distinct from b", ["=", "not (a <=> b)", "not (a <=> b)", "="]),
    case(
        "a is not distinct from b and n in (1, 2)",
        ["=", "a <=> b and n in (1, 2)", "a <=> b and n in (1, 2)", "="],
    ),
    case("n between 1 and 2 * 3 and not a like '%z'", ["=", "=", "=", "="]),
    case("\"order\" > 0", ["=", "`order` > 0", "`order` > 0", "="]),
    case("a = 'c:\\dir'", ["=", "a = 'c:\\\\dir'", "a = 'c:\\\\dir'", "="]),
    case("a = e'it\\'s'", ["=", "a = 'it''s'", "a = 'it''s'", "a = 'it''s'"]),
    case("coalesce(nullif(trim(a), ''), upper(b))", ["=", "=", "=", "="]),
    case(
        "substring(a from 2 for 3)",
        ["=", "substring(a, 2, 3)", "substring(a, 2, 3)", "substr(a, 2, 3)"],
    ),
    case(
        "substring(a for 3)",
        ["=", "substring(a, 1, 3)", "substring(a, 1, 3)", "substr(a, 1, 3)"],
    ),
    case("trim(leading '0' from a)", ["=", "=", "=", "ltrim(a, '0')"]),
    case("position('@' in a) > 1", ["=", "=", "=", "instr(a, '@') > 1"]),
    case(
        "left(a, 2) || right(a, n)",
        [
            "=",
            "concat(left(a, 2), right(a, n))",
            "concat(left(a, 2), right(a, n))",
            "substr(a, 1, 2) || substr(a, -(n))",
        ],
    ),
    case("extract(year from at)", ["=", "=", "=", "cast(strftime('%Y', at) as integer)"]),
    case(
        "date_trunc('day', at)",
        [
            "=",
            "cast(date(at) as datetime(6))",
            "cast(date(at) as datetime(6))",
            "strftime('%Y-%m-%d 00:00:00', at)",
        ],
    ),
    case("greatest(n, 1)", ["=", "greatest(n, 1)", "greatest(n, 1)", "max(n, 1)"]),
    case(
        "floor(x) + ceil(x) + round(x, 2) + abs(n)",
        [
            "=",
            "=",
            "=",
            "(cast(x as integer) - (x < cast(x as integer))) + (cast(x as integer) + (x > cast(x as integer))) + round(x, 2) + abs(n)",
        ],
    ),
    case(
        "doc->>'name' = 'x'",
        [
            "=",
            "json_unquote(json_extract(doc, '$.\"name\"')) = 'x'",
            "json_unquote(json_extract(doc, '$.\"name\"')) = 'x'",
            "=",
        ],
    ),
    case(
        "doc->'tags'->0",
        [
            "=",
            "json_extract(json_extract(doc, '$.\"tags\"'), '$[0]')",
            "json_extract(json_extract(doc, '$.\"tags\"'), '$[0]')",
            "=",
        ],
    ),
    case(
        "case when n > 0 then a || 'x' else b end",
        [
            "=",
            "case when n > 0 then concat(a, 'x') else b end",
            "case when n > 0 then concat(a, 'x') else b end",
            "=",
        ],
    ),
    case("n % 2 = 0 and true", ["=", "=", "=", "="]),
    case(
        "string_agg(a, ', ')",
        [
            "=",
            "group_concat(a separator ', ')",
            "group_concat(a separator ', ')",
            "group_concat(a, ', ')",
        ],
    ),
    case("count(*) filter (where n > 0)", ["=", "!", "!", "="]),
    case("sum(n) over (partition by a order by n)", ["=", "=", "=", "="]),
    case("concat(a, b)", ["=", "concat_ws('', a, b)", "concat_ws('', a, b)", "!"]),
    case("a ~ '^x'", ["=", "!", "!", "!"]),
    case("a similar to 'x%'", ["=", "!", "!", "!"]),
    case("array[1, 2]", ["=", "!", "!", "!"]),
    case("n = any(array[1, 2])", ["=", "!", "!", "!"]),
    case("'{}'::text[]", ["=", "!", "!", "!"]),
    case("doc @> '{}'", ["=", "!", "!", "!"]),
    case("to_tsvector('simple', a)", ["=", "!", "!", "!"]),
    case("curdate()", ["!", "=", "=", "!"]),
    case("interval '1 month'", ["=", "!", "!", "!"]),
    case("at at time zone 'UTC'", ["=", "!", "!", "!"]),
    case("n::boolean", ["=", "!", "!", "!"]),
];

fn dialects() -> &'static Dialects {
    static DIALECTS: LazyLock<Dialects> = LazyLock::new(|| Dialects::builtin().unwrap());
    &DIALECTS
}

fn at<'d>(dialects: &'d Dialects, name: &str, version: &str) -> Dialect<'d> {
    dialects.at(name, Some(version.parse().unwrap())).unwrap()
}

#[test]
fn portable_expressions_become_what_each_server_writes() {
    let dialects = dialects();
    let mut wrong = String::new();
    for case in CASES {
        for ((name, version), expected) in SERVERS.into_iter().zip(case.becomes) {
            let expected = if expected == "=" { case.portable } else { expected };
            let found = match at(dialects, name, version).translate(&Expression::new(case.portable))
            {
                Ok(translated) => {
                    assert_eq!(translated.changed, translated.text != case.portable);
                    translated.text
                }
                Err(error) => {
                    assert!(error.help.contains("only postgres {"), "{error:?}");
                    assert!(case.portable.get(error.at.clone()).is_some());
                    "!".into()
                }
            };
            if found != expected {
                wrong.push_str(&format!(
                    "{name}: {}\n  expected {expected}\n  found    {found}\n",
                    case.portable
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn sqlite_takes_every_translation() {
    let dialects = dialects();
    let sqlite = at(dialects, "sqlite", "3.40");
    let connection = rusqlite::Connection::open_in_memory().unwrap();
    connection.execute_batch(TABLE).unwrap();
    for case in CASES {
        let Ok(translated) = sqlite.translate(&Expression::new(case.portable)) else { continue };
        let query = format!("select ({}\n) from t", translated.text);
        if let Err(error) = connection.prepare(&query) {
            panic!("{query}: {error}");
        }
    }
}

#[test]
fn values_are_the_same_on_sqlite_as_on_postgres() {
    let dialects = dialects();
    let sqlite = at(dialects, "sqlite", "3.40");
    let connection = rusqlite::Connection::open_in_memory().unwrap();
    // On the right: what PostgreSQL answers.
    for (portable, answer) in [
        ("'a' || 1 + 2", "a3"),
        ("floor(-1.5)", "-2"),
        ("ceil(-1.5)", "-1"),
        ("ceil(2.0)", "2"),
        ("trim(both 'x' from 'xaxx')", "a"),
        ("overlay('abcdef' placing 'XX' from 3 for 2)", "abXXef"),
        ("position('c' in 'abc')", "3"),
        ("right('abc', 2)", "bc"),
        ("repeat('ab', 3)", "ababab"),
        ("extract(quarter from '2024-05-01')", "2"),
        ("extract(epoch from '1970-01-02 00:00:00')", "86400"),
        ("date_trunc('month', '2024-05-17 10:11:12')", "2024-05-01 00:00:00"),
        ("timestamp '2024-01-31 00:00:00' + interval '1 day 1 hour'", "2024-02-01 01:00:00"),
        ("substring('abcdef' for 2)", "ab"),
        ("octet_length('ä')", "2"),
        ("mod(7, 4)", "3"),
    ] {
        let text = sqlite.translate(&Expression::new(portable)).unwrap().text;
        let query = format!("select cast({text} as text)");
        let found: String = connection.query_row(&query, [], |row| row.get(0)).unwrap();
        assert_eq!(found.trim_end_matches(".0"), answer, "{portable} → {text}");
    }
}

#[test]
fn uuids_made_by_sqlite_have_their_version_and_variant() {
    let dialects = dialects();
    let sqlite = at(dialects, "sqlite", "3.40");
    let connection = rusqlite::Connection::open_in_memory().unwrap();
    for (function, version) in [("uuid_v4()", '4'), ("uuid_v7()", '7')] {
        let default = sqlite.translate(&Expression::new(function)).unwrap().text;
        let default = sqlite.default_clause(&Expression::new(default), &DataType::Uuid);
        let table = format!("u{version}");
        connection
            .execute_batch(&format!("create table {table} (n int, id uuid text default {default})"))
            .unwrap();
        for n in 0..50 {
            connection.execute(&format!("insert into {table} (n) values (?1)"), [n]).unwrap();
        }
        let mut statement = connection.prepare(&format!("select id from {table}")).unwrap();
        let ids: Vec<String> =
            statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        for id in &ids {
            assert_eq!(id.len(), 36, "{id}");
            assert_eq!([8, 13, 18, 23].map(|place| id.as_bytes()[place]), *b"----", "{id}");
            assert_eq!(id.chars().nth(14), Some(version), "{id}");
            assert!("89ab".contains(id.chars().nth(19).unwrap()), "{id}");
        }
        assert_eq!(ids.iter().collect::<std::collections::BTreeSet<_>>().len(), 50);
        if version == '7' {
            let times: Vec<&str> = ids.iter().map(|id| &id[..13]).collect();
            assert!(times.is_sorted());
        }
    }
}

#[test]
fn a_query_keeps_its_shape() {
    let dialects = dialects();
    let query = "select o.id, a || b as name, rank -- the newest\n  from \"order\" o left join t on t.id = o.t_id\n \
                 where o.at > now() and status = :status and n not in (select n from s)\n \
                 group by 1, 2 having count(*) > 1 order by placed_at desc limit 20";
    let mysql = at(dialects, "mysql", "8.4").translate_query(query).unwrap();
    assert_eq!(
        mysql.text,
        "select o.id, concat(a, b) as name, `rank` -- the newest\n  from `order` o left join t on t.id = o.t_id\n \
         where o.at > current_timestamp(6) and status = :status and n not in (select n from s)\n \
         group by 1, 2 having count(*) > 1 order by placed_at desc limit 20"
    );
    for name in ["postgres", "sqlite"] {
        let dialect = dialects.at(name, None).unwrap();
        let text = dialect.translate_query(query).unwrap().text;
        assert_eq!(text.replace("current_timestamp", "now()"), query, "{name}");
    }
}

#[test]
fn positional_parameters_are_operands() {
    let dialects = dialects();
    let mysql = at(dialects, "mysql", "8.4");
    let query = "select a || ? from \"order\" where b=? and c in (?, ?) and d > ?::int limit ?";
    assert_eq!(
        mysql.translate_query(query).unwrap().text,
        "select concat(a, ?) from `order` where b=? and c in (?, ?) and d > cast(? as signed) limit ?"
    );
}

#[test]
fn words_of_the_server_among_operands_are_left_alone() {
    let dialects = dialects();
    let mysql = at(dialects, "mysql", "8.4");
    for text in [
        "a regexp '^x'",
        "n div 2",
        "a = 'x' collate utf8mb4_bin",
        "convert(a using utf8mb4)",
        "a rlike b",
    ] {
        assert_eq!(mysql.translate(&Expression::new(text)).unwrap().text, text);
    }
}

#[test]
fn known_columns_are_names_whatever_sql_uses_the_words_for() {
    let dialects = dialects();
    let columns = ["range".to_owned(), "createdAt".to_owned(), "rows".to_owned()];
    let scope = Scope { columns: &columns, ..Scope::default() };
    let translate = |name, text: &str| {
        dialects.at(name, None).unwrap().translate_in(&Expression::new(text), &scope).unwrap().text
    };
    assert_eq!(
        translate("mysql", "range > 0 and createdAt < now()"),
        "`range` > 0 and createdAt < current_timestamp(6)"
    );
    assert_eq!(
        translate("postgres", "range > 0 and createdAt < now()"),
        "range > 0 and \"createdAt\" < now()"
    );
    assert_eq!(translate("mysql", "rows + 1"), "`rows` + 1");
}

#[test]
fn the_current_time_has_the_precision_of_its_column() {
    let dialects = dialects();
    let mysql = at(dialects, "mysql", "8.0");
    let now = |data_type: &DataType| {
        let scope = Scope { data_type: Some(data_type), ..Scope::default() };
        let text = mysql.translate_in(&Expression::new("now()"), &scope).unwrap().text;
        mysql.default_clause(&Expression::new(text), data_type)
    };
    assert_eq!(now(&DataType::TimestampTz { precision: Some(3) }), "current_timestamp(3)");
    assert_eq!(now(&DataType::TimestampTz { precision: None }), "current_timestamp(6)");
    assert_eq!(now(&DataType::Date), "(current_timestamp(6))");
    let scope = Scope { data_type: Some(&DataType::Interval), ..Scope::default() };
    let day = mysql.translate_in(&Expression::new("interval '1 day'"), &scope).unwrap();
    assert_eq!(day.text, "86400000000");
}

#[test]
fn defaults_stand_bare_only_where_the_server_reads_them_so() {
    let dialects = dialects();
    let clause = |name, text: &str, data_type: &DataType| {
        dialects.at(name, None).unwrap().default_clause(&Expression::new(text), data_type)
    };
    for (text, [postgres, mysql, sqlite]) in [
        ("'x'", ["'x'", "'x'", "'x'"]),
        ("-1.5", ["-1.5", "-1.5", "-1.5"]),
        ("true", ["true", "true", "true"]),
        ("null", ["null", "null", "null"]),
        ("lower('A')", ["lower('A')", "(lower('A'))", "(lower('A'))"]),
        ("1 + 2", ["(1 + 2)", "(1 + 2)", "(1 + 2)"]),
        ("(1 + 2)", ["(1 + 2)", "(1 + 2)", "(1 + 2)"]),
        ("(1) + (2)", ["((1) + (2))", "((1) + (2))", "((1) + (2))"]),
    ] {
        assert_eq!(clause("postgres", text, &DataType::Int), postgres);
        assert_eq!(clause("mysql", text, &DataType::Int), mysql);
        assert_eq!(clause("sqlite", text, &DataType::Int), sqlite);
    }
    assert_eq!(clause("mysql", "'{}'", &DataType::Json), "('{}')");
    assert_eq!(clause("mariadb", "'{}'", &DataType::Json), "'{}'");
}

#[test]
fn no_text_makes_the_reader_fail_or_lose_a_byte() {
    let dialects = dialects();
    let deep = "(".repeat(5000) + &")".repeat(5000);
    let long = vec!["a"; 5000].join(" and ");
    let nots = "not ".repeat(5000) + "a";
    for text in [
        "",
        ")",
        "(",
        "a ||",
        "|| a",
        "case",
        "cast(",
        "cast(a",
        "a::",
        "a between 1",
        "interval",
        "trim(both",
        "[",
        "a[",
        "a.",
        "not",
        "-",
        "f(,)",
        "x is",
        "array[",
        "a collate",
        "::",
        "a in",
        "ä || 'ö'",
        "timestamp with time zone",
        &deep,
        &long,
        &nots,
    ] {
        for name in dialects.names() {
            if let Ok(translated) =
                dialects.at(name, None).unwrap().translate(&Expression::new(text))
                && name == "postgres"
            {
                assert_eq!(translated.text, text);
            }
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(128))]
    #[test]
    fn postgres_reads_back_whatever_was_written(words in proptest::collection::vec(
        proptest::sample::select(vec!["a", "b.c", "(", ")", "||", "and", "not", "is", "null", "case", "when", "end", "::int", "'x'", "1",
            ",", "between", "in", "interval", "cast(", "as", "trim(", "from", "[", "]", "-", "like", "escape", "over", "\"Q\"", "$1", ":p"]), 0..40))
    {
        let text = words.join(" ");
        let dialects = dialects();
        let postgres = at(dialects, "postgres", "18");
        if let Ok(translated) = postgres.translate(&Expression::new(text.clone())) {
            // An interval without quotes is the one thing PostgreSQL writes otherwise.
            if !text.contains("interval") {
                proptest::prop_assert_eq!(translated.text, text.clone());
            }
        }
        let mysql = at(dialects, "mysql", "8.0");
        let _ = mysql.translate(&Expression::new(text));
    }
}
