use std::fmt::Write;
use std::path::Path;

use serde::Serialize;

use super::args::{CiOptions, Common};
use super::failure::{Exit, Failure};
use super::output::{Output, write_file};
use super::progress::Progress;
use super::{erd, load};
use crate::diagnostics::Level;
use crate::diagnostics::render::{JsonFinding, Suite, github, gitlab, junit, sarif};
use crate::diagram::{self, Detail, Picture};
use crate::project::{self, CiError, Ran, Stage, StageOutcome};
use crate::rules;
use crate::source::Source;

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
    let asked = project::CiOptions {
        on: &engines,
        prove: !options.no_proof,
        migrations: options.migrations.clone().unwrap_or_else(|| folder_beside(path)),
        database: options.database.as_deref().map(Source::parse).transpose()?,
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

fn why(stage: &Stage) -> Option<&str> {
    match &stage.outcome {
        StageOutcome::Skipped(why) => Some(why),
        _ => None,
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

fn word(stage: &Stage) -> &'static str {
    match stage.outcome {
        StageOutcome::Passed => "passed",
        StageOutcome::Failed => "failed",
        StageOutcome::Skipped(_) => "skipped",
    }
}

fn sign(stage: &Stage) -> &'static str {
    match stage.outcome {
        StageOutcome::Passed => "✓",
        StageOutcome::Failed => "✗",
        StageOutcome::Skipped(_) => "–",
    }
}

fn place(finding: &JsonFinding) -> String {
    let span = finding.spans.first();
    span.map(|span| format!("{}:{}:{}", span.file, span.line, span.column)).unwrap_or_default()
}

fn text(ran: &Ran) -> String {
    let mut out = String::new();
    for stage in &ran.stages {
        let _ = write!(out, "{} {}", sign(stage), stage.name);
        if let Some(why) = why(stage) {
            let _ = write!(out, ": {why}");
        }
        out.push('\n');
        for finding in stage.findings.iter().filter(|finding| finding.level != "info") {
            let _ = writeln!(
                out,
                "  {} {}[{}] {}",
                place(finding),
                finding.level,
                finding.code,
                finding.message
            );
        }
        for line in &stage.words {
            let _ = writeln!(out, "  {line}");
        }
    }
    out
}

/// Hosts show a megabyte of a summary.
const MOST_FINDINGS: usize = 200;

/// The run as Markdown: for a job's summary or a comment.
fn summary(ran: &Ran, change: Option<&Picture>) -> String {
    let verdict = if exit(ran) == Exit::Fine { "passed" } else { "did not pass" };
    let mut out =
        format!("## schemagen: the design {verdict}\n\n| stage | outcome | |\n|---|---|---|\n");
    for stage in &ran.stages {
        let about = match why(stage) {
            Some(why) => why.to_owned(),
            None => {
                let count = |level: &str| {
                    stage.findings.iter().filter(|finding| finding.level == level).count()
                };
                let counts = [
                    ("error", count("error")),
                    ("warning", count("warning")),
                    ("info", count("info")),
                ];
                let words: Vec<String> = counts
                    .iter()
                    .filter(|(_, count)| *count > 0)
                    .map(|(level, count)| format!("{count} × {level}"))
                    .collect();
                words.join(", ")
            }
        };
        let _ = writeln!(
            out,
            "| {} | {} {} | {} |",
            stage.name,
            sign(stage),
            word(stage),
            markdown(&about)
        );
    }
    let findings: Vec<(&Stage, &JsonFinding)> = ran
        .stages
        .iter()
        .flat_map(|stage| stage.findings.iter().map(move |finding| (stage, finding)))
        .filter(|(_, finding)| finding.level != "info")
        .collect();
    if !findings.is_empty() {
        out.push_str(
            "\n### Findings\n\n| | code | where | what | what to do |\n|---|---|---|---|---|\n",
        );
        for (_, finding) in findings.iter().take(MOST_FINDINGS) {
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} | {} |",
                finding.level,
                finding.code,
                markdown(&place(finding)),
                markdown(&finding.message),
                markdown(finding.help.as_deref().unwrap_or_default())
            );
        }
        if findings.len() > MOST_FINDINGS {
            let _ = writeln!(out, "\n… and {} more", findings.len() - MOST_FINDINGS);
        }
    }
    for stage in ran.stages.iter().filter(|stage| !stage.words.is_empty()) {
        let _ = writeln!(out, "\n### {}\n", stage.name);
        for line in &stage.words {
            let _ = writeln!(out, "- {}", markdown(line));
        }
    }
    if let Some(picture) = change {
        out.push_str("\n### What changes\n\n");
        let changed = picture.changes(1);
        if changed.nodes.is_empty() {
            out.push_str("Nothing that a diagram shows.\n");
        } else {
            let (drawn, warning) = diagram::mermaid(&changed, Detail::Keys);
            match warning {
                Some(warning) => {
                    let _ = writeln!(out, "{}", markdown(&warning));
                }
                None => {
                    let _ = writeln!(out, "```mermaid\n{drawn}```");
                }
            }
        }
    }
    out
}

/// A text inside a table of Markdown: no markup, no cell and no line of its own.
fn markdown(text: &str) -> String {
    let mut out = String::new();
    // Names stand in backticks; code of Markdown would show our numbers as they are written.
    let paired = text.matches('`').count().is_multiple_of(2);
    let mut code = false;
    for letter in text.chars() {
        match letter {
            '`' if paired => {
                code = !code;
                out.push_str(if code { "<code>" } else { "</code>" });
            }
            '`' => out.push_str("&#96;"),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '|' => out.push_str("&#124;"),
            '[' | ']' | '*' | '_' | '#' | '!' | '\\' | '~' | '@' => {
                let _ = write!(out, "&#{};", u32::from(letter));
            }
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}
