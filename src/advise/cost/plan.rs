//! The cheapest plan of a query, as far as indexes matter to it.

use std::collections::BTreeSet;

use super::joins::Joins;
use super::order::Wanted;
use super::path::{Look, Path, Prepared};
use super::step::Step;
use super::{Profile, selectivity};
use crate::advise::access::{Access, Block, BlockId, ColumnId, Relation, Target, Use, UseId};
use crate::advise::catalog::Catalog;
use crate::advise::shape::Shape;
use crate::advise::statistics::Statistics;

/// What a query costs, and which indexes its plan uses.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Estimate {
    pub cost: f64,
    pub rows: f64,
    pub used: BTreeSet<usize>,
}

/// Everything a query is priced with.
pub struct Model<'a> {
    pub catalog: &'a Catalog<'a>,
    pub statistics: &'a Statistics,
    pub profile: Profile,
    /// Existing indexes and proposals.
    pub shapes: Vec<Shape>,
}

/// A query made ready to be priced many times.
#[derive(Debug, Clone)]
pub struct Priced {
    uses: Vec<Vec<Option<Prepared>>>,
    /// The tables it touches.
    pub tables: BTreeSet<usize>,
}

impl Model<'_> {
    pub fn prepare(&self, access: &Access) -> Priced {
        let mut tables = BTreeSet::new();
        let uses = access
            .blocks
            .iter()
            .map(|block| {
                block
                    .uses
                    .iter()
                    .map(|used| match used.relation {
                        Relation::Table(table) => {
                            tables.insert(table);
                            Some(self.prepared(table, used))
                        }
                        _ => None,
                    })
                    .collect()
            })
            .collect();
        Priced { uses, tables }
    }

    fn prepared(&self, table: usize, used: &Use) -> Prepared {
        let (schema, figures) = (self.catalog.table(table), &self.statistics.tables[table]);
        let parts: Vec<f64> =
            used.tests.iter().map(|tested| selectivity(tested, schema, figures)).collect();
        let alternatives: Vec<(f64, Vec<f64>)> = used
            .alternatives
            .iter()
            .map(|arms| {
                let arms: Vec<f64> = arms
                    .iter()
                    .map(|arm| {
                        arm.iter().map(|tested| selectivity(tested, schema, figures)).product()
                    })
                    .collect();
                (arms.iter().sum::<f64>().min(1.0), arms)
            })
            .collect();
        let part = parts.iter().product::<f64>()
            * alternatives.iter().map(|(part, _)| part).product::<f64>();
        let width = used.needed.iter().map(|column| figures.columns[*column].width).sum();
        Prepared {
            table,
            parts,
            alternatives,
            part: part.max(1.0 / figures.rows),
            needed: used.needed.iter().copied().collect(),
            width,
        }
    }

    /// Rows that each block reads of its joined tables, before they are grouped.
    pub fn rows_read(&self, access: &Access, active: &[usize]) -> Vec<f64> {
        let priced = self.prepare(access);
        let done = vec![None; access.blocks.len()];
        let planner = Planning { model: self, access, priced: &priced, active, done };
        let blocks = access.blocks.iter().enumerate();
        blocks
            .map(|(id, block)| {
                let derived = vec![1_000.0; block.uses.len()];
                if block.uses.is_empty() {
                    return 0.0;
                }
                let rows = Joins::new(&planner, id, &derived).joined().single.rows;
                match block.limit {
                    Some(limit) if !block.grouped && !block.aggregates => rows.min(limit),
                    _ => rows,
                }
            })
            .collect()
    }

    /// The cost of a query with these indexes, numbers of `shapes` in any order.
    pub fn price(&self, access: &Access, priced: &Priced, active: &[usize]) -> Estimate {
        let mut planner =
            Planning { model: self, access, priced, active, done: vec![None; access.blocks.len()] };
        match access.root {
            Some(root) => planner.block(root, 0),
            None => Estimate { cost: 0.01, rows: 1.0, used: BTreeSet::new() },
        }
    }
}

/// One question: a query and the indexes that are there for it.
pub(super) struct Planning<'a> {
    pub model: &'a Model<'a>,
    pub access: &'a Access,
    pub priced: &'a Priced,
    active: &'a [usize],
    done: Vec<Option<Estimate>>,
}

impl Planning<'_> {
    fn block(&mut self, id: BlockId, depth: usize) -> Estimate {
        if let Some(done) = &self.done[id] {
            // Computed once, read again.
            return Estimate { cost: done.rows * self.model.profile.row, ..done.clone() };
        }
        if depth > 60 {
            return Estimate::default();
        }
        let block = &self.access.blocks[id];
        let (mut estimate, read) = self.rows_of(id, block, depth);
        for child in &block.children {
            let inner = self.block(child.block, depth + 1);
            let times = match child.per_row_of {
                Some(_) => read.max(1.0),
                None => 1.0,
            };
            estimate.cost += inner.cost * times;
            estimate.used.extend(inner.used);
        }
        for arm in &block.arms {
            let inner = self.block(*arm, depth + 1);
            estimate.cost += inner.cost + inner.rows * self.model.profile.row;
            estimate.rows += inner.rows;
            estimate.used.extend(inner.used);
        }
        self.done[id] = Some(estimate.clone());
        estimate
    }

    pub fn look<'b>(
        &'b self,
        id: BlockId,
        of: UseId,
        bound: &'b [ColumnId],
        loops: f64,
    ) -> Option<Look<'b>> {
        let prepared = self.prepared(id, of)?;
        Some(Look {
            profile: &self.model.profile,
            figures: &self.model.statistics.tables[prepared.table],
            used: &self.access.blocks[id].uses[of],
            prepared,
            bound,
            loops,
            shapes: &self.model.shapes,
        })
    }

    pub fn prepared(&self, id: BlockId, of: UseId) -> Option<&Prepared> {
        self.priced.uses[id][of].as_ref()
    }

    pub fn active_of(&self, table: usize) -> impl Iterator<Item = usize> + '_ {
        self.active.iter().copied().filter(move |number| self.model.shapes[*number].table == table)
    }

    /// All ways to one table.
    pub fn paths(&self, look: &Look<'_>) -> Vec<Path> {
        let own: Vec<usize> = self.active_of(look.prepared.table).collect();
        let mut paths = vec![look.whole()];
        paths.extend(own.iter().filter_map(|number| look.by_index(*number)));
        paths.extend(look.by_alternatives(&own));
        paths
    }

    /// The plan of one block, and how many rows it reads before they are grouped.
    fn rows_of(&mut self, id: BlockId, block: &Block, depth: usize) -> (Estimate, f64) {
        if block.uses.is_empty() {
            let rows = if block.arms.is_empty() { 1.0 } else { 0.0 };
            return (Estimate { cost: 0.01, rows, used: BTreeSet::new() }, rows);
        }
        // Derived tables first: their cost does not depend on the order.
        let mut derived = vec![0.0; block.uses.len()];
        let mut fixed = 0.0;
        let mut used = BTreeSet::new();
        for (of, member) in block.uses.iter().enumerate() {
            match member.relation {
                Relation::Derived(inner) => {
                    let inner = self.block(inner, depth + 1);
                    fixed += inner.cost;
                    derived[of] = inner.rows.max(1.0);
                    used.extend(inner.used);
                }
                Relation::Unknown => derived[of] = 100.0,
                Relation::Table(_) => {}
            }
        }
        let (planned, read) = match self.extremum(id, block) {
            Some(step) => (step, 1.0),
            None => {
                let joins = Joins::new(self, id, &derived);
                let free = joins.joined();
                let read = free.single.rows;
                let sorted = joins.finished(free);
                match joins.ordered() {
                    Some(ordered) if ordered.cost < sorted.cost => (ordered, read),
                    _ => (sorted, read),
                }
            }
        };
        used.extend(planned.used.numbers());
        (Estimate { cost: planned.cost + fixed, rows: planned.rows, used }, read)
    }

    /// `min` and `max` read one entry from an end of an index.
    fn extremum(&self, id: BlockId, block: &Block) -> Option<Step> {
        let (of, column) = block.extremum?;
        let look = self.look(id, of, &[], 1.0)?;
        let keys = [(Target::Column(column), false)];
        let wanted = Wanted { keys: &keys, any_order: false };
        let path = self
            .active_of(look.prepared.table)
            .filter_map(|number| look.in_order(number, &wanted))
            .min_by(|a, b| a.cost.total_cmp(&b.cost))?;
        let cost = one_of(path, self.model.profile.random_page);
        Some(Step { cost, rows: 1.0, ..Step::of(path, 8.0) })
    }
}

/// The cost of the first row of a path.
fn one_of(path: Path, random_page: f64) -> f64 {
    (path.cost / path.rows.max(1.0)).max(random_page).min(path.cost).min(random_page * 2.0)
}
