//! Boyce–Codd normal form by decomposition: always lossless, sometimes at the price of a
//! dependency.
//!
//! Where a decomposition exists that loses nothing, it is taken (`preserving`). Otherwise a
//! violation X -> Y splits S into X⁺ ∩ S and the rest with X, over and over (Codd 1974; Ullman
//! 1988, §7.7): whole closures, so that what X determines stays together. Each part carries its
//! own projected dependencies, which makes the next step exact. Two ways of choosing the
//! violation are tried, the shortest left side and the smallest closure, and the result that
//! loses fewer dependencies, then has fewer relations, is taken.
//!
//! Where a projection outgrows its bound, the pair split of Tsou and Fischer ("Decomposition of a
//! relation scheme into Boyce–Codd normal form", SIGACT News 14(3), 1982) goes on in polynomial
//! time; it may split more than needed.

use super::attributes::AttributeSet;
use super::closure::Closure;
use super::components::components;
use super::dependencies::{Dependency, Scheme, grouped};
use super::keys::{KeySearch, Progress, in_every_key};
use super::limits::{Limits, Verdict};
use super::parts::violation_of;
use super::preservation::lost_dependencies;
use super::preserving::{Preserving, preserving_component};
use super::projection::project;
use super::synthesis::{Fragment, add_key, drop_subsumed};

/// A lossless decomposition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decomposition {
    /// Sorted by their attributes.
    pub fragments: Vec<Fragment>,
    /// What no longer follows from the dependencies within single relations; empty when all
    /// are preserved.
    pub lost: Vec<Dependency>,
    /// Whether every relation is proven to be in the normal form.
    pub normalised: Verdict,
    /// Whether a decomposition that loses nothing exists.
    pub preserving: Verdict,
}

/// The decomposition of a relation that is not in Boyce–Codd normal form; `cover` is a minimal
/// cover of its dependencies, `key` the key to add if one is needed.
pub fn decompose(
    scheme: &Scheme,
    cover: &[Dependency],
    key: Option<&AttributeSet>,
    limits: &Limits,
) -> Decomposition {
    let mut whole = Decomposition {
        fragments: Vec::new(),
        lost: Vec::new(),
        normalised: Verdict::Holds,
        preserving: Verdict::Holds,
    };
    for component in components(cover) {
        let part = decompose_component(&component, limits);
        whole.fragments.extend(part.fragments);
        whole.lost.extend(part.lost);
        whole.normalised = whole.normalised.and(part.normalised);
        whole.preserving = whole.preserving.and(part.preserving);
    }
    whole.lost.sort();
    drop_subsumed(&mut whole.fragments);
    let mut closure = Closure::new(cover);
    add_key(&mut whole.fragments, &scheme.attributes, &mut closure, |closure| match key {
        Some(key) => key.clone(),
        None => closure.reduce(&scheme.attributes, &in_every_key(&scheme.attributes, cover)),
    });
    whole
}

fn decompose_component(component: &Scheme, limits: &Limits) -> Decomposition {
    let preserving = match preserving_component(component, limits) {
        Preserving::Exists(fragments) => {
            return Decomposition {
                fragments,
                lost: Vec::new(),
                normalised: Verdict::Holds,
                preserving: Verdict::Holds,
            };
        }
        Preserving::Impossible => Verdict::Broken,
        Preserving::Undecided => Verdict::Undecided,
    };
    let mut best = split(component, Choice::ShortestLeft, limits);
    if !best.lost.is_empty() && component.dependencies.len() <= BOTH_CHOICES_AT_MOST {
        let other = split(component, Choice::SmallestClosure, limits);
        if cost(&other) < cost(&best) {
            best = other;
        }
    }
    let keeps_all = best.lost.is_empty() && best.normalised.holds();
    best.preserving = if keeps_all { Verdict::Holds } else { preserving };
    best
}

/// Choosing by closures asks one for each dependency and split; beyond this many it is too slow.
const BOTH_CHOICES_AT_MOST: usize = 300;

/// Unique constraints found for each relation, at most.
const KEYS_OF_A_FRAGMENT: usize = 8;

fn cost(decomposition: &Decomposition) -> (bool, usize, usize) {
    (
        decomposition.normalised != Verdict::Holds,
        decomposition.lost.iter().map(|one| one.right.len()).sum(),
        decomposition.fragments.len(),
    )
}

/// Which violation splits first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    ShortestLeft,
    SmallestClosure,
}

/// A part still to be looked at.
struct Part {
    attributes: AttributeSet,
    /// All dependencies on it; None when they were too many.
    dependencies: Option<Vec<Dependency>>,
}

/// Splits until no part has a violation.
fn split(component: &Scheme, choice: Choice, limits: &Limits) -> Decomposition {
    let groups = grouped(&component.dependencies);
    let mut open =
        vec![Part { attributes: component.attributes.clone(), dependencies: Some(groups.clone()) }];
    let mut closure = Closure::new(&groups);
    let mut result = Splitting::default();
    while let Some(part) = open.pop() {
        match part.dependencies {
            Some(dependencies) => {
                result.split_exactly(part.attributes, dependencies, choice, &mut open, limits);
            }
            None => result.split_blindly(part.attributes, &groups, &mut closure, &mut open, limits),
        }
    }
    result.finish(&groups)
}

#[derive(Default)]
struct Splitting {
    fragments: Vec<Fragment>,
    /// Everything the fragments enforce, while it is all known.
    enforced: Vec<Dependency>,
    /// Whether some part was split without its dependencies being known.
    blind: bool,
    undecided: bool,
    work: u64,
}

impl Splitting {
    /// Splits a part whose dependencies are known, or accepts it.
    fn split_exactly(
        &mut self,
        attributes: AttributeSet,
        dependencies: Vec<Dependency>,
        choice: Choice,
        open: &mut Vec<Part>,
        limits: &Limits,
    ) {
        // A projection is put into minimal form, a closure for each dependency.
        self.work += 4 * (dependencies.len() as u64).pow(2);
        if self.work > limits.steps {
            self.undecided = true;
            self.accept(attributes, dependencies, limits);
            return;
        }
        let mut closure = Closure::new(&dependencies);
        let Some(left) = chosen_violation(&attributes, &dependencies, &mut closure, choice) else {
            self.accept(attributes, dependencies, limits);
            return;
        };
        let closed = closure.of(&left);
        let rest = &(&attributes - &closed) | &left;
        let within: Vec<Dependency> =
            dependencies.iter().filter(|one| one.left.is_subset(&closed)).cloned().collect();
        let projection = project(&dependencies, &rest, limits);
        open.push(Part {
            attributes: rest,
            dependencies: projection.exact.then_some(projection.dependencies),
        });
        open.push(Part { attributes: closed, dependencies: Some(within) });
    }

    fn accept(&mut self, attributes: AttributeSet, dependencies: Vec<Dependency>, limits: &Limits) {
        self.enforced.extend(dependencies.iter().cloned());
        let scheme = Scheme { attributes, dependencies };
        let mut search = KeySearch::new(&scheme, limits.steps / 64);
        let mut keys = Vec::new();
        while keys.len() < KEYS_OF_A_FRAGMENT {
            match search.advance() {
                Progress::Found(key) => keys.push(key),
                Progress::Complete | Progress::OutOfBudget => break,
            }
        }
        self.fragments.push(Fragment::new(scheme.attributes, keys));
    }

    /// Splits a part of which only the closures in the whole relation are known.
    fn split_blindly(
        &mut self,
        attributes: AttributeSet,
        groups: &[Dependency],
        closure: &mut Closure,
        open: &mut Vec<Part>,
        limits: &Limits,
    ) {
        self.blind = true;
        let real = groups
            .iter()
            .filter(|group| group.left.is_subset(&attributes))
            .find_map(|group| violation_of(closure, &group.left, &attributes));
        if let Some(violation) = real {
            open.push(Part { attributes: &attributes - &violation.right, dependencies: None });
            open.push(Part { attributes: violation.attributes(), dependencies: None });
            return;
        }
        let budget = closure.work().saturating_add(limits.steps);
        match pair_split(&attributes, closure, budget) {
            PairSplit::Normal => {}
            PairSplit::Split { normal, gone } => {
                open.push(Part { attributes: attributes.without(gone), dependencies: None });
                self.accept_blindly(normal, closure);
                return;
            }
            PairSplit::OutOfBudget => self.undecided = true,
        }
        self.accept_blindly(attributes, closure);
    }

    fn accept_blindly(&mut self, attributes: AttributeSet, closure: &mut Closure) {
        let key = closure.reduce(&attributes, &AttributeSet::new());
        self.fragments.push(Fragment::new(attributes, vec![key]));
    }

    fn finish(mut self, groups: &[Dependency]) -> Decomposition {
        drop_subsumed(&mut self.fragments);
        self.fragments.sort();
        let lost = if self.blind {
            let parts: Vec<AttributeSet> =
                self.fragments.iter().map(|fragment| fragment.attributes.clone()).collect();
            lost_dependencies(groups, &parts)
        } else {
            let mut closure = Closure::new(&self.enforced);
            groups
                .iter()
                .filter_map(|group| {
                    let right = &group.right - &closure.of(&group.left);
                    (!right.is_empty()).then(|| Dependency::new(group.left.clone(), right))
                })
                .collect()
        };
        let normalised = if self.undecided { Verdict::Undecided } else { Verdict::Holds };
        Decomposition {
            fragments: self.fragments,
            lost,
            normalised,
            preserving: Verdict::Undecided,
        }
    }
}

fn chosen_violation(
    attributes: &AttributeSet,
    dependencies: &[Dependency],
    closure: &mut Closure,
    choice: Choice,
) -> Option<AttributeSet> {
    let mut order: Vec<&Dependency> = dependencies.iter().collect();
    order.sort_by_key(|one| one.left.len());
    let mut violations = order.into_iter().filter_map(|one| {
        let closed = closure.of(&one.left);
        (closed != *attributes && closed != one.left).then_some((closed.len(), &one.left))
    });
    match choice {
        Choice::ShortestLeft => violations.next(),
        Choice::SmallestClosure => violations.min_by_key(|(size, _)| *size),
    }
    .map(|(_, left)| left.clone())
}

enum PairSplit {
    /// No pair: in Boyce–Codd normal form.
    Normal,
    /// A part in Boyce–Codd normal form, and the attribute it takes out of the whole.
    Split {
        normal: AttributeSet,
        gone: usize,
    },
    OutOfBudget,
}

/// Takes B away for as long as some A, B have S − {A,B} -> A; the last A goes out.
fn pair_split(attributes: &AttributeSet, closure: &mut Closure, budget: u64) -> PairSplit {
    let mut part = attributes.clone();
    let mut gone = None;
    'shrink: loop {
        for one in &part.clone() {
            let rest = part.without(one);
            if !closure.determines_attribute(&rest, one) {
                continue;
            }
            for other in &rest {
                if closure.work() > budget {
                    return PairSplit::OutOfBudget;
                }
                if closure.determines_attribute(&rest.without(other), one) {
                    part.remove(other);
                    gone = Some(one);
                    continue 'shrink;
                }
            }
        }
        break;
    }
    match gone {
        None => PairSplit::Normal,
        Some(gone) => PairSplit::Split { normal: part, gone },
    }
}
