//! Which dependencies a decomposition keeps enforceable within single relations.
//!
//! Ullman's test (*Principles of Database and Knowledge-Base Systems* I, 1988, §7.5; after Beeri
//! and Honeyman 1981) without projecting anything: what X determines through the relations grows
//! as Z := Z ∪ ((Z ∩ S)⁺ ∩ S) until nothing changes. One closure for each relation and round;
//! only relations that share an attribute gained last are looked at again.

use std::collections::BTreeSet;

use super::attributes::AttributeSet;
use super::closure::Closure;
use super::dependencies::{Dependency, grouped};

/// The dependencies that no longer follow from what the relations can enforce, cut down to the
/// attributes lost; sorted by left side. Empty when all are preserved.
pub fn lost_dependencies(dependencies: &[Dependency], parts: &[AttributeSet]) -> Vec<Dependency> {
    let mut closure = Closure::new(dependencies);
    grouped(dependencies)
        .into_iter()
        .filter_map(|dependency| {
            let reached = closure_through(&mut closure, &dependency.left, parts, &dependency.right);
            let right = &dependency.right - &reached;
            (!right.is_empty()).then(|| Dependency::new(dependency.left, right))
        })
        .collect()
}

/// What `start` determines when each dependency must be enforced within one of the parts; stops
/// once it holds `goal`.
fn closure_through(
    closure: &mut Closure,
    start: &AttributeSet,
    parts: &[AttributeSet],
    goal: &AttributeSet,
) -> AttributeSet {
    let mut reached = start.clone();
    // A relation that holds the whole dependency settles it.
    if parts.iter().any(|part| start.is_subset(part) && goal.is_subset(part)) {
        reached.add(goal);
        return reached;
    }
    let mut open: BTreeSet<usize> = (0..parts.len()).collect();
    while let Some(index) = open.pop_first() {
        let Some(part) = parts.get(index) else { continue };
        let mut gained = closure.of(&(&reached & part));
        gained.keep(part);
        gained.subtract(&reached);
        if gained.is_empty() {
            continue;
        }
        reached.add(&gained);
        if goal.is_subset(&reached) {
            break;
        }
        open.extend(
            parts
                .iter()
                .enumerate()
                .filter(|(other, part)| *other != index && part.intersects(&gained))
                .map(|(other, _)| other),
        );
    }
    reached
}
