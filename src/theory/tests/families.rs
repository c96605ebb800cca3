//! Families of relations with known numbers of keys, and relations of thousands of attributes.

use crate::theory::*;

fn one(attribute: usize) -> AttributeSet {
    AttributeSet::single(attribute)
}

fn range(range: std::ops::Range<usize>) -> AttributeSet {
    range.collect()
}

/// `count` pairs A_i <-> B_i: a key takes one of each.
fn pairs(count: usize) -> Scheme {
    let dependencies = (0..count)
        .flat_map(|pair| {
            let (a, b) = (one(2 * pair), one(2 * pair + 1));
            [Dependency::new(a.clone(), b.clone()), Dependency::new(b, a)]
        })
        .collect();
    Scheme { attributes: AttributeSet::first(2 * count), dependencies }
}

/// With one more attribute, which every second one together determines.
fn connected(mut scheme: Scheme) -> Scheme {
    let width = scheme.attributes.len();
    scheme
        .dependencies
        .push(Dependency::new((0..width).step_by(2).collect(), AttributeSet::single(width)));
    scheme.attributes.insert(width);
    scheme
}

/// Every half of the attributes determines all: the most keys a relation can have (Demetrovics
/// 1978).
fn halves(width: usize) -> Scheme {
    let all = AttributeSet::first(width);
    let dependencies = (0u128..1 << width)
        .filter(|mask| mask.count_ones() as usize == width / 2)
        .map(|mask| Dependency::new(AttributeSet::from_mask(mask), all.clone()))
        .collect();
    Scheme { attributes: all, dependencies }
}

fn named(scheme: &Scheme) -> Relation {
    let names = (0..scheme.attributes.len()).map(|one| format!("a{one}"));
    let mut relation = Relation::new(names).expect("distinct");
    relation.dependencies = scheme.dependencies.clone();
    relation
}

#[test]
fn pairs_have_a_key_for_every_choice() {
    for count in 0..=10 {
        let keys = candidate_keys(&pairs(count), &Limits::default());
        assert_eq!(keys.count, KeyCount::Exactly(1 << count));
        assert!(keys.keys.iter().all(|key| key.len() == count));
        assert!(keys.keys.is_sorted());
        // The same when an attribute that depends on all of them leaves nothing to take apart.
        let connected = connected(pairs(count));
        let again = candidate_keys(&connected, &Limits::default());
        assert_eq!(again, keys);
    }
}

#[test]
fn halves_have_the_most_keys() {
    let keys = candidate_keys(&halves(10), &Limits::default());
    assert_eq!(keys.count, KeyCount::Exactly(252));
    let analysis = analyse(&named(&halves(8)), &Limits::default());
    assert_eq!(analysis.keys.count, KeyCount::Exactly(70));
    assert_eq!(analysis.normal_form(), NormalForm::BoyceCodd);
}

#[test]
fn a_capped_list_says_so_and_primes_are_still_known() {
    for scheme in [pairs(12), connected(pairs(12))] {
        let limits = Limits { keys: 100, ..Limits::default() };
        let keys = candidate_keys(&scheme, &limits);
        assert_eq!(keys.count, KeyCount::AtLeast(100));
        assert_eq!(keys.keys.len(), 100);
        let mut distinct = keys.keys.clone();
        distinct.dedup();
        assert_eq!(distinct.len(), 100);
        let primes = primes_among(&scheme, &keys, &limits);
        assert_eq!(primes.prime, AttributeSet::first(24));
        assert!(primes.undecided.is_empty());
        // Exactly at the cap, the list is complete.
        let limits = Limits { keys: 4_096, ..Limits::default() };
        assert_eq!(candidate_keys(&scheme, &limits).count, KeyCount::Exactly(4_096));
    }
}

#[test]
fn a_chain_of_two_hundred() {
    let dependencies = (0..199).map(|at| Dependency::new(one(at), one(at + 1))).collect::<Vec<_>>();
    let scheme = Scheme { attributes: AttributeSet::first(200), dependencies };
    let analysis = analyse(&named(&scheme), &Limits::default());
    assert_eq!(analysis.keys.keys, [one(0)]);
    assert_eq!(analysis.normal_form(), NormalForm::Second);
    assert_eq!(analysis.synthesis_3nf.len(), 199);
    assert_eq!(analysis.boyce_codd.fragments.len(), 199);
    assert!(analysis.boyce_codd.lost.is_empty());
    assert!(analysis.boyce_codd.preserving.holds());
}

#[test]
fn a_ring_of_seventy() {
    let dependencies =
        (0..70).map(|at| Dependency::new(one(at), one((at + 1) % 70))).collect::<Vec<_>>();
    let scheme = Scheme { attributes: AttributeSet::first(70), dependencies };
    let analysis = analyse(&named(&scheme), &Limits::default());
    assert_eq!(analysis.keys.count, KeyCount::Exactly(70));
    assert_eq!(analysis.normal_form(), NormalForm::BoyceCodd);
}

/// A_i -> C_i, B_i -> C_i and C_1..C_n -> D, seen without the C: 2^n dependencies.
#[test]
fn a_projection_that_explodes() {
    let scheme = |count: usize| {
        let mut dependencies: Vec<Dependency> = (0..count)
            .flat_map(|at| {
                let c = one(2 * count + 1 + at);
                [Dependency::new(one(2 * at), c.clone()), Dependency::new(one(2 * at + 1), c)]
            })
            .collect();
        let c = range(2 * count + 1..3 * count + 1);
        dependencies.push(Dependency::new(c, one(2 * count)));
        dependencies
    };
    let projection = project(&scheme(6), &range(0..13), &Limits::default());
    assert!(projection.exact);
    assert_eq!(projection.dependencies.len(), 64);
    let limits = Limits { projected: 1_000, ..Limits::default() };
    let projection = project(&scheme(16), &range(0..33), &limits);
    assert!(!projection.exact);
}

#[test]
fn five_thousand_attributes() {
    let width = 5_000;
    let mut dependencies = vec![Dependency::new(one(0), AttributeSet::first(width))];
    dependencies.extend((1..1_000).map(|at| Dependency::new(one(at), one(at + 2_000))));
    let scheme = Scheme { attributes: AttributeSet::first(width), dependencies };
    let analysis = analyse(&named(&scheme), &Limits::default());
    assert_eq!(analysis.keys.keys, [one(0)]);
    assert_eq!(analysis.normal_form(), NormalForm::Second);
    assert_eq!(analysis.boyce_codd.fragments.len(), 1_000);
    assert_eq!(analysis.violations.len(), 999);
    assert!(analysis.boyce_codd.lost.is_empty());
}

#[test]
fn five_thousand_attributes_with_nothing_declared() {
    let scheme = Scheme { attributes: AttributeSet::first(5_000), dependencies: Vec::new() };
    let analysis = analyse(&named(&scheme), &Limits::default());
    assert_eq!(analysis.keys.keys, [AttributeSet::first(5_000)]);
    assert_eq!(analysis.normal_form(), NormalForm::BoyceCodd);
    let empty = Scheme { attributes: AttributeSet::new(), dependencies: Vec::new() };
    let analysis = analyse(&named(&empty), &Limits::default());
    assert_eq!(analysis.keys.keys, [AttributeSet::new()]);
}
