//! What follows from a set of functional dependencies, and why, or why not.
//!
//! `X -> Y` follows exactly when Y lies in the closure of X (Armstrong 1974). When it does, the
//! dependencies that fire, cut back to those that are needed, are a proof a person can follow.
//! When it does not, two rows that agree on the closure of X and nowhere else satisfy all that
//! was given and break `X -> Y`.

use super::attributes::AttributeSet;
use super::closure::Closure;
use super::dependencies::Dependency;
use super::instance::Instance;

/// One step of a proof: the known attributes include the left side of a dependency, so what is
/// gained becomes known too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The index of the dependency among those given.
    pub dependency: usize,
    /// What it adds that the proof goes on to use.
    pub gained: AttributeSet,
}

/// Whether the dependency follows.
pub fn implies(dependencies: &[Dependency], goal: &Dependency) -> bool {
    Closure::new(dependencies).determines(&goal.left, &goal.right)
}

/// Whether each set follows from the other.
pub fn equivalent(one: &[Dependency], other: &[Dependency]) -> bool {
    let covers = |giver: &[Dependency], goals: &[Dependency]| {
        let mut closure = Closure::new(giver);
        goals.iter().all(|goal| closure.determines(&goal.left, &goal.right))
    };
    covers(one, other) && covers(other, one)
}

/// The steps by which `left` comes to determine `right`, each needed by a later one or by the
/// goal; None when it does not follow. Empty when `right` lies in `left`.
///
/// Breadth first, so that the proof is made of early consequences: linear in the dependencies
/// for each round.
pub fn derivation(dependencies: &[Dependency], goal: &Dependency) -> Option<Vec<Step>> {
    let mut known = goal.left.clone();
    let mut steps: Vec<Step> = Vec::new();
    while !goal.right.is_subset(&known) {
        let round_start = known.clone();
        for (index, dependency) in dependencies.iter().enumerate() {
            if dependency.left.is_subset(&round_start) && !dependency.right.is_subset(&known) {
                steps.push(Step { dependency: index, gained: &dependency.right - &known });
                known.add(&dependency.right);
            }
        }
        if known == round_start {
            return None;
        }
    }
    // Backwards: keep the steps that give something wanted, and want what they need.
    let mut wanted = &goal.right - &goal.left;
    let mut needed = Vec::new();
    for mut step in steps.into_iter().rev() {
        step.gained.keep(&wanted);
        if step.gained.is_empty() {
            continue;
        }
        wanted.subtract(&step.gained);
        if let Some(dependency) = dependencies.get(step.dependency) {
            wanted.add(&(&dependency.left - &goal.left));
        }
        needed.push(step);
    }
    needed.reverse();
    Some(needed)
}

/// Two rows that satisfy the dependencies and break the goal; None when the goal follows.
pub fn counterexample(
    attributes: &AttributeSet,
    dependencies: &[Dependency],
    goal: &Dependency,
) -> Option<Instance> {
    let closed = Closure::new(dependencies).of(&goal.left);
    if goal.right.is_subset(&closed) {
        return None;
    }
    let all = attributes | &goal.attributes();
    Some(Instance::agreeing_on(&all, &closed))
}
