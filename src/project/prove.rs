use super::Loaded;
use super::check::{Checked, CheckedTarget};
use super::nodes;
use super::promise;
use crate::config::ConfigError;
use crate::design::Design;
use crate::diagnostics::Diagnostic;
use crate::dialect::{Capability, Dialect};
use crate::emit::{self, Statement};
use crate::engine::{self, EngineError, EngineSpec, SpecError};
use crate::template::TemplateError;
use crate::verify::{self, Claim, Outcome, Promise, Proof, ProofKind};

/// Where one target is to be proven.
pub struct Proving {
    pub engine: EngineSpec,
    pub wanted: Wanted,
}

/// Who asked for a proof decides what it means when the proof cannot run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// By `--on`: then it must run.
    ByName,
    /// By the settings or by default: then it may be missing, visibly.
    ByDefault,
}

/// What the engines said.
#[derive(Default)]
pub struct Proved {
    pub proofs: Vec<Proof>,
    pub findings: Vec<Diagnostic>,
    /// A proof that was asked for by name did not run.
    pub missing: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum ProveError {
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Spec(#[from] SpecError),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Emit(#[from] TemplateError),
    #[error(
        "`--on {engine}` speaks {dialect}, which is no target of this design; add it to the `schema` line's targets, or name another engine"
    )]
    NoTarget { engine: String, dialect: String },
}

/// Proves every target, each on the engines named for it, or else on the ones that are at hand.
///
/// `on` is what `--on` named; `step` is told what happens next.
pub fn prove(
    loaded: &Loaded,
    checked: &Checked<'_>,
    on: &[EngineSpec],
    step: &dyn Fn(&str),
) -> Result<Proved, ProveError> {
    for engine in on {
        if !checked.targets.iter().any(|target| serves(engine, target.dialect)) {
            let (engine, dialect) = (engine.to_string(), engine.dialect().to_owned());
            return Err(ProveError::NoTarget { engine, dialect });
        }
    }
    let mut proved = Proved::default();
    for (number, target) in checked.targets.iter().enumerate() {
        let provings = provings(loaded, target.dialect, on)?;
        let (promise, advised) = promise::promise(loaded, target)?;
        // Each target has its own advice; the first one's is what a plan is about.
        if number == 0 {
            proved.findings.extend(advised);
        }
        let name = target.dialect.name();
        if target.illegal {
            proved.skip(
                name,
                &provings,
                "the findings above keep this target from holding the design",
            );
            continue;
        }
        if let Some(words) = target.dialect.unproven() {
            proved.skip(name, &provings, &words);
            continue;
        }
        if provings.is_empty() {
            let why = match on.is_empty() {
                true => {
                    let server = target.dialect.data.servers();
                    match server {
                        Some(server) => format!(
                            "several servers are started for it only when asked: `--on local:{server}`"
                        ),
                        None => format!(
                            "no engine for it is at hand; name one: `--on local:{name}`, or a URL"
                        ),
                    }
                }
                false => "`--on` names other engines only".to_owned(),
            };
            proved.skip(name, &provings, &why);
            continue;
        }
        if target.dialect.has(Capability::Nodes) {
            for proving in provings {
                step(&format!("proving {name} on several {}", proving.engine));
                proved.nodes(loaded, target, &proving)?;
            }
            continue;
        }
        let statements = emit::emit(&target.physical.schema, target.dialect)?;
        for proving in provings {
            step(&format!("proving {name} on {}", proving.engine));
            proved.one(loaded, target, &statements, &promise, &proving)?;
        }
    }
    Ok(proved)
}

impl Proved {
    fn one(
        &mut self,
        loaded: &Loaded,
        target: &CheckedTarget<'_>,
        statements: &[Statement],
        promise: &Promise,
        proving: &Proving,
    ) -> Result<(), ProveError> {
        let name = target.dialect.name();
        let mut engine = match engine::open(&proving.engine, &loaded.dialects) {
            Ok(engine) => engine,
            Err(error) if proving.wanted == Wanted::ByDefault => {
                self.skip(name, std::slice::from_ref(proving), &first_line(&error));
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        let info = engine.info().clone();
        if info.version < target.dialect.version {
            let why = format!(
                "the design asks for {} {} or newer, and this is {}",
                target.dialect.title(),
                target.dialect.version,
                info.label
            );
            self.skip(name, std::slice::from_ref(proving), &why);
            return Ok(engine.close()?);
        }
        let claim = Claim {
            design: &loaded.design,
            physical: &target.physical,
            dialect: target.dialect,
            statements,
            promise: Some(promise),
            predictions: &promise::predictions(loaded, target),
        };
        let report = verify::verify(engine.as_mut(), &claim)?;
        engine.close()?;
        // The proof is about the target, whichever relative of it the engine calls itself.
        let named = |proof: Proof| Proof { dialect: name.to_owned(), ..proof };
        self.proofs.push(named(report.build));
        if declares_queries(&loaded.design) {
            self.proofs.push(named(report.queries));
        }
        self.proofs.extend(report.pruning.map(named));
        self.proofs.extend(report.advice.map(named));
        self.findings.extend(report.findings);
        Ok(())
    }

    pub(super) fn skip(&mut self, dialect: &str, provings: &[Proving], why: &str) {
        self.missing |= provings.iter().any(|proving| proving.wanted == Wanted::ByName);
        self.proofs.push(Proof::without_engine(ProofKind::Build, dialect, why));
    }

    /// Whether some proof ran and did not hold, or was asked for and did not run.
    pub fn failed(&self) -> bool {
        self.missing
            || self.proofs.iter().any(|proof| matches!(proof.outcome, Outcome::Failed { .. }))
    }
}

fn declares_queries(design: &Design) -> bool {
    !design.queries.is_empty()
}

/// Whether an engine can prove a dialect: it speaks it, or, for a dialect that no engine speaks, what
/// it is based on. So MariaDB, which is described as a variation of MySQL, is never proven on MySQL.
/// Nor is an engine proven on the server that it is laid over, but for one that is several such servers and no more.
fn serves(engine: &EngineSpec, dialect: Dialect<'_>) -> bool {
    let spoken = engine.dialect();
    if !dialect.data.proven {
        return false;
    }
    if let Some(server) = dialect.data.servers() {
        return spoken == server && nodes::starts(engine);
    }
    spoken == dialect.name()
        || !EngineSpec::DIALECTS.contains(&dialect.name())
            && dialect.data.base.as_deref() == Some(spoken)
}

fn provings(
    loaded: &Loaded,
    dialect: Dialect<'_>,
    on: &[EngineSpec],
) -> Result<Vec<Proving>, ProveError> {
    let by_name: Vec<Proving> = on
        .iter()
        .filter(|engine| serves(engine, dialect))
        .map(|engine| Proving { engine: engine.clone(), wanted: Wanted::ByName })
        .collect();
    if !on.is_empty() {
        return Ok(by_name);
    }
    let configured = loaded.settings.file.engine_for(dialect.name())?;
    let engine = match configured {
        Some(text) => Some(text.parse::<EngineSpec>()?),
        None => EngineSpec::at_hand(dialect.name())
            .or_else(|| EngineSpec::at_hand(dialect.data.base.as_deref()?)),
    };
    Ok(engine
        .filter(|engine| serves(engine, dialect))
        .map(|engine| Proving { engine, wanted: Wanted::ByDefault })
        .into_iter()
        .collect())
}

/// A message of several lines as one, for a table.
pub(super) fn first_line(error: &EngineError) -> String {
    error.to_string().lines().next().unwrap_or_default().to_owned()
}
