//! Which shards the coordinator asks for each query.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::NodesClaim;
use crate::diagnostics::Diagnostic;
use crate::dialect::Capability;
use crate::emit;
use crate::engine::{Engine, EngineError, EngineInfo, ExplainRequest, PlanNode};
use crate::schema::QualifiedName;
use crate::sql::{Piece, scan};
use crate::verify::queries::request;
use crate::verify::rules::SHARDS_DIFFER;
use crate::verify::{Claim, Outcome, Proof, ProofKind};

/// How many shards a query is predicted to go to.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    pub query: String,
    /// The spread tables in it.
    pub tables: Vec<QualifiedName>,
    pub shards: usize,
    /// Of how many.
    pub total: usize,
    /// A literal for each parameter that decides.
    pub values: BTreeMap<String, String>,
}

/// What a planner asks for one query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShardsAsked {
    pub query: String,
    pub asked: BTreeSet<u32>,
    pub predicted: usize,
    pub total: usize,
}

/// None where nothing is predicted.
pub(super) fn prove(
    engine: &mut dyn Engine,
    claim: &NodesClaim<'_>,
    own: &Claim<'_>,
    info: &EngineInfo,
    findings: &mut Vec<Diagnostic>,
) -> Result<Option<Proof>, EngineError> {
    let mut all = Vec::new();
    for route in claim.routes {
        let query = claim.physical.queries.iter().find(|query| query.name == route.query);
        let Some(query) = query else { continue };
        // What is refused, or cannot be said, the proof of queries says.
        let Ok((request, ..)) = request(own, query) else { continue };
        let explanation = match engine.explain(&with_values(request, &route.values)) {
            Ok(explanation) => explanation,
            Err(EngineError::Statement(_)) => continue,
            Err(error) => return Err(error),
        };
        let asked: BTreeSet<u32> = explanation.plan.walk().flat_map(shards).collect();
        // Of a row that its planner finds missing by the whole key, a server whose partitions are parts shows none.
        if asked.is_empty() && !claim.dialect.has(Capability::PartitionsAsTables) {
            continue;
        }
        let found = ShardsAsked {
            query: route.query.clone(),
            asked,
            predicted: route.shards,
            total: route.total,
        };
        if found.asked.len() != found.predicted {
            findings.push(differs(&info.label, &found).at(query.name_span, "in this query"));
        }
        all.push(found);
    }
    if all.is_empty() {
        return Ok(None);
    }
    let doubted = all.iter().filter(|found| found.asked.len() != found.predicted).count();
    let outcome = match doubted {
        0 => Outcome::Proven { checked: all.len() },
        _ => Outcome::Doubted { checked: all.len(), doubted },
    };
    let proof = Proof::new(ProofKind::Shards, info, outcome);
    Ok(Some(Proof { shards: all, ..proof }))
}

fn shards(node: &PlanNode) -> Vec<u32> {
    let named = node.relation.iter().chain(&node.partitions);
    named.filter_map(|name| emit::shard_of(name)).collect()
}

/// The values stand in the query, where a planner sees them for whatever it does with the rows.
fn with_values(mut request: ExplainRequest, values: &BTreeMap<String, String>) -> ExplainRequest {
    let mut text = String::with_capacity(request.sql.len());
    let mut written = BTreeSet::new();
    for (piece, range) in scan(&request.sql) {
        let part = request.sql.get(range).unwrap_or_default();
        if piece != Piece::Code {
            text.push_str(part);
            continue;
        }
        let mut rest = part;
        while let Some(at) = rest.find('$') {
            let digits: String = rest[at + 1..].chars().take_while(char::is_ascii_digit).collect();
            let parameter = digits.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            let value = parameter
                .and_then(|place| request.parameters.get(place))
                .and_then(|parameter| values.get(&parameter.name));
            text.push_str(&rest[..at]);
            match (value, parameter) {
                (Some(value), Some(place)) => {
                    text.push_str(value);
                    written.insert(place);
                }
                _ => text.push_str(&rest[at..at + 1 + digits.len()]),
            }
            rest = &rest[at + 1 + digits.len()..];
        }
        text.push_str(rest);
    }
    request.sql = text;
    for (place, parameter) in request.parameters.iter_mut().enumerate() {
        // Of what stands nowhere any more, no type can be found out.
        if written.contains(&place) {
            parameter.sql_type.get_or_insert_with(|| "text".to_owned());
        } else {
            parameter.value = values.get(&parameter.name).cloned();
        }
    }
    request
}

fn differs(engine: &str, found: &ShardsAsked) -> Diagnostic {
    let ShardsAsked { query, asked, predicted, total } = found;
    let names: Vec<String> = asked.iter().map(|number| format!("shard_{number}")).collect();
    let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    let message = format!(
        "query `{query}`: {engine} asks {} of {total} shards, and {predicted} was the prediction",
        asked.len()
    );
    Diagnostic::new(&SHARDS_DIFFER, message)
        .note(format!("asked: {names}"))
        .help("compare the shard key itself, with values of its own type")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::with_values;
    use crate::engine::{ExplainParameter, ExplainRequest};

    #[test]
    fn values_stand_where_their_parameters_stood() {
        let parameter =
            |name: &str| ExplainParameter { name: name.to_owned(), ..ExplainParameter::default() };
        let request = ExplainRequest {
            sql: "select '$1', \"$1\" from t where a = $1 and b = $2 and c = $10".to_owned(),
            parameters: vec![parameter("a"), parameter("b")],
            namespace: None,
        };
        let values = BTreeMap::from([("a".to_owned(), "'7'".to_owned())]);
        let filled = with_values(request, &values);
        assert_eq!(filled.sql, "select '$1', \"$1\" from t where a = '7' and b = $2 and c = $10");
        assert_eq!(filled.parameters[0].sql_type.as_deref(), Some("text"));
        assert_eq!(filled.parameters[1].sql_type, None);
    }
}
