//! Random schemes for property tests.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::theory::{AttributeSet, Dependency, Multivalued, Scheme};

/// A subset of the first `width` attributes.
pub(in crate::theory) fn set(width: usize) -> impl Strategy<Value = AttributeSet> {
    (0u128..1 << width).prop_map(AttributeSet::from_mask)
}

/// A small subset: left sides of one or two attributes are what designs are made of, empty and
/// large ones are where mistakes hide.
fn side(width: usize) -> impl Strategy<Value = AttributeSet> {
    let few = vec(0..width, 1..=2).prop_map(|some| some.into_iter().collect());
    prop_oneof![6 => few, 2 => set(width)]
}

fn dependency(width: usize) -> impl Strategy<Value = Dependency> {
    (side(width), side(width)).prop_map(|(left, right)| Dependency::new(left, right))
}

/// One to `width` attributes, up to `count` dependencies.
pub(in crate::theory) fn scheme(width: usize, count: usize) -> impl Strategy<Value = Scheme> {
    (1..=width).prop_flat_map(move |width| {
        vec(dependency(width), 0..=count).prop_map(move |dependencies| Scheme {
            attributes: AttributeSet::first(width),
            dependencies,
        })
    })
}

/// The same with multivalued dependencies.
pub(in crate::theory) fn mixed(
    width: usize,
    count: usize,
) -> impl Strategy<Value = (Scheme, Vec<Multivalued>)> {
    (2..=width).prop_flat_map(move |width| {
        let multivalued =
            (side(width), side(width)).prop_map(|(left, right)| Multivalued::new(left, right));
        (vec(dependency(width), 0..=count), vec(multivalued, 0..=3)).prop_map(
            move |(dependencies, multivalued)| {
                (Scheme { attributes: AttributeSet::first(width), dependencies }, multivalued)
            },
        )
    })
}
