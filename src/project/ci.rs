//! Everything that guards a design in continuous integration, in one run: stages, each with what it found.

use std::path::{Path, PathBuf};

use super::compare::{compare, sides};
use super::migrate::{Folder, lint_files};
use super::{
    Checked, Loaded, ProveError, ReadError, ReadOptions, TargetError, World, at, check, prove,
};
use crate::config::Overrides;
use crate::diagnostics::render::{JsonFinding, Styling, json_finding};
use crate::diagnostics::{Diagnostic, Level};
use crate::engine::EngineSpec;
use crate::language::{self, NOT_FORMATTED};
use crate::plan::proof_line;
use crate::source::{Source, sql_files};
use crate::text::{FileId, SourceMap, Span};

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
    let (proof, unproven) = proof(loaded, &checked, options, broken, step)?;
    stages.push(proof);
    if let Some(database) = &options.database {
        step("drift");
        stages.push(match broken {
            true => skipped("drift", "the design has mistakes"),
            false => equal("drift", source, database, overrides, options, step),
        });
    }
    Ok(Ran { stages, broken, unproven })
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

/// Files that `fmt` would change. Those with syntax errors are the next stage's affair.
fn unformatted(sources: &SourceMap) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (file, source) in sources.files() {
        let Ok(formatted) = language::format(&source.text) else { continue };
        if formatted != source.text {
            findings.push(
                Diagnostic::new(
                    &NOT_FORMATTED,
                    format!("`{}` is not in the one spelling", source.path),
                )
                .at(first_difference(file, &source.text, &formatted), "the first difference")
                .help(format!("run `schemagen fmt {}`", source.path)),
            );
        }
    }
    findings
}

fn first_difference(file: FileId, text: &str, formatted: &str) -> Span {
    let mut start = 0;
    for (line, other) in text.split_inclusive('\n').zip(formatted.split_inclusive('\n')) {
        if line != other {
            break;
        }
        start += line.len();
    }
    let line = text[start..].lines().next().unwrap_or_default().len();
    Span::new(file, start as u32, (start + line) as u32)
}

fn migrations(loaded: &Loaded, checked: &Checked<'_>, options: &CiOptions<'_>) -> Stage {
    let name = "migrations";
    let folder = &options.migrations;
    if !folder.exists() {
        return skipped(name, format!("there is no folder `{}`", folder.display()));
    }
    let failed = |why: String| Stage {
        name,
        outcome: StageOutcome::Failed,
        words: vec![why],
        findings: Vec::new(),
    };
    let read = match Folder::read(folder) {
        Ok(read) => read,
        Err(error) => return failed(error.to_string()),
    };
    let changed: Vec<String> =
        read.mismatches().iter().map(|mismatch| mismatch.to_string()).collect();
    let paths = match sql_files(folder) {
        Ok(files) => files.paths,
        Err(error) => return failed(error.to_string()),
    };
    let Some(target) = checked.targets.first() else {
        return skipped(name, "the design has mistakes");
    };
    let version = target.dialect.version.to_string();
    let world = World { settings: loaded.settings.clone(), dialects: loaded.dialects.clone() };
    let linted = at(&world.dialects, target.dialect.name(), Some(&version))
        .map_err(ReadError::from)
        .and_then(|dialect| lint_files(&paths, dialect, None, &world));
    match linted {
        Ok(linted) => {
            let mut stage = stage(name, linted.findings, &linted.sources, options);
            stage.words.push(format!("{} statements in {} files", linted.statements, linted.files));
            if !changed.is_empty() {
                stage.outcome = StageOutcome::Failed;
                stage.words.extend(changed);
            }
            stage
        }
        Err(error) => failed(error.to_string()),
    }
}

fn proof(
    loaded: &Loaded,
    checked: &Checked<'_>,
    options: &CiOptions<'_>,
    broken: bool,
    step: &dyn Fn(&str),
) -> Result<(Stage, bool), CiError> {
    let name = "proof";
    if broken {
        return Ok((skipped(name, "the design has mistakes"), false));
    }
    if !options.prove {
        return Ok((skipped(name, "`--no-proof`"), false));
    }
    let proved = prove(loaded, checked, options.on, step)?;
    let unproven = proved.failed();
    let words = proved.proofs.iter().map(|proof| proof_line(proof, Styling::Plain)).collect();
    let judged = checked.judge(loaded, proved.findings);
    // What the check found stands there already.
    let known = checked.judge(loaded, Vec::new()).findings;
    let new: Vec<Diagnostic> =
        judged.findings.into_iter().filter(|finding| !known.contains(finding)).collect();
    let mut stage = stage(name, new, &loaded.sources, options);
    stage.words = words;
    if unproven {
        stage.outcome = StageOutcome::Failed;
    }
    Ok((stage, unproven))
}

/// Whether a database still is what the design says, or a chain of migrations ends there.
fn equal(
    name: &'static str,
    source: &Path,
    database: &Source,
    overrides: &Overrides,
    options: &CiOptions<'_>,
    step: &dyn Fn(&str),
) -> Stage {
    let design = Source::Entities(source.to_owned());
    let outcome = World::load(&design, overrides).map_err(ReadError::from).and_then(|world| {
        let reading = ReadOptions { on: options.on, ..ReadOptions::default() };
        let sides = sides(database, &design, &world, overrides, &reading, step)?;
        let comparison = compare(&sides, &world, step)?;
        Ok((super::compare::text(&sides, &comparison, Styling::Plain), comparison.equal()))
    });
    match outcome {
        Ok((_, true)) => Stage {
            name,
            outcome: StageOutcome::Passed,
            words: vec![format!("{database} is what the design says")],
            findings: Vec::new(),
        },
        Ok((text, false)) => Stage {
            name,
            outcome: StageOutcome::Failed,
            words: text.lines().map(str::to_owned).collect(),
            findings: Vec::new(),
        },
        Err(error) => Stage {
            name,
            outcome: StageOutcome::Failed,
            words: error.to_string().lines().map(str::to_owned).collect(),
            findings: Vec::new(),
        },
    }
}
