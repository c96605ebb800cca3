//! The cost of the workload for any set of proposals, each question asked once.

use std::collections::BTreeSet;

use super::question::{Answer, Question};
use crate::advise::access::Access;
use crate::advise::cost::{Model, Planner, Priced};
use crate::advise::shape::Shape;

/// Proposals looked at for one query.
const MOST_FOR_QUERY: usize = 60;
/// Proposals that a server is shown at once.
const MOST_SHOWN: usize = 100;
/// How often a server is shown what its last plan did not use.
const MOST_SIFTINGS: usize = 7;

/// Questions about a query that are kept for the sets between which is decided in the end.
const KEPT_QUESTIONS: usize = 6;

/// A query without a rate counts at most for one of so many parts of the whole, or for three times
/// its even share where there are few.
const MOST_PARTS: f64 = 8.0;
const EVEN_SHARES: f64 = 3.0;

pub struct Pricing<'a> {
    model: &'a Model<'a>,
    accesses: &'a [&'a Access],
    priced: Vec<Priced>,
    questions: Vec<Question>,
    planner: Option<&'a mut dyn Planner>,
    /// Shapes before this number exist already.
    first: usize,
    /// Sets that one query's best plan uses together.
    together: Vec<Vec<usize>>,
    asked_by: Vec<Vec<usize>>,
    /// Questions about each query that are not asked yet.
    kept: usize,
}

/// All queries at once.
pub struct Workload<'a> {
    pub accesses: &'a [&'a Access],
    pub weights: &'a [f64],
    /// Nobody said how often the queries run.
    pub even: bool,
    /// The number of the first proposal among the model's shapes.
    pub first: usize,
}

impl<'a> Pricing<'a> {
    /// `hints` are proposals that are worth a question whatever a planner's first plans use.
    pub fn new(
        model: &'a Model<'a>,
        workload: &Workload<'a>,
        planner: Option<&'a mut dyn Planner>,
        hints: &BTreeSet<usize>,
    ) -> Pricing<'a> {
        let Workload { accesses, weights, even, first } = *workload;
        let priced: Vec<Priced> = accesses.iter().map(|access| model.prepare(access)).collect();
        let mut by_table = vec![(Vec::new(), Vec::new()); model.statistics.tables.len()];
        for (number, shape) in model.shapes.iter().enumerate() {
            let (existing, proposals) = &mut by_table[shape.table];
            if number < first { existing.push(number) } else { proposals.push(number) }
        }
        let mut pricing = Pricing {
            model,
            accesses,
            priced,
            questions: Vec::new(),
            planner,
            first,
            together: Vec::new(),
            asked_by: vec![Vec::new(); model.shapes.len() - first],
            kept: KEPT_QUESTIONS,
        };
        for (query, weight) in weights.iter().enumerate() {
            let tables = &pricing.priced[query].tables;
            let existing: Vec<usize> =
                tables.iter().flat_map(|table| by_table[*table].0.clone()).collect();
            let candidates: Vec<usize> =
                tables.iter().flat_map(|table| by_table[*table].1.clone()).collect();
            pricing.questions.push(Question {
                weight: *weight,
                existing,
                proposals: Vec::new(),
                answers: Vec::new(),
            });
            pricing.narrow(query, candidates, hints);
        }
        if even {
            pricing.level();
        }
        for (query, question) in pricing.questions.iter().enumerate() {
            for number in &question.proposals {
                pricing.asked_by[*number - first].push(query);
            }
        }
        pricing
    }

    /// Where nobody says how often each query runs, one that costs more than all others together says
    /// more about itself than about the workload.
    fn level(&mut self) {
        let nothing = BTreeSet::new();
        let costs: Vec<f64> =
            (0..self.questions.len()).map(|query| self.cost(query, &nothing)).collect();
        let mut sorted = costs.clone();
        sorted.sort_by(f64::total_cmp);
        let count = sorted.len();
        let parts = (count as f64 / EVEN_SHARES).min(MOST_PARTS);
        // The largest figure that is one such part of the whole when all above are cut to it.
        let mut below = 0.0;
        let mut most = f64::INFINITY;
        for (place, cost) in sorted.iter().enumerate() {
            let rest = (count - place) as f64;
            if rest < parts && *cost > below / (parts - rest) {
                most = below / (parts - rest);
                break;
            }
            below += cost;
        }
        for (question, cost) in self.questions.iter_mut().zip(costs) {
            if cost > most && most > 0.0 {
                question.weight *= most / cost;
            }
        }
    }

    /// Keeps the proposals that change the query's plan.
    fn narrow(&mut self, query: usize, candidates: Vec<usize>, hints: &BTreeSet<usize>) {
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
    fn sift(&mut self, query: usize, shown: Vec<usize>, hints: &BTreeSet<usize>) -> bool {
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
            hints.iter().copied().filter(|place| tables.contains(&shape(*place).table)).collect();
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

    /// The model's own cost of a query with these proposals, and those its plan uses.
    fn modelled(&self, query: usize, proposals: &[usize]) -> (f64, BTreeSet<usize>) {
        let mut active = self.questions[query].existing.clone();
        active.extend(proposals);
        let estimate = self.model.price(self.accesses[query], &self.priced[query], &active);
        let used = estimate.used.into_iter().filter(|number| *number >= self.first).collect();
        (estimate.cost, used)
    }

    pub fn shape(&self, place: usize) -> &Shape {
        &self.model.shapes[self.first + place]
    }

    /// What may be added in one step.
    pub fn moves(&self) -> Vec<Vec<usize>> {
        let singles = (0..self.asked_by.len())
            .filter(|place| !self.asked_by[*place].is_empty())
            .map(|place| vec![place]);
        singles.chain(self.together.iter().cloned()).collect()
    }

    pub fn proposals_of(&self, table: usize) -> Vec<usize> {
        (0..self.asked_by.len())
            .filter(|place| self.shape(*place).table == table && !self.asked_by[*place].is_empty())
            .collect()
    }

    pub fn queries_of(&self, places: &[usize]) -> BTreeSet<usize> {
        places.iter().flat_map(|place| self.asked_by[*place].iter().copied()).collect()
    }

    pub fn total(&mut self, chosen: &BTreeSet<usize>) -> f64 {
        (0..self.questions.len())
            .map(|query| self.questions[query].weight * self.cost(query, chosen))
            .sum()
    }

    /// What the second set saves against the first, and the largest part of one query that it saves.
    pub fn difference(&mut self, from: &BTreeSet<usize>, to: &BTreeSet<usize>) -> (f64, f64) {
        let changed: Vec<usize> = from.symmetric_difference(to).copied().collect();
        let (mut gain, mut share) = (0.0, 0.0_f64);
        for query in self.queries_of(&changed) {
            let (before, after) = (self.cost(query, from), self.cost(query, to));
            gain += self.questions[query].weight * (before - after);
            // Of queries that never run nothing can be saved.
            if self.questions[query].weight > 0.0 {
                share = share.max((before - after) / before.max(1e-9));
            }
        }
        (gain, share)
    }

    /// What the second set may save against the first at most, by the answers there are: nothing new
    /// is asked about it.
    pub fn hoped(&mut self, from: &BTreeSet<usize>, to: &BTreeSet<usize>) -> f64 {
        let changed: Vec<usize> = from.symmetric_difference(to).copied().collect();
        let mut gain = 0.0;
        for query in self.queries_of(&changed) {
            let before = self.cost(query, from);
            let least = self.questions[query].least(self.mask(query, to));
            gain += self.questions[query].weight * (before - least);
        }
        gain
    }

    /// The cost of one execution of a query with a set of proposals.
    pub fn cost(&mut self, query: usize, chosen: &BTreeSet<usize>) -> f64 {
        self.answer(query, chosen).cost
    }

    fn answer(&mut self, query: usize, chosen: &BTreeSet<usize>) -> Answer {
        let mask = self.mask(query, chosen);
        let question = &self.questions[query];
        if let Some(known) = question.known(mask) {
            return known;
        }
        let answer = match question.settled(mask) {
            Some(answer) => answer,
            None => self.ask(query, mask),
        };
        self.questions[query].answers.push(answer);
        answer
    }

    /// The proposals that a query's plan uses of a set.
    pub fn used(&mut self, query: usize, chosen: &BTreeSet<usize>) -> Vec<usize> {
        let used = self.answer(query, chosen).used;
        self.questions[query].named(used).into_iter().map(|number| number - self.first).collect()
    }

    /// The proposals that any query's plan uses of a set.
    pub fn used_by_any(&mut self, chosen: &BTreeSet<usize>) -> BTreeSet<usize> {
        (0..self.questions.len()).flat_map(|query| self.used(query, chosen)).collect()
    }

    fn mask(&self, query: usize, chosen: &BTreeSet<usize>) -> u64 {
        self.questions[query]
            .proposals
            .iter()
            .enumerate()
            .filter(|(_, number)| chosen.contains(&(**number - self.first)))
            .fold(0, |mask, (bit, _)| mask | 1 << bit)
    }

    fn ask(&mut self, query: usize, mask: u64) -> Answer {
        let proposals = self.questions[query].named(mask);
        let places: Vec<usize> = proposals.iter().map(|number| number - self.first).collect();
        if let Some(planner) = self.planner.as_deref_mut() {
            if planner.questions_left(query) > self.kept
                && let Some((cost, used)) = planner.price(query, &places)
            {
                return Answer { asked: mask, used: self.bits(query, used), cost, guessed: false };
            }
            if let Some(most) = self.questions[query].most(mask) {
                return self.guess(query, mask, &proposals, most);
            }
        }
        let (cost, used) = self.modelled(query, &proposals);
        let used = used.into_iter().map(|number| number - self.first).collect();
        Answer { asked: mask, used: self.bits(query, used), cost, guessed: false }
    }

    /// No more may be asked for now: a set saves as large a part of what it costs at most as the model
    /// says. In the end only what is known counts.
    fn guess(&self, query: usize, mask: u64, proposals: &[usize], most: Answer) -> Answer {
        let question = &self.questions[query];
        if self.kept > 0 {
            let (now, used) = self.modelled(query, proposals);
            let (then, _) = self.modelled(query, &question.named(most.used));
            let cost = (most.cost * (now / then.max(1e-9)).min(1.0)).max(question.least(mask));
            if cost < most.cost * 0.99 {
                let used = used.into_iter().map(|number| number - self.first).collect();
                return Answer { asked: mask, used: self.bits(query, used), cost, guessed: true };
            }
        }
        Answer { asked: mask, guessed: self.kept > 0, ..most }
    }

    /// From now on all questions may be asked, and nothing is guessed.
    pub fn settle(&mut self) {
        self.kept = 0;
        for question in &mut self.questions {
            question.answers.retain(|answer| !answer.guessed);
        }
    }

    fn bits(&self, query: usize, places: Vec<usize>) -> u64 {
        self.questions[query]
            .proposals
            .iter()
            .enumerate()
            .filter(|(_, number)| places.contains(&(**number - self.first)))
            .fold(0, |mask, (bit, _)| mask | 1 << bit)
    }
}
