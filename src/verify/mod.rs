//! Proofs, not promises: the DDL is applied to a scratch database and what came of it is read back.
//!
//! - The *build proof* applies every statement, reads the catalog, and shows that the model minus
//!   the introspected model is empty, else which atom differs.
//! - The *query proof* prepares every declared query and asks the planner about it.
//! - The *pruning proof* asks the planner, with parameters at typical values, which partitions each query
//!   reads, and holds them against those that the design predicts.
//! - The *advice proof* makes the planner believe the declared figures, makes the advised indexes,
//!   and shows that each query uses those it was promised, and costs less.
//!
//! - On several servers that one of them joins, rows go in through that one and are looked for where they belong, and the
//!   planner is asked which servers each query goes to ([`verify_nodes`]).
//!
//! A proof that could not run is no success: it says so. Nothing here decides exit codes or prints.

mod advice;
mod build;
mod nodes;
mod pruning;
mod queries;
mod report;
mod rules;
mod statements;

use crate::design::Design;
use crate::diagnostics::Diagnostic;
use crate::dialect::Dialect;
use crate::emit::Statement;
use crate::engine::{Engine, EngineError};
use crate::growth::Prediction;
use crate::physical::Physical;

pub use advice::{AdvisedQuery, Promise, PromisedIndex};
pub use nodes::{NodesClaim, NodesReport, Route, ShardsAsked, verify_nodes};
pub use pruning::PartitionsRead;
pub use queries::{Access, QueryOutcome, QueryProof};
pub use report::{Outcome, Proof, ProofKind, Report};
pub use rules::{ATOM_DIFFERS, RULES, STATEMENT_REFUSED};

/// What is to be proven on one engine.
pub struct Claim<'a> {
    pub design: &'a Design,
    pub physical: &'a Physical,
    pub dialect: Dialect<'a>,
    pub statements: &'a [Statement],
    /// What is advised for it.
    pub promise: Option<&'a Promise>,
    /// What queries are to read of partitioned tables.
    pub predictions: &'a [Prediction],
}

/// Runs the proofs on a fresh scratch database. An error means that the engine itself failed; what
/// the engine refused is a finding.
pub fn verify(engine: &mut dyn Engine, claim: &Claim<'_>) -> Result<Report, EngineError> {
    let mut findings: Vec<Diagnostic> = Vec::new();
    let build = build::prove(engine, claim, &mut findings)?;
    // Queries against half a schema would only repeat what the build proof has said.
    let queries = match build.outcome {
        Outcome::Failed { applied: false, .. } => {
            Proof::not_run(ProofKind::Queries, engine.info(), "the schema could not be applied")
        }
        _ => queries::prove(engine, claim, &mut findings)?,
    };
    let pruning = match build.outcome {
        Outcome::Failed { applied: false, .. } => None,
        _ => pruning::prove(engine, claim, &mut findings)?,
    };
    let advice = match build.outcome {
        Outcome::Failed { applied: false, .. } => None,
        _ => advice::prove(engine, claim, &mut findings)?,
    };
    Diagnostic::sort(&mut findings);
    Ok(Report { engine: engine.info().clone(), build, queries, pruning, advice, findings })
}
