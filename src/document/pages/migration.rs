use crate::diagnostics::render::Styling;
use crate::document::page::{Block, Page, head, plain, sentence};
use crate::plan::{Plan, proof_line};

/// The steps with what each takes from a running system, and what undoes it.
pub fn migration(plan: &Plan) -> Page {
    let mut blocks = vec![Block::Text(plain(format!(
        "For {} {} and newer, from {}: {} {}.",
        plan.title,
        plan.version,
        plan.from,
        plan.steps.len(),
        if plan.steps.len() == 1 { "step" } else { "steps" }
    )))];
    let proofs: Vec<_> =
        plan.proofs.iter().map(|proof| sentence(&proof_line(proof, Styling::Plain))).collect();
    if !proofs.is_empty() {
        blocks.push(Block::Heading("Proven".to_owned()));
        blocks.push(Block::List(proofs));
    }
    let findings: Vec<_> = plan
        .findings
        .iter()
        .map(|finding| {
            let help = finding.help.iter().map(|help| format!("; {help}"));
            sentence(&format!(
                "{} {}: {}{}",
                finding.level.name(),
                finding.rule.code,
                finding.message,
                help.collect::<String>()
            ))
        })
        .collect();
    if !findings.is_empty() {
        blocks.push(Block::Heading("Findings".to_owned()));
        blocks.push(Block::List(findings));
    }
    if plan.steps.is_empty() {
        return page(blocks);
    }
    blocks.push(Block::Heading("What each step risks".to_owned()));
    let mut rows = vec![head(&["", "step", "lock", "rewrites", "risk", "can be undone"])];
    for step in &plan.steps {
        let undone = if step.reverses.is_some() { "yes" } else { "" };
        let row = |lock: &str, rewrites: bool, risk: String| {
            vec![
                plain(step.id.to_string()),
                plain(step.change.clone()),
                plain(lock),
                plain(if rewrites { "yes" } else { "" }),
                sentence(&risk),
                plain(undone),
            ]
        };
        if step.hazards.is_empty() {
            rows.push(row("", false, String::new()));
        }
        rows.extend(step.hazards.iter().map(|hazard| {
            let lock = hazard.lock.as_deref().unwrap_or_default();
            row(lock, hazard.rewrites, format!("{}: {}", hazard.code, hazard.why))
        }));
    }
    blocks.push(Block::Table(rows));
    blocks.push(Block::Heading("Statements".to_owned()));
    for step in &plan.steps {
        blocks.push(Block::Text(plain(format!("{}. {}", step.id, step.change))));
        blocks.push(Block::Code(step.sql.clone()));
        if let Some(reverses) = &step.reverses {
            blocks.push(Block::Text(plain("undone by")));
            blocks.push(Block::Code(reverses.clone()));
        }
    }
    page(blocks)
}

fn page(blocks: Vec<Block>) -> Page {
    Page {
        file: "migration".to_owned(),
        title: "The way there, and what it risks".to_owned(),
        blocks,
    }
}
