//! Servers that one of them joins: the very scripts that `emit` writes, run on throwaway servers as a user would, with
//! rows sent through the coordinator; and proofs that do not hold where a script is wrong.

mod mariadb;
mod postgres;

use libtest_mimic::{Failed, Trial};
use schemagen::dialect::Dialects;
use schemagen::emit::Reach;
use schemagen::engine::{self, Engine, EngineError, EngineSpec};

use crate::tool;

const DESIGN: &str = "tests/cases/overlays/saas";

pub fn trials() -> Vec<Trial> {
    let mut trials: Vec<Trial> = ["13", "15", "18"]
        .into_iter()
        .map(|version| {
            Trial::test(
                format!("nodes postgres_fdw: rows and queries go where they belong on {version}"),
                move || postgres::routed(version),
            )
        })
        .collect();
    trials
        .push(Trial::test("nodes spider: rows and queries go where they belong", mariadb::routed));
    trials.push(Trial::test("nodes postgres_fdw: a wrong link is found", postgres::wrong_link));
    trials.push(Trial::test(
        "nodes postgres_fdw: a copy that does not follow is found",
        postgres::wrong_copy,
    ));
    trials.push(Trial::test("nodes spider: a wrong link is found", mariadb::wrong_link));
    trials
}

type Server<'d> = Box<dyn Engine + 'd>;

/// Three servers with the scripts of a dialect: the coordinator, and two shards. `place` writes into the coordinator's
/// script where a shard is, which it asks for.
fn cluster<'d>(
    dialect: &str,
    spec: &str,
    dialects: &'d Dialects,
    place: impl Fn(&str, usize, &Reach) -> String,
) -> Result<(Server<'d>, [Server<'d>; 2]), Failed> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().display().to_string();
    let words = ["emit", DESIGN, "--dialect", dialect, "-o", &path];
    let output = tool::run(tool::repository(), &words);
    if !output.status.success() {
        return Err(tool::text(&output.stderr).into());
    }
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name));
    let spec: EngineSpec = spec.parse()?;
    let mut shards = [engine::open(&spec, dialects)?, engine::open(&spec, dialects)?];
    let mut coordinator = engine::open(&spec, dialects)?;
    let mut script = read("coordinator.sql")?;
    for (number, shard) in shards.iter_mut().enumerate() {
        run(shard, &read(&format!("shard_{number}.sql"))?)?;
        let reach = shard.reach().ok_or("a throwaway server can be reached")?;
        script = place(&script, number, &reach);
    }
    run(&mut coordinator, &script)?;
    Ok((coordinator, shards))
}

/// A script as the server's own client cuts it.
fn run(server: &mut Server<'_>, script: &str) -> Result<(), Failed> {
    if server.info().dialect == "postgres" {
        return Ok(server.execute(script)?);
    }
    let (mut statement, mut delimiter) = (String::new(), ";".to_owned());
    for line in script.lines().filter(|line| !line.starts_with("--")) {
        if let Some(other) = line.strip_prefix("delimiter ") {
            delimiter = other.to_owned();
            continue;
        }
        statement.push_str(line);
        statement.push('\n');
        if let Some(whole) = statement.trim_end().strip_suffix(&delimiter) {
            server.execute(whole)?;
            statement.clear();
        }
    }
    Ok(())
}

fn texts(server: &mut Server<'_>, sql: &str) -> Result<Vec<String>, EngineError> {
    Ok(server.rows(sql)?.into_iter().flatten().flatten().collect())
}

fn refused(server: &mut Server<'_>, sql: &str, because: &str) -> Result<(), Failed> {
    match server.execute(sql) {
        Err(EngineError::Statement(error)) if error.message.contains(because) => Ok(()),
        Err(error) => {
            Err(format!("{sql}\nis refused otherwise than by `{because}`: {error}").into())
        }
        Ok(()) => Err(format!("{sql}\nis taken").into()),
    }
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, found: T, expected: T) -> Result<(), Failed> {
    if found == expected {
        Ok(())
    } else {
        Err(format!("{what}: {found:?}, not {expected:?}").into())
    }
}

/// What `verify` says where one template is another.
fn broken(
    (dialect, engine): (&str, &str),
    template: &str,
    text: &str,
    wrong: &str,
) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let own = folder.path().join(dialect);
    std::fs::create_dir(&own)?;
    std::fs::write(own.join(template), text)?;
    let place = folder.path().display().to_string();
    let words = ["verify", DESIGN, "--dialect", dialect, "--on", engine, "--dialects", &place];
    let output = tool::run(tool::repository(), &words);
    let text = format!("{}{}", tool::text(&output.stdout), tool::text(&output.stderr));
    same(&format!("exit code of\n{text}"), output.status.code(), Some(3))?;
    if text.contains("SG7007") && text.contains(wrong) { Ok(()) } else { Err(text.into()) }
}
