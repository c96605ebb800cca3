use std::collections::{BTreeMap, BTreeSet};

use super::Profile;
use super::joins::{Joins, Members, Reach, member};
use super::path::{Few, Path};
use super::step::{Lanes, Step, Used};
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

/// The cheapest way so far, and the indexes that it uses of the next table.
#[derive(Default)]
struct Ways<'w> {
    best: Option<(f64, Own<'w>)>,
}

enum Own<'w> {
    Path(Few),
    Plan(&'w Used),
}

impl<'w> Ways<'w> {
    fn add(&mut self, cost: f64, own: Own<'w>) {
        if self.best.as_ref().is_none_or(|(known, _)| cost < *known) {
            self.best = Some((cost, own));
        }
    }
}

impl<'j, 'a> Join<'j, 'a> {
    /// `before` are the rows that are there already.
    pub fn new(joins: &'j Joins<'a>, inside: Members, next: UseId, before: f64) -> Join<'j, 'a> {
        let Reach { lookup, matches } = reach(joins, inside, next);
        let rows = match joins.block.uses[next].kind {
            UseKind::Inner => before * matches,
            UseKind::Optional => before * matches.max(1.0),
            UseKind::Semi => before * matches.min(1.0),
            UseKind::Anti => before * (1.0 - matches.min(0.9)),
        };
        let own = &joins.alone[next];
        Join { joins, next, own, lookup, rows, width: own.single.width }
    }

    fn profile(&self) -> &Profile {
        &self.joins.planning.model.profile
    }

    /// The cheapest way to the result; none where several processes cannot share it.
    pub fn best(&self, step: &Step) -> Option<Step> {
        let mut ways = Ways::default();
        self.hashed(step, &mut ways);
        self.in_order(step, &mut ways);
        self.grown(step, ways)
    }

    /// The cheapest of the ways that leave the rows in their order: a lookup for each, or a short
    /// table gone through for each.
    pub fn keeping_order(&self, step: &Step) -> Option<Step> {
        let mut ways = Ways::default();
        self.in_order(step, &mut ways);
        self.grown(step, ways)
    }

    fn grown(&self, step: &Step, ways: Ways<'_>) -> Option<Step> {
        let (cost, own) = ways.best?;
        let (few, beside) = match own {
            Own::Path(few) => (few, Used::default()),
            Own::Plan(used) => (Few::default(), used.clone()),
        };
        let used = step.used.with(few, beside);
        let width = step.width + self.width;
        Some(Step { cost, rows: self.rows, width, share: step.share, used })
    }

    fn in_order<'w>(&'w self, step: &Step, ways: &mut Ways<'w>) {
        let profile = self.profile();
        let rows = self.rows / step.share * profile.row;
        if let Some(path) = self.lookup {
            let cost = step.cost + step.own_rows().max(1.0) * path.cost + rows;
            ways.add(cost, Own::Path(path.shapes));
        }
        let own = &self.own.single;
        if own.rows <= FEW_ROWS {
            let work = step.own_rows() * own.rows * profile.operator * 2.0;
            ways.add(step.cost + own.cost + work + rows, Own::Plan(&own.used));
        }
    }

    fn hashed<'w>(&'w self, step: &Step, ways: &mut Ways<'w>) {
        let single = &self.own.single;
        let mut add = |own: &'w Step, hash: f64| {
            ways.add(step.cost + own.cost + hash, Own::Plan(&own.used));
        };
        add(single, self.hash_cost(single, step, 1.0));
        // The rows that are there are hashed, and the next table goes past them: not where each of
        // them counts once only, whatever comes past.
        let once = matches!(self.joins.block.uses[self.next].kind, UseKind::Semi | UseKind::Anti);
        if let (true, Some(own)) = (step.share > 1.0, &self.own.spread) {
            // Each process puts its part into a hash that all use.
            add(own, self.hash_cost(own, step, own.share));
            if !once {
                add(own, self.hash_cost(step, own, step.share));
            }
        }
        if step.share <= 1.0 && !once {
            add(single, self.hash_cost(step, single, step.share));
        }
    }

    fn hash_cost(&self, inner: &Step, outer: &Step, together: f64) -> f64 {
        let profile = self.profile();
        let share = outer.share;
        let mut cost = inner.rows / together * (profile.operator + profile.row)
            + outer.rows / share * profile.operator
            + self.rows / share * profile.row;
        if inner.bytes() > profile.hash_bytes * together.max(1.0) {
            let written = inner.bytes() / together + outer.bytes() / share;
            cost += 2.0 * written / profile.page_bytes;
        }
        cost
    }
}

/// How the next table is reached from those that are there.
fn reach(joins: &Joins<'_>, inside: Members, next: UseId) -> Reach {
    let key = (next, inside & joins.partners[next]);
    if let Some(known) = joins.reached.borrow().get(&key) {
        return *known;
    }
    let edges = || joins.block.edges_of(next).filter(|(_, other, ..)| inside & member(*other) != 0);
    let bound: BTreeSet<ColumnId> = edges().map(|(own, ..)| own).collect();
    let bound: Vec<ColumnId> = bound.into_iter().collect();
    // Pages stay in memory between lookups. As Postgres does, the lookups are taken to be as many
    // as the smallest of the tables has rows that lead here.
    let loops = edges().map(|(_, other, ..)| joins.own_rows(other)).fold(f64::INFINITY, f64::min);
    let mut lookup = best_lookup(joins, next, &bound, loops.max(1.0));
    let matches = joins.own_rows(next) * joined_part(joins, inside, next);
    let once = matches!(joins.block.uses[next].kind, UseKind::Semi | UseKind::Anti);
    if let (true, Some(path)) = (once, &mut lookup) {
        // The first match is enough.
        path.cost *= 2.0 / (matches.max(1.0) + 1.0);
    }
    let reach = Reach { lookup, matches };
    joins.reached.borrow_mut().insert(key, reach);
    reach
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

/// The part of the next table's rows that belong to one row of those before. Of several equalities
/// of one column all but one follow from the others.
fn joined_part(joins: &Joins<'_>, inside: Members, next: UseId) -> f64 {
    let inside = |of: UseId| inside & member(of) != 0;
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
