//! Proofs of a design on several servers that one of them joins.
//!
//! Each server is built and read back by itself. Then rows go in through the coordinator, and every shard is asked
//! whether it has its own and no others, and whether its copies are equal; and the coordinator's planner is asked which
//! shards each query goes to.

mod queries;
mod rows;

use std::collections::BTreeMap;

pub use queries::{Route, ShardsAsked};

use super::{Claim, Outcome, Proof, ProofKind, build, pruning};
use crate::design::Design;
use crate::diagnostics::Diagnostic;
use crate::dialect::Dialect;
use crate::emit::Node;
use crate::engine::{Engine, EngineError, EngineInfo};
use crate::growth::Prediction;
use crate::physical::Physical;
use crate::schema::Schema;

/// What is to be proven, node by node.
pub struct NodesClaim<'a> {
    pub design: &'a Design,
    /// The whole design, as nobody holds it.
    pub physical: &'a Physical,
    pub dialect: Dialect<'a>,
    /// The coordinator last.
    pub nodes: &'a [Node],
    /// The coordinator's schema with the partitions that queries read.
    pub seen: &'a Schema,
    pub predictions: &'a [Prediction],
    /// How many shards each query should go to.
    pub routes: &'a [Route],
}

/// What the servers had to say.
pub struct NodesReport {
    pub proofs: Vec<Proof>,
    pub findings: Vec<Diagnostic>,
}

/// Runs the proofs; an engine for each node, in the order of the nodes.
pub fn verify_nodes(
    engines: &mut [Box<dyn Engine + '_>],
    claim: &NodesClaim<'_>,
) -> Result<NodesReport, EngineError> {
    let mut findings = Vec::new();
    let mut checked = 0;
    let Some(last) = engines.len().checked_sub(1) else {
        return Ok(NodesReport { proofs: Vec::new(), findings });
    };
    let info = several(engines[last].info(), engines.len());
    for (engine, node) in engines.iter_mut().zip(claim.nodes) {
        let held = part(claim.physical, node.schema.clone());
        let own = Claim { statements: &node.statements, ..claim.of(&held) };
        let proof = build::prove(engine.as_mut(), &own, &mut findings)?;
        match proof.outcome {
            Outcome::Proven { checked: parts } => checked += parts,
            // What one server does not hold is no ground for the rest.
            _ => {
                let label = format!("{}, {}", node.name, engine.info().label);
                let proof = Proof { engine: Some(label), ..proof };
                return Ok(NodesReport { proofs: vec![proof], findings });
            }
        }
    }
    let mut proofs = vec![Proof::new(ProofKind::Build, &info, Outcome::Proven { checked })];
    proofs.push(rows::prove(engines, claim, &info, &mut findings)?);
    let seen = part(claim.physical, claim.seen.clone());
    let own = claim.of(&seen);
    let coordinator = engines[last].as_mut();
    if !claim.physical.queries.is_empty() {
        let proof = super::queries::prove(coordinator, &own, &mut findings)?;
        proofs.push(Proof { engine: Some(info.label.clone()), ..proof });
    }
    if let Some(proof) = pruning::prove(coordinator, &own, &mut findings)? {
        proofs.push(Proof { engine: Some(info.label.clone()), ..proof });
    }
    proofs.extend(queries::prove(coordinator, claim, &own, &info, &mut findings)?);
    Diagnostic::sort(&mut findings);
    Ok(NodesReport { proofs, findings })
}

impl<'a> NodesClaim<'a> {
    /// The claim about one node alone.
    fn of<'c>(&'c self, physical: &'c Physical) -> Claim<'c>
    where
        'a: 'c,
    {
        Claim {
            design: self.design,
            physical,
            dialect: self.dialect,
            statements: &[],
            promise: None,
            predictions: self.predictions,
        }
    }

    /// The shards, by their numbers.
    fn shards(&self) -> BTreeMap<u32, usize> {
        let shards = self.nodes.len().saturating_sub(1);
        (0..shards).filter_map(|place| Some((u32::try_from(place).ok()?, place))).collect()
    }
}

fn part(whole: &Physical, schema: Schema) -> Physical {
    Physical { schema, ..whole.clone() }
}

fn several(info: &EngineInfo, count: usize) -> EngineInfo {
    EngineInfo { label: format!("{count} × {}", info.label), ..info.clone() }
}
