use serde::Serialize;

use super::{AdvisedQuery, PartitionsRead, QueryProof, ShardsAsked};
use crate::diagnostics::Diagnostic;
use crate::engine::EngineInfo;
use crate::schema::Difference;

/// What one engine had to say about a design.
#[derive(Debug, Clone)]
pub struct Report {
    pub engine: EngineInfo,
    pub build: Proof,
    pub queries: Proof,
    /// None where nothing is predicted of partitions.
    pub pruning: Option<Proof>,
    /// None where nothing is advised.
    pub advice: Option<Proof>,
    pub findings: Vec<Diagnostic>,
}

/// One claim and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proof {
    pub kind: ProofKind,
    pub dialect: String,
    /// For people: `embedded PostgreSQL 17.5`. None where no engine was there to ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine: Option<String>,
    #[serde(flatten)]
    pub outcome: Outcome,
    /// Atoms beside those that were checked: the same before and after, and not shown to the engine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub untouched: Option<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub queries: Vec<QueryProof>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pruning: Vec<PartitionsRead>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub advice: Vec<AdvisedQuery>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shards: Vec<ShardsAsked>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProofKind {
    Build,
    Queries,
    Pruning,
    Advice,
    /// Rows lie on the shards that they belong to.
    Rows,
    /// Queries go to the shards that they were predicted to go to.
    Shards,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// `checked` atoms or queries hold.
    Proven {
        checked: usize,
    },
    Failed {
        checked: usize,
        /// False where a statement was refused, so that the rest was never tried.
        applied: bool,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        differences: Vec<Difference>,
    },
    /// The planner sees `doubted` of them otherwise: shown, and no failure.
    Doubted {
        checked: usize,
        doubted: usize,
    },
    NotRun {
        why: String,
    },
}

impl Proof {
    pub fn new(kind: ProofKind, engine: &EngineInfo, outcome: Outcome) -> Proof {
        Proof {
            kind,
            dialect: engine.dialect.clone(),
            engine: Some(engine.label.clone()),
            outcome,
            untouched: None,
            queries: Vec::new(),
            pruning: Vec::new(),
            advice: Vec::new(),
            shards: Vec::new(),
        }
    }

    pub fn not_run(kind: ProofKind, engine: &EngineInfo, why: impl Into<String>) -> Proof {
        Proof::new(kind, engine, Outcome::NotRun { why: why.into() })
    }

    /// A proof for which there was no engine at all.
    pub fn without_engine(kind: ProofKind, dialect: &str, why: impl Into<String>) -> Proof {
        Proof {
            kind,
            dialect: dialect.to_owned(),
            engine: None,
            outcome: Outcome::NotRun { why: why.into() },
            untouched: None,
            queries: Vec::new(),
            pruning: Vec::new(),
            advice: Vec::new(),
            shards: Vec::new(),
        }
    }

    pub fn failed(&self) -> bool {
        matches!(self.outcome, Outcome::Failed { .. })
    }

    /// What is not as designed, where that was read back.
    pub fn differences(&self) -> &[Difference] {
        match &self.outcome {
            Outcome::Failed { differences, .. } => differences,
            _ => &[],
        }
    }

    pub fn proven(&self) -> bool {
        matches!(self.outcome, Outcome::Proven { .. })
    }
}

impl Report {
    pub fn proofs(&self) -> impl Iterator<Item = &Proof> {
        [&self.build, &self.queries].into_iter().chain(&self.pruning).chain(&self.advice)
    }
}
