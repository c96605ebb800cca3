use std::collections::BTreeMap;

use serde::Serialize;

use super::rules::QUERY_REFUSED;
use super::{Claim, Outcome, Proof, ProofKind};
use crate::design::Query;
use crate::diagnostics::Diagnostic;
use crate::dialect::Placeholders;
use crate::engine::{
    Engine, EngineError, ExplainParameter, ExplainRequest, Explanation, PlanNode, StatementError,
};
use crate::schema::{Partitioning, Schema};
use crate::sql::{BoundQuery, Placeholder, Scope, Untranslatable};

/// One declared query and what the planner made of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QueryProof {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    pub outcome: QueryOutcome,
    /// How each table is reached, in the plan's order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub access: Vec<Access>,
    /// Partitions that are left out once the parameters are known.
    #[serde(skip_serializing_if = "is_zero")]
    pub pruned: u64,
    /// In the planner's own unit, for an empty database.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<f64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parameter_types: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum QueryOutcome {
    Planned,
    Refused,
}

/// One relation of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Access {
    pub relation: String,
    /// The server's own word for the way.
    pub kind: String,
    /// None: every row is read. Of several partitions, the index of the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<String>,
    /// How many partitions of the relation are read so; zero where it has none.
    #[serde(skip_serializing_if = "is_zero")]
    pub partitions: u64,
}

impl Access {
    /// Whether two partitions of one table are reached alike.
    fn same_way(&self, other: &Access) -> bool {
        self.relation == other.relation
            && self.kind == other.kind
            && self.index.is_some() == other.index.is_some()
            && (self.partitions > 0 || self.index == other.index)
    }
}

/// The table of each partition, where partitions are tables.
type Parents = BTreeMap<String, String>;

fn parents(schema: &Schema) -> Parents {
    fn below(table: &str, partitioning: &Partitioning, parents: &mut Parents) {
        for partition in &partitioning.partitions {
            parents.insert(partition.name.to_string(), table.to_owned());
            if let Some(partitioning) = &partition.partitioning {
                below(table, partitioning, parents);
            }
        }
    }
    let mut parents = Parents::new();
    for table in &schema.tables {
        if let Some(partitioning) = &table.partitioning {
            below(&table.name.to_string(), partitioning, &mut parents);
        }
    }
    parents
}

fn access(parents: &Parents, relation: &str, node: &PlanNode) -> Access {
    let parent = parents.get(relation);
    let partitions = if parent.is_some() { 1 } else { node.partitions.len() as u64 };
    Access {
        relation: parent.map_or(relation, String::as_str).to_owned(),
        kind: node.kind.clone(),
        index: node.index.clone(),
        partitions,
    }
}

fn writes(kind: &str) -> bool {
    ["ModifyTable", "Insert", "Update", "Delete", "Merge"].contains(&kind)
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// Prepares and plans every query that is meant for this engine's dialect.
pub(super) fn prove(
    engine: &mut dyn Engine,
    claim: &Claim<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Result<Proof, EngineError> {
    let dialect = claim.dialect;
    // An empty table is scanned whole whatever indexes it has. Told to avoid that, the planner
    // shows which index can serve; a scan that is left means that none can.
    for statement in &dialect.defaults().planner_setup {
        engine.execute(statement)?;
    }
    let parents = parents(&claim.physical.schema);
    let mut proofs = Vec::new();
    for query in &claim.physical.queries {
        proofs.push(one(engine, claim, query, &parents, findings)?);
    }
    let refused = proofs.iter().filter(|proof| proof.outcome == QueryOutcome::Refused).count();
    let outcome = match refused {
        0 => Outcome::Proven { checked: proofs.len() },
        _ => Outcome::Failed { checked: proofs.len(), applied: true, differences: Vec::new() },
    };
    Ok(Proof { queries: proofs, ..Proof::new(ProofKind::Queries, engine.info(), outcome) })
}

fn one(
    engine: &mut dyn Engine,
    claim: &Claim<'_>,
    query: &Query,
    parents: &Parents,
    findings: &mut Vec<Diagnostic>,
) -> Result<QueryProof, EngineError> {
    let (request, bound, changed) = match request(claim, query) {
        Ok(request) => request,
        Err(untranslatable) => {
            findings.push(
                Diagnostic::new(
                    &QUERY_REFUSED,
                    format!(
                        "query `{}` cannot be said in {}: {}",
                        query.name,
                        claim.dialect.title(),
                        untranslatable.what
                    ),
                )
                .at(query.name_span, "")
                .note(untranslatable.why)
                .help(untranslatable.help),
            );
            return Ok(proof(query, QueryOutcome::Refused, parents, None));
        }
    };
    match engine.explain(&request) {
        Ok(explanation) => Ok(proof(query, QueryOutcome::Planned, parents, Some(explanation))),
        Err(EngineError::Statement(error)) => {
            let position =
                error.position.filter(|_| !changed).map(|position| bound.original_offset(position));
            findings.push(refused(engine, query, &error, position));
            Ok(proof(query, QueryOutcome::Refused, parents, None))
        }
        Err(other) => Err(other),
    }
}

/// A query as the dialect says it, ready to be asked about; with its parameters, and whether its text
/// is another than the design's.
pub(super) fn request(
    claim: &Claim<'_>,
    query: &Query,
) -> Result<(ExplainRequest, BoundQuery, bool), Untranslatable> {
    let dialect = claim.dialect;
    let placeholder = match dialect.defaults().placeholders {
        Placeholders::Numbered => Placeholder::Numbered,
        Placeholders::Positional => Placeholder::Positional,
    };
    let bound = BoundQuery::new(&query.sql, placeholder);
    let scope = Scope {
        functions: &claim.physical.functions,
        own: claim.physical.own_sql,
        ..Scope::default()
    };
    let translated = dialect.translate_query_in(&bound.sql, &scope)?;
    let parameters = bound
        .parameters
        .iter()
        .map(|name| ExplainParameter {
            name: name.clone(),
            sql_type: query
                .parameters
                .iter()
                .find(|parameter| parameter.name == *name)
                .and_then(|parameter| parameter.data_type.as_ref())
                .and_then(|data_type| dialect.render_type(data_type).ok())
                .map(|rendered| rendered.sql),
            value: None,
        })
        .collect();
    let request = ExplainRequest {
        sql: translated.text.clone(),
        parameters,
        namespace: query.namespace.clone(),
    };
    Ok((request, bound, translated.changed))
}

fn proof(
    query: &Query,
    outcome: QueryOutcome,
    parents: &Parents,
    explanation: Option<Explanation>,
) -> QueryProof {
    let mut proof = QueryProof {
        name: query.name.clone(),
        rate: query.rate,
        outcome,
        access: Vec::new(),
        pruned: 0,
        cost: None,
        parameter_types: Vec::new(),
    };
    let Some(explanation) = explanation else { return proof };
    proof.cost = explanation.total_cost;
    for node in explanation.plan.walk() {
        proof.pruned += node.pruned;
        // A node that writes names the table it writes to; how rows are found is said below it.
        let Some(relation) = node.relation.as_ref().filter(|_| !writes(&node.kind)) else {
            continue;
        };
        let access = access(parents, relation, node);
        match proof.access.iter_mut().find(|known| known.same_way(&access)) {
            Some(known) => known.partitions += access.partitions,
            None => proof.access.push(access),
        }
    }
    proof.parameter_types = explanation.parameter_types;
    proof
}

/// The server's objection, at the place in the query that it pointed at.
fn refused(
    engine: &dyn Engine,
    query: &Query,
    error: &StatementError,
    position: Option<u32>,
) -> Diagnostic {
    let label = &engine.info().label;
    let finding = Diagnostic::new(
        &QUERY_REFUSED,
        format!("query `{}`: {} ({label})", query.name, error.message),
    );
    let mut finding = match position.filter(|at| (*at as usize) < query.sql.len()) {
        Some(at) => {
            let word = word_length(&query.sql[at as usize..]);
            finding.at(query.sql_span.inner(at, at + word), "the server points here")
        }
        None => finding.at(query.name_span, "in this query"),
    };
    if let Some(detail) = &error.detail {
        finding = finding.note(detail.clone());
    }
    match &error.hint {
        Some(hint) => finding.help(hint.clone()),
        None => finding,
    }
}

/// The length of the name, with its qualifiers, at the start of a text; at least one character.
fn word_length(text: &str) -> u32 {
    let length = text
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | '"')))
        .unwrap_or(text.len());
    length.max(text.chars().next().map_or(0, char::len_utf8)) as u32
}
