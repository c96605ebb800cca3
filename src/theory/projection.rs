//! The dependencies that hold on some of the attributes.
//!
//! Those that happen to lie among them are not enough. Reduction by resolution (Gottlob,
//! "Computing covers for embedded functional dependencies", PODS 1987) eliminates one lost
//! attribute after the other by putting the left sides that yield it in its place. The result can
//! be exponential in the input, so it is bounded; where the bound is met and few attributes are
//! left, X⁺ ∩ S for every X ⊆ S gives the exact answer still.

mod rules;

use super::attributes::AttributeSet;
use super::closure::Closure;
use super::cover::minimal_cover;
use super::dependencies::{Dependency, grouped};
use super::limits::Limits;
use rules::Rules;

/// The dependencies on a part of a relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Projection {
    /// A minimal cover, one dependency for each left side.
    pub dependencies: Vec<Dependency>,
    /// Whether these are all; otherwise they hold, and others may.
    pub exact: bool,
}

/// A cover of the dependencies that hold on `onto`.
pub fn project(dependencies: &[Dependency], onto: &AttributeSet, limits: &Limits) -> Projection {
    let reachable = Closure::new(dependencies).of(onto);
    let relevant: Vec<Dependency> =
        dependencies.iter().filter(|one| one.left.is_subset(&reachable)).cloned().collect();
    let mut rules = Rules::new(&relevant);
    let exact = rules.eliminate_all_but(onto, limits);
    if !exact && onto.len() <= limits.exhaustive() {
        return Projection { dependencies: by_subsets(&relevant, onto), exact: true };
    }
    Projection { dependencies: grouped(&minimal_cover(&rules.inside(onto))), exact }
}

/// Every subset of a small set, each after its own subsets.
pub(super) fn subsets_of(set: &AttributeSet) -> impl Iterator<Item = AttributeSet> + use<> {
    let positions: Vec<usize> = set.iter().collect();
    (0u32..1 << positions.len()).map(move |subset| {
        let chosen = positions.iter().enumerate().filter(|(bit, _)| subset >> bit & 1 == 1);
        chosen.map(|(_, position)| *position).collect()
    })
}

/// The projection by definition: the closure of every subset.
fn by_subsets(dependencies: &[Dependency], onto: &AttributeSet) -> Vec<Dependency> {
    let mut closure = Closure::new(dependencies);
    let found: Vec<Dependency> = subsets_of(onto)
        .filter_map(|left| {
            // Where one attribute follows from the others, a smaller left side says the same.
            let is_free =
                left.iter().all(|one| !closure.determines_attribute(&left.without(one), one));
            let mut right = if is_free { closure.of(&left) } else { AttributeSet::new() };
            right.keep(onto);
            right.subtract(&left);
            (!right.is_empty()).then(|| Dependency::new(left, right))
        })
        .collect();
    grouped(&minimal_cover(&found))
}
