//! Fourth normal form: no multivalued dependency but from keys (Fagin, "Multivalued dependencies
//! and a new normal form for relational databases", TODS 2(3), 1977).
//!
//! On the whole relation the declared dependencies decide, provided that keys are judged by both
//! kinds together: the first block any other dependency could split is split by a declared one.
//! On a part they do not; there the dependency basis of every subset decides, restricted to the
//! part. As for Boyce–Codd normal form, a test by pairs (A and B lie apart in the basis of the
//! rest) says "yes" quickly, and only where its hits lead nowhere are all subsets of the
//! determining attributes tried.

use super::attributes::AttributeSet;
use super::bcnf::Decomposition;
use super::dependencies::Multivalued;
use super::limits::{Limits, Verdict};
use super::multivalued::Mixed;
use super::preservation::lost_dependencies;
use super::projection::subsets_of;
use super::synthesis::{Fragment, drop_subsumed};

/// The declared multivalued dependencies that do not start from a key and say more than the
/// functional dependencies of their left sides, which break Boyce–Codd normal form already.
pub fn violations(mixed: &Mixed) -> Vec<Multivalued> {
    let says_more = |one: &&Multivalued| {
        let open = mixed.attributes() - &mixed.closure(&one.left);
        open.intersects(&one.right) && !open.is_subset(&one.right)
    };
    mixed.multivalued().iter().filter(says_more).cloned().collect()
}

/// A lossless decomposition into fourth normal form.
pub fn decompose(mixed: &Mixed, limits: &Limits) -> Decomposition {
    let mut open = vec![mixed.attributes().clone()];
    let mut fragments = Vec::new();
    let mut normalised = Verdict::Holds;
    while let Some(part) = open.pop() {
        match violation_on(mixed, &part, limits) {
            Violation::Left(left) => {
                let split = split_at(mixed, &left, &part);
                open.push(&part - &split);
                open.push(&split | &left);
            }
            Violation::None => fragments.push(fragment(mixed, part)),
            Violation::Undecided => {
                normalised = Verdict::Undecided;
                fragments.push(fragment(mixed, part));
            }
        }
    }
    drop_subsumed(&mut fragments);
    fragments.sort();
    let parts: Vec<AttributeSet> =
        fragments.iter().map(|fragment| fragment.attributes.clone()).collect();
    let (functional, _) = mixed.functional_part(limits);
    let lost = lost_dependencies(&functional, &parts);
    let keeps_all = lost.is_empty() && normalised.holds();
    let preserving = if keeps_all { Verdict::Holds } else { Verdict::Undecided };
    Decomposition { fragments, lost, normalised, preserving }
}

fn fragment(mixed: &Mixed, part: AttributeSet) -> Fragment {
    let key = mixed.reduce(&part);
    Fragment::new(part, vec![key])
}

enum Violation {
    None,
    /// The left side of a dependency that says something on the part and is no key of it.
    Left(AttributeSet),
    Undecided,
}

/// What to put into a relation of its own with the left side: all that it determines, or else
/// its smallest block.
fn split_at(mixed: &Mixed, left: &AttributeSet, part: &AttributeSet) -> AttributeSet {
    let mut determined = &mixed.closure(left) & part;
    determined.subtract(left);
    if !determined.is_empty() {
        return determined;
    }
    let blocks = mixed.basis(left).into_iter().map(|block| &block & part);
    blocks.filter(|block| !block.is_empty()).min_by_key(AttributeSet::len).unwrap_or_default()
}

fn violation_on(mixed: &Mixed, part: &AttributeSet, limits: &Limits) -> Violation {
    let mut lefts: Vec<&AttributeSet> = mixed
        .functional()
        .iter()
        .map(|one| &one.left)
        .chain(mixed.multivalued().iter().map(|one| &one.left))
        .filter(|left| left.is_subset(part))
        .collect();
    lefts.sort_by_key(|left| left.len());
    if let Some(left) = lefts.into_iter().find(|left| violates(mixed, left, part)) {
        return Violation::Left(left.clone());
    }
    let mut open = false;
    let mut work = 0u64;
    for one in part {
        for other in part.iter().take_while(|other| *other < one) {
            let rest = part.without(one).without(other);
            work += (mixed.functional().len() + mixed.multivalued().len() + part.len()) as u64;
            if work > limits.steps / 64 {
                return Violation::Undecided;
            }
            if !lie_apart(mixed, &rest, one, other) {
                continue;
            }
            let mut left = rest.clone();
            for candidate in rest.iter().collect::<Vec<_>>().into_iter().rev() {
                let smaller = left.without(candidate);
                if lie_apart(mixed, &smaller, one, other) {
                    left = smaller;
                }
            }
            if violates(mixed, &left, part) {
                return Violation::Left(left);
            }
            open = true;
        }
    }
    if !open {
        return Violation::None;
    }
    let determining = mixed.determining() & part;
    if determining.len() > limits.exhaustive() {
        return Violation::Undecided;
    }
    match subsets_of(&determining).find(|left| violates(mixed, left, part)) {
        Some(left) => Violation::Left(left),
        None => Violation::None,
    }
}

fn lie_apart(mixed: &Mixed, set: &AttributeSet, one: usize, other: usize) -> bool {
    mixed.basis(set).iter().all(|block| !(block.contains(one) && block.contains(other)))
}

/// Whether the left side splits the part without being a key of it.
fn violates(mixed: &Mixed, left: &AttributeSet, part: &AttributeSet) -> bool {
    let blocks = mixed.basis(left).iter().filter(|block| block.intersects(part)).count();
    blocks > 1 && !part.is_subset(&mixed.closure(left))
}
