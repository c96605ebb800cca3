//! Everything that guards a design in continuous integration, in one run: stages, each with what it found.

mod between;
mod format;
mod migrations;
mod proof;

use std::path::{Path, PathBuf};

use super::{Loaded, ProveError, TargetError, check};
use crate::config::Overrides;
use crate::diagnostics::render::{JsonFinding, json_finding};
use crate::diagnostics::{Diagnostic, Level};
use crate::engine::EngineSpec;
use crate::plan::{Allowed, Plan};
use crate::source::Source;
use crate::text::SourceMap;
use crate::verify::Proof;

use between::{equal, planned};
use format::unformatted;
use migrations::migrations;
use proof::proof;

/// Why a stage that needs a whole design did not run.
const MISTAKES: &str = "the design has mistakes";

/// One thing that was looked at.
#[derive(Debug, Clone)]
pub struct Stage {
    pub name: &'static str,
    pub outcome: StageOutcome,
    /// What it has to say besides findings, a line each.
    pub words: Vec<String>,
    /// In the order they are shown.
    pub findings: Vec<JsonFinding>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StageOutcome {
    Passed,
    Failed,
    /// It did not run, and why.
    Skipped(String),
}

/// What the command line asks for.
pub struct CiOptions<'o> {
    pub on: &'o [EngineSpec],
    /// Whether engines are asked at all.
    pub prove: bool,
    /// The folder of migrations, if it exists.
    pub migrations: PathBuf,
    /// A database that must hold what the design says.
    pub database: Option<Source>,
    /// The design as it was: the way from there is planned.
    pub from: Option<Source>,
    /// What that way may lose.
    pub allow: &'o Allowed,
    /// The least level that fails a stage.
    pub fail_on: Level,
}

/// The stages in their order, and what the run as a whole means.
pub struct Ran {
    pub stages: Vec<Stage>,
    /// The design could not be read as a whole.
    pub broken: bool,
    /// A proof failed, or was asked for and did not run.
    pub unproven: bool,
    /// The way from the design as it was, if that was asked for and could be planned.
    pub plan: Option<Plan>,
}

/// Why the run itself could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CiError {
    #[error(transparent)]
    Target(#[from] TargetError),
    #[error(transparent)]
    Prove(#[from] ProveError),
}

pub fn ci(
    source: &Path,
    loaded: &Loaded,
    overrides: &Overrides,
    options: &CiOptions<'_>,
    step: &dyn Fn(&str),
) -> Result<Ran, CiError> {
    let mut stages = Vec::new();
    step("format");
    stages.push(stage("format", unformatted(&loaded.sources), &loaded.sources, options));
    step("check");
    let checked = check(loaded)?;
    let broken = loaded.findings.iter().any(|finding| finding.level == Level::Error);
    let judged = checked.judge(loaded, Vec::new());
    let mut checking = stage("check", judged.findings, &loaded.sources, options);
    if judged.allowed > 0 {
        checking.words.push(format!("{} allowed by the design", judged.allowed));
    }
    stages.push(checking);
    step("migrations");
    stages.push(migrations(loaded, &checked, options));
    if options.prove && options.migrations.exists() && !broken {
        let chain = Source::Migrations(options.migrations.clone());
        stages.push(equal("chain", source, &chain, overrides, options, step));
    }
    let mut plan = None;
    if let Some(from) = &options.from {
        let (stage, made) = match broken {
            true => (skipped("plan", MISTAKES), None),
            false => planned(source, loaded, from, overrides, options, step),
        };
        stages.push(stage);
        plan = made;
    }
    let (proof, mut unproven) = proof(loaded, &checked, options, broken, step)?;
    unproven |= plan.iter().flat_map(|plan| &plan.proofs).any(Proof::failed);
    stages.push(proof);
    if let Some(database) = &options.database {
        step("drift");
        stages.push(match broken {
            true => skipped("drift", MISTAKES),
            false => equal("drift", source, database, overrides, options, step),
        });
    }
    Ok(Ran { stages, broken, unproven, plan })
}

fn stage(
    name: &'static str,
    findings: Vec<Diagnostic>,
    sources: &SourceMap,
    options: &CiOptions<'_>,
) -> Stage {
    let failed = findings.iter().any(|finding| finding.level >= options.fail_on);
    Stage {
        name,
        outcome: if failed { StageOutcome::Failed } else { StageOutcome::Passed },
        words: Vec::new(),
        findings: findings.iter().map(|finding| json_finding(finding, sources)).collect(),
    }
}

fn skipped(name: &'static str, why: impl Into<String>) -> Stage {
    Stage {
        name,
        outcome: StageOutcome::Skipped(why.into()),
        words: Vec::new(),
        findings: Vec::new(),
    }
}

/// A stage that failed with words instead of findings.
fn failed(name: &'static str, why: &str) -> Stage {
    Stage {
        name,
        outcome: StageOutcome::Failed,
        words: why.lines().map(str::to_owned).collect(),
        findings: Vec::new(),
    }
}
