//! What running servers have counted, brought into a design: a workload is run on each, read with
//! `advise import`, and advised on.

use libtest_mimic::{Failed, Trial};
use schemagen::dialect::Dialects;
use schemagen::engine::live::{Live, connect};
use schemagen::engine::{DatabaseUrl, LocalServer, ServerKind};

use crate::tool;

/// How often each statement of the workload runs; the first shares its text with others of its kind.
const OF_CUSTOMER: usize = 60;
const CHANGES: usize = 20;

/// Where a server counts.
struct Source {
    kind: ServerKind,
    version: Option<&'static str>,
    settings: &'static [&'static str],
    /// What `--from` is given; a file is in the server's data folder.
    from: &'static str,
}

const SOURCES: [Source; 5] = [
    Source {
        kind: ServerKind::Postgres,
        // The one whose packages have the extension.
        version: Some("15"),
        settings: &["shared_preload_libraries=pg_stat_statements"],
        from: "pg_stat_statements",
    },
    Source {
        kind: ServerKind::MySql,
        version: None,
        settings: &["performance-schema=ON"],
        from: "performance_schema",
    },
    Source {
        kind: ServerKind::MariaDb,
        version: None,
        settings: &["performance-schema=ON"],
        from: "performance_schema",
    },
    Source { kind: ServerKind::MySql, version: None, settings: &SLOW_LOG, from: "slow.log" },
    Source { kind: ServerKind::MariaDb, version: None, settings: &SLOW_LOG, from: "slow.log" },
];

const SLOW_LOG: [&str; 3] =
    ["slow-query-log=ON", "long-query-time=0", "slow-query-log-file=slow.log"];

pub fn trials() -> Vec<Trial> {
    SOURCES
        .iter()
        .map(|source| {
            let name = format!("advise import from {} of {}", source.from, source.kind);
            Trial::test(name, move || imported(source))
        })
        .collect()
}

fn imported(source: &Source) -> Result<(), Failed> {
    let server = LocalServer::start_with(source.kind, source.version, source.settings)
        .map_err(|error| error.to_string())?;
    work(source, &server)?;
    let url = url(&server, "shop");
    let log = server.socket().parent().map(|folder| folder.join("data").join(source.from));
    let log = log.unwrap_or_default().display().to_string();
    let words: Vec<&str> = match source.from {
        "slow.log" => vec!["advise", "import", "--from", &log],
        kind => vec!["advise", "import", "--from", kind, &url],
    };
    let folder = tempfile::tempdir()?;
    let output = tool::run(folder.path(), &words);
    let blocks = tool::text(&output.stdout);
    if !output.status.success() {
        return Err(format!("{words:?}: {}", tool::text(&output.stderr)).into());
    }
    // One query whatever its value, three times as often as the change beside it.
    let asked = rate(&blocks, "customer_id = :p")?;
    let changed = rate(&blocks, "set total = total + :p")?;
    let ratio = asked / changed;
    let expected = OF_CUSTOMER as f64 / CHANGES as f64;
    if (ratio - expected).abs() > expected * 0.2 {
        return Err(format!("{ratio} instead of {expected} times as often\n{blocks}").into());
    }
    if blocks.contains("4711") || blocks.contains("secret") {
        return Err(format!("a value was left\n{blocks}").into());
    }
    advised(source, folder.path(), &blocks)
}

/// The imported queries lead to the index that the workload wants.
fn advised(source: &Source, folder: &std::path::Path, blocks: &str) -> Result<(), Failed> {
    let dialect = source.kind.name();
    let design = format!(
        "schema shop targets {dialect}\n\nentity purchase {{\n  id: bigint primary key\n  \
         customer_id: bigint\n  total: int\n  note: varchar(80)\n\n  rows 1M\n  distinct customer_id 50k\n}}\n\n\
         {blocks}"
    );
    std::fs::write(folder.join("design.sgen"), &design)?;
    let output =
        tool::run(folder, &["advise", "design.sgen", "--dialect", dialect, "--format", "sql"]);
    let sql = tool::text(&output.stdout);
    let index =
        sql.lines().any(|line| line.contains("create index") && line.contains("(customer_id"));
    let quoted =
        sql.lines().any(|line| line.contains("create index") && line.contains("(`customer_id"));
    if output.status.success() && (index || quoted) {
        return Ok(());
    }
    Err(format!("{design}\n{sql}\n{}", tool::text(&output.stderr)).into())
}

/// Runs the workload: statements of one text with different values, and a change.
fn work(source: &Source, server: &LocalServer) -> Result<(), Failed> {
    let failed = |error: schemagen::engine::EngineError| error.to_string();
    let dialects = Dialects::builtin().map_err(|error| error.to_string())?;
    let home = match source.kind {
        ServerKind::Postgres => "postgres",
        _ => "mysql",
    };
    let session = |database: &str| -> Result<Box<dyn Live + '_>, Failed> {
        let url: DatabaseUrl = url(server, database).parse().map_err(|_| "the URL is wrong")?;
        connect(&url, &dialects).map_err(|error| error.to_string().into())
    };
    session(home)?.run("create database shop").map_err(failed)?;
    let mut shop = session("shop")?;
    shop.run("create table purchase (id bigint primary key, customer_id bigint not null, total int not null, note varchar(80) not null)")
        .map_err(failed)?;
    if source.kind == ServerKind::Postgres {
        shop.run("create extension pg_stat_statements").map_err(failed)?;
    }
    for number in 0..OF_CUSTOMER {
        let sql = format!(
            "select id, total from purchase where customer_id = {} and note <> 'secret {number}'",
            4711 + number
        );
        shop.rows(&sql).map_err(failed)?;
    }
    for number in 0..CHANGES {
        let sql =
            format!("update purchase set total = total + {number} where id = {}", 4711 * number);
        shop.run(&sql).map_err(failed)?;
    }
    Ok(())
}

fn url(server: &LocalServer, database: &str) -> String {
    let socket = server.socket().display();
    let user = server.user();
    match server.kind() {
        ServerKind::Postgres => {
            format!("postgres:///{database}?host={socket}&user={user}&port={}", server.port())
        }
        ServerKind::MySql => format!("mysql://{user}@localhost/{database}?socket={socket}"),
        ServerKind::MariaDb => format!("mariadb://{user}@localhost/{database}?socket={socket}"),
    }
}

/// How often a second the one query runs whose text has this in it.
fn rate(blocks: &str, fragment: &str) -> Result<f64, Failed> {
    let mut found = Vec::new();
    let mut head = "";
    for line in blocks.lines() {
        if line.starts_with("query ") {
            head = line;
        } else if line.to_lowercase().replace(['`', '"'], "").contains(fragment) {
            found.push(head);
        }
    }
    let [head] = found.as_slice() else {
        return Err(format!("{} queries with `{fragment}`\n{blocks}", found.len()).into());
    };
    let (count, unit) = head
        .split_whitespace()
        .nth(2)
        .and_then(|rate| rate.split_once('/'))
        .ok_or_else(|| format!("no rate in `{head}`"))?;
    let seconds = match unit {
        "s" => 1.0,
        "min" => 60.0,
        "hour" => 3_600.0,
        _ => 86_400.0,
    };
    Ok(count.parse::<f64>()? / seconds)
}
