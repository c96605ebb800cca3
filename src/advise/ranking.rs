//! What each chosen index does by itself, and which existing ones do nothing.

use std::collections::BTreeSet;

use super::access::Access;
use super::cost::Model;
use super::selection::{Chosen, Pricing};
use super::study::Outcome;

/// Puts the chosen ones in the order of what a byte of each is worth, and says what each does.
pub(super) fn rank(pricing: &mut Pricing<'_>, chosen: &Chosen, outcome: &mut Outcome) {
    outcome.chosen = in_order(pricing, chosen, &outcome.upkeep);
    for place in outcome.chosen.clone() {
        let without = chosen.without(place);
        outcome.worth.push(pricing.difference(&without, chosen).0);
        let mut served = Vec::new();
        for query in pricing.queries_of(&[place]) {
            if pricing.used(query, chosen).contains(&place) {
                served.push((query, pricing.cost(query, &without)));
            }
        }
        outcome.served.push(served);
        let table = pricing.shape(place).table;
        let mut others: Vec<(usize, f64)> = Vec::new();
        for other in pricing.proposals_of(table) {
            if chosen.contains(other) {
                continue;
            }
            let changed = without.with(&[other]);
            let dearer = pricing.difference(&changed, chosen).0;
            others.push((other, dearer));
        }
        others.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        others.truncate(2);
        outcome.others.push(others);
    }
}

/// The order in which they would be taken one after the other: any beginning of the list is good.
fn in_order(pricing: &mut Pricing<'_>, chosen: &Chosen, upkeep: &[f64]) -> Vec<usize> {
    let mut order = Vec::new();
    let mut taken = Chosen::new();
    let mut scores: Vec<(usize, Option<f64>)> = chosen.iter().map(|place| (place, None)).collect();
    while !scores.is_empty() {
        let mut best: Option<(f64, usize)> = None;
        for (at, (place, known)) in scores.iter_mut().enumerate() {
            let score = *known.get_or_insert_with(|| {
                let gain = pricing.difference(&taken, &taken.with(&[*place])).0 - upkeep[*place];
                gain / pricing.shape(*place).bytes.max(8_192.0)
            });
            if best.is_none_or(|(known, _)| score > known) {
                best = Some((score, at));
            }
        }
        let Some((_, at)) = best else { break };
        let (place, _) = scores.remove(at);
        taken.insert(place);
        order.push(place);
        // The others are worth what they were.
        let near = pricing.neighbours(&[place]);
        for (other, score) in &mut scores {
            if near.contains(*other) {
                *score = None;
            }
        }
    }
    order
}

/// Existing indexes without which no query costs more, one after the other.
pub(super) fn idle(
    model: &Model<'_>,
    accesses: &[&Access],
    weights: &[f64],
    first: usize,
    chosen: &Chosen,
) -> BTreeSet<usize> {
    let mut used = BTreeSet::new();
    for (access, _) in accesses.iter().zip(weights) {
        let priced = model.prepare(access);
        let on = |number: &usize| priced.tables.contains(&model.shapes[*number].table);
        let mut active: Vec<usize> = (0..first).filter(on).collect();
        active.extend(chosen.iter().map(|place| first + place).filter(on));
        used.extend(model.price(access, &priced, &active).used);
    }
    (0..first).filter(|number| !used.contains(number)).collect()
}
