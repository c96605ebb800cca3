use std::fmt::Write;

use super::counts;
use crate::plan::Plan;
use crate::text::SourceMap;
use crate::verify::{Outcome, Proof, ProofKind, QueryOutcome};

/// The plan for a pull request.
pub fn markdown(plan: &Plan, sources: &SourceMap) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# Plan: {} → {}\n", escape(&plan.from), escape(&plan.to));
    let _ = writeln!(
        out,
        "For {} {} and newer: {}.",
        plan.title,
        plan.version,
        counts::summary(&plan.schema)
    );
    if let Some(day) = &plan.as_of {
        let _ = writeln!(out, "Calendar partitions as of {day}.");
    }
    proofs(&mut out, plan);
    findings(&mut out, plan, sources);
    queries(&mut out, plan);
    steps(&mut out, plan);
    out
}

fn proofs(out: &mut String, plan: &Plan) {
    let _ = writeln!(out, "\n## Proofs\n\n| | proof | engine | result |\n|---|---|---|---|");
    for proof in &plan.proofs {
        let kind = match proof.kind {
            ProofKind::Build => "build",
            ProofKind::Queries => "queries",
            ProofKind::Advice => "advice",
        };
        let (mark, result) = match &proof.outcome {
            Outcome::Proven { checked } => ("✓", format!("{checked} proven")),
            Outcome::Failed { applied: false, .. } => ("✗", "a statement was refused".to_owned()),
            Outcome::Failed { differences, checked, .. } if proof.kind == ProofKind::Build => {
                ("✗", format!("{} of {checked} differ", differences.len()))
            }
            Outcome::Failed { checked, .. } => ("✗", format!("some of {checked} refused")),
            Outcome::Doubted { checked, doubted } => {
                ("–", format!("{doubted} of {checked} planned otherwise"))
            }
            Outcome::NotRun { why } => ("–", format!("not proven: {}", escape(why))),
        };
        let engine = proof.engine.as_deref().unwrap_or(&proof.dialect);
        let _ = writeln!(out, "| {mark} | {kind} | {} | {result} |", escape(engine));
    }
}

fn findings(out: &mut String, plan: &Plan, sources: &SourceMap) {
    let _ = writeln!(out, "\n## Findings: {}\n", counts::levels(&plan.findings));
    if plan.allowed > 0 {
        let _ = writeln!(out, "{} more are allowed by the design.\n", plan.allowed);
    }
    for finding in &plan.findings {
        let place = finding
            .span()
            .and_then(|span| sources.locate(span))
            .map(|(path, at)| format!(" ({}:{})", escape(path), at.line))
            .unwrap_or_default();
        let _ = writeln!(
            out,
            "- **{}** {}: {}{place}",
            finding.rule.code,
            finding.level.name(),
            escape(&finding.message)
        );
        for note in finding.notes.iter().chain(&finding.help) {
            let _ = writeln!(out, "  - {}", escape(note));
        }
    }
}

fn queries(out: &mut String, plan: &Plan) {
    let asked = |proof: &&Proof| {
        proof.kind == ProofKind::Queries
            && proof.dialect == plan.dialect
            && !proof.queries.is_empty()
    };
    let Some(proof) = plan.proofs.iter().find(asked) else { return };
    let _ = writeln!(out, "\n## Queries\n\n| | query | per second | reads |\n|---|---|---|---|");
    for query in &proof.queries {
        let mark = if query.outcome == QueryOutcome::Planned { "✓" } else { "✗" };
        let rate = query.rate.map(|rate| rate.to_string()).unwrap_or_default();
        let ways: Vec<String> = query
            .access
            .iter()
            .map(|access| match &access.index {
                Some(index) => format!("{} by {}", escape(&access.relation), escape(index)),
                None => format!("all of {}", escape(&access.relation)),
            })
            .collect();
        let _ =
            writeln!(out, "| {mark} | {} | {rate} | {} |", escape(&query.name), ways.join(", "));
    }
}

fn steps(out: &mut String, plan: &Plan) {
    let _ = writeln!(out, "\n## Steps: {}", plan.steps.len());
    for step in &plan.steps {
        let fence = fence(&step.sql);
        let _ = writeln!(out, "\n{}. {}\n\n   {fence}sql", step.id, escape(&step.change));
        for hazard in &step.hazards {
            let _ = writeln!(out, "   -- {}: {}", hazard.code, hazard.why);
        }
        for line in step.sql.lines() {
            let _ = writeln!(out, "   {line}");
        }
        let _ = writeln!(out, "   {fence}");
    }
}

/// A code fence that the text cannot close.
fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

/// User text inside Markdown: nothing of it may become markup, a table cell's end or HTML.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\n' | '\r' => escaped.push(' '),
            '|' | '*' | '[' | ']' | '\\' => {
                escaped.push('\\');
                escaped.push(c);
            }
            _ => escaped.push(c),
        }
    }
    escaped
}
