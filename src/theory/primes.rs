//! Prime attributes: those in some candidate key.
//!
//! NP-complete to decide (Lucchesi and Osborn 1978), easy nearly always: an attribute that no
//! dependency yields is in every key, one that is on no left side is in none, and listing keys
//! can stop as soon as every attribute has been seen. Where listing stops at its bound, each
//! attribute still open gets a search of its own: A is prime exactly when some set does not
//! determine A but determines everything once A is added. If that search ends at its bound too,
//! the answer is "undecided", never "no".

use super::attributes::AttributeSet;
use super::closure::Closure;
use super::components::components;
use super::dependencies::Scheme;
use super::keys::{KeySearch, Keys, Progress, in_every_key};
use super::limits::Limits;
use super::maximal::{Found, Independent};

/// Which attributes are in some candidate key. Those in neither set are in none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Primes {
    pub prime: AttributeSet,
    pub undecided: AttributeSet,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Primality {
    Prime,
    NotPrime,
    Undecided,
}

impl Primes {
    pub fn of(&self, attribute: usize) -> Primality {
        if self.prime.contains(attribute) {
            Primality::Prime
        } else if self.undecided.contains(attribute) {
            Primality::Undecided
        } else {
            Primality::NotPrime
        }
    }
}

/// The prime attributes, component by component, listing no more keys than it takes.
pub fn prime_attributes(scheme: &Scheme, limits: &Limits) -> Primes {
    let mut all = Primes { prime: scheme.attributes.clone(), undecided: AttributeSet::new() };
    let mut steps = limits.steps;
    for component in components(&scheme.dependencies) {
        let limits = Limits { steps, ..limits.clone() };
        let (primes, work) = primes_of_component(&component, &limits);
        steps = steps.saturating_sub(work);
        all.prime.subtract(&component.attributes);
        all.prime.add(&primes.prime);
        all.undecided.add(&primes.undecided);
    }
    all
}

/// The prime attributes, when keys have been listed already.
pub fn primes_among(scheme: &Scheme, keys: &Keys, limits: &Limits) -> Primes {
    if !keys.are_complete() {
        return prime_attributes(scheme, limits);
    }
    let mut prime = AttributeSet::new();
    for key in &keys.keys {
        prime.add(key);
    }
    Primes { prime, undecided: AttributeSet::new() }
}

/// The primes of connected dependencies, and the work it took.
fn primes_of_component(scheme: &Scheme, limits: &Limits) -> (Primes, u64) {
    let mut prime = in_every_key(&scheme.attributes, &scheme.dependencies);
    let mut open = possible(scheme);
    open.subtract(&prime);
    let mut search = KeySearch::new(scheme, limits.steps / 2);
    let mut listed = 0;
    while !open.is_empty() && listed < limits.keys {
        match search.advance() {
            Progress::Found(key) => {
                prime.add(&key);
                open.subtract(&key);
                listed += 1;
            }
            Progress::Complete => open = AttributeSet::new(),
            Progress::OutOfBudget => break,
        }
    }
    let mut closure = Closure::new(&scheme.dependencies);
    let primes = settle(scheme, prime, open, &mut closure, limits.steps / 2);
    (primes, search.work() + closure.work())
}

/// A candidate key that holds the attribute, if there is one.
pub fn key_with(
    scheme: &Scheme,
    attribute: usize,
    limits: &Limits,
) -> (Primality, Option<AttributeSet>) {
    let mut closure = Closure::new(&scheme.dependencies);
    find_key(scheme, attribute, &mut closure, limits.steps)
}

/// Attributes that may be prime: on some left side, or yielded by nothing.
fn possible(scheme: &Scheme) -> AttributeSet {
    let mut possible = in_every_key(&scheme.attributes, &scheme.dependencies);
    for dependency in &scheme.dependencies {
        possible.add(&dependency.left);
    }
    possible.keep(&scheme.attributes);
    possible
}

/// Decides the open attributes one by one, with one budget for all.
fn settle(
    scheme: &Scheme,
    mut prime: AttributeSet,
    open: AttributeSet,
    closure: &mut Closure,
    budget: u64,
) -> Primes {
    let mut undecided = AttributeSet::new();
    let share = budget / (open.len() as u64).max(1);
    for attribute in &open {
        if prime.contains(attribute) {
            continue;
        }
        let until = closure.work().saturating_add(share).min(budget);
        match find_key(scheme, attribute, closure, until) {
            (Primality::Prime, key) => prime.add(&key.unwrap_or_default()),
            (Primality::Undecided, _) => {
                undecided.insert(attribute);
            }
            (Primality::NotPrime, _) => {}
        }
    }
    undecided.subtract(&prime);
    Primes { prime, undecided }
}

fn find_key(
    scheme: &Scheme,
    attribute: usize,
    closure: &mut Closure,
    budget: u64,
) -> (Primality, Option<AttributeSet>) {
    let attributes = &scheme.attributes;
    let mut search = Independent::new(attributes, attribute, budget);
    // Subsets determine less: a set that is no superkey even with the attribute leads nowhere.
    let found =
        search.next(closure, |closure, set| closure.determines(&set.with(attribute), attributes));
    match found {
        Found::Set(set) => {
            let key = closure.reduce(&set.with(attribute), &AttributeSet::single(attribute));
            (Primality::Prime, Some(key))
        }
        Found::Complete => (Primality::NotPrime, None),
        Found::OutOfBudget => (Primality::Undecided, None),
    }
}
