use std::cell::RefCell;
use std::collections::HashMap;

use super::join::Join;
use super::path::Path;
use super::plan::Planning;
use super::step::{Lanes, Step, Used, keep_cheaper};
use crate::advise::access::{Block, BlockId, ColumnId, UseId, UseKind};

/// Up to here every order of the joins is looked at; beyond, the cheapest next step is taken.
const MOST_ORDERED: usize = 9;

/// The joins of one block.
pub(super) struct Joins<'a> {
    pub planning: &'a Planning<'a>,
    pub id: BlockId,
    pub block: &'a Block,
    /// Rows of the uses that are no tables.
    pub derived: &'a [f64],
    /// Each table for itself.
    pub alone: Vec<Lanes>,
    /// How each use is reached from each set of others that lead to it.
    pub reached: RefCell<HashMap<(UseId, Members), Reach>>,
    /// Those that have an edge to each.
    pub partners: Vec<Members>,
}

/// A set of uses. Beyond sixty-four some share a place: then the plan is a rougher guess.
pub(super) type Members = u64;

pub(super) fn member(of: UseId) -> Members {
    1 << (of % 64)
}

/// How one use is reached from a set of others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reach {
    /// The cheapest lookup for one row of theirs.
    pub lookup: Option<Path>,
    /// Rows that belong to one of theirs.
    pub matches: f64,
}

impl<'a> Joins<'a> {
    pub fn new(planning: &'a Planning<'a>, id: BlockId, derived: &'a [f64]) -> Joins<'a> {
        let block = &planning.access.blocks[id];
        let mut partners = vec![0; block.uses.len()];
        for edge in &block.edges {
            partners[edge.left.0] |= member(edge.right.0);
            partners[edge.right.0] |= member(edge.left.0);
        }
        let (alone, reached) = (Vec::new(), RefCell::default());
        let mut joins = Joins { planning, id, block, derived, alone, reached, partners };
        joins.alone = (0..block.uses.len()).map(|of| joins.lanes_of(of)).collect();
        joins
    }

    fn lanes_of(&self, of: UseId) -> Lanes {
        let Some(look) = self.planning.look(self.id, of, &[], 1.0) else {
            let rows = self.derived[of];
            let cost = rows * self.planning.model.profile.row;
            let single = Step { cost, rows, width: 32.0, share: 1.0, used: Used::default() };
            return Lanes { single, spread: None };
        };
        let width = look.prepared.width;
        let (mut single, mut spread) = (None, None);
        for path in self.planning.paths(&look) {
            keep_cheaper(&mut single, Some(Step::of(path, width)));
            keep_cheaper(&mut spread, Step::spread(path, width));
        }
        Lanes { single: single.unwrap_or_else(|| Step::of(look.whole(), width)), spread }
    }

    /// The cheapest order of the joins, whatever the order of the rows.
    pub fn joined(&self) -> Lanes {
        if self.block.uses.len() > MOST_ORDERED { self.greedily() } else { self.in_every_order() }
    }

    fn in_every_order(&self) -> Lanes {
        let count = self.block.uses.len();
        let full = (1_usize << count) - 1;
        let mut single: Vec<Option<Step>> = vec![None; full + 1];
        let mut spread: Vec<Option<Step>> = vec![None; full + 1];
        for first in self.leaders() {
            let lanes = self.leading(first);
            single[1 << first] = Some(lanes.single);
            spread[1 << first] = lanes.spread;
        }
        for members in 1..=full {
            let from: Vec<Step> =
                [&single, &spread].into_iter().filter_map(|lane| lane[members].clone()).collect();
            if from.is_empty() {
                continue;
            }
            let inside = members as Members;
            let rest = || (0..count).filter(|of| inside & member(*of) == 0);
            let any_connected = rest().any(|of| self.partners[of] & inside != 0);
            for next in rest() {
                if any_connected && self.partners[next] & inside == 0 {
                    continue;
                }
                let place = members | (1 << next);
                let join = Join::new(self, inside, next, from[0].rows);
                for step in &from {
                    let lane = if step.share > 1.0 { &mut spread } else { &mut single };
                    keep_cheaper(&mut lane[place], join.best(step));
                }
            }
        }
        match single[full].take() {
            Some(single) => Lanes { single, spread: spread[full].take() },
            None => self.alone[0].clone(),
        }
    }

    fn greedily(&self) -> Lanes {
        let count = self.block.uses.len();
        let rows = |of: &UseId| self.alone[*of].single.rows;
        let first = self.leaders().into_iter().min_by(|a, b| rows(a).total_cmp(&rows(b)));
        let first = first.unwrap_or(0);
        let mut lanes = self.leading(first);
        let mut in_plan = vec![false; count];
        in_plan[first] = true;
        let mut inside = member(first);
        for _ in 1..count {
            let open: Vec<UseId> = (0..count).filter(|of| !in_plan[*of]).collect();
            let near: Vec<UseId> =
                open.iter().copied().filter(|of| self.partners[*of] & inside != 0).collect();
            let candidates = if near.is_empty() { open } else { near };
            let grown = candidates
                .into_iter()
                .filter_map(|next| {
                    let join = Join::new(self, inside, next, lanes.single.rows);
                    let single = join.best(&lanes.single)?;
                    let spread = lanes.spread.as_ref().and_then(|step| join.best(step));
                    Some((Lanes { single, spread }, next))
                })
                .min_by(|a, b| a.0.single.cost.total_cmp(&b.0.single.cost));
            let Some((grown, next)) = grown else { break };
            lanes = grown;
            in_plan[next] = true;
            inside |= member(next);
        }
        lanes
    }

    /// A table in the first place. What `exists` asks for must have each of its values once.
    fn leading(&self, of: UseId) -> Lanes {
        let mut lanes = self.alone[of].clone();
        if self.block.uses[of].kind == UseKind::Semi {
            let profile = &self.planning.model.profile;
            let step = &mut lanes.single;
            step.cost += step.rows * (profile.operator + profile.row);
            let values = self
                .block
                .edges_of(of)
                .map(|(column, ..)| self.distinct((of, Some(column))))
                .fold(1.0, f64::max);
            step.rows = step.rows.min(values);
            lanes.spread = None;
        }
        lanes
    }

    /// Optional sides of outer joins and what `not exists` asks for cannot come first.
    pub fn leaders(&self) -> Vec<UseId> {
        let uses = &self.block.uses;
        let any = uses.iter().any(|used| used.kind == UseKind::Inner);
        let leads = |kind| !any || matches!(kind, UseKind::Inner | UseKind::Semi);
        (0..uses.len()).filter(|of| leads(uses[*of].kind)).collect()
    }

    /// Rows of a use before it is joined, with its own tests.
    pub fn own_rows(&self, of: UseId) -> f64 {
        match self.planning.prepared(self.id, of) {
            Some(prepared) => {
                self.planning.model.statistics.tables[prepared.table].rows * prepared.part
            }
            None => self.derived[of],
        }
    }

    pub fn whole_rows(&self, of: UseId) -> f64 {
        match self.planning.prepared(self.id, of) {
            Some(prepared) => self.planning.model.statistics.tables[prepared.table].rows,
            None => self.derived[of],
        }
    }

    pub fn distinct(&self, side: (UseId, Option<ColumnId>)) -> f64 {
        let statistics = self.planning.model.statistics;
        match (self.planning.prepared(self.id, side.0), side.1) {
            (Some(prepared), Some(column)) => {
                statistics.tables[prepared.table].columns[column].distinct
            }
            (Some(prepared), None) => statistics.tables[prepared.table].rows / 10.0,
            (None, _) => self.derived[side.0],
        }
    }
}
