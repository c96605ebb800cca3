//! Whether a relation can be decomposed into Boyce–Codd normal form without losing dependencies.
//!
//! NP-hard in general (Beeri and Bernstein 1979), so in steps. The synthesis for third normal
//! form often is such a decomposition. If not, note that whatever decomposition exists enforces
//! only dependencies X -> A for which X ∪ {A} is in Boyce–Codd normal form, because that form
//! passes on to subsets; so one exists exactly when those imply all. Often a minimal cover
//! consists of such dependencies. Where it does not, each group of attributes that dependencies
//! connect is settled by trying every subset of its determining attributes, as long as these are
//! few; attributes that determine nothing themselves come free. For larger groups other minimal
//! covers are tried, and failure proves nothing.
//!
//! The exact step costs one closure and some pairs of attributes for each of the 2ⁿ subsets.

mod exhaustive;

use std::cmp::Reverse;

use super::attributes::AttributeSet;
use super::closure::Closure;
use super::components::components;
use super::cover::{CoverOrder, minimal_cover_by};
use super::dependencies::{Dependency, Scheme, grouped};
use super::keys::in_every_key;
use super::limits::Limits;
use super::parts::{Finding, Parts};
use super::synthesis::{Fragment, add_key, dependency_fragments, drop_subsumed};

/// Whether a dependency-preserving decomposition into Boyce–Codd normal form exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Preserving {
    /// This one, lossless too; sorted.
    Exists(Vec<Fragment>),
    /// There is none.
    Impossible,
    Undecided,
}

/// Searches one; `cover` is a minimal cover of the scheme's dependencies.
pub fn preserving_boyce_codd(
    scheme: &Scheme,
    cover: &[Dependency],
    key: Option<&AttributeSet>,
    limits: &Limits,
) -> Preserving {
    let mut closure = Closure::new(cover);
    let mut undecided = false;
    let key_of = |closure: &mut Closure| match key {
        Some(key) => key.clone(),
        None => closure.reduce(&scheme.attributes, &in_every_key(&scheme.attributes, cover)),
    };
    let mut fragments = Vec::new();
    for component in components(cover) {
        match preserving_component(&component, limits) {
            Preserving::Exists(mut found) => fragments.append(&mut found),
            Preserving::Impossible => return Preserving::Impossible,
            Preserving::Undecided => undecided = true,
        }
    }
    if undecided {
        return Preserving::Undecided;
    }
    drop_subsumed(&mut fragments);
    // A relation of a key is in the normal form: a dependency within it would shorten the key.
    add_key(&mut fragments, &scheme.attributes, &mut closure, key_of);
    Preserving::Exists(fragments)
}

/// Settles dependencies that are connected; the relations are not sorted, none is for a key.
pub(super) fn preserving_component(component: &Scheme, limits: &Limits) -> Preserving {
    let cover = &component.dependencies;
    let mut parts = Parts::new(cover);
    let fragments = dependency_fragments(cover);
    if all_boyce_codd(&mut parts, &fragments, limits) {
        return Preserving::Exists(fragments);
    }
    if cover.iter().all(|one| parts.boyce_codd(&one.attributes(), limits) == Finding::Holds) {
        return Preserving::Exists(relations_of(&mut parts, cover, limits));
    }
    match exhaustive::enforceable(component, limits.exhaustive()) {
        Some(enforceable) if implies_all(&enforceable, cover) => {
            Preserving::Exists(relations_of(&mut parts, &needed(enforceable, cover), limits))
        }
        Some(_) => Preserving::Impossible,
        None => by_other_covers(component, limits),
    }
}

fn all_boyce_codd(parts: &mut Parts<'_>, fragments: &[Fragment], limits: &Limits) -> bool {
    fragments.iter().all(|one| parts.boyce_codd(&one.attributes, limits) == Finding::Holds)
}

fn implies_all(dependencies: &[Dependency], goals: &[Dependency]) -> bool {
    let mut closure = Closure::new(dependencies);
    goals.iter().all(|goal| closure.determines(&goal.left, &goal.right))
}

/// A relation for each left side of dependencies that can each be enforced by one, or several
/// where one would leave the normal form.
fn relations_of(
    parts: &mut Parts<'_>,
    enforceable: &[Dependency],
    limits: &Limits,
) -> Vec<Fragment> {
    let mut fragments = Vec::new();
    for Dependency { left, right } in grouped(enforceable) {
        let mut open: Vec<usize> = right.iter().collect();
        while !open.is_empty() {
            let (whole, rest) = widest(parts, &left, &open, limits);
            fragments.push(Fragment::new(whole, vec![left.clone()]));
            open = rest;
        }
    }
    fragments
}

/// Puts as many of the attributes into one relation as stay in the normal form, trying many at
/// once; the relation, and the rest. The first attribute always goes in.
fn widest(
    parts: &mut Parts<'_>,
    left: &AttributeSet,
    attributes: &[usize],
    limits: &Limits,
) -> (AttributeSet, Vec<usize>) {
    let mut whole = left.clone();
    let mut rest = Vec::new();
    let mut chunks = vec![attributes];
    while let Some(chunk) = chunks.pop() {
        let wider = &whole | &chunk.iter().copied().collect();
        if (whole == *left && chunk.len() == 1)
            || parts.boyce_codd(&wider, limits) == Finding::Holds
        {
            whole = wider;
        } else if chunk.len() == 1 {
            rest.extend(chunk);
        } else {
            let (first, second) = chunk.split_at(chunk.len() / 2);
            chunks.push(second);
            chunks.push(first);
        }
    }
    (whole, rest)
}

/// Without what follows from the rest: first goes what the cover does not say itself, long left
/// sides before short ones.
fn needed(mut enforceable: Vec<Dependency>, cover: &[Dependency]) -> Vec<Dependency> {
    let mut order: Vec<(bool, Reverse<usize>, usize)> = enforceable
        .iter()
        .enumerate()
        .map(|(index, one)| (cover.contains(one), Reverse(one.left.len()), index))
        .collect();
    order.sort();
    let mut closure = Closure::new(&enforceable);
    let mut kept = vec![true; enforceable.len()];
    for (_, _, index) in order {
        let dependency = &enforceable[index];
        let Some(attribute) = dependency.right.lowest() else { continue };
        if closure.determines_without(&dependency.left, attribute, index) {
            closure.forget(index, attribute);
            kept[index] = false;
        }
    }
    let mut kept = kept.into_iter();
    enforceable.retain(|_| kept.next().unwrap_or(true));
    enforceable
}

fn by_other_covers(component: &Scheme, limits: &Limits) -> Preserving {
    let size: usize =
        component.dependencies.iter().map(|one| one.attributes().len()).sum::<usize>() + 1;
    let affordable = limits.steps / (size as u64 * size as u64);
    let tries = (limits.covers as u64).min(affordable);
    let orders = [CoverOrder::Declared, CoverOrder::Reversed]
        .into_iter()
        .chain((0..tries).map(CoverOrder::Shuffled));
    for order in orders.take(tries as usize) {
        let cover = minimal_cover_by(&component.dependencies, order);
        let fragments = dependency_fragments(&cover);
        if all_boyce_codd(&mut Parts::new(&cover), &fragments, limits) {
            return Preserving::Exists(fragments);
        }
    }
    Preserving::Undecided
}
