//! Which proposals to take: the whole workload at once, not query by query.
//!
//! What counts is the cost of all queries a second, each by its rate, and the cost of keeping the
//! indexes up. Moves are single proposals and the sets that one query's best plan uses together
//! (an index that pays only beside another is found this way). They are taken greedily, from several
//! ways of weighing gain against bytes; then members are removed, exchanged and added again as long
//! as that helps. Under a budget, what does not fit is also forced in, and what is worth least makes
//! room. Equal inputs take equal steps.

mod chosen;
mod grow;
mod pricing;
mod question;
mod writes;

use std::collections::{BTreeMap, HashMap};

pub use chosen::Chosen;
pub use pricing::{Pricing, Workload};
pub use writes::{WriteRates, write_rates};

use super::shape::Shape;

/// Gains below this part of the whole cost are no reason for an index.
const LEAST_GAIN: f64 = 0.001;
/// Of one query's own cost: below, nobody would notice.
const LEAST_GAIN_OF_QUERY: f64 = 0.1;
/// The same under a budget, whose bytes are there to be used.
const LEAST_SHARE: f64 = 0.02;
/// Rounds of removing, exchanging and adding.
const MOST_ROUNDS: usize = 12;
/// Sets of which each is looked at in earnest in the end.
const MOST_DECIDED: usize = 3;
/// Moves that are tried though there is no room for them.
const MOST_FORCED: usize = 24;

#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bounds {
    /// Bytes of all new indexes together.
    pub budget: Option<f64>,
    pub most_per_table: Option<usize>,
}

/// The search for the best set.
pub struct Selection<'p, 'a> {
    pub pricing: &'p mut Pricing<'a>,
    /// Cost of keeping each proposal up, a second.
    pub upkeep: Vec<f64>,
    /// Bytes that each proposal takes of the budget.
    pub spent: Vec<f64>,
    pub bounds: Bounds,
    base: f64,
}

impl<'p, 'a> Selection<'p, 'a> {
    pub fn new(
        pricing: &'p mut Pricing<'a>,
        upkeep: Vec<f64>,
        spent: Vec<f64>,
        bounds: Bounds,
    ) -> Self {
        let base = pricing.total(&Chosen::new());
        Selection { pricing, upkeep, spent, bounds, base }
    }

    /// `hint` is a set to begin with.
    pub fn run(&mut self, hint: &Chosen) -> Chosen {
        // With a budget bytes decide more or less; without one they only break ties.
        let weights: &[f64] = if self.bounds.budget.is_some() { &[1.0, 0.6, 0.3] } else { &[0.15] };
        let mut found: Vec<(f64, Chosen)> = Vec::new();
        let mut seeds: Vec<(f64, Chosen)> = Vec::new();
        if !hint.is_empty() {
            seeds.push((weights[0], hint.clone()));
        }
        if self.bounds.budget.is_some() {
            seeds.push((0.6, self.shrunk()));
        }
        seeds.extend(weights.iter().map(|weight| (*weight, Chosen::new())));
        for (weight, seed) in seeds {
            let mut chosen = seed;
            self.grow(&mut chosen, weight);
            self.improve(&mut chosen, weight);
            found.push((self.value(&chosen), chosen));
        }
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        if let (Some(_), Some((_, best))) = (self.bounds.budget, found.first()) {
            let mut chosen = best.clone();
            self.force(&mut chosen, weights[0]);
            found.insert(0, (0.0, chosen));
        }
        found.dedup_by(|a, b| a.1 == b.1);
        self.decided(found)
    }

    /// The best of these by what is known of them.
    fn decided(&mut self, found: Vec<(f64, Chosen)>) -> Chosen {
        self.pricing.settle();
        let mut best: Option<(f64, Chosen)> = None;
        for (_, mut chosen) in found.into_iter().take(MOST_DECIDED) {
            self.prune(&mut chosen);
            let value = self.value(&chosen);
            if best.as_ref().is_none_or(|(known, _)| value < known - self.base * 1e-9) {
                best = Some((value, chosen));
            }
        }
        best.map(|(_, chosen)| chosen).unwrap_or_default()
    }

    /// Steps that cost something first: what does not fit is taken in all the same, what is worth
    /// least a byte makes room, and what then fits comes in. A large index that several small ones
    /// keep out, none of which may be exchanged for it alone, is found this way.
    fn force(&mut self, chosen: &mut Chosen, weight: f64) {
        for _ in 0..MOST_ROUNDS {
            let now = self.value(chosen);
            let mut forced: Vec<(f64, Chosen)> = Vec::new();
            for added in self.wanted(chosen) {
                let mut changed = chosen.with(&added);
                self.fit(&mut changed, &added);
                let hoped = now - self.pricing.hoped(chosen, &changed) + self.upkeep_of(&changed)
                    - self.upkeep_of(chosen);
                if self.allowed(&changed) && hoped < now {
                    forced.push((hoped, changed));
                }
            }
            forced.sort_by(|a, b| a.0.total_cmp(&b.0));
            forced.truncate(MOST_FORCED / 4);
            for (value, changed) in &mut forced {
                self.grow(changed, weight);
                self.prune(changed);
                *value = self.value(changed);
            }
            let best = forced.into_iter().min_by(|a, b| a.0.total_cmp(&b.0));
            match best {
                Some((value, changed)) if value < now - self.base * 1e-6 => *chosen = changed,
                _ => break,
            }
            self.improve(chosen, weight);
        }
    }

    /// The moves that would gain most if there were room.
    fn wanted(&mut self, chosen: &Chosen) -> Vec<Vec<usize>> {
        let mut gains: Vec<(f64, Vec<usize>)> = Vec::new();
        for added in self.pricing.moves() {
            let gain = self.pricing.hoped(chosen, &chosen.with(&added));
            if gain > self.base * LEAST_GAIN {
                gains.push((gain, added));
            }
        }
        gains.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        gains.into_iter().take(MOST_FORCED).map(|(_, added)| added).collect()
    }

    /// What the best plans use of everything, made smaller by what is worth least a byte until it fits.
    fn shrunk(&mut self) -> Chosen {
        let all: Chosen = self.pricing.moves().into_iter().flatten().collect();
        let mut chosen = self.pricing.used_by_any(&all);
        self.fit(&mut chosen, &[]);
        chosen
    }

    /// Takes out what is worth least a byte until the rest is allowed; `kept` stays.
    fn fit(&mut self, chosen: &mut Chosen, kept: &[usize]) {
        let mut scores: BTreeMap<usize, f64> = BTreeMap::new();
        while !self.allowed(chosen) {
            let mut least: Option<(f64, usize)> = None;
            for place in chosen.iter().filter(|place| !kept.contains(place)) {
                let score = match scores.get(&place) {
                    Some(score) => *score,
                    None => {
                        let without = chosen.without(place);
                        let loss = self.pricing.difference(&without, chosen).0 - self.upkeep[place];
                        let score = loss / self.spent[place].max(8_192.0);
                        scores.insert(place, score);
                        score
                    }
                };
                if least.is_none_or(|(known, _)| score < known) {
                    least = Some((score, place));
                }
            }
            let Some((_, place)) = least else { break };
            chosen.remove(place);
            // The others are worth what they were.
            let near = self.pricing.neighbours(&[place]);
            scores.retain(|other, _| !near.contains(*other));
        }
    }

    /// The cost of the queries and of the upkeep.
    pub fn value(&mut self, chosen: &Chosen) -> f64 {
        self.pricing.total(chosen) + self.upkeep_of(chosen)
    }

    fn upkeep_of(&self, chosen: &Chosen) -> f64 {
        chosen.iter().map(|place| self.upkeep[place]).sum()
    }

    fn bytes(&self, chosen: &Chosen) -> f64 {
        chosen.iter().map(|place| self.spent[place]).sum()
    }

    fn shape(&self, place: usize) -> &Shape {
        self.pricing.shape(place)
    }

    fn allowed(&self, chosen: &Chosen) -> bool {
        if self.bounds.budget.is_some_and(|budget| self.bytes(chosen) > budget) {
            return false;
        }
        let Some(most) = self.bounds.most_per_table else { return true };
        let mut counts: HashMap<usize, usize> = HashMap::new();
        chosen.iter().all(|place| {
            let count = counts.entry(self.shape(place).table).or_default();
            *count += 1;
            *count <= most
        })
    }

    /// Whether a gain is a reason for an index. Under a budget every gain counts, for the bytes are
    /// there to be used.
    fn noticed(&self, gain: f64, share: f64) -> bool {
        match self.bounds.budget {
            Some(_) => share > LEAST_SHARE || gain > self.base * LEAST_GAIN * 0.3,
            None => share > LEAST_GAIN_OF_QUERY || gain > self.base * LEAST_GAIN * 10.0,
        }
    }

    fn improve(&mut self, chosen: &mut Chosen, weight: f64) {
        for _ in 0..MOST_ROUNDS {
            let before = chosen.clone();
            self.prune(chosen);
            self.exchange(chosen);
            self.grow(chosen, weight);
            if *chosen == before {
                break;
            }
        }
        self.prune(chosen);
    }

    /// Takes out what the others make up for.
    fn prune(&mut self, chosen: &mut Chosen) {
        let mut worth: Vec<(f64, usize)> = Vec::new();
        for place in chosen.iter() {
            let without = chosen.without(place);
            let loss = self.pricing.difference(&without, chosen).0 - self.upkeep[place];
            worth.push((loss, place));
        }
        worth.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for (_, place) in worth {
            let without = chosen.without(place);
            let (loss, share) = self.pricing.difference(&without, chosen);
            let loss = loss - self.upkeep[place];
            if loss <= 0.0 || !self.noticed(loss, share) {
                *chosen = without;
            }
        }
    }

    /// Puts another proposal of the same table in the place of one, where that is better.
    fn exchange(&mut self, chosen: &mut Chosen) {
        let mut costs = self.pricing.costs(chosen);
        for place in chosen.clone().iter() {
            if !chosen.contains(place) {
                continue;
            }
            let without = chosen.without(place);
            let (upkeep, bytes) = (self.upkeep_of(chosen), self.bytes(chosen));
            let now = costs.iter().sum::<f64>() + upkeep;
            let table = self.shape(place).table;
            let mut best: Option<(f64, Chosen)> = None;
            for other in self.pricing.proposals_of(table) {
                if chosen.contains(other) {
                    continue;
                }
                let changed = without.with(&[other]);
                if !self.allowed(&changed) {
                    continue;
                }
                let needed =
                    if self.bytes(&changed) < bytes { 0.0 } else { self.base * LEAST_GAIN };
                let limit = best.as_ref().map_or(now - needed, |(known, _)| *known);
                let changed_upkeep = self.upkeep_of(&changed);
                let hoped = now - self.pricing.hoped(chosen, &changed) + changed_upkeep - upkeep;
                if hoped >= limit {
                    continue;
                }
                let value = self.pricing.total_after(&costs, chosen, &changed) + changed_upkeep;
                if value < limit {
                    best = Some((value, changed));
                }
            }
            if let Some((_, changed)) = best {
                *chosen = changed;
                costs = self.pricing.costs(chosen);
            }
        }
    }
}
