//! `ci`: one run, one exit code, as many reports as wanted.

mod summary;
mod text;

use std::path::Path;

use serde::Serialize;

use super::args::{CiOptions, Common};
use super::failure::{Exit, Failure};
use super::output::{Output, write_file};
use super::progress::Progress;
use super::{erd, load};
use crate::diagnostics::Level;
use crate::diagnostics::render::{JsonFinding, Suite, github, gitlab, junit, sarif};
use crate::diagram::Picture;
use crate::plan::Allowed;
use crate::project::{self, CiError, Ran, Stage, StageOutcome};
use crate::rules;
use crate::source::Source;

use summary::summary;
use text::{text, why, word};

/// Format version 1: fields are added, never changed.
#[derive(Serialize)]
struct Document<'r> {
    format_version: u32,
    passed: bool,
    stages: Vec<JsonStage<'r>>,
}

#[derive(Serialize)]
struct JsonStage<'r> {
    name: &'static str,
    /// `passed`, `failed` or `skipped`.
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'r str>,
    notes: &'r [String],
    findings: &'r [JsonFinding],
}

pub fn run(options: &CiOptions, common: &Common, output: &Output) -> Result<Exit, Failure> {
    let source = Source::parse(&options.source)?;
    let Source::Entities(path) = &source else {
        return Err(Failure::Usage(format!(
            "`{source}` is no design; name an `.sgen` file or a folder of them"
        )));
    };
    let progress = Progress::start(output, "reading");
    let overrides = load::overrides(common);
    let loaded = load::entities(path, common)?;
    let engines = load::engines(&options.on)?;
    let least = options.levels.fail_on.map(|level| level.level()).or(loaded.settings.file.fail_on);
    let allow = Allowed::parse(&options.allow).map_err(Failure::Usage)?;
    let asked = project::CiOptions {
        on: &engines,
        prove: !options.no_proof,
        migrations: options.migrations.clone().unwrap_or_else(|| folder_beside(path)),
        database: options.database.as_deref().map(Source::parse).transpose()?,
        from: options.from.as_deref().map(Source::parse).transpose()?,
        allow: &allow,
        fail_on: least.unwrap_or(Level::Error),
    };
    let ran = project::ci(path, &loaded, &overrides, &asked, &|text| progress.step(text)).map_err(
        |error| match error {
            CiError::Target(error) => Failure::Target(error),
            CiError::Prove(error) => Failure::Prove(error),
        },
    )?;
    let change = match &options.from {
        Some(from) => Some(erd::change(from, &options.source, None, &options.on, common, output)?),
        None => None,
    };
    drop(progress);
    reports(options, &ran, change.as_ref(), output)?;
    Ok(exit(&ran))
}

/// `migrations-out` beside the design.
fn folder_beside(path: &Path) -> std::path::PathBuf {
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
    folder.join("migrations-out")
}

fn exit(ran: &Ran) -> Exit {
    let failed = ran.stages.iter().any(|stage| stage.outcome == StageOutcome::Failed);
    match (ran.broken, ran.unproven, failed) {
        (true, _, _) => Exit::Input,
        (_, true, _) => Exit::Database,
        (_, _, true) => Exit::Findings,
        _ => Exit::Fine,
    }
}

/// Every report that was asked for, before the exit code says what they come to.
fn reports(
    options: &CiOptions,
    ran: &Ran,
    change: Option<&Picture>,
    output: &Output,
) -> Result<(), Failure> {
    let findings: Vec<JsonFinding> =
        ran.stages.iter().flat_map(|stage| stage.findings.iter().cloned()).collect();
    if let Some(file) = &options.sarif {
        write_file(file, &sarif(&findings, &rules::all(), env!("CARGO_PKG_VERSION")))?;
    }
    if let Some(file) = &options.gitlab {
        write_file(file, &gitlab(&findings))?;
    }
    if let Some(file) = &options.junit {
        let suites: Vec<Suite<'_>> = ran.stages.iter().map(suite).collect();
        write_file(file, &junit(&suites))?;
    }
    if let Some(file) = &options.json {
        let document = Document {
            format_version: 1,
            passed: exit(ran) == Exit::Fine,
            stages: ran.stages.iter().map(json_stage).collect(),
        };
        let text = serde_json::to_string_pretty(&document);
        write_file(file, &(text.map_err(|error| Failure::Internal(error.to_string()))? + "\n"))?;
    }
    let summary = summary(ran, change);
    if let Some(file) = &options.summary {
        write_file(file, &summary)?;
    }
    if options.github {
        output.result(&github(&findings))?;
        // The file that a GitHub job shows as its summary; what other steps wrote stays.
        if let Some(file) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|file| !file.is_empty())
        {
            append(Path::new(&file), &summary)?;
        }
    }
    output.result(&text(ran))
}

fn append(path: &Path, text: &str) -> Result<(), Failure> {
    let open = std::fs::OpenOptions::new().create(true).append(true).open(path);
    open.and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()))
        .map_err(|source| Failure::Write { place: format!("`{}`", path.display()), source })
}

fn suite(stage: &Stage) -> Suite<'_> {
    Suite {
        name: stage.name,
        skipped: why(stage),
        failed: stage.outcome == StageOutcome::Failed,
        findings: stage.findings.iter().collect(),
        words: &stage.words,
    }
}

fn json_stage(stage: &Stage) -> JsonStage<'_> {
    JsonStage {
        name: stage.name,
        outcome: word(stage),
        why: why(stage),
        notes: &stage.words,
        findings: &stage.findings,
    }
}
