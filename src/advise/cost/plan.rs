//! The cheapest plan of a query, as far as indexes matter to it.

use std::collections::BTreeSet;

use super::path::{Look, Path, Prepared, Wanted};
use super::{Profile, selectivity};
use crate::advise::access::{Access, Block, BlockId, ColumnId, Relation, Target, UseId, UseKind};
use crate::advise::catalog::Catalog;
use crate::advise::shape::Shape;
use crate::advise::statistics::Statistics;

/// Up to here every order of the joins is looked at; beyond, the cheapest next step is taken.
const MOST_ORDERED: usize = 9;

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

/// A step of a plan: what was joined so far.
#[derive(Debug, Clone)]
struct Step {
    cost: f64,
    rows: f64,
    width: f64,
    used: Vec<usize>,
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

    fn prepared(&self, table: usize, used: &crate::advise::access::Use) -> Prepared {
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
                let rows = planner.joined(id, block, &derived).rows;
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

struct Planning<'a> {
    model: &'a Model<'a>,
    access: &'a Access,
    priced: &'a Priced,
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
        let mut estimate = self.rows_of(id, block, depth);
        for child in &block.children {
            let inner = self.block(child.block, depth + 1);
            let times = match child.per_row_of {
                Some(_) => estimate.rows.max(1.0),
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

    fn look<'b>(
        &'b self,
        id: BlockId,
        of: UseId,
        bound: &'b [ColumnId],
        loops: f64,
    ) -> Option<Look<'b>> {
        let prepared = self.priced.uses[id][of].as_ref()?;
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

    fn active_of(&self, table: usize) -> impl Iterator<Item = usize> + '_ {
        self.active.iter().copied().filter(move |number| self.model.shapes[*number].table == table)
    }

    /// The cheapest way to one table.
    fn cheapest(&self, look: &Look<'_>) -> Path {
        let whole = look.whole();
        let own: Vec<usize> = self.active_of(look.prepared.table).collect();
        let mut best = whole;
        for path in own.iter().filter_map(|number| look.by_index(*number)) {
            if path.cost < best.cost {
                best = path;
            }
        }
        match look.by_alternatives(&own) {
            Some(path) if path.cost < best.cost => path,
            _ => best,
        }
    }

    fn rows_of(&mut self, id: BlockId, block: &Block, depth: usize) -> Estimate {
        if block.uses.is_empty() {
            return Estimate {
                cost: 0.01,
                rows: if block.arms.is_empty() { 1.0 } else { 0.0 },
                used: BTreeSet::new(),
            };
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
        let planned = self.extremum(id, block);
        let planned = planned.unwrap_or_else(|| {
            let free = self.joined(id, block, &derived);
            let sorted = self.finish(block, free);
            match self.ordered(id, block, &derived) {
                Some(ordered) if ordered.cost < sorted.cost => ordered,
                _ => sorted,
            }
        });
        used.extend(planned.used.iter().copied());
        Estimate { cost: planned.cost + fixed, rows: planned.rows, used }
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
        Some(Step { cost, rows: 1.0, width: 8.0, used: path.shape.into_iter().collect() })
    }

    /// The cheapest order of the joins, whatever the order of the rows.
    fn joined(&self, id: BlockId, block: &Block, derived: &[f64]) -> Step {
        let count = block.uses.len();
        if count > MOST_ORDERED {
            return self.joined_greedily(id, block, derived);
        }
        let full = (1_usize << count) - 1;
        let mut best: Vec<Option<Step>> = vec![None; full + 1];
        let can_lead = self.leaders(block);
        for first in (0..count).filter(|of| can_lead[*of]) {
            best[1 << first] = Some(self.alone(id, first, derived));
        }
        for members in 1..=full {
            let Some(step) = best[members].clone() else { continue };
            let rest = || (0..count).filter(|of| members & (1 << of) == 0);
            let any_connected = rest().any(|of| connected(block, members, of));
            for next in rest() {
                if any_connected && !connected(block, members, next) {
                    continue;
                }
                let grown = self.join(id, block, &step, members, next, derived);
                let place = members | (1 << next);
                if best[place].as_ref().is_none_or(|known| grown.cost < known.cost) {
                    best[place] = Some(grown);
                }
            }
        }
        best[full].take().unwrap_or_else(|| self.alone(id, 0, derived))
    }

    fn joined_greedily(&self, id: BlockId, block: &Block, derived: &[f64]) -> Step {
        let count = block.uses.len();
        let can_lead = self.leaders(block);
        let alone = |of: &UseId| self.alone(id, *of, derived);
        let first = (0..count)
            .filter(|of| can_lead[*of])
            .min_by(|a, b| alone(a).rows.total_cmp(&alone(b).rows))
            .unwrap_or(0);
        let mut step = self.alone(id, first, derived);
        let mut in_plan = vec![false; count];
        in_plan[first] = true;
        for _ in 1..count {
            let linked = |of: UseId| {
                block.edges_of(of).any(|(_, other, ..)| in_plan[other])
                    || block.edges.iter().any(|edge| {
                        edge.left.0 == of && in_plan[edge.right.0]
                            || edge.right.0 == of && in_plan[edge.left.0]
                    })
            };
            let open: Vec<UseId> = (0..count).filter(|of| !in_plan[*of]).collect();
            let near: Vec<UseId> = open.iter().copied().filter(|of| linked(*of)).collect();
            let candidates = if near.is_empty() { open } else { near };
            let members = |of: UseId| in_plan[of];
            let grown = candidates
                .into_iter()
                .map(|next| (self.join_with(id, block, &step, &members, next, derived), next))
                .min_by(|a, b| a.0.cost.total_cmp(&b.0.cost));
            let Some((grown, next)) = grown else { break };
            step = grown;
            in_plan[next] = true;
        }
        step
    }

    /// Optional sides of outer joins and what `exists` asks for cannot come first.
    fn leaders(&self, block: &Block) -> Vec<bool> {
        let any = block.uses.iter().any(|used| used.kind == UseKind::Inner);
        block
            .uses
            .iter()
            .map(|used| !any || matches!(used.kind, UseKind::Inner | UseKind::Semi))
            .collect()
    }

    fn alone(&self, id: BlockId, of: UseId, derived: &[f64]) -> Step {
        match self.look(id, of, &[], 1.0) {
            Some(look) => {
                let path = self.cheapest(&look);
                Step {
                    cost: path.cost,
                    rows: path.rows,
                    width: look.prepared.width,
                    used: path.shape.into_iter().collect(),
                }
            }
            None => Step {
                cost: derived[of] * self.model.profile.row,
                rows: derived[of],
                width: 32.0,
                used: Vec::new(),
            },
        }
    }

    fn join(
        &self,
        id: BlockId,
        block: &Block,
        step: &Step,
        members: usize,
        next: UseId,
        derived: &[f64],
    ) -> Step {
        self.join_with(id, block, step, &|of| members & (1 << of) != 0, next, derived)
    }

    fn join_with(
        &self,
        id: BlockId,
        block: &Block,
        step: &Step,
        inside: &dyn Fn(UseId) -> bool,
        next: UseId,
        derived: &[f64],
    ) -> Step {
        let hashed = self.hashed(id, block, step, inside, next, derived);
        match self.looked_up(id, block, step, inside, next, derived) {
            Some(looked) if looked.cost < hashed.cost => looked,
            _ => hashed,
        }
    }

    /// Rows after joining one more table.
    fn joined_rows(
        &self,
        id: BlockId,
        block: &Block,
        step: &Step,
        inside: &dyn Fn(UseId) -> bool,
        next: UseId,
        derived: &[f64],
    ) -> f64 {
        let own_rows = match &self.priced.uses[id][next] {
            Some(prepared) => self.model.statistics.tables[prepared.table].rows * prepared.part,
            None => derived[next],
        };
        let mut part: f64 = 1.0;
        let mut largest: f64 = 1.0;
        let mut count = 0;
        for edge in &block.edges {
            let (own, other) = match (edge.left, edge.right) {
                (left, right) if left.0 == next && inside(right.0) => (left, right),
                (left, right) if right.0 == next && inside(left.0) => (right, left),
                _ => continue,
            };
            let distinct = self.distinct(id, own, derived).max(self.distinct(id, other, derived));
            part /= distinct.max(1.0);
            count += 1;
            largest = largest.max(
                self.whole_rows(id, own.0, derived).min(self.whole_rows(id, other.0, derived)),
            );
        }
        // Several columns that join two tables are a key of one of them.
        if count > 1 {
            part = part.max(1.0 / largest);
        }
        let matches = own_rows * part;
        match block.uses[next].kind {
            UseKind::Inner => step.rows * matches,
            UseKind::Optional => step.rows * matches.max(1.0),
            UseKind::Semi => step.rows * matches.min(1.0),
            UseKind::Anti => step.rows * (1.0 - matches.min(0.9)),
        }
    }

    fn whole_rows(&self, id: BlockId, of: UseId, derived: &[f64]) -> f64 {
        match &self.priced.uses[id][of] {
            Some(prepared) => self.model.statistics.tables[prepared.table].rows,
            None => derived[of],
        }
    }

    fn distinct(&self, id: BlockId, side: (UseId, Option<ColumnId>), derived: &[f64]) -> f64 {
        match (&self.priced.uses[id][side.0], side.1) {
            (Some(prepared), Some(column)) => {
                self.model.statistics.tables[prepared.table].columns[column].distinct
            }
            (Some(prepared), None) => self.model.statistics.tables[prepared.table].rows / 10.0,
            (None, _) => derived[side.0],
        }
    }

    fn hashed(
        &self,
        id: BlockId,
        block: &Block,
        step: &Step,
        inside: &dyn Fn(UseId) -> bool,
        next: UseId,
        derived: &[f64],
    ) -> Step {
        let profile = &self.model.profile;
        let own = self.alone(id, next, derived);
        let rows = self.joined_rows(id, block, step, inside, next, derived);
        let bytes = |step: &Step| step.rows * (step.width + 24.0);
        // The smaller side is hashed.
        let (inner, outer) = if bytes(step) < bytes(&own) { (step, &own) } else { (&own, step) };
        let mut cost = step.cost
            + own.cost
            + inner.rows * (profile.operator + profile.row)
            + outer.rows * profile.operator
            + rows * profile.row;
        if bytes(inner) > profile.work_bytes {
            cost += 2.0 * (bytes(inner) + bytes(outer)) / profile.page_bytes;
        }
        let mut used = step.used.clone();
        used.extend(own.used);
        Step { cost, rows, width: step.width + own.width, used }
    }

    /// Looks up the next table's rows by index, once for each row so far.
    fn looked_up(
        &self,
        id: BlockId,
        block: &Block,
        step: &Step,
        inside: &dyn Fn(UseId) -> bool,
        next: UseId,
        derived: &[f64],
    ) -> Option<Step> {
        let bound: Vec<ColumnId> = block
            .edges_of(next)
            .filter(|(_, other, ..)| inside(*other))
            .map(|(own, ..)| own)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        if bound.is_empty() {
            return None;
        }
        let loops = step.rows.max(1.0);
        let look = self.look(id, next, &bound, loops)?;
        let path = self
            .active_of(look.prepared.table)
            .filter(|number| {
                self.model.shapes[*number].key.iter().take(1).any(|part| {
                    matches!(&part.target, Target::Column(column) if bound.contains(column))
                        || look.used.tests.iter().any(|tested| tested.target == part.target)
                })
            })
            .filter_map(|number| look.by_index(number))
            .min_by(|a, b| a.cost.total_cmp(&b.cost))?;
        let rows = self.joined_rows(id, block, step, inside, next, derived);
        let profile = &self.model.profile;
        let cost = step.cost + loops * path.cost + rows * profile.row;
        let mut used = step.used.clone();
        used.extend(path.shape);
        Some(Step { cost, rows, width: step.width + look.prepared.width, used })
    }

    /// Grouping and sorting of what was joined.
    fn finish(&self, block: &Block, step: Step) -> Step {
        let profile = &self.model.profile;
        let mut step = step;
        let input = step.rows.max(1.0);
        if block.grouped || block.distinct {
            step.cost += input * (profile.operator * block.group.len().max(1) as f64 + profile.row);
            let groups = self.groups(block, input);
            if groups * (step.width + 48.0) > profile.work_bytes {
                step.cost += 2.0 * input * (step.width + 24.0) / profile.page_bytes
                    + 2.0 * profile.operator * input * input.max(2.0).log2();
            }
            step.rows = groups;
        } else if block.aggregates {
            step.cost += input * profile.operator;
            step.rows = 1.0;
        }
        let sorted = !block.order.is_empty();
        if sorted {
            step.cost += self.sort(step.rows, step.width, block);
        }
        if let Some(limit) = block.limit {
            let wanted = limit + block.offset.map_or(0.0, |offset| offset.rows);
            // Without a sort or groups the first rows come at once.
            if !sorted && !block.grouped && !block.distinct && step.rows > wanted {
                step.cost *= wanted / step.rows;
            }
            step.rows = step.rows.min(limit);
        }
        step
    }

    fn groups(&self, block: &Block, input: f64) -> f64 {
        if block.group.is_empty() {
            return (input / 10.0).max(1.0);
        }
        let mut groups = 1.0;
        for (of, target) in &block.group {
            groups *= match (block.uses[*of].relation, target) {
                (Relation::Table(table), Target::Column(column)) => {
                    self.model.statistics.tables[table].columns[*column].distinct
                }
                _ => 200.0,
            };
        }
        groups.clamp(1.0, input)
    }

    fn sort(&self, rows: f64, width: f64, block: &Block) -> f64 {
        let profile = &self.model.profile;
        let rows = rows.max(2.0);
        let kept = block.limit.map_or(rows, |limit| {
            rows.min(2.0 * (limit + block.offset.map_or(0.0, |offset| offset.rows))).max(2.0)
        });
        let compare = 2.0 * profile.operator * rows * kept.log2();
        let bytes = kept * (width + 24.0);
        let spill =
            if bytes > profile.work_bytes / 2.0 { 2.0 * bytes / profile.page_bytes } else { 0.0 };
        compare + spill
    }

    /// The cheapest plan that needs no sort: one table is read in order, the others are looked up.
    fn ordered(&self, id: BlockId, block: &Block, derived: &[f64]) -> Option<Step> {
        let grouped = block.grouped || block.distinct;
        let keys: Vec<(UseId, Target, bool)> = if grouped {
            block.group.iter().map(|(of, target)| (*of, target.clone(), false)).collect()
        } else {
            block.order.iter().map(|key| (key.from, key.target.clone(), key.descending)).collect()
        };
        let (leader, ..) = keys.first()?.clone();
        if keys.iter().any(|(of, ..)| *of != leader) || !self.leaders(block)[leader] {
            return None;
        }
        let keys: Vec<(Target, bool)> =
            keys.into_iter().map(|(_, target, down)| (target, down)).collect();
        let wanted = Wanted { keys: &keys, any_order: grouped };
        let look = self.look(id, leader, &[], 1.0)?;
        let path = self
            .active_of(look.prepared.table)
            .filter_map(|number| look.in_order(number, &wanted))
            .min_by(|a, b| a.cost.total_cmp(&b.cost))?;
        let mut step = Step {
            cost: path.cost,
            rows: path.rows,
            width: look.prepared.width,
            used: path.shape.into_iter().collect(),
        };
        let count = block.uses.len();
        let mut inside = vec![false; count];
        inside[leader] = true;
        let mut hashed = 0.0;
        for _ in 1..count {
            let open = (0..count).filter(|of| !inside[*of]);
            let is_inside = |of: UseId| inside[of];
            let next = open
                .map(|next| match self.looked_up(id, block, &step, &is_inside, next, derived) {
                    Some(grown) => (grown, 0.0, next),
                    None => {
                        let grown = self.hashed(id, block, &step, &is_inside, next, derived);
                        let own = self.alone(id, next, derived);
                        (grown, own.cost, next)
                    }
                })
                .min_by(|a, b| a.0.cost.total_cmp(&b.0.cost))?;
            step = next.0;
            // What is hashed is read whole before the first row comes.
            hashed += next.1;
            inside[next.2] = true;
        }
        let profile = &self.model.profile;
        if grouped {
            step.cost += step.rows * (profile.operator * block.group.len() as f64 + profile.row);
            step.rows = self.groups(block, step.rows.max(1.0));
            if !block.order.is_empty() {
                step.cost += self.sort(step.rows, step.width, block);
            }
        }
        if let Some(limit) = block.limit {
            let wanted = limit + block.offset.map_or(0.0, |offset| offset.rows);
            let early = block.order.is_empty() || !grouped;
            if early && step.rows > wanted {
                step.cost =
                    hashed + (step.cost - hashed) * (wanted / step.rows) + profile.random_page;
            }
            step.rows = step.rows.min(limit);
        }
        Some(step)
    }
}

fn connected(block: &Block, members: usize, of: UseId) -> bool {
    block.edges.iter().any(|edge| {
        edge.left.0 == of && members & (1 << edge.right.0) != 0
            || edge.right.0 == of && members & (1 << edge.left.0) != 0
    })
}

/// The cost of the first row of a path.
fn one_of(path: Path, random_page: f64) -> f64 {
    (path.cost / path.rows.max(1.0)).max(random_page).min(path.cost).min(random_page * 2.0)
}
