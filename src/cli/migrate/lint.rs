use serde::Serialize;

use crate::cli::args::{Common, MigrateLintOptions, ReportFormat};
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::{load, sources};
use crate::diagnostics::Level;
use crate::diagnostics::render::{JsonFinding, json_finding, terminal};
use crate::project::migrate::{Folder, Linted, lint_files};
use crate::project::{self, ReadOptions};
use crate::source::{Source, sql_files};
use crate::sql::statements::guess;

/// Format version 1: fields are added, never changed.
#[derive(Serialize)]
struct Document {
    format_version: u32,
    dialect: String,
    version: String,
    findings: Vec<JsonFinding>,
    allowed: usize,
}

pub fn run(
    options: &MigrateLintOptions,
    common: &Common,
    output: &Output,
) -> Result<Exit, Failure> {
    if options.accept {
        for path in &options.paths {
            Folder::read(path)?.accept()?;
        }
    }
    let mut paths = Vec::new();
    for path in &options.paths {
        paths.extend(sql_files(path)?.paths);
    }
    let first = Source::Sql(paths.first().cloned().unwrap_or_default());
    let world = sources::world(&first, common)?;
    let before = match &options.from {
        Some(from) => {
            let engines = load::engines(&options.on)?;
            let reading = ReadOptions {
                dialect: options.dialect.as_deref(),
                on: &engines,
                keep_going: false,
                offline: options.offline,
                part: false,
                walk: false,
            };
            Some(project::read(&Source::parse(from)?, &world, &reading, &|_| ())?)
        }
        None => None,
    };
    let told = before.as_ref().map(|read| read.info.dialect.clone());
    let name = match options.dialect.clone().or(told) {
        Some(name) => name,
        None => {
            let (beginning, _) = sql_files(first.path().unwrap_or(&options.paths[0]))?.open()?;
            let guessed = guess(&beginning, &world.dialects).map(|guess| guess.dialect);
            guessed.unwrap_or_else(|| "postgres".to_owned())
        }
    };
    let told = before.as_ref().map(|read| read.info.version.to_string());
    let version = options.for_version.clone().or(told);
    let dialect = project::at(&world.dialects, &name, version.as_deref())?;
    let schema = before.as_ref().map(|read| &read.schema);
    let linted = lint_files(&paths, dialect, schema, &world)?;
    let text = match options.format {
        ReportFormat::Text => text(&linted, output),
        ReportFormat::Json => {
            let document = Document {
                format_version: 1,
                dialect: dialect.name().to_owned(),
                version: dialect.version.to_string(),
                findings: linted
                    .findings
                    .iter()
                    .map(|finding| json_finding(finding, &linted.sources))
                    .collect(),
                allowed: linted.allowed,
            };
            let text = serde_json::to_string_pretty(&document);
            text.map_err(|error| Failure::Internal(error.to_string()))? + "\n"
        }
    };
    output.result(&text)?;
    let least = options.levels.fail_on.map(|level| level.level()).or(world.settings.file.fail_on);
    let least = least.unwrap_or(Level::Error);
    let fails = linted.findings.iter().any(|finding| finding.level >= least);
    Ok(if fails { Exit::Findings } else { Exit::Fine })
}

fn text(linted: &Linted, output: &Output) -> String {
    let mut text = String::new();
    for finding in &linted.findings {
        if output.quiet && finding.level < Level::Error {
            continue;
        }
        text.push_str(&terminal(finding, &linted.sources, output.out));
        text.push_str("\n\n");
    }
    if !output.quiet {
        let count =
            |level: Level| linted.findings.iter().filter(|finding| finding.level == level).count();
        let plural =
            |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
        let mut words =
            vec![plural(count(Level::Error), "error"), plural(count(Level::Warning), "warning")];
        if count(Level::Info) > 0 {
            words.push(plural(count(Level::Info), "note"));
        }
        if linted.allowed > 0 {
            words.push(format!("{} allowed", linted.allowed));
        }
        let what = format!(
            "{} in {}",
            plural(linted.statements, "statement"),
            plural(linted.files, "file")
        );
        text.push_str(&format!("{what}: {}\n", words.join(", ")));
    }
    text
}
