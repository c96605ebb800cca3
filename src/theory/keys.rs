//! Candidate keys: the minimal sets that determine everything.
//!
//! Attributes that no dependency yields are in every key, attributes that only ever appear on
//! the right are in none (Saiedian and Spencer, "An efficient algorithm to compute the candidate
//! keys of a relational database schema", Computer Journal 39(2), 1996). The rest is found by
//! Lucchesi and Osborn ("Candidate keys for relations", JCSS 17(2), 1978): from a known key K and
//! a dependency X -> Y, the set X ∪ (K − Y) determines everything too, and holds a new key unless
//! it holds a known one. Polynomial for each key found; there can be exponentially many keys, so
//! the search is bounded and says when it stopped early.
//!
//! Connected components are searched on their own, and their keys combined.
//!
//! Two refinements, both by the original proof. Dependencies are closed and their left sides
//! extended by the attributes of every key first, which makes candidates smaller. A left side
//! that determines everything is reduced to one key at the start and never used again. Whether
//! some known key lies in a candidate is asked of a set-trie.

mod trie;

use std::collections::VecDeque;

use super::attributes::AttributeSet;
use super::closure::Closure;
use super::components::components;
use super::dependencies::{Dependency, Scheme, grouped};
use super::limits::Limits;
use trie::SetTrie;

/// The candidate keys of a relation, as far as they were listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    /// In declared order: compared attribute by attribute from the left.
    pub keys: Vec<AttributeSet>,
    pub count: KeyCount,
}

/// How many candidate keys there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyCount {
    Exactly(usize),
    /// The search stopped at its bound; there may be more.
    AtLeast(usize),
}

impl Keys {
    pub fn are_complete(&self) -> bool {
        matches!(self.count, KeyCount::Exactly(_))
    }

    /// The key with the fewest attributes; the first such in declared order.
    pub fn smallest(&self) -> Option<&AttributeSet> {
        self.keys.iter().min_by_key(|key| key.len())
    }
}

/// All candidate keys, within the limits: those of each connected component, combined.
pub fn candidate_keys(scheme: &Scheme, limits: &Limits) -> Keys {
    let limit = limits.keys.min(LISTED_BITS / scheme.attributes.len().max(1)).max(1);
    let mut outside = scheme.attributes.clone();
    let mut complete = true;
    let mut work = 0;
    let mut choices: Vec<Vec<AttributeSet>> = Vec::new();
    for component in components(&scheme.dependencies) {
        outside.subtract(&component.attributes);
        let mut search = KeySearch::new(&component, limits.steps.saturating_sub(work));
        let mut keys = Vec::new();
        complete &= loop {
            match search.advance() {
                Progress::Found(_) if keys.len() >= limit => break false,
                Progress::Found(key) => keys.push(key),
                Progress::Complete => break true,
                Progress::OutOfBudget => break false,
            }
        };
        work += search.work();
        choices.push(keys);
    }
    let mut keys = combined(outside, &choices, limit);
    let total = choices.iter().fold(1usize, |total, keys| total.saturating_mul(keys.len()));
    complete &= total <= limit;
    keys.sort();
    let count =
        if complete { KeyCount::Exactly(keys.len()) } else { KeyCount::AtLeast(keys.len()) };
    Keys { keys, count }
}

/// Bits of all listed keys together, at most: keys of very wide relations are not listed by the
/// hundred thousand.
const LISTED_BITS: usize = 64 << 20;

/// One set of each list with `base`, in every combination, up to a limit.
fn combined(base: AttributeSet, lists: &[Vec<AttributeSet>], limit: usize) -> Vec<AttributeSet> {
    let mut combined = vec![base];
    for list in lists {
        let Some(first) = list.first() else { continue };
        let others = &list[1..];
        let before = combined.len();
        // Beyond the limit each combination goes on with the first choice alone.
        'extended: for index in 0..before {
            for other in others {
                if combined.len() >= limit {
                    break 'extended;
                }
                combined.push(&combined[index] | other);
            }
        }
        for one in &mut combined[..before] {
            one.add(first);
        }
    }
    combined
}

/// One candidate key: the whole relation, reduced. The attributes declared last go first.
pub fn one_key(scheme: &Scheme) -> AttributeSet {
    let mut closure = Closure::new(&scheme.dependencies);
    closure.reduce(&scheme.attributes, &in_every_key(&scheme.attributes, &scheme.dependencies))
}

/// The attributes that no dependency yields.
pub(super) fn in_every_key(attributes: &AttributeSet, dependencies: &[Dependency]) -> AttributeSet {
    let mut core = attributes.clone();
    for dependency in dependencies {
        core.subtract(&(&dependency.right - &dependency.left));
    }
    core
}

/// A search that gives one key after the other.
#[derive(Debug)]
pub struct KeySearch {
    closure: Closure,
    /// In every key.
    core: AttributeSet,
    /// Left sides, with the core, and what they determine; none determines everything.
    rules: Vec<(AttributeSet, AttributeSet)>,
    /// Sets that determine everything, each to be reduced to a key unless it holds a known one.
    seeds: VecDeque<AttributeSet>,
    found: Vec<AttributeSet>,
    trie: SetTrie,
    /// The key and the rule to combine next.
    next: (usize, usize),
    stack: Vec<u32>,
    work: u64,
    budget: u64,
}

/// What a search came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    Found(AttributeSet),
    /// There are no more keys.
    Complete,
    /// There may be more keys; the first key is always found.
    OutOfBudget,
}

impl KeySearch {
    pub fn new(scheme: &Scheme, budget: u64) -> KeySearch {
        let groups = grouped(&scheme.dependencies);
        let mut closure = Closure::new(&groups);
        let core = in_every_key(&scheme.attributes, &groups);
        let mut seeds = VecDeque::new();
        let mut rules = Vec::new();
        if closure.determines(&core, &scheme.attributes) {
            // Every key holds the core, so it is the only one.
            seeds.push_back(core.clone());
        } else {
            let mut on_the_left = core.clone();
            for group in &groups {
                on_the_left.add(&group.left);
            }
            on_the_left.keep(&scheme.attributes);
            seeds.push_back(on_the_left);
            for group in &groups {
                let left = &group.left | &core;
                match closure.of_unless(&left, &scheme.attributes) {
                    None => seeds.push_back(left),
                    Some(closed) if closed != left => rules.push((left, closed)),
                    Some(_) => {}
                }
            }
        }
        rules.sort();
        rules.dedup();
        KeySearch {
            closure,
            core,
            rules,
            seeds,
            found: Vec::new(),
            trie: SetTrie::new(),
            next: (0, 0),
            stack: Vec::new(),
            work: 0,
            budget,
        }
    }

    /// The next key, or why there is none.
    pub fn advance(&mut self) -> Progress {
        while let Some(seed) = self.seeds.pop_front() {
            if let Some(key) = self.new_key_in(&seed) {
                return Progress::Found(key);
            }
        }
        while let Some(key) = self.found.get(self.next.0) {
            let Some((left, closed)) = self.rules.get(self.next.1) else {
                self.next = (self.next.0 + 1, 0);
                continue;
            };
            if self.work() > self.budget {
                return Progress::OutOfBudget;
            }
            self.next.1 += 1;
            self.work += 1;
            // Without a common attribute the candidate would hold the key itself.
            let mut candidate = key.clone();
            candidate.subtract(closed);
            let mut kept = key.clone();
            kept.subtract(&candidate);
            if kept.is_subset(left) {
                continue;
            }
            candidate.add(left);
            if let Some(key) = self.new_key_in(&candidate) {
                return Progress::Found(key);
            }
        }
        Progress::Complete
    }

    /// A key within a set that determines everything, unless a known key lies in it.
    fn new_key_in(&mut self, set: &AttributeSet) -> Option<AttributeSet> {
        let choice = set - &self.core;
        if self.trie.some_subset_of(&choice, &mut self.stack, &mut self.work) {
            return None;
        }
        let key = self.closure.reduce(set, &self.core);
        self.trie.insert(&(&key - &self.core));
        self.work += key.len() as u64;
        self.found.push(key.clone());
        Some(key)
    }

    /// The work so far.
    pub(super) fn work(&self) -> u64 {
        self.work + self.closure.work()
    }
}
