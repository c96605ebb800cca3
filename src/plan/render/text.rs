use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::counts;
use crate::diagnostics::render::{Styling, terminal};
use crate::dialect::NOT_PROVEN;
use crate::plan::{Plan, Step};
use crate::text::SourceMap;
use crate::verify::{Outcome, PartitionsRead, Proof, ProofKind, QueryOutcome, QueryProof};

/// Marks and colours; the mark alone says everything, so that nothing depends on colour.
struct Ink {
    styling: Styling,
}

impl Ink {
    fn paint(&self, code: &str, text: &str) -> String {
        match self.styling {
            Styling::Coloured => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            Styling::Plain => text.to_owned(),
        }
    }

    fn bold(&self, text: &str) -> String {
        self.paint("1", text)
    }

    fn dim(&self, text: &str) -> String {
        self.paint("2", text)
    }

    fn good(&self, text: &str) -> String {
        self.paint("32", text)
    }

    fn bad(&self, text: &str) -> String {
        self.paint("1;31", text)
    }

    fn warn(&self, text: &str) -> String {
        self.paint("33", text)
    }
}

/// The plan for a reviewer: what will be there, step by step, what was found, what was proven.
pub fn text(plan: &Plan, sources: &SourceMap, styling: Styling) -> String {
    let ink = Ink { styling };
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{} {} → {}  {}",
        ink.bold("plan"),
        plan.from,
        ink.bold(&plan.to),
        ink.dim(&format!("for {} {} and newer", plan.title, plan.version))
    );
    let _ = writeln!(out, "     {}", counts::summary(&plan.schema));
    if let Some(words) = &plan.unproven {
        let _ = writeln!(out, "     {}", ink.warn(words));
    }
    if let Some(day) = &plan.as_of {
        let _ = writeln!(out, "     {}", ink.dim(&format!("calendar partitions as of {day}")));
    }
    steps(&mut out, plan, &ink);
    findings(&mut out, plan, sources, &ink, styling);
    queries(&mut out, plan, &ink);
    proofs(&mut out, plan, &ink);
    verdict(&mut out, plan, &ink);
    out
}

fn heading(out: &mut String, ink: &Ink, text: &str, note: &str) {
    let _ = writeln!(out, "\n{}  {}", ink.bold(text), ink.dim(note));
}

fn steps(out: &mut String, plan: &Plan, ink: &Ink) {
    let alone = plan.steps.iter().filter(|step| !step.transaction).count();
    let note = match (plan.steps.len(), alone) {
        (0, _) => "nothing to do".to_owned(),
        (count, 0) => format!("{count}, in one transaction"),
        (count, alone) if count == alone => format!("{count}, each commits by itself"),
        (count, alone) => format!("{count}, {alone} of them outside a transaction"),
    };
    heading(out, ink, "Steps", &note);
    let width = plan.steps.len().to_string().len();
    let mut group: Option<&str> = None;
    for step in &plan.steps {
        if group != Some(&step.group) {
            group = Some(&step.group);
            out.push('\n');
        }
        let _ = writeln!(out, "{:>width$}  {}", step.id, ink.bold(&step.change));
        hazards(out, step, width, ink);
        for line in step.sql.lines() {
            let _ = writeln!(out, "{:width$}  {}", "", ink.dim(line));
        }
    }
}

fn hazards(out: &mut String, step: &Step, width: usize, ink: &Ink) {
    for hazard in &step.hazards {
        let _ = writeln!(
            out,
            "{:width$}  {} {}",
            "",
            ink.warn(&format!("! {}", hazard.code)),
            hazard.why
        );
    }
    for command in &step.hand_over {
        let _ = writeln!(out, "{:width$}  for a big table instead: {command}", "");
    }
}

fn findings(out: &mut String, plan: &Plan, sources: &SourceMap, ink: &Ink, styling: Styling) {
    let allowed = match plan.allowed {
        0 => String::new(),
        count => format!(" ({count} more allowed by the design)"),
    };
    heading(out, ink, "Findings", &format!("{}{allowed}", counts::levels(&plan.findings)));
    for finding in &plan.findings {
        let _ = write!(out, "\n{}\n", terminal(finding, sources, styling));
    }
}

/// The planner's answers of the engine that proved the plan's own dialect.
fn queries(out: &mut String, plan: &Plan, ink: &Ink) {
    let proof = plan.proofs.iter().find(|proof| {
        proof.kind == ProofKind::Queries
            && proof.dialect == plan.dialect
            && !proof.queries.is_empty()
    });
    let Some(proof) = proof else { return };
    heading(
        out,
        ink,
        "Queries",
        &format!("{} asked the planner of {}", proof.queries.len(), engine(proof)),
    );
    let name_width = proof.queries.iter().map(|query| query.name.width()).max().unwrap_or(0);
    let rate_width = proof.queries.iter().map(|query| rate(query).width()).max().unwrap_or(0);
    for query in &proof.queries {
        let mark = match query.outcome {
            QueryOutcome::Planned if query.access.iter().all(|access| access.index.is_some()) => {
                ink.good("✓")
            }
            QueryOutcome::Planned => ink.warn("~"),
            QueryOutcome::Refused => ink.bad("✗"),
        };
        let padding = " ".repeat(name_width - query.name.width());
        let _ = writeln!(
            out,
            "  {mark} {}{padding}  {:>rate_width$}  {}",
            query.name,
            rate(query),
            access(query)
        );
    }
}

fn rate(query: &QueryProof) -> String {
    match query.rate {
        None => "–".to_owned(),
        Some(rate) if rate >= 1.0 => format!("{}/s", trimmed(rate)),
        Some(rate) if rate * 60.0 >= 1.0 => format!("{}/min", trimmed(rate * 60.0)),
        Some(rate) if rate * 3_600.0 >= 1.0 => format!("{}/hour", trimmed(rate * 3_600.0)),
        Some(rate) => format!("{}/day", trimmed(rate * 86_400.0)),
    }
}

/// One decimal at most.
fn trimmed(number: f64) -> String {
    let rounded = (number * 10.0).round() / 10.0;
    if rounded.fract() == 0.0 { format!("{rounded:.0}") } else { format!("{rounded:.1}") }
}

fn access(query: &QueryProof) -> String {
    match query.outcome {
        QueryOutcome::Refused => "refused, see the findings".to_owned(),
        QueryOutcome::Planned if query.access.is_empty() && query.pruned > 0 => {
            "the partition that its parameters name".to_owned()
        }
        QueryOutcome::Planned if query.access.is_empty() => "reads no table".to_owned(),
        QueryOutcome::Planned => {
            let mut ways: Vec<String> = Vec::new();
            for access in &query.access {
                let relation = match access.partitions {
                    0 => access.relation.clone(),
                    1 => format!("{} (1 partition)", access.relation),
                    count => format!("{} ({count} partitions)", access.relation),
                };
                let way = match &access.index {
                    Some(index) => format!("{relation} by {index}"),
                    None => format!("all of {relation}"),
                };
                if !ways.contains(&way) {
                    ways.push(way);
                }
            }
            // A query over many partitions would fill the line with their names.
            const MOST: usize = 4;
            let rest = ways.len().saturating_sub(MOST);
            ways.truncate(MOST);
            let more = if rest > 0 { format!(", and {rest} more") } else { String::new() };
            format!("{}{more}", ways.join(", "))
        }
    }
}

fn engine(proof: &Proof) -> &str {
    proof.engine.as_deref().unwrap_or("no engine")
}

fn proofs(out: &mut String, plan: &Plan, ink: &Ink) {
    heading(out, ink, "Proofs", "");
    for proof in &plan.proofs {
        let _ = writeln!(out, "  {}", line(proof, ink));
        for words in partitions_read(proof) {
            let _ = writeln!(out, "      {words}");
        }
    }
}

/// How many partitions each query reads, a line each.
pub fn partitions_read(proof: &Proof) -> impl Iterator<Item = String> + '_ {
    let width = proof.pruning.iter().map(|one| one.query.chars().count()).max().unwrap_or(0);
    proof.pruning.iter().map(move |one| {
        let padding = " ".repeat(width - one.query.chars().count());
        let PartitionsRead { query, table, touched, total, .. } = one;
        format!("{query}{padding}  {touched} of {total} partitions of {table}")
    })
}

/// How many shards each query goes to, a line each.
pub fn shards_asked(proof: &Proof) -> impl Iterator<Item = String> + '_ {
    let width = proof.shards.iter().map(|one| one.query.chars().count()).max().unwrap_or(0);
    proof.shards.iter().map(move |one| {
        let padding = " ".repeat(width - one.query.chars().count());
        format!("{}{padding}  {} of {} shards", one.query, one.asked.len(), one.total)
    })
}

/// One proof as one line.
pub fn proof_line(proof: &Proof, styling: Styling) -> String {
    line(proof, &Ink { styling })
}

fn line(proof: &Proof, ink: &Ink) -> String {
    let (mark, words) = match (&proof.outcome, proof.kind) {
        (Outcome::Proven { checked }, ProofKind::Build) => (
            ink.good("✓"),
            match proof.untouched {
                None => format!(
                    "{}: applied and read back, all {checked} parts equal the design",
                    engine(proof)
                ),
                Some(untouched) => format!(
                    "{}: applied and read back, all {checked} parts that change or that these stand on equal the design; \
                     {untouched} others are untouched",
                    engine(proof)
                ),
            },
        ),
        (Outcome::Proven { checked: 0 }, ProofKind::Queries) => {
            (ink.dim("–"), format!("{}: the design declares no queries for it", engine(proof)))
        }
        (Outcome::Proven { checked }, ProofKind::Queries) => (
            ink.good("✓"),
            format!("{}: all {checked} declared queries prepared and planned", engine(proof)),
        ),
        (Outcome::Proven { checked: 0 }, ProofKind::Advice) => (
            ink.good("✓"),
            format!("{}: needs no index more for the declared figures", engine(proof)),
        ),
        (Outcome::Proven { checked }, ProofKind::Advice) => (
            ink.good("✓"),
            format!(
                "{}: with the declared figures, {checked} queries use the indexes advised for them",
                engine(proof)
            ),
        ),
        (Outcome::Proven { checked }, ProofKind::Pruning) => (
            ink.good("✓"),
            format!(
                "{}: {checked} {} the partitions that the design predicts",
                engine(proof),
                if *checked == 1 { "query reads" } else { "queries read" }
            ),
        ),
        (Outcome::Proven { checked }, ProofKind::Rows) => (
            ink.good("✓"),
            format!("{}: {checked} rows lie on their shards and are found there", engine(proof)),
        ),
        (Outcome::Proven { checked }, ProofKind::Shards) => (
            ink.good("✓"),
            format!(
                "{}: {checked} {} to the shards that the design predicts",
                engine(proof),
                if *checked == 1 { "query goes" } else { "queries go" }
            ),
        ),
        (Outcome::Doubted { checked, doubted }, ProofKind::Rows) => (
            ink.warn("–"),
            format!(
                "{}: {checked} rows lie on their shards; {doubted} {} none, see the findings",
                engine(proof),
                if *doubted == 1 { "table got" } else { "tables got" }
            ),
        ),
        (Outcome::Doubted { checked, doubted }, ProofKind::Shards) => (
            ink.warn("–"),
            format!(
                "{}: {doubted} of {checked} queries go to other shards than the design predicts, see the findings",
                engine(proof)
            ),
        ),
        (Outcome::Doubted { checked, doubted }, ProofKind::Pruning) => (
            ink.warn("–"),
            format!(
                "{}: {doubted} of {checked} queries read other partitions than the design predicts, see the findings",
                engine(proof)
            ),
        ),
        (Outcome::Doubted { checked, doubted }, _) => (
            ink.warn("–"),
            format!(
                "{}: plans {doubted} of {checked} queries otherwise than advised, see the findings",
                engine(proof)
            ),
        ),
        (Outcome::Failed { applied: false, .. }, _) => {
            (ink.bad("✗"), format!("{}: refuses a statement, see the findings", engine(proof)))
        }
        (Outcome::Failed { differences, checked, .. }, ProofKind::Build) => (
            ink.bad("✗"),
            format!(
                "{}: {} of {checked} parts are not as designed",
                engine(proof),
                differences.len()
            ),
        ),
        (Outcome::Failed { .. }, ProofKind::Rows) => (
            ink.bad("✗"),
            format!("{}: rows do not lie where they belong, see the findings", engine(proof)),
        ),
        (Outcome::Failed { checked, .. }, _) => {
            let refused =
                proof.queries.iter().filter(|query| query.outcome == QueryOutcome::Refused).count();
            (
                ink.bad("✗"),
                format!("{}: refuses {refused} of {checked} declared queries", engine(proof)),
            )
        }
        // The words say it already.
        (Outcome::NotRun { why }, _) if why.starts_with(NOT_PROVEN) => {
            (ink.warn("–"), format!("{}: {why}", proof.dialect))
        }
        (Outcome::NotRun { why }, kind) => {
            let what = match kind {
                ProofKind::Build => "not proven",
                ProofKind::Queries => "queries not proven",
                ProofKind::Pruning => "partitions not proven",
                ProofKind::Advice => "advice not proven",
                ProofKind::Rows | ProofKind::Shards => "shards not proven",
            };
            (ink.warn("–"), format!("{what} on {}: {why}", proof.dialect))
        }
    };
    format!("{mark} {words}")
}

fn verdict(out: &mut String, plan: &Plan, ink: &Ink) {
    use crate::diagnostics::Level;
    let errors = plan.findings.iter().filter(|finding| finding.level == Level::Error).count();
    let failed = plan.proofs.iter().any(Proof::failed);
    let open =
        plan.proofs.iter().filter(|proof| matches!(proof.outcome, Outcome::NotRun { .. })).count();
    let words = match (errors, failed, open) {
        (0, false, 0) if plan.proofs.is_empty() => ink.good("ready"),
        (0, false, 0) => ink.good("ready: every proof held"),
        (0, false, _) => {
            format!("{} {}", ink.good("ready"), ink.warn("where proven; some proofs did not run"))
        }
        _ => ink.bad("not ready: see the findings"),
    };
    let _ = writeln!(out, "\n{words}");
}
