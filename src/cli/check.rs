use serde::Serialize;

use super::args::{CheckOptions, Common, ReportFormat};
use super::failure::{Exit, Failure};
use super::load;
use super::output::Output;
use crate::diagnostics::render::{JsonFinding, json_finding, terminal};
use crate::diagnostics::{Diagnostic, Level};
use crate::dialect::NOT_PROVEN;
use crate::project::{self, Checked, Loaded};

/// Format version 1: fields are added, never changed.
#[derive(Serialize)]
struct Document {
    format_version: u32,
    targets: Vec<JsonTarget>,
    findings: Vec<JsonFinding>,
    allowed: usize,
}

#[derive(Serialize)]
struct JsonTarget {
    dialect: String,
    version: String,
    legal: bool,
    /// Why nobody has seen a server take it, where that is so.
    #[serde(skip_serializing_if = "Option::is_none")]
    unproven: Option<String>,
}

pub fn run(options: &CheckOptions, common: &Common, output: &Output) -> Result<Exit, Failure> {
    let loaded = load::design(&options.source, common)?;
    let checked = project::check(&loaded)?;
    let judged = checked.judge(&loaded, Vec::new());
    let text = match options.format {
        ReportFormat::Text => text(&judged.findings, judged.allowed, &checked, &loaded, output),
        ReportFormat::Json => {
            let document = Document {
                format_version: 1,
                targets: targets(&checked),
                findings: judged
                    .findings
                    .iter()
                    .map(|finding| json_finding(finding, &loaded.sources))
                    .collect(),
                allowed: judged.allowed,
            };
            let text = serde_json::to_string_pretty(&document);
            text.map_err(|error| Failure::Internal(error.to_string()))? + "\n"
        }
    };
    output.result(&text)?;
    Ok(load::exit_for(&judged.findings, &loaded, &options.levels))
}

fn targets(checked: &Checked<'_>) -> Vec<JsonTarget> {
    checked
        .targets
        .iter()
        .map(|target| JsonTarget {
            dialect: target.dialect.name().to_owned(),
            version: target.dialect.version.to_string(),
            legal: !target.illegal,
            unproven: target.dialect.unproven(),
        })
        .collect()
}

fn text(
    findings: &[Diagnostic],
    allowed: usize,
    checked: &Checked<'_>,
    loaded: &Loaded,
    output: &Output,
) -> String {
    let mut text = String::new();
    for finding in findings {
        if output.quiet && finding.level < Level::Error {
            continue;
        }
        text.push_str(&terminal(finding, &loaded.sources, output.out));
        text.push_str("\n\n");
    }
    if !output.quiet {
        text.push_str(&summary(findings, allowed, checked, loaded));
    }
    text
}

/// The last line: how much was looked at, and what came of it.
fn summary(
    findings: &[Diagnostic],
    allowed: usize,
    checked: &Checked<'_>,
    loaded: &Loaded,
) -> String {
    let count = |level: Level| findings.iter().filter(|finding| finding.level == level).count();
    let plural = |count: usize, one: &str, many: &str| {
        format!("{count} {}", if count == 1 { one } else { many })
    };
    let mut words = vec![
        plural(count(Level::Error), "error", "errors"),
        plural(count(Level::Warning), "warning", "warnings"),
    ];
    if count(Level::Info) > 0 {
        words.push(plural(count(Level::Info), "note", "notes"));
    }
    if allowed > 0 {
        words.push(format!("{allowed} allowed by the design"));
    }
    let entities = plural(loaded.design.entities.len(), "entity", "entities");
    let targets: Vec<String> = checked
        .targets
        .iter()
        .map(|target| {
            let mark = if target.illegal { "✗" } else { "✓" };
            let (title, version) = (target.dialect.title(), target.dialect.version);
            match target.dialect.data.proven {
                true => format!("{mark} {title} {version}"),
                false => format!("{mark} {title} {version} ({NOT_PROVEN})"),
            }
        })
        .collect();
    let targets =
        if targets.is_empty() { String::new() } else { format!(" · {}", targets.join(" · ")) };
    format!("{entities}: {}{targets}\n", words.join(", "))
}
