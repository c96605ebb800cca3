//! The advice on rows that are there: made to the declared figures on a real server, analysed, and
//! planned without the advised indexes and with them.

use std::path::Path;

use libtest_mimic::{Failed, Trial};
use schemagen::advise::statistics::{Statistics, TableFigures};
use schemagen::config::Overrides;
use schemagen::dialect::Dialects;
use schemagen::engine::live::{Live, connect};
use schemagen::engine::{DatabaseUrl, LocalServer, ServerKind};
use schemagen::project::{self, Loaded};
use schemagen::schema::{Column, DataType, Schema, Table};

use crate::tool;

/// Rows of one statement.
const BATCH: usize = 1_000;

/// A server, and the words of its plans.
struct Place {
    dialect: &'static str,
    kind: Option<(ServerKind, Option<&'static str>)>,
    explain: &'static str,
    /// Brings its figures up to date.
    analyse: &'static [&'static str],
    /// What says that all rows are read, and that rows are sorted.
    whole: &'static [&'static str],
    sorts: &'static [&'static str],
    /// Lets rows bring the numbers that the server would give them.
    overriding: &'static str,
}

const PLACES: [Place; 4] = [
    Place {
        dialect: "postgres",
        kind: Some((ServerKind::Postgres, Some("15"))),
        explain: "explain",
        analyse: &["vacuum analyze"],
        whole: &["Seq Scan"],
        sorts: &["Sort"],
        overriding: " overriding system value",
    },
    Place {
        dialect: "mysql",
        kind: Some((ServerKind::MySql, None)),
        explain: "explain format=tree",
        analyse: &["analyze table account", "analyze table job"],
        whole: &["Table scan"],
        sorts: &["Sort"],
        overriding: "",
    },
    Place {
        dialect: "mariadb",
        kind: Some((ServerKind::MariaDb, None)),
        explain: "explain",
        analyse: &["analyze table account", "analyze table job"],
        whole: &["|ALL |"],
        sorts: &["filesort"],
        overriding: "",
    },
    Place {
        dialect: "sqlite",
        kind: None,
        explain: "explain query plan",
        analyse: &["analyze"],
        // `SEARCH` without an index: for the largest value every row is looked at.
        whole: &["SCAN account |", "SCAN job |", "SCAN a |", "SCAN j |", "SEARCH job |"],
        sorts: &["TEMP B-TREE"],
        overriding: "",
    },
];

/// The end of an index is read while planning: then no plan is left that could name it.
const ANSWERED: [&str; 2] = ["Rows fetched before execution", "Select tables optimized away"];

pub fn trials() -> Vec<Trial> {
    PLACES
        .iter()
        .map(|place| {
            let name = format!("advice is used on rows of {}", place.dialect);
            Trial::test(name, move || used(place))
        })
        .collect()
}

fn used(place: &Place) -> Result<(), Failed> {
    let folder = tool::repository().join("tests/cases/advise/rows");
    let file = format!("{}.sgen", place.dialect);
    let loaded = project::load(&folder.join(&file), &Overrides::default(), project::today)
        .map_err(|error| error.to_string())?;
    let dialects = Dialects::builtin().map_err(|error| error.to_string())?;
    let files = tempfile::tempdir()?;
    let server = place.kind.map(|(kind, version)| LocalServer::start(kind, version)).transpose();
    let server = server.map_err(|error| error.to_string())?;
    let mut session = session(place, server.as_ref(), files.path(), &dialects)?;
    let made = super::run(&folder, &["emit", &file, "--dialect", place.dialect])?;
    run_all(session.as_mut(), made.split(";\n"))?;
    let schema = &loaded.design.schema;
    let statistics = Statistics::of(schema, &loaded.design, &[]);
    for (table, figures) in schema.tables.iter().zip(&statistics.tables) {
        run_all(
            session.as_mut(),
            inserts(place, schema, table, figures).iter().map(String::as_str),
        )?;
    }
    run_all(session.as_mut(), place.analyse.iter().copied())?;
    let before = plans(place, session.as_mut(), &loaded)?;
    let advice = super::run(&folder, &["advise", &file, "--format", "sql"])?;
    run_all(session.as_mut(), advice.split(";\n"))?;
    run_all(session.as_mut(), place.analyse.iter().copied())?;
    let after = plans(place, session.as_mut(), &loaded)?;
    let text = std::fs::read_to_string(folder.join(&file))?;
    let mut wrong = Vec::new();
    let mut expected = 0;
    for line in text.lines().filter(|line| line.starts_with("query ")) {
        let Some((query, meant)) = line.split_once("// uses ") else { continue };
        let name = query.split_whitespace().nth(1).unwrap_or_default();
        let number = loaded.design.queries.iter().position(|query| query.name == name);
        let number = number.ok_or_else(|| format!("no query {name}"))?;
        expected += 1;
        if let Err(why) = judged(place, meant.trim(), &advice, &before[number], &after[number]) {
            wrong.push(format!("{name}: {why}\n{}\n  ->\n{}", before[number], after[number]));
        }
    }
    match wrong.is_empty() && expected > 0 {
        true => Ok(()),
        false => Err(format!("{}\n{advice}", wrong.join("\n\n")).into()),
    }
}

/// Whether the plan came to use the index that is meant, and nothing that it should have spared.
fn judged(
    place: &Place,
    meant: &str,
    advice: &str,
    before: &str,
    after: &str,
) -> Result<(), String> {
    let (fragment, in_order) = match meant.strip_suffix(" in order") {
        Some(fragment) => (fragment, true),
        None => (meant, false),
    };
    let any = |plan: &str, words: &[&str]| words.iter().any(|word| plan.contains(word));
    let names = advice.lines().filter_map(|line| {
        let (name, definition) = line.strip_prefix("create index ")?.split_once(" on ")?;
        definition.replace(['`', '"'], "").contains(fragment).then(|| name.trim_matches(['`', '"']))
    });
    let names: Vec<&str> = names.collect();
    if names.is_empty() {
        return Err(format!("no index with `{fragment}` is advised"));
    }
    if !any(before, place.whole) {
        return Err("without the index not all rows are read".to_owned());
    }
    if any(after, &ANSWERED) {
        return Ok(());
    }
    if !any(after, &names) {
        return Err(format!("the plan does not use {}", names.join(" or ")));
    }
    if any(after, place.whole) {
        return Err("all rows are still read".to_owned());
    }
    if in_order && any(after, place.sorts) {
        return Err("rows are still sorted".to_owned());
    }
    Ok(())
}

fn session<'d>(
    place: &Place,
    server: Option<&LocalServer>,
    files: &Path,
    dialects: &'d Dialects,
) -> Result<Box<dyn Live + 'd>, Failed> {
    let open = |url: String| -> Result<Box<dyn Live + 'd>, Failed> {
        let url: DatabaseUrl = url.parse().map_err(|_| "the URL is wrong")?;
        connect(&url, dialects).map_err(|error| error.to_string().into())
    };
    let Some(server) = server else {
        return open(format!("sqlite:{}", files.join("rows.db").display()));
    };
    let (socket, user) = (server.socket().display(), server.user());
    let url = |database: &str| match server.kind() {
        ServerKind::Postgres => {
            format!("postgres:///{database}?host={socket}&user={user}&port={}", server.port())
        }
        _ => format!("{}://{user}@localhost/{database}?socket={socket}", place.dialect),
    };
    let home = if server.kind() == ServerKind::Postgres { "postgres" } else { "mysql" };
    open(url(home))?.run("create database shop").map_err(|error| error.to_string())?;
    open(url("shop"))
}

fn run_all<'s>(
    session: &mut dyn Live,
    statements: impl Iterator<Item = &'s str>,
) -> Result<(), Failed> {
    for statement in statements {
        // What is left of a statement without the comments before it.
        let lines = statement.lines().filter(|line| !line.trim_start().starts_with("--"));
        let sql = lines.collect::<Vec<_>>().join("\n");
        if !sql.trim().is_empty() {
            session.rows(&sql).map_err(|error| format!("{error}\n{sql:.300}"))?;
        }
    }
    Ok(())
}

fn plans(place: &Place, session: &mut dyn Live, loaded: &Loaded) -> Result<Vec<String>, Failed> {
    let queries = loaded.design.queries.iter();
    queries
        .map(|query| {
            let rows = session.rows(&format!("{} {}", place.explain, query.sql));
            let rows = rows.map_err(|error| format!("{}: {error}", query.name))?;
            let lines = rows.into_iter().map(|row| {
                row.into_iter().map(|field| field.unwrap_or_default() + " |").collect::<String>()
            });
            Ok(lines.collect::<Vec<_>>().join("\n"))
        })
        .collect()
}

/// Statements that fill a table to its figures.
fn inserts(place: &Place, schema: &Schema, table: &Table, figures: &TableFigures) -> Vec<String> {
    let written: Vec<(usize, &Column)> =
        table.columns.iter().enumerate().filter(|(_, column)| column.generated.is_none()).collect();
    let names: Vec<&str> = written.iter().map(|(_, column)| column.name.as_str()).collect();
    let always = table.columns.iter().any(|column| column.identity.is_some());
    let count = figures.rows as usize;
    let row = |number: usize| {
        let values = written.iter().map(|(column_id, column)| {
            let own = &figures.columns[*column_id];
            // A key counts upwards; anything else lies in no order, each value about as often.
            let distinct = (own.distinct.round() as usize).max(1);
            let nth = match column.identity.is_some() || own.correlation > 0.9 {
                true => number,
                false if distinct >= count => scattered(number, count),
                false => mixed(number, *column_id) % distinct,
            };
            literal(schema, &column.data_type, nth, distinct)
        });
        format!("({})", values.collect::<Vec<_>>().join(", "))
    };
    let numbers: Vec<usize> = (0..count).collect();
    let batches = numbers.chunks(BATCH).map(|batch| {
        let rows: Vec<String> = batch.iter().map(|number| row(*number)).collect();
        let overriding = if always { place.overriding } else { "" };
        format!(
            "insert into {} ({}){overriding} values {}",
            table.name,
            names.join(", "),
            rows.join(", ")
        )
    });
    batches.collect()
}

/// A number of the same range, each once.
fn scattered(number: usize, count: usize) -> usize {
    number.wrapping_mul(7_919) % count
}

fn mixed(number: usize, place: usize) -> usize {
    let mut state = (number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (place as u64) << 32;
    state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((state ^ (state >> 31)) >> 16) as usize
}

/// The value of a type that has this number among so many.
fn literal(schema: &Schema, data_type: &DataType, nth: usize, of: usize) -> String {
    match data_type {
        DataType::SmallInt | DataType::Int | DataType::BigInt => (nth + 1).to_string(),
        DataType::TimestampTz { .. } | DataType::Timestamp { .. } => {
            // Two years of 336 days, whatever the number of values.
            let minute = nth * (2 * 336 * 1_440 / of.max(1)).max(1);
            let (day, minute) = (minute / 1_440, minute % 1_440);
            format!(
                "'{}-{:02}-{:02} {:02}:{:02}:00'",
                2024 + day / 336,
                day % 336 / 28 + 1,
                day % 28 + 1,
                minute / 60,
                minute % 60
            )
        }
        DataType::Json => format!("'{{\"kind\": \"text {nth}\"}}'"),
        DataType::Array { .. } => format!("'{{\"text {nth}\"}}'"),
        DataType::Named { name } => {
            let found = schema.enums.iter().find(|one| one.name == *name);
            let values = found.map(|found| found.values.as_slice()).unwrap_or_default();
            format!("'{}'", values.get(nth % values.len().max(1)).map_or("", String::as_str))
        }
        _ => format!("'text {nth}'"),
    }
}
