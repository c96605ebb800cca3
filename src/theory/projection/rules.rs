//! Dependencies from which attributes are eliminated.

use std::collections::{BTreeMap, HashMap};

use crate::theory::attributes::AttributeSet;
use crate::theory::cover::minimal_cover;
use crate::theory::dependencies::Dependency;
use crate::theory::limits::Limits;

/// Dependencies with one attribute on the right, by that attribute; no left side holds another of
/// the same attribute.
pub(super) struct Rules {
    by_right: BTreeMap<usize, Vec<AttributeSet>>,
    count: usize,
    /// For each attribute, how many left sides hold it.
    takers: HashMap<usize, usize>,
}

impl Rules {
    pub(super) fn new(dependencies: &[Dependency]) -> Rules {
        let mut rules = Rules { by_right: BTreeMap::new(), count: 0, takers: HashMap::new() };
        for dependency in dependencies {
            for attribute in &(&dependency.right - &dependency.left) {
                rules.insert(dependency.left.clone(), attribute);
            }
        }
        rules
    }

    /// Adds a rule unless a stronger one is there, and drops weaker ones; the work it took.
    fn insert(&mut self, left: AttributeSet, right: usize) -> u64 {
        let lefts = self.by_right.entry(right).or_default();
        let work = lefts.len() as u64 + 1;
        if lefts.iter().any(|other| other.is_subset(&left)) {
            return work;
        }
        let before = lefts.len();
        for weaker in lefts.extract_if(.., |other| left.is_subset(other)) {
            forget(&mut self.takers, &weaker);
        }
        self.count -= before - lefts.len();
        for attribute in &left {
            *self.takers.entry(attribute).or_default() += 1;
        }
        lefts.push(left);
        self.count += 1;
        work
    }

    /// Eliminates the other attributes, the one that makes the fewest new rules first; false when
    /// a bound was met.
    pub(super) fn eliminate_all_but(&mut self, onto: &AttributeSet, limits: &Limits) -> bool {
        let mut work = 0u64;
        let mut minimised = self.count;
        let mut lost = self.mentioned();
        lost.subtract(onto);
        while let Some(attribute) = lost.iter().min_by_key(|one| (self.price(*one), *one)) {
            lost.remove(attribute);
            work += lost.len() as u64 + self.eliminate(attribute, limits);
            if self.count > limits.projected || work > limits.steps {
                return false;
            }
            if self.count > 2 * minimised + 32 {
                *self = Rules::new(&minimal_cover(&self.all()));
                minimised = self.count;
            }
        }
        true
    }

    /// How many new rules eliminating an attribute can make.
    fn price(&self, attribute: usize) -> usize {
        let givers = self.by_right.get(&attribute).map_or(0, Vec::len);
        givers * self.takers.get(&attribute).copied().unwrap_or(0)
    }

    fn mentioned(&self) -> AttributeSet {
        let mut mentioned: AttributeSet = self.by_right.keys().copied().collect();
        for left in self.by_right.values().flatten() {
            mentioned.add(left);
        }
        mentioned
    }

    /// Replaces the attribute on every left side by the left sides that yield it.
    fn eliminate(&mut self, attribute: usize, limits: &Limits) -> u64 {
        let givers = self.by_right.remove(&attribute).unwrap_or_default();
        self.count -= givers.len();
        for giver in &givers {
            forget(&mut self.takers, giver);
        }
        let mut takers: Vec<(AttributeSet, usize)> = Vec::new();
        if self.takers.get(&attribute).is_some_and(|count| *count > 0) {
            for (right, lefts) in &mut self.by_right {
                for left in lefts.extract_if(.., |left| left.contains(attribute)) {
                    forget(&mut self.takers, &left);
                    takers.push((left.without(attribute), *right));
                }
            }
        }
        self.by_right.retain(|_, lefts| !lefts.is_empty());
        self.count -= takers.len();
        let mut work = takers.len() as u64;
        for (rest, right) in &takers {
            for giver in givers.iter().filter(|giver| !giver.contains(*right)) {
                work += self.insert(rest | giver, *right);
                if self.count > limits.projected || work > limits.steps {
                    return work;
                }
            }
        }
        work
    }

    fn all(&self) -> Vec<Dependency> {
        self.by_right
            .iter()
            .flat_map(|(right, lefts)| {
                lefts.iter().map(|left| Dependency::new(left.clone(), AttributeSet::single(*right)))
            })
            .collect()
    }

    pub(super) fn inside(&self, onto: &AttributeSet) -> Vec<Dependency> {
        let mut all = self.all();
        all.retain(|one| one.attributes().is_subset(onto));
        all
    }
}

fn forget(takers: &mut HashMap<usize, usize>, left: &AttributeSet) {
    for attribute in left {
        if let Some(count) = takers.get_mut(&attribute) {
            *count -= 1;
        }
    }
}
