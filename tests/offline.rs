//! DDL read without a server, beside what a server makes of the same file.
//!
//! `cases/offline/DIALECT/*.sql` and the statements of every sample are read from their text and
//! loaded into a real database. Where the two differ, they may do so in the spelling of expressions
//! alone. `*.report` beside a case says how its statements ended and what is unproven.

use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};
use schemagen::ddl;
use schemagen::dialect::Dialects;
use schemagen::engine::{self, EngineSpec};
use schemagen::schema::{self, Schema};
use schemagen::sql::statements::{Item, Splitter};

use crate::tool;

/// The folder of a dialect's cases, and the engine that knows the truth.
const ENGINES: [(&str, &str); 3] =
    [("postgres", "embedded"), ("mysql", "local:mysql"), ("mariadb", "local:mariadb")];

pub fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for (dialect, engine) in ENGINES {
        let folder = tool::repository().join("tests/cases/offline").join(dialect);
        let is_sql = |path: &Path| path.extension().is_some_and(|extension| extension == "sql");
        for file in tool::find(&folder, &is_sql) {
            let name = file.file_stem().map(|name| name.to_string_lossy().into_owned());
            let name = format!(
                "offline {dialect} {} is what {engine} makes of it",
                name.unwrap_or_default()
            );
            trials.push(Trial::test(name, move || case(&file, dialect, engine)));
        }
        for sample in samples(dialect) {
            let name = sample.file_name().map(|name| name.to_string_lossy().into_owned());
            let name = format!(
                "offline sample {} for {dialect} is what {engine} makes of it",
                name.unwrap_or_default()
            );
            trials.push(Trial::test(name, move || emitted(&sample, dialect, engine)));
        }
    }
    trials
}

/// The samples that have a target of the dialect.
fn samples(dialect: &str) -> Vec<PathBuf> {
    let folders = std::fs::read_dir(tool::repository().join("samples")).into_iter().flatten();
    let mut samples: Vec<PathBuf> = folders
        .flatten()
        .map(|entry| entry.path())
        .filter(|sample| {
            let is_design =
                |path: &Path| path.extension().is_some_and(|extension| extension == "sgen");
            let texts = tool::find(sample, &is_design);
            texts.iter().filter_map(|path| std::fs::read_to_string(path).ok()).any(|text| {
                text.lines().any(|line| line.contains("targets") && line.contains(dialect))
            })
        })
        .collect();
    samples.sort();
    samples
}

fn case(file: &Path, dialect: &str, engine: &str) -> Result<(), Failed> {
    let text = std::fs::read_to_string(file)?;
    let found = beside(&text, dialect, engine)?;
    let path = file.with_extension("report");
    if tool::blessing() {
        std::fs::write(&path, &found)?;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    if found != expected {
        let diff = similar::TextDiff::from_lines(&expected, &found);
        return Err(format!("{}\n{}", path.display(), diff.unified_diff()).into());
    }
    Ok(())
}

fn emitted(sample: &Path, dialect: &str, engine: &str) -> Result<(), Failed> {
    let output = tool::run(sample, &["emit", ".", "--dialect", dialect]);
    if !output.status.success() {
        return Err(tool::text(&output.stderr).into());
    }
    beside(&tool::text(&output.stdout), dialect, engine).map(|_| ())
}

/// Reads the text in both ways; fails where they differ in more than spelling, else reports.
fn beside(text: &str, dialect: &str, engine: &str) -> Result<String, Failed> {
    let dialects = Dialects::builtin()?;
    let spec: EngineSpec = engine.parse().map_err(|error| format!("{error}"))?;
    let mut server = engine::open(&spec, &dialects)?;
    let version = server.info().version;
    let at = dialects.at(dialect, Some(version)).ok_or("the dialect is gone")?;
    let mut splitter = Splitter::new(text.as_bytes(), at.data);
    let mut items = Vec::new();
    while let Some(item) = splitter.next_item()? {
        items.push(item);
    }
    let loaded = load(&mut *server, &items);
    server.close()?;
    let loaded = loaded?;

    let import = ddl::read(items.into_iter().map(|item| ("case.sql", item)), at)
        .map_err(|why| format!("{why:?}"))?;
    let mut differences = schema::compare(&loaded, &import.schema);
    // What a server defines in words of its own is kept verbatim here, and counted as that.
    differences.retain(|difference| difference.key.kind != schema::AtomKind::Other);
    let proven: Vec<String> = differences
        .iter()
        .filter(|difference| !ddl::is_unproven(difference))
        .map(ToString::to_string)
        .collect();
    if !proven.is_empty() {
        return Err(format!("{}\n{}", import.report, proven.join("\n")).into());
    }
    let mut report = format!("{}\n", import.report);
    for difference in &differences {
        report.push_str(&format!("unproven: {}\n", difference.key));
    }
    Ok(report)
}

fn load(server: &mut dyn engine::Engine, items: &[Item]) -> Result<Schema, Failed> {
    for item in items {
        if let Item::Statement(statement) = item {
            server
                .execute(&statement.text)
                .map_err(|error| format!("line {}: {error}", statement.line))?;
        }
    }
    Ok(server.introspect()?)
}
