//! Bounded work may leave a question open; it never answers it wrongly. And position is only
//! position: a relation whose attributes lie beyond a machine integer has the same answers.

use proptest::prelude::*;

use super::arbitrary;
use super::oracle::{Bits, Oracle, bits, joins};
use crate::theory::*;

fn tight() -> Limits {
    Limits {
        keys: 1,
        steps: 40,
        projected: 1,
        exhaustive_attributes: 0,
        rows: 2,
        covers: 1,
        violations: 1,
    }
}

fn named(scheme: &Scheme, width: usize) -> Relation {
    let mut relation = Relation::new((0..width).map(|one| format!("a{one}"))).expect("distinct");
    relation.dependencies = scheme.dependencies.clone();
    relation
}

fn allows(verdict: Verdict, truth: bool) -> bool {
    verdict == Verdict::Undecided || verdict.holds() == truth
}

/// The scheme with every attribute `by` places further on, the others in every key.
fn shifted(scheme: &Scheme, by: usize) -> Scheme {
    let shift = |set: &AttributeSet| set.iter().map(|one| one + by).collect::<AttributeSet>();
    Scheme {
        attributes: AttributeSet::first(scheme.attributes.len() + by),
        dependencies: scheme
            .dependencies
            .iter()
            .map(|one| Dependency::new(shift(&one.left), shift(&one.right)))
            .collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn tight_limits_never_lie(scheme in arbitrary::scheme(6, 8), onto in arbitrary::set(6)) {
        let oracle = Oracle::new(&scheme);
        let limits = tight();
        let keys = candidate_keys(&scheme, &limits);
        let expected = oracle.keys_of(oracle.all);
        prop_assert!(!keys.keys.is_empty());
        prop_assert!(keys.keys.iter().all(|key| expected.contains(&bits(key))));
        match keys.count {
            KeyCount::Exactly(count) => prop_assert_eq!(count, expected.len()),
            KeyCount::AtLeast(count) => prop_assert!(count <= expected.len()),
        }
        let true_primes = oracle.primes_of(oracle.all);
        let primes = primes_among(&scheme, &keys, &limits);
        for found in [&primes, &prime_attributes(&scheme, &limits)] {
            prop_assert_eq!(bits(&found.prime) & !true_primes, 0);
            prop_assert_eq!(true_primes & !bits(&found.prime) & !bits(&found.undecided), 0);
        }

        let analysis = analyse(&named(&scheme, scheme.attributes.len()), &limits);
        prop_assert!(allows(analysis.forms.second, oracle.is_second(oracle.all)));
        prop_assert!(allows(analysis.forms.third, oracle.is_third(oracle.all)));
        prop_assert!(allows(analysis.forms.boyce_codd, oracle.is_boyce_codd(oracle.all)));
        prop_assert!(analysis.normal_form() <= oracle.highest());
        if analysis.forms.is_certain() {
            prop_assert_eq!(analysis.normal_form(), oracle.highest());
        }
        let exists = oracle.has_preserving_boyce_codd();
        prop_assert!(allows(analysis.boyce_codd.preserving, exists));
        let parts: Vec<Bits> =
            analysis.boyce_codd.fragments.iter().map(|one| bits(&one.attributes)).collect();
        prop_assert!(joins(scheme.attributes.len(), &oracle.functional, &[], &parts));
        prop_assert_eq!(analysis.boyce_codd.lost.is_empty(), oracle.preserves(&parts));
        if analysis.boyce_codd.normalised.holds() {
            prop_assert!(parts.iter().all(|part| oracle.is_boyce_codd(*part)));
        }

        let part = bits(&(&onto & &scheme.attributes));
        let onto = &onto & &scheme.attributes;
        match Parts::new(&scheme.dependencies).boyce_codd(&onto, &limits) {
            Finding::Holds => prop_assert!(oracle.is_boyce_codd(part)),
            Finding::Broken(_) => prop_assert!(!oracle.is_boyce_codd(part)),
            Finding::Undecided => {}
        }
        match Parts::new(&scheme.dependencies).third(&onto, &limits) {
            Finding::Holds => prop_assert!(oracle.is_third(part)),
            Finding::Broken(_) => prop_assert!(!oracle.is_third(part)),
            Finding::Undecided => {}
        }
        let projection = project(&scheme.dependencies, &onto, &limits);
        for one in &projection.dependencies {
            prop_assert_eq!(bits(&one.right) & !oracle.closure(bits(&one.left)), 0);
        }
        if projection.exact {
            prop_assert!(oracle.is_cover_on(part, &projection.dependencies));
        }
        let armstrong = armstrong_relation(&scheme, &limits);
        prop_assert!(scheme.dependencies.iter().all(|one| armstrong.instance.satisfies(one)));
    }

    #[test]
    fn without_projections_the_pair_split_still_normalises(scheme in arbitrary::scheme(6, 8)) {
        let oracle = Oracle::new(&scheme);
        let limits =
            Limits { projected: 0, exhaustive_attributes: 0, covers: 0, ..Limits::default() };
        let decomposition = decompose_boyce_codd(
            &scheme, &minimal_cover(&scheme.dependencies), None, &limits,
        );
        let parts: Vec<Bits> =
            decomposition.fragments.iter().map(|one| bits(&one.attributes)).collect();
        prop_assert!(decomposition.normalised.holds());
        prop_assert!(parts.iter().all(|part| oracle.is_boyce_codd(*part)));
        prop_assert!(joins(scheme.attributes.len(), &oracle.functional, &[], &parts));
        prop_assert_eq!(decomposition.lost.is_empty(), oracle.preserves(&parts));
    }

    #[test]
    fn attributes_beyond_a_machine_integer(scheme in arbitrary::scheme(5, 6), by in 124usize..129) {
        let far = shifted(&scheme, by);
        let width = far.attributes.len();
        let (near, far) =
            (analyse(&named(&scheme, scheme.attributes.len()), &Limits::default()),
             analyse(&named(&far, width), &Limits::default()));
        let near_keys: Vec<Vec<usize>> =
            near.keys.keys.iter().map(|key| key.iter().map(|one| one + by).collect()).collect();
        let far_keys: Vec<Vec<usize>> = far
            .keys
            .keys
            .iter()
            .map(|key| key.iter().filter(|one| *one >= by).collect())
            .collect();
        prop_assert_eq!(near_keys, far_keys);
        prop_assert_eq!(near.minimal_cover.len(), far.minimal_cover.len());
        let prime: AttributeSet = far.primes.prime.iter().filter_map(|one| one.checked_sub(by)).collect();
        prop_assert_eq!(&near.primes.prime, &prime);
        prop_assert!(far.boyce_codd_lossless.holds() && far.exact);
        prop_assert_eq!(far.boyce_codd.preserving, near.boyce_codd.preserving);
        // Attributes outside all dependencies join every key, so a dependency that starts from a
        // key alone is now partial: only what breaks a form still breaks it.
        if !near.forms.boyce_codd.holds() {
            prop_assert!(!far.forms.boyce_codd.holds());
        }
    }
}
