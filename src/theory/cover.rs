//! Minimal covers: the same dependencies, said with nothing to spare.
//!
//! A cover is minimal when every right side is one attribute, no left side can lose an attribute,
//! and no dependency follows from the others (Ullman, *Principles of Database and Knowledge-Base
//! Systems* I, 1988, §7.3). The order of the steps matters: left sides are reduced first, then
//! redundant dependencies dropped; the other way round leaves redundancy behind.
//!
//! Minimal covers are not unique, not even in size. The one given here depends on the declared
//! order of the attributes alone, not on the order in which dependencies were written: left
//! sides give up late attributes first, then the longest and last left sides go first.
//!
//! Cost: one closure for each attribute of a left side and one for each dependency; fewer where
//! a test is decided beforehand, in the spirit of Diederich and Milton, "New methods and fast
//! algorithms for database normalization", TODS 13(3), 1988: the closures of a left side without
//! one attribute are shared by its whole right side, and the only dependency that yields an
//! attribute is never redundant.

use std::collections::HashMap;

use super::attributes::AttributeSet;
use super::closure::Closure;
use super::dependencies::{Dependency, grouped};

/// Which of the many minimal covers is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoverOrder {
    /// Late attributes and long left sides go first.
    Declared,
    /// Early attributes and short left sides go first.
    Reversed,
    /// As a generator of pseudo-random numbers with this seed says.
    Shuffled(u64),
}

/// One minimal cover: single attributes on the right, sorted.
pub fn minimal_cover(dependencies: &[Dependency]) -> Vec<Dependency> {
    minimal_cover_by(dependencies, CoverOrder::Declared)
}

/// A minimal cover with the dependencies of equal left sides put together, sorted.
pub fn canonical_cover(dependencies: &[Dependency]) -> Vec<Dependency> {
    grouped(&minimal_cover(dependencies))
}

pub fn minimal_cover_by(dependencies: &[Dependency], order: CoverOrder) -> Vec<Dependency> {
    let groups = grouped(dependencies);
    let mut closure = Closure::new(&groups);
    let mut shuffle = Shuffle::new(order);
    let mut reduced: Vec<(AttributeSet, usize)> = Vec::new();
    for group in &groups {
        reduce_group(group, &mut closure, order, &mut shuffle, &mut reduced);
    }
    reduced.sort();
    reduced.dedup();
    drop_redundant(reduced, order, &mut shuffle)
}

/// Reduces the left side for each attribute of the right.
fn reduce_group(
    group: &Dependency,
    closure: &mut Closure,
    order: CoverOrder,
    shuffle: &mut Shuffle,
    reduced: &mut Vec<(AttributeSet, usize)>,
) {
    let mut candidates: Vec<usize> = group.left.iter().collect();
    match order {
        CoverOrder::Declared => candidates.reverse(),
        CoverOrder::Reversed => {}
        CoverOrder::Shuffled(_) => shuffle.shuffle(&mut candidates),
    }
    // For most dependencies no attribute can go: one look at each shared closure settles it.
    let shared: Vec<AttributeSet> = if group.right.len() > 1 {
        candidates.iter().map(|&gone| closure.of(&group.left.without(gone))).collect()
    } else {
        Vec::new()
    };
    for attribute in &group.right {
        let mut left = group.left.clone();
        for (index, &candidate) in candidates.iter().enumerate() {
            let untouched = left.len() == group.left.len();
            let can_go = match shared.get(index) {
                Some(closed) if untouched => closed.contains(attribute),
                // What the whole left side without it does not determine, a part does not.
                Some(closed) if !closed.contains(attribute) => false,
                _ => closure.determines_attribute(&left.without(candidate), attribute),
            };
            if can_go {
                left.remove(candidate);
            }
        }
        reduced.push((left, attribute));
    }
}

/// Drops what follows from the rest; left sides are reduced, sorted and distinct.
fn drop_redundant(
    reduced: Vec<(AttributeSet, usize)>,
    order: CoverOrder,
    shuffle: &mut Shuffle,
) -> Vec<Dependency> {
    let split = |(left, attribute): &(AttributeSet, usize)| {
        Dependency::new(left.clone(), AttributeSet::single(*attribute))
    };
    let groups = grouped(&reduced.iter().map(split).collect::<Vec<_>>());
    let mut closure = Closure::new(&groups);
    let mut givers: HashMap<usize, usize> = HashMap::new();
    let mut members: Vec<(usize, usize)> = Vec::with_capacity(reduced.len());
    for (index, group) in groups.iter().enumerate() {
        for attribute in &group.right {
            *givers.entry(attribute).or_default() += 1;
            members.push((index, attribute));
        }
    }
    let mut sequence: Vec<usize> = (0..members.len()).collect();
    match order {
        CoverOrder::Declared => sequence.sort_by_key(|&at| {
            (std::cmp::Reverse(groups[members[at].0].left.len()), std::cmp::Reverse(at))
        }),
        CoverOrder::Reversed => sequence.sort_by_key(|&at| groups[members[at].0].left.len()),
        CoverOrder::Shuffled(_) => shuffle.shuffle(&mut sequence),
    }
    let mut kept = vec![true; members.len()];
    for at in sequence {
        let (group, attribute) = members[at];
        let Some(count) = givers.get_mut(&attribute) else { continue };
        if *count > 1 && closure.determines_without(&groups[group].left, attribute, group) {
            closure.forget(group, attribute);
            *count -= 1;
            kept[at] = false;
        }
    }
    members
        .into_iter()
        .zip(kept)
        .filter(|(_, kept)| *kept)
        .map(|((group, attribute), _)| {
            Dependency::new(groups[group].left.clone(), AttributeSet::single(attribute))
        })
        .collect()
}

/// A fixed sequence of pseudo-random numbers (SplitMix64): other covers are tried in an order
/// that is arbitrary, and the same everywhere.
struct Shuffle(u64);

impl Shuffle {
    fn new(order: CoverOrder) -> Shuffle {
        match order {
            CoverOrder::Shuffled(seed) => Shuffle(seed),
            CoverOrder::Declared | CoverOrder::Reversed => Shuffle(0),
        }
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    fn shuffle(&mut self, items: &mut [usize]) {
        for end in (1..items.len()).rev() {
            let at = (self.next() % (end as u64 + 1)) as usize;
            items.swap(end, at);
        }
    }
}
