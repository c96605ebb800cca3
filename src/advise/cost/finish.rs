use super::join::Join;
use super::joins::{Joins, member};
use super::order::Wanted;
use super::step::{Lanes, Step, keep_cheaper};
use crate::advise::access::{Relation, Target, UseId};

/// The part of the groups that `having` leaves.
const HAVING: f64 = 0.33;

impl Joins<'_> {
    /// Grouping and sorting of what was joined.
    pub fn finished(&self, lanes: Lanes) -> Step {
        let single = self.finish(lanes.single);
        match lanes.spread.map(|step| self.finish(step)) {
            Some(spread) if spread.cost < single.cost => spread,
            _ => single,
        }
    }

    fn finish(&self, step: Step) -> Step {
        let (block, profile) = (self.block, &self.planning.model.profile);
        let mut step = step;
        let grouped = block.grouped || block.distinct;
        if grouped {
            step = self.grouped(step);
        } else if block.aggregates {
            step.cost += step.own_rows() * profile.operator;
            step.rows = step.share;
            step = step.gathered(profile);
            step.rows = 1.0;
        } else {
            step = step.gathered(profile);
        }
        let sorted = !block.order.is_empty();
        if sorted {
            step.cost += self.sort(step.rows, step.width);
        }
        if let Some(wanted) = self.wanted() {
            // Without a sort or groups the first rows come at once.
            if !sorted && !grouped && step.rows > wanted {
                step.cost *= wanted / step.rows;
            }
            step.rows = step.rows.min(block.limit.unwrap_or(wanted));
        }
        step
    }

    /// Rows that are read of the result, where it has a limit.
    fn wanted(&self) -> Option<f64> {
        let limit = self.block.limit?;
        Some(limit + self.block.offset.map_or(0.0, |offset| offset.rows))
    }

    /// Groups by hashing or by sorting; several processes each make their own first.
    fn grouped(&self, mut step: Step) -> Step {
        let profile = &self.planning.model.profile;
        let input = step.own_rows().max(1.0);
        let groups = self.groups(step.rows.max(1.0));
        let each = profile.operator * self.block.group.len().max(1) as f64 + profile.row;
        let own_groups = groups.min(input);
        step.cost += input * each;
        if own_groups * (step.width + 48.0) > profile.hash_bytes {
            let pages = input * (step.width + 24.0) / profile.page_bytes;
            let hashed = 2.0 * pages * (profile.random_page + profile.sequential_page)
                + 2.0 * input * profile.row;
            let page = profile.sequential_page * 0.75 + profile.random_page * 0.25;
            let sorted =
                2.0 * pages * page + 2.0 * profile.operator * input * input.max(2.0).log2();
            step.cost += hashed.min(sorted);
        }
        if step.share > 1.0 {
            step.rows = own_groups * step.share;
            step.cost += step.rows * each;
            step = step.gathered(profile);
        }
        step.rows = if self.block.having { (groups * HAVING).max(1.0) } else { groups };
        step
    }

    fn groups(&self, input: f64) -> f64 {
        if self.block.group.is_empty() {
            return (input / 10.0).max(1.0);
        }
        let mut groups = 1.0;
        for (of, target) in &self.block.group {
            groups *= match (self.block.uses[*of].relation, target) {
                (Relation::Table(table), Target::Column(column)) => {
                    self.planning.model.statistics.tables[table].columns[*column].distinct
                }
                _ => 200.0,
            };
        }
        groups.clamp(1.0, input)
    }

    fn sort(&self, rows: f64, width: f64) -> f64 {
        let profile = &self.planning.model.profile;
        let rows = rows.max(2.0);
        let kept = self.wanted().map_or(rows, |wanted| rows.min(2.0 * wanted).max(2.0));
        let compare = 2.0 * profile.operator * rows * kept.log2();
        let bytes = kept * (width + 24.0);
        let spill = if bytes > profile.work_bytes { 2.0 * bytes / profile.page_bytes } else { 0.0 };
        compare + spill
    }

    /// The cheapest plan that needs no sort: one table is read in order, the others are looked up.
    pub fn ordered(&self) -> Option<Step> {
        let block = self.block;
        let grouped = block.grouped || block.distinct;
        let keys: Vec<(UseId, Target, bool)> = if grouped {
            block.group.iter().map(|(of, target)| (*of, target.clone(), false)).collect()
        } else {
            block.order.iter().map(|key| (key.from, key.target.clone(), key.descending)).collect()
        };
        let (leader, ..) = keys.first()?.clone();
        if keys.iter().any(|(of, ..)| *of != leader) || !self.leaders().contains(&leader) {
            return None;
        }
        let keys: Vec<(Target, bool)> =
            keys.into_iter().map(|(_, target, down)| (target, down)).collect();
        let wanted = Wanted { keys: &keys, any_order: grouped };
        let look = self.planning.look(self.id, leader, &[], 1.0)?;
        let (mut single, mut spread) = (None, None);
        for number in self.planning.active_of(look.prepared.table) {
            if let Some(path) = look.in_order(number, &wanted) {
                keep_cheaper(&mut single, Some(Step::of(path, look.prepared.width)));
                keep_cheaper(&mut spread, Step::spread(path, look.prepared.width));
            }
        }
        let mut best = None;
        keep_cheaper(&mut best, self.ordered_from(single?, leader, grouped));
        if self.wanted().is_none() {
            let spread = spread.and_then(|step| self.ordered_from(step, leader, grouped));
            keep_cheaper(&mut best, spread);
        }
        best
    }

    fn ordered_from(&self, first: Step, leader: UseId, grouped: bool) -> Option<Step> {
        let (block, profile) = (self.block, &self.planning.model.profile);
        let count = block.uses.len();
        let mut step = first;
        let mut open: Vec<UseId> = (0..count).filter(|of| *of != leader).collect();
        let mut inside = member(leader);
        while !open.is_empty() {
            let (grown, next) = open
                .iter()
                .copied()
                .filter_map(|next| {
                    let join = Join::new(self, inside, next, step.rows);
                    Some((join.keeping_order(&step)?, next))
                })
                .min_by(|a, b| a.0.cost.total_cmp(&b.0.cost))?;
            step = grown;
            inside |= member(next);
            open.retain(|of| *of != next);
        }
        if grouped {
            let each = profile.operator * block.group.len() as f64 + profile.row;
            step.cost += step.own_rows() * each;
            let groups = self.groups(step.rows.max(1.0));
            if step.share > 1.0 {
                step.rows = groups.min(step.own_rows()) * step.share;
                step.cost += step.rows * each;
                step = step.gathered(profile);
            }
            step.rows = if block.having { (groups * HAVING).max(1.0) } else { groups };
            if !block.order.is_empty() {
                step.cost += self.sort(step.rows, step.width);
            }
        }
        step = step.gathered(profile);
        if let Some(wanted) = self.wanted() {
            let early = block.order.is_empty() || !grouped;
            if early && step.rows > wanted {
                step.cost = step.cost * (wanted / step.rows) + profile.random_page;
            }
            step.rows = step.rows.min(block.limit.unwrap_or(wanted));
        }
        Some(step)
    }
}
