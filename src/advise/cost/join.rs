use std::collections::{BTreeMap, BTreeSet};

use super::Profile;
use super::joins::Joins;
use super::path::Path;
use super::step::{Lanes, Step, keep_cheaper};
use crate::advise::access::{ColumnId, Target, UseId, UseKind};

/// Rows up to which a table is gone through for each row of another.
const FEW_ROWS: f64 = 200.0;

/// One more table beside those that are joined already.
pub(super) struct Join<'j, 'a> {
    joins: &'j Joins<'a>,
    next: UseId,
    own: &'j Lanes,
    lookup: Option<Path>,
    /// Rows of the result.
    rows: f64,
    width: f64,
}

impl<'j, 'a> Join<'j, 'a> {
    /// `before` are the rows that are there already.
    pub fn new(
        joins: &'j Joins<'a>,
        inside: &dyn Fn(UseId) -> bool,
        next: UseId,
        before: f64,
    ) -> Join<'j, 'a> {
        let lookup = lookup(joins, inside, next);
        let rows = joined_rows(joins, inside, next, before);
        let own = &joins.alone[next];
        Join { joins, next, own, lookup, rows, width: own.single.width }
    }

    fn profile(&self) -> &Profile {
        &self.joins.planning.model.profile
    }

    /// The cheapest way to the result; none where several processes cannot share it.
    pub fn best(&self, step: &Step) -> Option<Step> {
        let mut best = self.hashed(step);
        keep_cheaper(&mut best, self.keeping_order(step));
        best
    }

    /// The ways that leave the rows in their order: a lookup for each, or a short table gone through
    /// for each.
    pub fn keeping_order(&self, step: &Step) -> Option<Step> {
        let mut best = self.looked_up(step);
        keep_cheaper(&mut best, self.gone_through(step));
        best
    }

    fn grown(&self, step: &Step, cost: f64, more: &[usize]) -> Step {
        let mut used = step.used.clone();
        used.extend(more);
        Step { cost, rows: self.rows, width: step.width + self.width, share: step.share, used }
    }

    fn looked_up(&self, step: &Step) -> Option<Step> {
        let path = self.lookup?;
        let cost = step.cost
            + step.own_rows().max(1.0) * path.cost
            + self.rows / step.share * self.profile().row;
        let more: Vec<usize> = path.shapes.into_iter().flatten().collect();
        Some(self.grown(step, cost, &more))
    }

    fn gone_through(&self, step: &Step) -> Option<Step> {
        let own = &self.own.single;
        if own.rows > FEW_ROWS {
            return None;
        }
        let profile = self.profile();
        let cost = step.cost
            + own.cost
            + step.own_rows() * own.rows * profile.operator * 2.0
            + self.rows / step.share * profile.row;
        Some(self.grown(step, cost, &own.used))
    }

    fn hashed(&self, step: &Step) -> Option<Step> {
        let mut best = self.with_hash_of_next(step, &self.own.single, 1.0);
        if let (true, Some(own)) = (step.share > 1.0, &self.own.spread) {
            // Each process puts its part into a hash that all use.
            keep_cheaper(&mut best, self.with_hash_of_next(step, own, own.share));
            keep_cheaper(&mut best, self.with_hash_of_step(step, own));
        }
        if step.share <= 1.0 {
            keep_cheaper(&mut best, self.with_hash_of_step(step, &self.own.single));
        }
        best
    }

    fn with_hash_of_next(&self, step: &Step, own: &Step, together: f64) -> Option<Step> {
        let cost = self.hash_cost(own, step, together);
        Some(self.grown(step, step.cost + own.cost + cost, &own.used))
    }

    /// The rows that are there are hashed, and the next table goes past them: not where each of them
    /// counts once only, whatever comes past.
    fn with_hash_of_step(&self, step: &Step, own: &Step) -> Option<Step> {
        let once = matches!(self.joins.block.uses[self.next].kind, UseKind::Semi | UseKind::Anti);
        if once {
            return None;
        }
        let cost = self.hash_cost(step, own, step.share);
        Some(self.grown(step, step.cost + own.cost + cost, &own.used))
    }

    fn hash_cost(&self, inner: &Step, outer: &Step, together: f64) -> f64 {
        let profile = self.profile();
        let share = outer.share;
        let mut cost = inner.rows / together * (profile.operator + profile.row)
            + outer.rows / share * profile.operator
            + self.rows / share * profile.row;
        if inner.bytes() > profile.work_bytes * together.max(1.0) {
            let written = inner.bytes() / together + outer.bytes() / share;
            cost += 2.0 * written / profile.page_bytes;
        }
        cost
    }
}

/// The cheapest lookup of the next table's rows by index, for one row of those before.
fn lookup(joins: &Joins<'_>, inside: &dyn Fn(UseId) -> bool, next: UseId) -> Option<Path> {
    let edges = || joins.block.edges_of(next).filter(|(_, other, ..)| inside(*other));
    let partners: BTreeSet<UseId> = edges().map(|(_, other, ..)| other).collect();
    let key = (next, partners.iter().copied().collect::<Vec<UseId>>());
    if let Some(known) = joins.lookups.borrow().get(&key) {
        return *known;
    }
    let bound: BTreeSet<ColumnId> = edges().map(|(own, ..)| own).collect();
    let bound: Vec<ColumnId> = bound.into_iter().collect();
    // Pages stay in memory between lookups. As Postgres does, the lookups are taken to be as many
    // as the smallest of the tables has rows that lead here.
    let loops = partners.iter().map(|of| joins.own_rows(*of)).fold(f64::INFINITY, f64::min);
    let mut path = best_lookup(joins, next, &bound, loops.max(1.0));
    let once = matches!(joins.block.uses[next].kind, UseKind::Semi | UseKind::Anti);
    if let (true, Some(path)) = (once, &mut path) {
        // The first match is enough.
        let matches = joins.own_rows(next) * joined_part(joins, inside, next);
        path.cost *= 2.0 / (matches.max(1.0) + 1.0);
    }
    joins.lookups.borrow_mut().insert(key, path);
    path
}

fn best_lookup(joins: &Joins<'_>, next: UseId, bound: &[ColumnId], loops: f64) -> Option<Path> {
    if bound.is_empty() {
        return None;
    }
    let planning = joins.planning;
    let look = planning.look(joins.id, next, bound, loops)?;
    planning
        .active_of(look.prepared.table)
        .filter(|number| {
            planning.model.shapes[*number].key.iter().take(1).any(|part| {
                matches!(&part.target, Target::Column(column) if bound.contains(column))
                    || look.used.tests.iter().any(|tested| tested.target == part.target)
            })
        })
        .filter_map(|number| look.by_index(number))
        .min_by(|a, b| a.cost.total_cmp(&b.cost))
}

/// Rows after joining one more table.
fn joined_rows(joins: &Joins<'_>, inside: &dyn Fn(UseId) -> bool, next: UseId, before: f64) -> f64 {
    let matches = joins.own_rows(next) * joined_part(joins, inside, next);
    match joins.block.uses[next].kind {
        UseKind::Inner => before * matches,
        UseKind::Optional => before * matches.max(1.0),
        UseKind::Semi => before * matches.min(1.0),
        UseKind::Anti => before * (1.0 - matches.min(0.9)),
    }
}

/// The part of the next table's rows that belong to one row of those before. Of several equalities
/// of one column all but one follow from the others.
fn joined_part(joins: &Joins<'_>, inside: &dyn Fn(UseId) -> bool, next: UseId) -> f64 {
    let mut distinct: BTreeMap<Option<ColumnId>, f64> = BTreeMap::new();
    let mut largest: f64 = 1.0;
    for edge in &joins.block.edges {
        let (own, other) = match (edge.left, edge.right) {
            (left, right) if left.0 == next && inside(right.0) => (left, right),
            (left, right) if right.0 == next && inside(left.0) => (right, left),
            _ => continue,
        };
        let values = joins.distinct(own).max(joins.distinct(other)).max(1.0);
        let known = distinct.entry(own.1).or_insert(values);
        *known = known.max(values);
        largest = largest.max(joins.whole_rows(own.0).min(joins.whole_rows(other.0)));
    }
    let part = 1.0 / distinct.values().product::<f64>();
    // Several columns that join two tables are a key of one of them.
    if distinct.len() > 1 { part.max(1.0 / largest) } else { part }
}
