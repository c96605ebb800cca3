//! From queries to advice: the order of the work.

use std::collections::{BTreeMap, BTreeSet};

use super::access::{self, Access, Understood};
use super::advice::Added;
use super::candidates::{self, Proposals};
use super::catalog::Catalog;
use super::cost::{Model, Planner, Profile};
use super::ranking::{idle, rank};
use super::rules;
use super::selection::{Bounds, Chosen, Pricing, Selection, Workload, WriteRates, write_rates};
use super::shape::{self, Origin, Shape};
use super::statistics::{Believed, BelievedIndex, Costs, MeasuredTable, Statistics};
use crate::design::{Design, Query};
use crate::diagnostics::Diagnostic;
use crate::dialect::Dialect;
use crate::schema::{Index, QualifiedName, Schema};

/// What advice is asked about.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    pub design: &'a Design,
    /// As the server will hold it.
    pub schema: &'a Schema,
    pub dialect: Dialect<'a>,
    pub queries: &'a [Query],
    pub measured: &'a [MeasuredTable],
    /// What the server was told about its machine.
    pub costs: &'a Costs,
    pub bounds: Bounds,
    /// A server's planner will be asked: what the model sees no use for is left to it.
    pub thorough: bool,
}

/// A query that was understood.
pub struct Studied<'a> {
    pub query: &'a Query,
    pub access: Access,
    /// Executions a second that it counts with.
    pub weight: f64,
}

/// Everything known before anything is chosen.
pub struct Study<'a> {
    pub input: Input<'a>,
    pub catalog: &'a Catalog<'a>,
    pub statistics: Statistics,
    pub queries: Vec<Studied<'a>>,
    pub existing: Vec<Shape>,
    pub proposals: Vec<Shape>,
    pub findings: Vec<Diagnostic>,
}

/// What was chosen, with the figures to explain it.
pub struct Outcome {
    /// Places among the proposals, best first.
    pub chosen: Vec<usize>,
    pub upkeep: Vec<f64>,
    pub entries: Vec<f64>,
    /// For each query: before, after.
    pub costs: Vec<(f64, f64)>,
    /// For each of `chosen`: what is lost without it, a second.
    pub worth: Vec<f64>,
    /// For each of `chosen`: the queries whose plan uses it, with their cost without it.
    pub served: Vec<Vec<(usize, f64)>>,
    /// For each of `chosen`: other proposals for its table that come next, with what they cost more.
    pub others: Vec<Vec<(usize, f64)>>,
    /// Existing indexes without which nothing gets slower, as numbers of `existing`.
    pub idle: BTreeSet<usize>,
    pub rates: BTreeMap<usize, WriteRates>,
}

impl<'a> Study<'a> {
    /// Reads the queries, the figures and the indexes that are there.
    pub fn read(input: Input<'a>, catalog: &'a Catalog<'a>) -> Study<'a> {
        let statistics = Statistics::of(input.schema, input.design, input.measured);
        let mut findings = rules::contradictions(&input);
        let weights = rules::weights(input.queries, &mut findings);
        let mut queries = Vec::new();
        for (query, weight) in input.queries.iter().zip(weights) {
            match access::understand(query, catalog) {
                Understood::Access(access) => {
                    findings.extend(rules::unknown_columns(query, &access));
                    queries.push(Studied { query, access: *access, weight })
                }
                Understood::Unreadable(finding) => {
                    findings.push(rules::unreadable(query, *finding))
                }
            }
        }
        let profile = Profile::of(input.dialect, input.costs);
        let mut existing: Vec<Shape> = input
            .schema
            .tables
            .iter()
            .enumerate()
            .flat_map(|(place, table)| shape::existing(place, table))
            .collect();
        measure(&mut existing, catalog, &statistics, &profile);
        Study { input, catalog, statistics, queries, existing, proposals: Vec::new(), findings }
    }

    /// Reads everything and proposes what could help.
    pub fn new(input: Input<'a>, catalog: &'a Catalog<'a>) -> Study<'a> {
        let mut study = Study::read(input, catalog);
        let profile = Profile::of(input.dialect, input.costs);
        let Study { statistics, queries, existing, .. } = &study;
        let accesses: Vec<&Access> = queries.iter().map(|studied| &studied.access).collect();
        let model = Model { catalog, statistics, profile, shapes: existing.clone() };
        let rows_read: Vec<Vec<f64>> =
            accesses.iter().map(|access| model.rows_read(access, &[])).collect();
        let Proposals { shapes, of_query } = candidates::propose(
            catalog,
            statistics,
            input.dialect,
            existing,
            &accesses,
            &rows_read,
        );
        let mut proposals = shapes;
        measure(&mut proposals, catalog, statistics, &profile);
        study.proposals = proposals;
        study.keep_promising(of_query, &profile);
        study
    }

    /// Leaves out proposals that help no query by themselves nor beside others, and adds merged ones.
    fn keep_promising(&mut self, of_query: Vec<BTreeSet<usize>>, profile: &Profile) {
        let mut shapes = self.existing.clone();
        let first = shapes.len();
        shapes.extend(self.proposals.iter().cloned());
        let model = Model {
            catalog: self.catalog,
            statistics: &self.statistics,
            profile: *profile,
            shapes,
        };
        let mut kept: BTreeSet<usize> = BTreeSet::new();
        for (studied, own) in self.queries.iter().zip(&of_query) {
            let priced = model.prepare(&studied.access);
            let existing: Vec<usize> = (0..first)
                .filter(|number| priced.tables.contains(&model.shapes[*number].table))
                .collect();
            let cost = |more: &[usize]| {
                let mut active = existing.clone();
                active.extend(more.iter().map(|place| first + place));
                model.price(&studied.access, &priced, &active)
            };
            let base = cost(&[]).cost;
            let all: Vec<usize> = own.iter().copied().collect();
            let used = |estimate: super::cost::Estimate| {
                estimate
                    .used
                    .into_iter()
                    .filter(|number| *number >= first)
                    .map(|number| number - first)
                    .collect::<BTreeSet<usize>>()
            };
            let together = used(cost(&all));
            let rest: Vec<usize> =
                all.iter().copied().filter(|place| !together.contains(place)).collect();
            kept.extend(used(cost(&rest)));
            kept.extend(together);
            let mut singles: Vec<(f64, usize)> = all
                .iter()
                .map(|place| (base - cost(&[*place]).cost, *place))
                .filter(|(gain, _)| *gain > base * 0.01)
                .collect();
            singles.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            kept.extend(singles.iter().take(20).map(|(_, place)| *place));
            let density = |(gain, place): &(f64, usize)| gain / self.proposals[*place].bytes;
            singles.sort_by(|a, b| density(b).total_cmp(&density(a)).then(a.1.cmp(&b.1)));
            kept.extend(singles.iter().take(20).map(|(_, place)| *place));
        }
        drop(model);
        let promising: Vec<Shape> =
            kept.iter().map(|place| self.proposals[*place].clone()).collect();
        if self.input.thorough && self.proposals.len() <= 1_500 {
            kept = (0..self.proposals.len()).collect();
        }
        let mut shapes: Vec<Shape> =
            kept.into_iter().map(|place| self.proposals[place].clone()).collect();
        let abilities = candidates::Abilities::of(self.input.dialect);
        let merged = candidates::merged(&promising, abilities.include);
        let mut merged: Vec<Shape> = merged.into_iter().map(|(_, _, shape)| shape).collect();
        measure(&mut merged, self.catalog, &self.statistics, profile);
        let mut of_table: Vec<Vec<usize>> = vec![Vec::new(); self.statistics.tables.len()];
        for (place, shape) in shapes.iter().enumerate() {
            of_table[shape.table].push(place);
        }
        for shape in merged {
            let own = &mut of_table[shape.table];
            let known = own.iter().any(|other| shapes[*other].identity() == shape.identity());
            if !known && shapes.len() < 4_000 {
                own.push(shapes.len());
                shapes.push(shape);
            }
        }
        self.proposals = shapes;
    }

    /// The proposals as indexes, in their order, each with a name.
    pub fn proposed_indexes(&self) -> Vec<(QualifiedName, Index)> {
        let proposals = self.proposals.iter().enumerate();
        proposals
            .map(|(place, shape)| {
                let table = self.catalog.table(shape.table);
                let mut index = shape.index(table);
                index.name = Some(format!("proposal_{place}"));
                (table.name.clone(), index)
            })
            .collect()
    }

    /// What a planner is to take the tables for, with the indexes that are there and some more.
    pub fn believed(&self, more: &[Added]) -> Vec<Believed> {
        let tables = self.input.schema.tables.iter().enumerate();
        tables
            .map(|(place, table)| {
                let figures = self.statistics.tables[place].clone();
                let own = self.existing.iter().filter(|shape| shape.table == place);
                let mut indexes: Vec<BelievedIndex> = own
                    .filter_map(|shape| {
                        let name = match shape.origin {
                            Origin::PrimaryKey => table.primary_key.as_ref()?.name.clone(),
                            Origin::Unique(number) => table.uniques[number].name.clone(),
                            Origin::Index(number) => table.indexes[number].name.clone(),
                            Origin::Proposed => None,
                        };
                        let rows = figures.rows * shape.part;
                        Some(BelievedIndex { name: name?, bytes: shape.bytes, rows })
                    })
                    .collect();
                let added = more.iter().filter(|added| added.table == table.name);
                indexes.extend(added.filter_map(|added| {
                    let name = added.index.name.clone()?;
                    Some(BelievedIndex { name, bytes: added.bytes, rows: added.rows })
                }));
                let columns = table.columns.iter().map(|column| column.name.clone()).collect();
                Believed { name: table.name.clone(), figures, columns, indexes }
            })
            .collect()
    }

    /// Chooses among the proposals; a planner, where there is one, has the last word on costs.
    pub fn choose(&mut self, mut planner: Option<&mut dyn Planner>) -> Outcome {
        let profile = Profile::of(self.input.dialect, self.input.costs);
        if let Some(planner) = planner.as_deref_mut() {
            for (place, shape) in self.proposals.iter_mut().enumerate() {
                if let Some(bytes) = planner.bytes(place) {
                    shape.bytes = bytes;
                }
            }
        }
        let first = self.existing.len();
        let mut shapes = self.existing.clone();
        shapes.extend(self.proposals.iter().cloned());
        let model = Model { catalog: self.catalog, statistics: &self.statistics, profile, shapes };
        let accesses: Vec<&Access> = self.queries.iter().map(|studied| &studied.access).collect();
        let weights: Vec<f64> = self.queries.iter().map(|studied| studied.weight).collect();
        let rated: Vec<(&Access, f64)> =
            accesses.iter().copied().zip(weights.iter().copied()).collect();
        let rates = write_rates(&model, &self.statistics, &rated);
        let quiet = WriteRates::default();
        let rate = |shape: &Shape| rates.get(&shape.table).unwrap_or(&quiet);
        let upkeep: Vec<f64> = self
            .proposals
            .iter()
            .map(|shape| rate(shape).upkeep(shape, &profile, &self.statistics))
            .collect();
        let entries = self.proposals.iter().map(|shape| rate(shape).entries(shape)).collect();
        let live = planner.is_some();
        // A server says what it counts.
        let spent: Vec<f64> = self
            .proposals
            .iter()
            .map(|shape| match live {
                true => shape.bytes,
                false => shape::budgeted_bytes(shape, &self.statistics.tables[shape.table]),
            })
            .collect();
        let even = self.queries.iter().all(|studied| studied.query.rate.is_none());
        let workload = Workload { accesses: &accesses, weights: &weights, even, first };
        let search = |pricing: &mut Pricing<'_>, hints: &Chosen| {
            let bounds = self.input.bounds;
            Selection::new(pricing, upkeep.clone(), spent.clone(), bounds).run(hints)
        };
        // What the model alone would choose is where a server's planner is asked first.
        let nothing = Chosen::new();
        let hints = match live {
            true => search(&mut Pricing::new(&model, &workload, None, &nothing), &nothing),
            false => Chosen::new(),
        };
        // The planner need not live longer than this search.
        let planner = planner.map(|planner| -> &mut dyn Planner { planner });
        let mut pricing = Pricing::new(&model, &workload, planner, &hints);
        let chosen = search(&mut pricing, &hints);
        let costs = (0..accesses.len())
            .map(|query| (pricing.cost(query, &nothing), pricing.cost(query, &chosen)))
            .collect();
        let mut outcome = Outcome {
            chosen: Vec::new(),
            upkeep,
            entries,
            costs,
            worth: Vec::new(),
            served: Vec::new(),
            others: Vec::new(),
            idle: BTreeSet::new(),
            rates: rates.clone(),
        };
        rank(&mut pricing, &chosen, &mut outcome);
        outcome.idle = idle(&model, &accesses, &weights, first, &chosen);
        outcome
    }
}

/// Sets the part of the rows and the bytes of each shape.
fn measure(
    shapes: &mut [Shape],
    catalog: &Catalog<'_>,
    statistics: &Statistics,
    profile: &Profile,
) {
    for shape in shapes {
        let (table, figures) = (catalog.table(shape.table), &statistics.tables[shape.table]);
        shape.part = shape.condition.iter().map(|fact| rules::part_of(fact, figures)).product();
        shape.bytes = shape::bytes(shape, table, figures, profile.deduplicates);
    }
}
