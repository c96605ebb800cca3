//! Normal forms of parts of a relation.
//!
//! The dependencies that happen to lie inside a part do not decide: whether a part is in
//! Boyce–Codd normal form is coNP-complete (Beeri and Bernstein 1979). Where few of its
//! attributes determine anything, the closures of all their subsets do. A polynomial test due to
//! Ullman often decides the others: a violation X -> A that misses B also gives S − {A,B} -> A,
//! so without such a pair there is none. What is left is projected.

use super::attributes::AttributeSet;
use super::closure::Closure;
use super::dependencies::{Dependency, Scheme};
use super::keys::candidate_keys;
use super::limits::Limits;
use super::primes::{Primality, primes_among};
use super::projection::{project, subsets_of};

/// What a test of a sub-scheme came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    Holds,
    /// By this dependency of the sub-scheme.
    Broken(Dependency),
    Undecided,
}

/// Answers questions about parts of one relation.
#[derive(Debug, Clone)]
pub struct Parts<'a> {
    dependencies: &'a [Dependency],
    closure: Closure,
    /// The attributes on left sides: only these ever help to determine anything.
    determining: AttributeSet,
    /// The attributes on right sides.
    determined: AttributeSet,
}

/// Up to this many determining attributes, all their closures are cheaper than anything else.
const SUBSETS_AT_MOST: usize = 8;

/// Beyond this many attributes a projection is cheaper than a closure for each pair.
const PAIRS_AT_MOST: usize = 24;

impl<'a> Parts<'a> {
    /// The dependencies of the whole relation.
    pub fn new(dependencies: &'a [Dependency]) -> Parts<'a> {
        let (mut determining, mut determined) = (AttributeSet::new(), AttributeSet::new());
        for dependency in dependencies {
            determining.add(&dependency.left);
            determined.add(&(&dependency.right - &dependency.left));
        }
        Parts { dependencies, closure: Closure::new(dependencies), determining, determined }
    }

    /// Whether the part is in Boyce–Codd normal form.
    pub fn boyce_codd(&mut self, part: &AttributeSet, limits: &Limits) -> Finding {
        let determining = &self.determining & part;
        if determining.len() <= SUBSETS_AT_MOST {
            let closure = &mut self.closure;
            let broken =
                subsets_of(&determining).find_map(|subset| violation_of(closure, &subset, part));
            return broken.map_or(Finding::Holds, Finding::Broken);
        }
        if part.len() <= PAIRS_AT_MOST {
            match self.boyce_codd_by_pairs(part) {
                Finding::Undecided => {}
                decided => return decided,
            }
        }
        let projection = project(self.dependencies, part, limits);
        let closure = &mut self.closure;
        let broken =
            projection.dependencies.iter().find_map(|one| violation_of(closure, &one.left, part));
        match broken {
            Some(dependency) => Finding::Broken(dependency),
            None if projection.exact => Finding::Holds,
            None => Finding::Undecided,
        }
    }

    /// Ullman's test: "holds" and "broken" are exact, and often it is one of them.
    fn boyce_codd_by_pairs(&mut self, part: &AttributeSet) -> Finding {
        let mut open = false;
        for attribute in &(&self.determined & part) {
            let rest = part.without(attribute);
            if !self.closure.determines_attribute(&rest, attribute) {
                continue;
            }
            for missed in &rest {
                let left = rest.without(missed);
                if !self.closure.determines_attribute(&left, attribute) {
                    continue;
                }
                let left = self.closure.reduce_left(&left, attribute);
                if let Some(dependency) = violation_of(&mut self.closure, &left, part) {
                    return Finding::Broken(dependency);
                }
                open = true;
            }
        }
        if open { Finding::Undecided } else { Finding::Holds }
    }

    /// Whether the part is in third normal form.
    pub fn third(&mut self, part: &AttributeSet, limits: &Limits) -> Finding {
        if self.boyce_codd(part, limits) == Finding::Holds {
            return Finding::Holds;
        }
        let projection = project(self.dependencies, part, limits);
        let scheme = Scheme { attributes: part.clone(), dependencies: projection.dependencies };
        let primes = primes_among(&scheme, &candidate_keys(&scheme, limits), limits);
        let mut finding = if projection.exact { Finding::Holds } else { Finding::Undecided };
        for dependency in &scheme.dependencies {
            if self.closure.determines(&dependency.left, part) {
                continue;
            }
            for attribute in &dependency.right {
                match primes.of(attribute) {
                    Primality::Prime => {}
                    // Of an inexact projection the keys are not all known either.
                    Primality::NotPrime if projection.exact => {
                        let right = AttributeSet::single(attribute);
                        return Finding::Broken(Dependency::new(dependency.left.clone(), right));
                    }
                    Primality::NotPrime | Primality::Undecided => finding = Finding::Undecided,
                }
            }
        }
        finding
    }
}

/// `left -> ...` on the part, if it says something and `left` is no key of it.
pub(super) fn violation_of(
    closure: &mut Closure,
    left: &AttributeSet,
    part: &AttributeSet,
) -> Option<Dependency> {
    let mut right = closure.of(left);
    right.keep(part);
    if right == *part {
        return None;
    }
    right.subtract(left);
    (!right.is_empty()).then(|| Dependency::new(left.clone(), right))
}
