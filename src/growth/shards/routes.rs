//! How many shards each query has to ask.

use serde::Serialize;

use super::roles::Placed;
use crate::advise::access::{Access, Relation, UseId};
use crate::advise::{Studied, Study};
use crate::growth::binding::{Binding, binding};
use crate::text::Span;

/// From best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// One shard answers.
    Single,
    /// As many as there are values in a short list.
    FanIn,
    /// Every shard answers for itself, and the answers are put together.
    Scatter,
    /// Rows of one shard meet rows of another.
    Cross,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    pub query: String,
    pub rate: f64,
    pub class: Class,
    pub changes: bool,
    /// What is missing for one shard; empty where nothing is.
    pub why: String,
    pub span: Span,
}

/// A list of so many values is asked shard by shard.
const LIST: f64 = 8.0;

pub fn routes(study: &Study<'_>, roles: &[Placed]) -> Vec<Route> {
    study
        .queries
        .iter()
        .map(|studied| {
            let (class, why) = class(study, studied, roles);
            Route {
                query: studied.query.name.clone(),
                rate: studied.weight,
                class,
                changes: !studied.access.writes.is_empty(),
                why,
                span: studied.query.name_span,
            }
        })
        .collect()
}

/// The parts of reads and of writes on one shard, and the score of all.
pub fn totals(routes: &[Route]) -> (f64, f64, f64) {
    let sum = |which: &dyn Fn(&Route) -> bool| -> f64 {
        // From zero: the sum of nothing is a negative one.
        routes.iter().filter(|route| which(route)).fold(0.0, |sum, route| sum + route.rate)
    };
    let part = |changes: bool| {
        let all = sum(&|route| route.changes == changes);
        let single = sum(&|route| route.changes == changes && route.class == Class::Single);
        if all > 0.0 { single / all } else { 1.0 }
    };
    let worth = |route: &Route| match (route.class, route.changes) {
        (Class::Single, _) => 1.0,
        // A change on several shards at once is not one change any more.
        (_, true) => -1.0,
        (Class::FanIn, _) => 0.8,
        (Class::Scatter, _) => 0.3,
        (Class::Cross, _) => 0.0,
    };
    let all = sum(&|_| true);
    let score: f64 = routes.iter().map(|route| route.rate * worth(route)).sum();
    (part(false), part(true), if all > 0.0 { score / all } else { 0.0 })
}

fn class(study: &Study<'_>, studied: &Studied<'_>, roles: &[Placed]) -> (Class, String) {
    let access = &studied.access;
    let name = |table: usize| study.catalog.table(table).name.to_string();
    if let Some(table) = tables(access).find(|table| roles[*table] == Placed::Nowhere) {
        return (Class::Cross, format!("`{}` lies on no shard by this key", name(table)));
    }
    let written = access.writes.iter().find(|write| roles[write.table] == Placed::Everywhere);
    if let Some(write) = written {
        return (Class::Cross, format!("it changes every copy of `{}`", name(write.table)));
    }
    let placed: Vec<Placement<'_>> = placements(access, roles);
    let apart = tables(access).find(|table| roles[*table] == Placed::Apart);
    if let (Some(table), false) = (apart, placed.is_empty()) {
        return (
            Class::Cross,
            format!("`{}` is on one machine, not beside the others", name(table)),
        );
    }
    // A new row is placed by its own key.
    if placed.is_empty() {
        return (Class::Single, String::new());
    }
    let bound: Vec<Binding> = placed.iter().map(|placement| placement.binding(&placed)).collect();
    let unbound = placed.iter().zip(&bound).find(|(_, bound)| !bound.prunes(false));
    if let Some((placement, _)) = unbound {
        let table = study.catalog.table(placement.table);
        let missing =
            format!("`{}.{}` is not given", table.name, table.columns[placement.column].name);
        let joined = placed.len() == 1 || placed.iter().all(|one| one.joined(&placed));
        return (if joined { Class::Scatter } else { Class::Cross }, missing);
    }
    let most = bound.iter().fold(1.0_f64, |most, bound| match bound {
        Binding::Few(count) => most.max(*count),
        _ => most,
    });
    if most > LIST {
        return (Class::Scatter, format!("it asks for {most} keys at once"));
    }
    if most > 1.0 {
        return (Class::FanIn, format!("it asks for {most} keys at once"));
    }
    // Two keys given apart need not be one: they are where the joins say so, or where one parameter is meant twice.
    (Class::Single, String::new())
}

pub fn tables(access: &Access) -> impl Iterator<Item = usize> + '_ {
    let read =
        access.blocks.iter().flat_map(|block| &block.uses).filter_map(|used| match used.relation {
            Relation::Table(table) => Some(table),
            _ => None,
        });
    read.chain(access.writes.iter().map(|write| write.table))
}

/// A use of a table whose rows are spread.
struct Placement<'a> {
    block: &'a crate::advise::access::Block,
    block_place: usize,
    of: UseId,
    table: usize,
    column: usize,
}

fn placements<'a>(access: &'a Access, roles: &[Placed]) -> Vec<Placement<'a>> {
    let mut found = Vec::new();
    for (block_place, block) in access.blocks.iter().enumerate() {
        for (of, used) in block.uses.iter().enumerate() {
            if let Relation::Table(table) = used.relation
                && let Placed::By(column) = roles[table]
            {
                found.push(Placement { block, block_place, of, table, column });
            }
        }
    }
    found
}

impl Placement<'_> {
    /// Bound by itself, or by a join on the key with one that is.
    fn binding(&self, all: &[Placement<'_>]) -> Binding {
        let mut best = binding(self.block, self.of, self.column);
        let mut seen = vec![self.of];
        let mut open = vec![self.of];
        while let Some(of) = open.pop() {
            let Some(here) =
                all.iter().find(|one| one.block_place == self.block_place && one.of == of)
            else {
                continue;
            };
            for (own, other, column, _) in self.block.edges_of(of) {
                let partner = all.iter().find(|one| {
                    one.block_place == self.block_place
                        && one.of == other
                        && Some(one.column) == column
                });
                if let Some(partner) = partner.filter(|_| own == here.column)
                    && !seen.contains(&other)
                {
                    let found = binding(partner.block, partner.of, partner.column);
                    best = if found < best { found } else { best };
                    seen.push(other);
                    open.push(other);
                }
            }
        }
        best
    }

    /// Whether it meets another spread table of its block on the key.
    fn joined(&self, all: &[Placement<'_>]) -> bool {
        let alone = !all.iter().any(|one| one.block_place == self.block_place && one.of != self.of);
        alone
            || self.block.edges_of(self.of).any(|(own, other, column, _)| {
                own == self.column
                    && all.iter().any(|one| {
                        one.block_place == self.block_place
                            && one.of == other
                            && Some(one.column) == column
                    })
            })
    }
}
