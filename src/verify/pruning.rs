//! Whether a planner reads the partitions that the design predicts.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::queries::request;
use super::rules::PARTITIONS_DIFFER;
use super::{Claim, Outcome, Proof, ProofKind};
use crate::diagnostics::Diagnostic;
use crate::engine::{Engine, EngineError, Explanation};
use crate::growth::Prediction;
use crate::schema::{Partitioning, QualifiedName, Schema};

/// What a planner reads of one partitioned table for one query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartitionsRead {
    pub query: String,
    pub table: String,
    /// Leaves.
    pub touched: usize,
    pub total: usize,
    pub predicted: usize,
    /// Partitions of the first level.
    pub read: BTreeSet<String>,
    /// None where which one it is only the server's hash knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<BTreeSet<String>>,
}

impl PartitionsRead {
    pub fn as_predicted(&self) -> bool {
        self.touched == self.predicted
            && self.expected.as_ref().is_none_or(|expected| *expected == self.read)
    }
}

/// None where nothing is predicted, or the planner shows no partitions.
pub(super) fn prove(
    engine: &mut dyn Engine,
    claim: &Claim<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Result<Option<Proof>, EngineError> {
    let mut all = Vec::new();
    for prediction in claim.predictions {
        let query = claim.physical.queries.iter().find(|query| query.name == prediction.query);
        let Some(query) = query else { continue };
        // What is refused, or cannot be said, the proof of queries says.
        let Ok((mut request, ..)) = request(claim, query) else { continue };
        for parameter in &mut request.parameters {
            parameter.value = prediction.values.get(&parameter.name).cloned();
        }
        let explanation = match engine.explain(&request) {
            Ok(explanation) => explanation,
            Err(EngineError::Statement(_)) => continue,
            Err(error) => return Err(error),
        };
        let Some(found) = read(&explanation, prediction, &claim.physical.schema) else { continue };
        if !found.as_predicted() {
            findings
                .push(differs(&engine.info().label, &found).at(query.name_span, "in this query"));
        }
        all.push(found);
    }
    if all.is_empty() {
        return Ok(None);
    }
    let doubted = all.iter().filter(|found| !found.as_predicted()).count();
    let outcome = match doubted {
        0 => Outcome::Proven { checked: all.len() },
        _ => Outcome::Doubted { checked: all.len(), doubted },
    };
    let proof = Proof::new(ProofKind::Pruning, engine.info(), outcome);
    Ok(Some(Proof { pruning: all, ..proof }))
}

/// The partition of the first level that each leaf of a table lies in, by their names.
fn tops(schema: &Schema, table: &QualifiedName) -> BTreeMap<String, String> {
    fn below(top: &str, partitioning: Option<&Partitioning>, tops: &mut BTreeMap<String, String>) {
        for partition in partitioning.into_iter().flat_map(|inner| &inner.partitions) {
            tops.insert(partition.name.to_string(), top.to_owned());
            below(top, partition.partitioning.as_deref(), tops);
        }
    }
    let mut tops = BTreeMap::new();
    let partitioning = schema.table(table).and_then(|table| table.partitioning.as_ref());
    for partition in partitioning.into_iter().flat_map(|all| &all.partitions) {
        let name = partition.name.to_string();
        below(&name, partition.partitioning.as_deref(), &mut tops);
        // Where partitions are parts of a table, a plan names a leaf by all of its parts.
        for part in partition.partitioning.iter().flat_map(|inner| &inner.partitions) {
            tops.insert(format!("{name}_{}", part.name), name.clone());
        }
        tops.insert(name.clone(), name);
    }
    tops
}

fn read(
    explanation: &Explanation,
    prediction: &Prediction,
    schema: &Schema,
) -> Option<PartitionsRead> {
    let tops = tops(schema, &prediction.table);
    let table = prediction.table.to_string();
    let (mut leaves, mut shown) = (BTreeSet::new(), false);
    for node in explanation.plan.walk() {
        shown |= node.pruned > 0;
        let Some(relation) = &node.relation else { continue };
        if tops.contains_key(relation) {
            shown = true;
            leaves.insert(relation.clone());
        } else if *relation == table && !node.partitions.is_empty() {
            shown = true;
            leaves.extend(node.partitions.iter().cloned());
        }
    }
    shown.then(|| PartitionsRead {
        query: prediction.query.clone(),
        table,
        touched: leaves.len(),
        total: prediction.total,
        predicted: prediction.touched,
        read: leaves.iter().filter_map(|leaf| tops.get(leaf)).cloned().collect(),
        expected: prediction.partitions.clone(),
    })
}

fn differs(engine: &str, found: &PartitionsRead) -> Diagnostic {
    let PartitionsRead { query, table, touched, total, predicted, .. } = found;
    let message = format!(
        "query `{query}`: {engine} reads {touched} of {total} partitions of `{table}`, and {predicted} of them was the \
         prediction"
    );
    let finding = Diagnostic::new(&PARTITIONS_DIFFER, message);
    let finding = match &found.expected {
        Some(expected) => finding.note(format!("predicted: {}", listed(expected))),
        None => finding.note("predicted: the one that its values hash to"),
    };
    finding
        .note(format!("read: {}", listed(&found.read)))
        .help("compare the key itself, with values of its own type")
}

fn listed(names: &BTreeSet<String>) -> String {
    const MOST: usize = 8;
    let shown: Vec<&str> = names.iter().take(MOST).map(String::as_str).collect();
    match names.len().checked_sub(MOST) {
        _ if names.is_empty() => "none".to_owned(),
        Some(rest) if rest > 0 => format!("{} and {rest} more", shown.join(", ")),
        _ => shown.join(", "),
    }
}
