use serde::Serialize;

use super::queries::request;
use super::rules::{ADVICE_DOUBTED, BIG_TABLE_READ};
use super::{Claim, Outcome, Proof, ProofKind};
use crate::advise::Advice;
use crate::advise::statistics::{Believed, Costs};
use crate::design::Query;
use crate::diagnostics::Diagnostic;
use crate::emit::Statement;
use crate::engine::{Engine, EngineError, Explanation};

/// What the advice promises of a planner that believes the declared figures.
#[derive(Debug, Clone, Default)]
pub struct Promise {
    pub advice: Advice,
    /// Make the advised indexes, one each, in the advice's order.
    pub statements: Vec<Statement>,
    /// The figures without the advised indexes, and with them.
    pub before: Vec<Believed>,
    pub after: Vec<Believed>,
    /// What the server is to charge, where somebody says it.
    pub costs: Costs,
}

/// One query of the advice, and what the planner made of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AdvisedQuery {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// The advised indexes that were promised to it.
    pub indexes: Vec<PromisedIndex>,
    /// In the planner's own unit, without and with them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_before: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_after: Option<f64>,
    /// What the advice expects.
    pub expected_before: f64,
    pub expected_after: f64,
    /// Tables of which every row is still read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub whole_tables: Vec<String>,
    /// The plan uses what was promised, and costs less.
    pub confirmed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PromisedIndex {
    pub name: String,
    pub used: bool,
}

/// A table from this many rows on is big.
const BIG: f64 = 100_000.0;
/// A query from this rate on (a second) may not read all of one.
const OFTEN: f64 = 1.0;
/// The part of the cost that must be left out for it to count as less.
const LESS: f64 = 0.99;

/// Makes the advised indexes where the planner believes the declared figures, and asks it about each
/// query before and after. None where nothing is promised.
pub(super) fn prove(
    engine: &mut dyn Engine,
    claim: &Claim<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Result<Option<Proof>, EngineError> {
    let Some(promise) = claim.promise.filter(|promise| !promise.before.is_empty()) else {
        return Ok(None);
    };
    let nothing_asked =
        promise.advice.added.is_empty() && claim.physical.queries.iter().all(|one| !often(one));
    if nothing_asked {
        return Ok(None);
    }
    // What the query proof told the planner would hide what it thinks of whole tables.
    engine.end_script()?;
    if !engine.impose(&promise.before, &promise.costs)? {
        let why = "only a server of one's own can be made to believe the declared figures";
        return Ok(Some(Proof::not_run(ProofKind::Advice, engine.info(), why)));
    }
    let before = plans(engine, claim)?;
    let mut refused = Vec::new();
    // An index of a table that is believed to be long takes as long to build.
    engine.impose(&[], &promise.costs)?;
    for statement in &promise.statements {
        match engine.execute(&statement.sql) {
            Ok(()) => {}
            Err(EngineError::Statement(error)) => refused.push(error.message.clone()),
            Err(other) => return Err(other),
        }
    }
    engine.impose(&promise.after, &promise.costs)?;
    let after = plans(engine, claim)?;
    let mut asked = Vec::new();
    for (number, query) in claim.physical.queries.iter().enumerate() {
        let (Some(before), Some(after)) = (&before[number], &after[number]) else { continue };
        let found = judged(promise, query, before, after);
        if !found.confirmed {
            findings.push(doubt(engine, query, &found, &refused));
        }
        if often(query) && !found.whole_tables.is_empty() {
            findings.push(big_read(engine, query, &found));
        }
        if !found.indexes.is_empty() || !found.whole_tables.is_empty() {
            asked.push(found);
        }
    }
    let promised = asked.iter().filter(|query| !query.indexes.is_empty()).count();
    let doubted = asked.iter().filter(|query| !query.confirmed).count();
    let outcome = match doubted {
        0 => Outcome::Proven { checked: promised },
        doubted => Outcome::Doubted { checked: promised, doubted },
    };
    Ok(Some(Proof { advice: asked, ..Proof::new(ProofKind::Advice, engine.info(), outcome) }))
}

fn often(query: &Query) -> bool {
    query.rate.is_some_and(|rate| rate >= OFTEN)
}

/// The plan of each query; none where it cannot be asked about, which the query proof has said.
fn plans(
    engine: &mut dyn Engine,
    claim: &Claim<'_>,
) -> Result<Vec<Option<Explanation>>, EngineError> {
    let ask = |query: &Query| {
        let Ok((request, ..)) = request(claim, query) else { return Ok(None) };
        match engine.explain(&request) {
            Ok(explanation) => Ok(Some(explanation)),
            Err(EngineError::Statement(_)) => Ok(None),
            Err(other) => Err(other),
        }
    };
    claim.physical.queries.iter().map(ask).collect()
}

fn judged(
    promise: &Promise,
    query: &Query,
    before: &Explanation,
    after: &Explanation,
) -> AdvisedQuery {
    // The end of an index, for `max`, is looked up while planning: MySQL then reads no table.
    let answered = after.plan.walk().all(|node| node.relation.is_none());
    let uses = |name: &str| {
        answered
            || after.plan.walk().any(|node| node.index.as_deref().is_some_and(|own| own == name))
    };
    let indexes: Vec<PromisedIndex> = promise
        .advice
        .added
        .iter()
        .filter(|added| added.reasons.iter().any(|reason| reason.query == query.name))
        .filter_map(|added| added.index.name.clone())
        .map(|name| PromisedIndex { used: uses(&name), name })
        .collect();
    let big = |relation: &str| {
        promise.after.iter().any(|table| {
            table.figures.rows >= BIG
                && (table.name.to_string() == relation || table.name.name == relation)
        })
    };
    let mut whole_tables: Vec<String> = after
        .plan
        .walk()
        .filter(|node| node.index.is_none() && reads_all(&node.kind))
        .filter_map(|node| node.relation.clone())
        .filter(|relation| big(relation))
        .collect();
    whole_tables.sort();
    whole_tables.dedup();
    // Some planners name no cost; then what they use has to do.
    let falls = match (before.total_cost, after.total_cost) {
        (Some(before), Some(after)) => after < before * LESS,
        _ => true,
    };
    let expected = promise.advice.queries.iter().find(|cost| cost.name == query.name);
    AdvisedQuery {
        name: query.name.clone(),
        rate: query.rate,
        confirmed: indexes.is_empty() || falls && indexes.iter().all(|index| index.used),
        indexes,
        cost_before: before.total_cost,
        cost_after: after.total_cost,
        expected_before: expected.map_or(0.0, |cost| cost.before),
        expected_after: expected.map_or(0.0, |cost| cost.after),
        whole_tables,
    }
}

/// Whether a server's word for a step means that every row is read.
fn reads_all(kind: &str) -> bool {
    ["Seq Scan", "ALL", "SCAN", "Table scan"].iter().any(|word| kind.eq_ignore_ascii_case(word))
}

fn doubt(
    engine: &dyn Engine,
    query: &Query,
    found: &AdvisedQuery,
    refused: &[String],
) -> Diagnostic {
    let label = &engine.info().label;
    let unused: Vec<String> = found
        .indexes
        .iter()
        .filter(|index| !index.used)
        .map(|index| format!("`{}`", index.name))
        .collect();
    let message = match unused.as_slice() {
        [] => format!("query `{}` costs no less on {label} with the advised indexes", query.name),
        unused => format!(
            "query `{}`: {label} does not use {} as advised",
            query.name,
            unused.join(" and ")
        ),
    };
    let cost = |cost: Option<f64>| cost.map_or("unknown".to_owned(), |cost| format!("{cost:.0}"));
    let mut finding =
        Diagnostic::new(&ADVICE_DOUBTED, message).at(query.name_span, "").note(format!(
            "its plan costs {} without and {} with them; the advice expects {:.0} and {:.0}",
            cost(found.cost_before),
            cost(found.cost_after),
            found.expected_before,
            found.expected_after
        ));
    for message in refused {
        finding = finding.note(format!("an advised index could not be made: {message}"));
    }
    finding.help("declare `rows` and `distinct` of its tables as they are, or try the index on real rows before taking it")
}

fn big_read(engine: &dyn Engine, query: &Query, found: &AdvisedQuery) -> Diagnostic {
    let tables: Vec<String> = found.whole_tables.iter().map(|name| format!("`{name}`")).collect();
    Diagnostic::new(
        &BIG_TABLE_READ,
        format!("query `{}` reads every row of {}", query.name, tables.join(" and ")),
    )
    .at(query.name_span, format!("{} times a second", query.rate.unwrap_or_default()))
    .note(format!("so {} plans it with the declared figures", engine.info().label))
    .help("narrow it by what an index can find, or let it run less often")
}
