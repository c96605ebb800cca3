//! Taking moves one after the other, the best for its bytes first.

use std::cmp::Ordering;
use std::collections::{BTreeSet, BinaryHeap};

use super::{Chosen, Selection};

/// What a move gains.
#[derive(Clone, Copy)]
enum Gain {
    AtMost(f64),
    Exactly(f64),
}

impl Gain {
    fn value(self) -> f64 {
        match self {
            Gain::AtMost(gain) | Gain::Exactly(gain) => gain,
        }
    }
}

/// A move that may be the next one.
struct Open {
    /// What it gains for its bytes, at most.
    score: f64,
    place: usize,
    /// It is out of date where the move was weighed again since.
    weighed: usize,
}

/// The one that promises most is the greatest; of equal ones, the first.
impl Ord for Open {
    fn cmp(&self, other: &Open) -> Ordering {
        self.score.total_cmp(&other.score).then(other.place.cmp(&self.place))
    }
}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Open) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Open {
    fn eq(&self, other: &Open) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Open {}

impl Selection<'_, '_> {
    /// Adds what gains most for its bytes until nothing does. What a move may gain at most is known
    /// before anything is asked about it: only those that could be the best are asked about. And
    /// only a move that shares a query with the one that was taken is weighed again.
    pub(super) fn grow(&mut self, chosen: &mut Chosen, weight: f64) {
        let moves = self.pricing.moves();
        let mut with: Vec<Vec<usize>> = vec![Vec::new(); self.upkeep.len()];
        for (place, added) in moves.iter().enumerate() {
            for member in added {
                with[*member].push(place);
            }
        }
        let mut gains: Vec<Option<Gain>> = vec![None; moves.len()];
        let mut weighed = vec![0_usize; moves.len()];
        let mut open: BinaryHeap<Open> = BinaryHeap::new();
        let mut changed: BTreeSet<usize> = (0..moves.len()).collect();
        loop {
            for place in std::mem::take(&mut changed) {
                weighed[place] += 1;
                let Some(grown) = self.grown(chosen, &moves[place]) else { continue };
                let gain = match gains[place] {
                    Some(gain) => gain,
                    None => *gains[place].insert(Gain::AtMost(self.pricing.hoped(chosen, &grown))),
                };
                if gain.value() > 0.0 {
                    let score = self.score(chosen, &moves[place], gain, weight);
                    open.push(Open { score, place, weighed: weighed[place] });
                }
            }
            let mut best: Option<(f64, usize)> = None;
            let mut seen: Vec<Open> = Vec::new();
            while let Some(next) = open.pop() {
                let place = next.place;
                // What has no room now never has it later: sets only grow here.
                if next.weighed != weighed[place] || self.grown(chosen, &moves[place]).is_none() {
                    continue;
                }
                if best.is_some_and(|(known, _)| next.score <= known) {
                    seen.push(next);
                    break;
                }
                if let Some(Gain::AtMost(_)) = gains[place] {
                    let exact = self.gain(chosen, &moves[place]).unwrap_or(0.0);
                    gains[place] = Some(Gain::Exactly(exact));
                }
                let Some(gain) = gains[place].filter(|gain| gain.value() > 0.0) else { continue };
                let score = self.score(chosen, &moves[place], gain, weight);
                if best.is_none_or(|(known, _)| score > known * (1.0 + 1e-9)) {
                    best = Some((score, place));
                }
                seen.push(Open { score, ..next });
            }
            open.extend(seen);
            let Some((_, place)) = best else { break };
            // Only what shares a query with the new ones can have changed its worth.
            gains[place] = None;
            changed.insert(place);
            for member in self.pricing.neighbours(&moves[place]).iter() {
                for other in &with[member] {
                    gains[*other] = None;
                    changed.insert(*other);
                }
            }
            // A move that holds one of them has fewer bytes to add.
            changed.extend(moves[place].iter().flat_map(|member| &with[*member]));
            chosen.extend(moves[place].iter().copied());
        }
    }

    /// The set with a move; none where it adds nothing or may not be made.
    fn grown(&self, chosen: &Chosen, added: &[usize]) -> Option<Chosen> {
        if added.iter().all(|member| chosen.contains(*member)) {
            return None;
        }
        let grown = chosen.with(added);
        self.allowed(&grown).then_some(grown)
    }

    /// What adding a move gains; none where it may not be made or is not worth it.
    fn gain(&mut self, chosen: &Chosen, added: &[usize]) -> Option<f64> {
        let grown = self.grown(chosen, added)?;
        let upkeep: f64 = added
            .iter()
            .filter(|member| !chosen.contains(**member))
            .map(|member| self.upkeep[*member])
            .sum();
        let (gain, share) = self.pricing.difference(chosen, &grown);
        let gain = gain - upkeep;
        (gain > 0.0 && self.noticed(gain, share)).then_some(gain)
    }

    fn score(&self, chosen: &Chosen, added: &[usize], gain: Gain, weight: f64) -> f64 {
        let new = added.iter().filter(|member| !chosen.contains(**member));
        let bytes: f64 = new.map(|member| self.spent[*member]).sum();
        gain.value() / bytes.max(8_192.0).powf(weight)
    }
}
