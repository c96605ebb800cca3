//! The outcome in the design's own names: what to add, what to take away, and the reasons.

mod removal;
mod roles;
mod words;

use std::collections::BTreeSet;

use serde::Serialize;

use super::shape::Shape;
use super::study::{Outcome, Study};
use crate::schema::{Index, IndexTarget, QualifiedName, Table};
use crate::text::Span;

pub use words::{described, safe_removal};

/// Everything that is advised.
#[derive(Debug, Clone, Default)]
pub struct Advice {
    /// Best first: any beginning of the list is good advice by itself.
    pub added: Vec<Added>,
    pub removed: Vec<Removed>,
    pub queries: Vec<QueryCost>,
}

#[derive(Debug, Clone)]
pub struct Added {
    pub table: QualifiedName,
    /// With a name that is free.
    pub index: Index,
    pub bytes: f64,
    /// Entries it has.
    pub rows: f64,
    /// Cost saved a second, in pages read in sequence, upkeep not counted.
    pub benefit: f64,
    /// Entries written a second, and what they cost.
    pub writes: f64,
    pub upkeep: f64,
    pub reasons: Vec<Reason>,
    pub others: Vec<Other>,
    /// An existing index whose work it does too.
    pub replaces: Vec<String>,
    pub notes: Vec<String>,
}

/// A query that an index serves.
#[derive(Debug, Clone)]
pub struct Reason {
    pub query: String,
    pub query_span: Span,
    pub rate: f64,
    /// Cost of one execution without and with this index, all others in place.
    pub without: f64,
    pub with: f64,
    pub roles: Vec<Role>,
}

/// What a column of an index does for a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Role {
    pub column: String,
    pub kind: RoleKind,
    pub span: Option<Span>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RoleKind {
    Equality,
    Range,
    Join,
    Order,
    Group,
    Search,
    Condition,
    Covering,
}

/// A proposal that was not taken, and what the workload would cost more with it instead.
#[derive(Debug, Clone)]
pub struct Other {
    pub index: Index,
    /// A part of the cost of the queries that the taken one serves.
    pub dearer: f64,
    pub bytes: f64,
}

#[derive(Debug, Clone)]
pub struct Removed {
    pub table: QualifiedName,
    pub name: String,
    pub index: Index,
    pub why: Why,
    pub bytes: f64,
    pub span: Option<Span>,
}

/// Why an index need not be there.
#[derive(Debug, Clone, PartialEq)]
pub enum Why {
    /// Its key is the beginning of another one's.
    Within(String),
    /// It is the same as another one.
    Same(String),
    /// A proposed one does its work too.
    Replaced(String),
    /// No query that was given uses it.
    Unused,
}

#[derive(Debug, Clone)]
pub struct QueryCost {
    pub name: String,
    pub span: Span,
    pub rate: f64,
    pub before: f64,
    pub after: f64,
}

impl Advice {
    pub fn of(study: &Study<'_>, outcome: &Outcome) -> Advice {
        let mut advice = Advice::default();
        for (studied, (before, after)) in study.queries.iter().zip(&outcome.costs) {
            advice.queries.push(QueryCost {
                name: studied.query.name.clone(),
                span: studied.query.name_span,
                rate: studied.weight,
                before: *before,
                after: *after,
            });
        }
        let mut names: BTreeSet<String> = taken_names(study);
        for (rank, place) in outcome.chosen.iter().enumerate() {
            advice.added.push(added(study, outcome, rank, *place, &mut names));
        }
        removal::removals(study, outcome, &mut advice);
        advice
    }

    /// The cost of all queries a second: before, after.
    pub fn totals(&self) -> (f64, f64) {
        let sum = |cost: fn(&QueryCost) -> f64| {
            self.queries.iter().map(|query| query.rate * cost(query)).sum()
        };
        (sum(|query| query.before), sum(|query| query.after))
    }

    pub fn bytes(&self) -> f64 {
        self.added.iter().map(|added| added.bytes).sum()
    }
}

fn taken_names(study: &Study<'_>) -> BTreeSet<String> {
    let tables = study.input.schema.tables.iter();
    tables
        .flat_map(|table| {
            let indexes = table.indexes.iter().filter_map(|index| index.name.clone());
            let uniques = table.uniques.iter().filter_map(|unique| unique.name.clone());
            indexes.chain(uniques).chain([table.name.name.clone()])
        })
        .collect()
}

/// As Postgres would name it: `order_customer_id_placed_at_idx`.
fn name(study: &Study<'_>, table: &Table, index: &Index, taken: &mut BTreeSet<String>) -> String {
    let words: Vec<String> = index
        .parts
        .iter()
        .map(|part| match &part.target {
            IndexTarget::Column(name) => name.clone(),
            IndexTarget::Expression(text) => {
                let word = text.text().split('(').next().unwrap_or_default();
                let plain = |c: char| c.is_alphanumeric() || c == '_';
                if !word.is_empty() && word.chars().all(plain) {
                    word.to_owned()
                } else {
                    "expr".to_owned()
                }
            }
        })
        .collect();
    let base = format!("{}_{}_idx", table.name.name, words.join("_"));
    let numbered = (1_u32..).map(|number| format!("{base}{number}"));
    let free = std::iter::once(base.clone())
        .chain(numbered)
        .map(|name| study.input.dialect.shorten(&name))
        .find(|name| !taken.contains(name))
        .unwrap_or(base);
    taken.insert(free.clone());
    free
}

fn added(
    study: &Study<'_>,
    outcome: &Outcome,
    rank: usize,
    place: usize,
    names: &mut BTreeSet<String>,
) -> Added {
    let shape = &study.proposals[place];
    let table = study.catalog.table(shape.table);
    let mut index = shape.index(table);
    index.name = Some(name(study, table, &index, names));
    let mut reasons: Vec<Reason> = outcome.served[rank]
        .iter()
        .map(|(query, without)| {
            let studied = &study.queries[*query];
            Reason {
                query: studied.query.name.clone(),
                query_span: studied.query.name_span,
                rate: studied.weight,
                without: *without,
                with: outcome.costs[*query].1,
                roles: roles::roles(study, *query, shape),
            }
        })
        .collect();
    let saved = |reason: &Reason| (reason.without - reason.with) * reason.rate;
    reasons.sort_by(|a, b| saved(b).total_cmp(&saved(a)).then_with(|| a.query.cmp(&b.query)));
    let paid: f64 = reasons.iter().map(|reason| reason.with * reason.rate).sum();
    let others = outcome.others[rank].iter().map(|(other, dearer)| {
        let shape = &study.proposals[*other];
        Other { index: shape.index(table), dearer: dearer / paid.max(1e-9), bytes: shape.bytes }
    });
    Added {
        table: table.name.clone(),
        bytes: shape.bytes,
        rows: study.statistics.tables[shape.table].rows * shape.part,
        benefit: outcome.worth[rank],
        writes: outcome.entries[place],
        upkeep: outcome.upkeep[place],
        reasons,
        others: others.collect(),
        replaces: Vec::new(),
        notes: notes(study, shape),
        index,
    }
}

fn notes(study: &Study<'_>, shape: &Shape) -> Vec<String> {
    let mut notes = Vec::new();
    let classes: Vec<&str> =
        shape.key.iter().filter_map(|part| part.operator_class.as_deref()).collect();
    if classes.iter().any(|class| class.contains("trgm"))
        && !study.input.schema.extensions.iter().any(|extension| extension.name == "pg_trgm")
    {
        notes.push(
            "needs `extension pg_trgm`; it serves search words of three letters and more"
                .to_owned(),
        );
    }
    if !shape.condition.is_empty() {
        notes.push(
            "serves only queries that say its condition with these very literals, not with a parameter"
                .to_owned(),
        );
    }
    notes
}
