//! The cost of the workload for any set of proposals, each question asked once.

mod narrow;

use std::collections::BTreeSet;

use super::chosen::Chosen;
use super::question::{Answer, Question};
use crate::advise::access::Access;
use crate::advise::cost::{Model, Planner, Priced};
use crate::advise::shape::Shape;

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
    /// The queries that ask about each proposal.
    asked_by: Vec<Vec<usize>>,
    /// The proposals for each table that any query asks about.
    by_table: Vec<Vec<usize>>,
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
        hints: &Chosen,
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
            by_table: vec![Vec::new(); by_table.len()],
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
        for place in
            (0..pricing.asked_by.len()).filter(|place| !pricing.asked_by[*place].is_empty())
        {
            pricing.by_table[model.shapes[first + place].table].push(place);
        }
        pricing
    }

    /// Where nobody says how often each query runs, one that costs more than all others together says
    /// more about itself than about the workload.
    fn level(&mut self) {
        let nothing = Chosen::new();
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

    /// Proposals for a table that any query asks about.
    pub fn proposals_of(&self, table: usize) -> Vec<usize> {
        self.by_table[table].clone()
    }

    /// The queries that ask about any of these, in their order.
    pub fn queries_of(&self, places: &[usize]) -> Vec<usize> {
        if let [place] = places {
            return self.asked_by[*place].clone();
        }
        let mut queries: Vec<usize> =
            places.iter().flat_map(|place| self.asked_by[*place].iter().copied()).collect();
        queries.sort_unstable();
        queries.dedup();
        queries
    }

    /// The proposals that share a query with any of these.
    pub fn neighbours(&self, places: &[usize]) -> Chosen {
        let queries = self.queries_of(places);
        let numbers = queries.iter().flat_map(|query| &self.questions[*query].proposals);
        numbers.map(|number| number - self.first).collect()
    }

    /// What each query costs, by its weight.
    pub fn costs(&mut self, chosen: &Chosen) -> Vec<f64> {
        (0..self.questions.len())
            .map(|query| self.questions[query].weight * self.cost(query, chosen))
            .collect()
    }

    pub fn total(&mut self, chosen: &Chosen) -> f64 {
        self.costs(chosen).iter().sum()
    }

    /// The total with the second set, where the costs with the first are known.
    pub fn total_after(&mut self, costs: &[f64], from: &Chosen, to: &Chosen) -> f64 {
        let mut costs = costs.to_vec();
        for query in self.queries_of(&from.differing(to)) {
            costs[query] = self.questions[query].weight * self.cost(query, to);
        }
        costs.iter().sum()
    }

    /// What the second set saves against the first, and the largest part of one query that it saves.
    pub fn difference(&mut self, from: &Chosen, to: &Chosen) -> (f64, f64) {
        let changed = from.differing(to);
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
    pub fn hoped(&mut self, from: &Chosen, to: &Chosen) -> f64 {
        let changed = from.differing(to);
        let mut gain = 0.0;
        for query in self.queries_of(&changed) {
            let before = self.cost(query, from);
            let least = self.questions[query].least(self.mask(query, to));
            gain += self.questions[query].weight * (before - least);
        }
        gain
    }

    /// The cost of one execution of a query with a set of proposals.
    pub fn cost(&mut self, query: usize, chosen: &Chosen) -> f64 {
        self.answer(query, chosen).cost
    }

    fn answer(&mut self, query: usize, chosen: &Chosen) -> Answer {
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
    pub fn used(&mut self, query: usize, chosen: &Chosen) -> Vec<usize> {
        let used = self.answer(query, chosen).used;
        self.questions[query].named(used).into_iter().map(|number| number - self.first).collect()
    }

    /// The proposals that any query's plan uses of a set.
    pub fn used_by_any(&mut self, chosen: &Chosen) -> Chosen {
        (0..self.questions.len()).flat_map(|query| self.used(query, chosen)).collect()
    }

    fn mask(&self, query: usize, chosen: &Chosen) -> u64 {
        self.questions[query]
            .proposals
            .iter()
            .enumerate()
            .filter(|(_, number)| chosen.contains(**number - self.first))
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
