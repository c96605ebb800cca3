use std::fmt::Write;

use super::counts;
use crate::dialect::NOT_PROVEN;
use crate::plan::Plan;
use crate::text::SourceMap;
use crate::text::markup::{fenced, markdown_with_code as escape};
use crate::verify::{Outcome, Proof, ProofKind, QueryOutcome};

/// Hosts show a megabyte of Markdown, and nobody reads more in one table.
const MOST_ROWS: usize = 200;

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
    out.push_str("\n## Proofs\n\n");
    proofs(&mut out, plan);
    let _ = writeln!(out, "\n## Findings: {}\n", counts::levels(&plan.findings));
    if plan.allowed > 0 {
        let _ = writeln!(out, "{} more are allowed by the design.\n", plan.allowed);
    }
    findings(&mut out, plan, sources);
    queries(&mut out, plan);
    if plan.between {
        out.push_str("\n## Risks\n\n");
        risks(&mut out, plan);
    }
    steps(&mut out, plan);
    out
}

/// The plan as a part of a bigger report: what is proven, what is found and what each step risks; the statements
/// are folded.
pub fn markdown_part(plan: &Plan) -> String {
    let mut out = format!(
        "For {} {} and newer: {} {}.\n\n",
        plan.title,
        plan.version,
        plan.steps.len(),
        if plan.steps.len() == 1 { "step" } else { "steps" }
    );
    if plan.steps.is_empty() {
        return out;
    }
    if !plan.proofs.is_empty() {
        proofs(&mut out, plan);
        out.push('\n');
    }
    if !plan.findings.is_empty() {
        findings(&mut out, plan, &SourceMap::default());
        out.push('\n');
    }
    risks(&mut out, plan);
    let script: Vec<String> = plan
        .steps
        .iter()
        .map(|step| format!("-- {}. {}\n{};", step.id, one_line(&step.change), step.sql))
        .collect();
    let _ = write!(
        out,
        "\n<details><summary>Statements</summary>\n\n{}\n</details>\n",
        fenced(&script.join("\n\n"), "sql")
    );
    out
}

/// A comment of SQL ends with its line.
fn one_line(text: &str) -> String {
    crate::text::markup::line(text)
}

fn proofs(out: &mut String, plan: &Plan) {
    out.push_str("| | proof | engine | result |\n|---|---|---|---|\n");
    for proof in &plan.proofs {
        let kind = match proof.kind {
            ProofKind::Build => "build",
            ProofKind::Queries => "queries",
            ProofKind::Pruning => "partitions",
            ProofKind::Advice => "advice",
            ProofKind::Rows => "rows",
            ProofKind::Shards => "shards",
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
            Outcome::NotRun { why } if why.starts_with(NOT_PROVEN) => {
                ("–", escape(why).to_string())
            }
            Outcome::NotRun { why } => ("–", format!("not proven: {}", escape(why))),
        };
        let engine = proof.engine.as_deref().unwrap_or(&proof.dialect);
        let _ = writeln!(out, "| {mark} | {kind} | {} | {result} |", escape(engine));
    }
}

fn findings(out: &mut String, plan: &Plan, sources: &SourceMap) {
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

/// Every step with what it does to a running system, a row each risk.
fn risks(out: &mut String, plan: &Plan) {
    out.push_str("| | step | lock | rewrites | risk |\n|---|---|---|---|---|\n");
    let mut rows = 0;
    for step in &plan.steps {
        if rows >= MOST_ROWS {
            let _ =
                writeln!(out, "| … | and {} more steps | | | |", plan.steps.len() + 1 - step.id);
            break;
        }
        let change = escape(&step.change);
        if step.hazards.is_empty() {
            let _ = writeln!(out, "| {} | {change} | | | |", step.id);
        }
        for hazard in &step.hazards {
            let _ = writeln!(
                out,
                "| {} | {change} | {} | {} | {}: {} |",
                step.id,
                escape(hazard.lock.as_deref().unwrap_or_default()),
                if hazard.rewrites { "yes" } else { "" },
                hazard.code,
                escape(&hazard.why)
            );
        }
        rows += step.hazards.len().max(1);
    }
}

fn steps(out: &mut String, plan: &Plan) {
    let _ = writeln!(out, "\n## Steps: {}", plan.steps.len());
    for step in &plan.steps {
        let _ = writeln!(out, "\n{}. {}\n", step.id, escape(&step.change));
        let mut text = String::new();
        for hazard in &step.hazards {
            let _ = writeln!(text, "-- {}: {}", hazard.code, one_line(&hazard.why));
        }
        for command in &step.hand_over {
            let _ = writeln!(text, "-- for a big table instead: {}", one_line(command));
        }
        text.push_str(&step.sql);
        // Indented: the block belongs to its number.
        for line in fenced(&text, "sql").lines() {
            let _ = writeln!(out, "   {line}");
        }
    }
}
