//! The proof of a way: it is walked on a scratch database that is made like what is there, and what
//! comes out must be what the way leads to.

use super::alike::leave_out;
use super::compare::{Sides, compare};
use super::read::{ReadError, World, apply};
use crate::diagnostics::Diagnostic;
use crate::emit;
use crate::engine::{self, Engine, EngineError};
use crate::plan::Step;
use crate::schema::Schema;
use crate::verify::{ATOM_DIFFERS, Outcome, Proof, ProofKind, STATEMENT_REFUSED};

/// What came of walking.
pub(super) struct Rehearsal {
    pub proof: Proof,
    pub findings: Vec<Diagnostic>,
    /// Whether the server has seen the steps.
    pub walked: bool,
}

/// Walks from `start` to the second side. What the first side is afterwards means nothing.
pub(super) fn rehearse(
    sides: &mut Sides,
    start: &Schema,
    steps: &mut [Step],
    world: &World,
    step: &dyn Fn(&str),
) -> Result<Rehearsal, ReadError> {
    let not_run = |why: String| Rehearsal {
        proof: Proof::without_engine(ProofKind::Build, &sides.dialect, why),
        findings: Vec::new(),
        walked: false,
    };
    if let Some(words) = super::at(&world.dialects, &sides.dialect, None)?.unproven() {
        return Ok(not_run(words));
    }
    step("walking the steps on a scratch database");
    let opened = match sides.ahead.take() {
        Some(ahead) => ahead.open(&world.dialects),
        None => engine::open(sides.engine(), &world.dialects),
    };
    let mut engine = match opened {
        Ok(engine) => engine,
        Err(error) => {
            return Ok(not_run(error.to_string().lines().next().unwrap_or_default().to_owned()));
        }
    };
    let info = engine.info().clone();
    let dialect = super::at(&world.dialects, &sides.dialect, Some(&info.version.to_string()))?;
    // What no step speaks of is as it was.
    let words: String = steps.iter().map(|step| step.statement.sql.as_str()).collect();
    let mut thin = start.clone();
    let left_out =
        leave_out(&mut thin, &sides.b.read.schema, dialect, &|name| !words.contains(&name.name));
    match apply(engine.as_mut(), &emit::emit(&thin, dialect)?) {
        Ok(()) => {}
        Err(EngineError::Statement(error)) => {
            let why = format!("what is there cannot be made on {}: {}", info.label, error.message);
            return Ok(not_run(why));
        }
        Err(error) => return Err(error.into()),
    }
    let checked = sides.b.read.schema.atoms().len();
    if let Some(finding) = stepped(engine.as_mut(), steps)? {
        let outcome = Outcome::Failed { checked, applied: false, differences: Vec::new() };
        let proof = Proof::new(ProofKind::Build, &info, outcome);
        return Ok(Rehearsal { proof, findings: vec![finding], walked: true });
    }
    let mut arrived = engine.introspect()?;
    left_out.put_back(&mut arrived);
    engine.close()?;
    let kept = (sides.a.read.schema.clone(), sides.a.read.info.clone(), sides.a.read.live);
    sides.a.read.schema = arrived;
    sides.a.read.info = info.clone();
    sides.a.read.live = false;
    let comparison = compare(sides, world, step);
    (sides.a.read.schema, sides.a.read.info, sides.a.read.live) = kept;
    let differences: Vec<_> = (comparison?.differences.into_iter())
        .map(|found| found.difference)
        .filter(|difference| !super::between::is_start_alone(difference))
        .collect();
    let findings = differences
        .iter()
        .map(|difference| {
            let message = format!("the steps do not lead to the design at {}", difference.key);
            Diagnostic::new(&ATOM_DIFFERS, message)
        })
        .collect();
    let outcome = match differences.is_empty() {
        true => Outcome::Proven { checked },
        false => Outcome::Failed { checked, applied: true, differences },
    };
    Ok(Rehearsal { proof: Proof::new(ProofKind::Build, &info, outcome), findings, walked: true })
}

/// Runs steps one by one; what a server refuses is a finding.
pub(super) fn stepped(
    engine: &mut dyn Engine,
    steps: &mut [Step],
) -> Result<Option<Diagnostic>, ReadError> {
    let label = engine.info().label.clone();
    for one in steps {
        let mut done = engine.execute(&one.statement.sql);
        // What the server does not do so quickly it may do more slowly.
        while matches!(done, Err(EngineError::Statement(_))) && one.weaken() {
            done = engine.execute(&one.statement.sql);
        }
        match done {
            Ok(()) => {}
            Err(EngineError::Statement(error)) => {
                let message = format!("{label} refuses step {}: {}", one.id, error.message);
                let finding = Diagnostic::new(&STATEMENT_REFUSED, message).note(one.change.clone());
                return Ok(Some(finding));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(None)
}
