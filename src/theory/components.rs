//! Dependencies that share no attribute, even through others, have nothing to do with each other.
//!
//! A key of the relation is a key of each connected component and all attributes outside, and a
//! decomposition is one of each component and such a key. So what is exponential in a component
//! need not be exponential in the relation.

use std::collections::BTreeMap;

use super::attributes::AttributeSet;
use super::dependencies::{Dependency, Scheme};

/// The connected components of the dependencies, in declared order of their first attributes.
///
/// Nearly linear: union-find over the attributes.
pub(super) fn components(dependencies: &[Dependency]) -> Vec<Scheme> {
    let width = dependencies
        .iter()
        .filter_map(|one| one.attributes().highest())
        .max()
        .map_or(0, |last| last + 1);
    let mut leaders: Vec<usize> = (0..width).collect();
    for dependency in dependencies {
        let mut attributes = dependency.left.iter().chain(&dependency.right);
        let Some(first) = attributes.next() else { continue };
        let mut first = leader(&mut leaders, first);
        for attribute in attributes {
            let other = leader(&mut leaders, attribute);
            // The attribute declared first leads.
            let (low, high) = (first.min(other), first.max(other));
            leaders[high] = low;
            first = low;
        }
    }
    let mut components: BTreeMap<usize, Scheme> = BTreeMap::new();
    for dependency in dependencies {
        let Some(some) = dependency.left.lowest().or(dependency.right.lowest()) else { continue };
        let component = components.entry(leader(&mut leaders, some)).or_insert_with(|| Scheme {
            attributes: AttributeSet::new(),
            dependencies: Vec::new(),
        });
        component.attributes.add(&dependency.left);
        component.attributes.add(&dependency.right);
        component.dependencies.push(dependency.clone());
    }
    components.into_values().collect()
}

fn leader(leaders: &mut [usize], attribute: usize) -> usize {
    let mut at = attribute;
    while leaders[at] != at {
        leaders[at] = leaders[leaders[at]];
        at = leaders[at];
    }
    at
}
