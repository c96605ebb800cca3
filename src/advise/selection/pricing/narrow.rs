//! Which proposals are worth asking about for each query.

use std::collections::BTreeSet;

use super::Pricing;
use crate::advise::selection::chosen::Chosen;
use crate::advise::selection::question::Answer;

/// Proposals looked at for one query.
const MOST_FOR_QUERY: usize = 60;
/// Proposals that a server is shown at once.
const MOST_SHOWN: usize = 100;
/// How often a server is shown what its last plan did not use.
const MOST_SIFTINGS: usize = 7;

impl Pricing<'_> {
    /// Keeps the proposals that change the query's plan.
    pub(super) fn narrow(&mut self, query: usize, candidates: Vec<usize>, hints: &Chosen) {
        let base = self.modelled(query, &[]).0;
        let mut all_used: BTreeSet<usize> = BTreeSet::new();
        let mut rest = candidates.clone();
        // The best plan with everything, then the best without what that used, and so on.
        for _ in 0..3 {
            let (cost, used) = self.modelled(query, &rest);
            if used.is_empty() || cost >= base * 0.9999 {
                break;
            }
            if used.len() > 1 && all_used.is_empty() {
                self.together.push(used.iter().map(|number| number - self.first).collect());
            }
            rest.retain(|number| !used.contains(number));
            all_used.extend(used);
        }
        let mut singles: Vec<(f64, f64, usize)> = Vec::new();
        let others = candidates.clone();
        for number in candidates {
            let gain = base - self.modelled(query, &[number]).0;
            if gain > base * 0.002 {
                singles.push((gain, gain / self.model.shapes[number].bytes.max(1.0), number));
            }
        }
        let mut kept = all_used;
        singles.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(&b.2)));
        kept.extend(singles.iter().take(MOST_FOR_QUERY / 3).map(|single| single.2));
        singles.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.2.cmp(&b.2)));
        for single in &singles {
            if kept.len() >= MOST_FOR_QUERY {
                break;
            }
            kept.insert(single.2);
        }
        if self.planner.is_some() {
            // The server may see a use where the model sees none.
            singles.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(&b.2)));
            let mut shown: Vec<usize> = kept.iter().copied().collect();
            let rest = singles.iter().map(|single| single.2).chain(others);
            for number in rest {
                if shown.len() < MOST_SHOWN && !shown.contains(&number) {
                    shown.push(number);
                }
            }
            if self.sift(query, shown, hints) {
                return;
            }
        }
        self.questions[query].proposals = kept.into_iter().take(MOST_FOR_QUERY).collect();
    }

    /// Shows a server all proposals at once, then those that its plan did not use, and so on: what it
    /// never uses need not be asked about again. False where the server cannot say.
    fn sift(&mut self, query: usize, shown: Vec<usize>, hints: &Chosen) -> bool {
        let first = self.first;
        let Some(planner) = self.planner.as_deref_mut() else { return false };
        let mut asked: Vec<(BTreeSet<usize>, Vec<usize>, f64)> = Vec::new();
        let Some((base, _)) = planner.price(query, &[]) else { return false };
        asked.push((BTreeSet::new(), Vec::new(), base));
        let mut rest: BTreeSet<usize> = shown.iter().map(|number| number - first).collect();
        let mut useful: BTreeSet<usize> = BTreeSet::new();
        for round in 0..MOST_SIFTINGS {
            let places: Vec<usize> = rest.iter().copied().collect();
            let Some((cost, used)) = planner.price(query, &places) else { break };
            asked.push((rest.clone(), used.clone(), cost));
            if used.is_empty() || useful.len() + used.len() > MOST_FOR_QUERY {
                break;
            }
            if round == 0 && used.len() > 1 {
                self.together.push(used.clone());
            }
            rest.retain(|place| !used.contains(place));
            useful.extend(used);
        }
        // Each query finds the form that fits it alone; one that several can share is worth more.
        let model = self.model;
        let shape = |place: usize| &model.shapes[first + place];
        let relatives = shown.iter().map(|number| number - first).filter(|place| {
            useful.iter().any(|other| {
                let (own, other) = (shape(*place), shape(*other));
                own.table == other.table
                    && own.condition.is_empty()
                    && own.key == other.key
                    && (own.include.is_empty()
                        || other.include.iter().all(|column| own.include.contains(column)))
            })
        });
        let relatives: Vec<usize> = relatives.collect();
        let tables = &self.priced[query].tables;
        let hinted: Vec<usize> =
            hints.iter().filter(|place| tables.contains(&shape(*place).table)).collect();
        for place in hinted.into_iter().chain(relatives) {
            if useful.len() < MOST_FOR_QUERY {
                useful.insert(place);
            }
        }
        let question = &mut self.questions[query];
        question.proposals = useful.iter().map(|place| first + place).collect();
        let mask = |places: &dyn Fn(usize) -> bool| {
            useful.iter().enumerate().fold(0_u64, |mask, (bit, place)| {
                if places(*place) { mask | 1 << bit } else { mask }
            })
        };
        question.answers = asked
            .into_iter()
            .map(|(shown, used, cost)| Answer {
                asked: mask(&|place| shown.contains(&place)),
                used: mask(&|place| used.contains(&place)),
                cost,
                guessed: false,
            })
            .collect();
        true
    }
}
