use std::fmt::Write;

use super::exit;
use super::text::{place, sign, why, word};
use crate::cli::failure::Exit;
use crate::diagnostics::render::JsonFinding;
use crate::diagram::{self, Detail, Picture};
use crate::plan;
use crate::project::{Ran, Stage};
use crate::text::markup::markdown_with_code as markdown;

/// Hosts show a megabyte of a summary.
const MOST_FINDINGS: usize = 200;

/// The run as Markdown: for a job's summary or a comment.
pub fn summary(ran: &Ran, change: Option<&Picture>) -> String {
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
    if let Some(plan) = &ran.plan {
        out.push_str("\n### The way there\n\n");
        out.push_str(&plan::markdown_part(plan));
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
