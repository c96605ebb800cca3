use std::fmt::Write;

use crate::diagnostics::render::JsonFinding;
use crate::project::{Ran, Stage, StageOutcome};

pub fn why(stage: &Stage) -> Option<&str> {
    match &stage.outcome {
        StageOutcome::Skipped(why) => Some(why),
        _ => None,
    }
}

pub fn word(stage: &Stage) -> &'static str {
    match stage.outcome {
        StageOutcome::Passed => "passed",
        StageOutcome::Failed => "failed",
        StageOutcome::Skipped(_) => "skipped",
    }
}

pub fn sign(stage: &Stage) -> &'static str {
    match stage.outcome {
        StageOutcome::Passed => "✓",
        StageOutcome::Failed => "✗",
        StageOutcome::Skipped(_) => "–",
    }
}

pub fn place(finding: &JsonFinding) -> String {
    let span = finding.spans.first();
    span.map(|span| format!("{}:{}:{}", span.file, span.line, span.column)).unwrap_or_default()
}

/// The stages and what they found, for a terminal or a log.
pub fn text(ran: &Ran) -> String {
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
