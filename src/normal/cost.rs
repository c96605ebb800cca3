//! What a decomposition costs: dependencies that no key enforces any more, and joins in the
//! declared queries.

use super::relation::{EntityRelation, Tables};
use super::usage::Workload;
use crate::design::Query;
use crate::theory::{AttributeSet, Dependency, Fragment};

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cost {
    /// What no longer follows from the keys of single relations.
    pub lost: Vec<Dependency>,
    /// The declared queries that need more relations than before, the most frequent first.
    pub queries: Vec<QueryCost>,
    /// Declared queries that use the entity at all.
    pub asked: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub struct QueryCost {
    pub name: String,
    /// Executions per second, where declared.
    pub rate: Option<f64>,
    /// Relations to join besides the first.
    pub joins: usize,
}

/// What the queries pay for relations that hold these attributes.
pub fn cost(
    entity: &EntityRelation<'_>,
    fragments: &[Fragment],
    lost: &[Dependency],
    workload: &Workload<'_>,
    tables: &Tables<'_>,
) -> Cost {
    let mut cost = Cost { lost: lost.to_vec(), ..Cost::default() };
    for (query, used) in workload.uses(entity.table, &entity.relation, tables) {
        cost.asked += 1;
        let joins = needed(fragments, &used).saturating_sub(1);
        if joins > 0 {
            let Query { name, rate, .. } = query;
            cost.queries.push(QueryCost { name: name.clone(), rate: *rate, joins });
        }
    }
    let rate = |query: &QueryCost| query.rate.unwrap_or(0.0);
    cost.queries.sort_by(|one, other| {
        rate(other).total_cmp(&rate(one)).then_with(|| one.name.cmp(&other.name))
    });
    cost
}

/// How many relations it takes to have these attributes, taking the one that gives most first.
fn needed(fragments: &[Fragment], used: &AttributeSet) -> usize {
    let (mut open, mut count) = (used.clone(), 0);
    while !open.is_empty() {
        let best = fragments
            .iter()
            .map(|fragment| &fragment.attributes & &open)
            .max_by_key(AttributeSet::len)
            .unwrap_or_default();
        // What no relation holds (a generated column) costs no join.
        if best.is_empty() {
            break;
        }
        open.subtract(&best);
        count += 1;
    }
    count
}
