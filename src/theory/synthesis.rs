//! Third normal form by synthesis: always lossless, always keeps every dependency.
//!
//! Bernstein, "Synthesizing third normal form relations from functional dependencies", TODS
//! 1(4), 1976, with the key relation of Biskup, Dayal and Bernstein (SIGMOD 1979): group a
//! minimal cover by left sides, merge groups whose left sides determine each other, drop what
//! became transitive by merging, make a relation of each group, drop relations inside others, add
//! a key if no relation determines everything. One closure for each dependency and group.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::attributes::AttributeSet;
use super::closure::Closure;
use super::cover::minimal_cover;
use super::dependencies::{Dependency, Scheme, grouped};
use super::keys::{in_every_key, one_key};

/// One relation of a decomposition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fragment {
    pub attributes: AttributeSet,
    /// The fewest attributes among the known keys; the first such in declared order.
    pub key: AttributeSet,
    /// Other keys the algorithm came across, in declared order: unique constraints.
    pub other_keys: Vec<AttributeSet>,
}

impl Fragment {
    pub(super) fn new(attributes: AttributeSet, mut keys: Vec<AttributeSet>) -> Fragment {
        keys.sort();
        keys.dedup();
        let smallest =
            keys.iter().enumerate().min_by_key(|(_, key)| key.len()).map(|(index, _)| index);
        let key = match smallest {
            Some(index) => keys.remove(index),
            None => attributes.clone(),
        };
        Fragment { attributes, key, other_keys: keys }
    }
}

/// A decomposition into third normal form, sorted. Splits even where it need not: ask first
/// whether the relation is in third normal form already.
pub fn synthesise(scheme: &Scheme) -> Vec<Fragment> {
    let cover = minimal_cover(&scheme.dependencies);
    synthesise_from(&scheme.attributes, &cover, None)
}

/// The synthesis from a given minimal cover; `key` is the key to add if one is needed.
pub(super) fn synthesise_from(
    attributes: &AttributeSet,
    cover: &[Dependency],
    key: Option<&AttributeSet>,
) -> Vec<Fragment> {
    let mut closure = Closure::new(cover);
    let mut fragments = dependency_fragments(cover);
    add_key(&mut fragments, attributes, &mut closure, |closure| match key {
        Some(key) => key.clone(),
        None => closure.reduce(attributes, &in_every_key(attributes, cover)),
    });
    fragments
}

/// The relations that keep the dependencies of a minimal cover, without one for the key.
pub(super) fn dependency_fragments(cover: &[Dependency]) -> Vec<Fragment> {
    let groups = grouped(cover);
    let mut closure = Closure::new(&groups);
    let mut fragments: Vec<Fragment> = without_transitive(merged(&groups, &mut closure))
        .into_iter()
        .map(|class| {
            let mut whole = class.rights;
            for left in &class.lefts {
                whole.add(left);
            }
            Fragment::new(whole, class.lefts)
        })
        .collect();
    drop_subsumed(&mut fragments);
    fragments
}

/// Adds a relation of a key unless some relation determines everything, and sorts.
pub(super) fn add_key(
    fragments: &mut Vec<Fragment>,
    attributes: &AttributeSet,
    closure: &mut Closure,
    key: impl FnOnce(&mut Closure) -> AttributeSet,
) {
    let has_key = fragments.iter().any(|fragment| closure.determines(&fragment.key, attributes));
    if !has_key {
        let key = key(closure);
        fragments.push(Fragment::new(key.clone(), vec![key]));
        // The rest of a component may be a part of the key.
        drop_subsumed(fragments);
    }
    fragments.sort();
}

/// Drops relations that lie inside others.
pub(super) fn drop_subsumed(fragments: &mut Vec<Fragment>) {
    fragments.sort_by_key(|fragment| Reverse(fragment.attributes.len()));
    let mut kept: Vec<Fragment> = Vec::with_capacity(fragments.len());
    // For each attribute, the kept relations that hold it: only these can hold a set of it.
    let mut holders: HashMap<usize, Vec<usize>> = HashMap::new();
    for fragment in fragments.drain(..) {
        let candidates: &[usize] = match fragment.attributes.lowest() {
            Some(attribute) => holders.get(&attribute).map_or(&[], Vec::as_slice),
            None if kept.is_empty() => &[],
            None => &[0],
        };
        let holder = candidates.iter().copied().find(|index| {
            kept.get(*index).is_some_and(|one| fragment.attributes.is_subset(&one.attributes))
        });
        match holder.and_then(|index| kept.get_mut(index)) {
            // Of two equal relations the keys of both hold.
            Some(other) if other.attributes == fragment.attributes => {
                let mut keys = vec![other.key.clone(), fragment.key];
                keys.append(&mut other.other_keys);
                keys.extend(fragment.other_keys);
                *other = Fragment::new(fragment.attributes, keys);
            }
            Some(_) => {}
            None => {
                for attribute in &fragment.attributes {
                    holders.entry(attribute).or_default().push(kept.len());
                }
                kept.push(fragment);
            }
        }
    }
    *fragments = kept;
}

/// Left sides that determine each other, and what they yield.
struct Class {
    lefts: Vec<AttributeSet>,
    rights: AttributeSet,
}

fn merged(groups: &[Dependency], closure: &mut Closure) -> Vec<Class> {
    let mut classes: Vec<Class> = Vec::new();
    let mut by_closure: HashMap<AttributeSet, usize> = HashMap::new();
    for group in groups {
        let index = *by_closure.entry(closure.of(&group.left)).or_insert(classes.len());
        match classes.get_mut(index) {
            Some(class) => {
                class.lefts.push(group.left.clone());
                class.rights.add(&group.right);
            }
            None => {
                classes.push(Class { lefts: vec![group.left.clone()], rights: group.right.clone() })
            }
        }
    }
    classes
}

/// Takes out of each class what its left sides say of each other, and what follows from the rest
/// now that they stand together.
fn without_transitive(mut classes: Vec<Class>) -> Vec<Class> {
    if classes.iter().all(|class| class.lefts.len() == 1) {
        return classes;
    }
    // First, for each class, its other attributes, as yielded by its first left side; then the
    // bijections between left sides, by which that left side stands for all.
    let mut rules = Vec::new();
    for class in &mut classes {
        for left in &class.lefts {
            class.rights.subtract(left);
        }
        let first = class.lefts.first().cloned().unwrap_or_default();
        rules.push(Dependency::new(first, class.rights.clone()));
    }
    for class in &classes {
        let following = class.lefts.iter().cycle().skip(1);
        for (left, next) in class.lefts.iter().zip(following) {
            rules.push(Dependency::new(left.clone(), next - left));
        }
    }
    let mut closure = Closure::new(&rules);
    for (index, class) in classes.iter_mut().enumerate() {
        let Some(left) = class.lefts.first() else { continue };
        for attribute in &class.rights.clone() {
            if closure.determines_without(left, attribute, index) {
                closure.forget(index, attribute);
                class.rights.remove(attribute);
            }
        }
    }
    classes
}

/// The relation as it is.
pub(super) fn whole(scheme: &Scheme, keys: &[AttributeSet]) -> Fragment {
    let keys = if keys.is_empty() { vec![one_key(scheme)] } else { keys.to_vec() };
    Fragment::new(scheme.attributes.clone(), keys)
}
