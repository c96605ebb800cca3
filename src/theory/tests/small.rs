//! Everything about a small relation, against the oracle: all relations of three attributes, and
//! random ones up to eight.

use proptest::prelude::*;

use super::arbitrary;
use super::oracle::{Bits, Oracle, bits, joins, set, singles, subsets};
use crate::theory::*;

fn exact() -> Limits {
    Limits::default()
}

fn parts_of(fragments: &[Fragment]) -> Vec<Bits> {
    fragments.iter().map(|fragment| bits(&fragment.attributes)).collect()
}

fn has_key(oracle: &Oracle, fragment: &Fragment) -> bool {
    let keys = oracle.keys_of(bits(&fragment.attributes));
    std::iter::once(&fragment.key).chain(&fragment.other_keys).all(|key| keys.contains(&bits(key)))
}

fn check_keys(scheme: &Scheme, oracle: &Oracle) {
    let keys = candidate_keys(scheme, &exact());
    let expected = oracle.keys_of(oracle.all);
    let mut sorted: Vec<AttributeSet> = expected.iter().copied().map(set).collect();
    sorted.sort();
    assert_eq!(keys.keys, sorted);
    assert_eq!(keys.count, KeyCount::Exactly(sorted.len()));
    assert!(keys.keys.contains(&one_key(scheme)));
    let primes = oracle.primes_of(oracle.all);
    for found in [prime_attributes(scheme, &exact()), primes_among(scheme, &keys, &exact())] {
        assert_eq!(bits(&found.prime), primes);
        assert!(found.undecided.is_empty());
    }
    for attribute in &scheme.attributes {
        let (primality, key) = key_with(scheme, attribute, &exact());
        assert_eq!(primality == Primality::Prime, primes >> attribute & 1 == 1);
        assert!(key.is_none_or(|key| keys.keys.contains(&key) && key.contains(attribute)));
    }
}

fn check_cover(scheme: &Scheme, oracle: &Oracle) {
    for order in [CoverOrder::Declared, CoverOrder::Reversed, CoverOrder::Shuffled(7)] {
        let cover = minimal_cover_by(&scheme.dependencies, order);
        assert!(oracle.is_cover_on(oracle.all, &cover));
        assert!(cover.is_sorted());
        for (index, dependency) in cover.iter().enumerate() {
            assert_eq!(dependency.right.len(), 1);
            let mut rest = cover.clone();
            rest.remove(index);
            assert!(!implies(&rest, dependency), "{dependency:?} is redundant in {cover:?}");
            for less in &dependency.left {
                let shorter =
                    Dependency::new(dependency.left.without(less), dependency.right.clone());
                let (left, right) = (bits(&shorter.left), bits(&shorter.right));
                assert!(right & oracle.closure(left) == 0, "{dependency:?} can be shortened");
            }
        }
        assert!(equivalent(&cover, &scheme.dependencies));
    }
    assert!(oracle.is_cover_on(oracle.all, &canonical_cover(&scheme.dependencies)));
}

fn check_violation(scheme: &Scheme, oracle: &Oracle, violation: &Violation) {
    let (left, right) = (bits(&violation.left), bits(&violation.right));
    assert!(right != 0 && right & left == 0 && right & !oracle.closure(left) == 0);
    assert!(!oracle.is_superkey_of(oracle.all, left));
    let primes = oracle.primes_of(oracle.all);
    let keys = oracle.keys_of(oracle.all);
    match violation.form {
        NormalForm::Second => {
            assert_eq!(right & primes, 0);
            let Reason::PartOfKey(key) = &violation.reason else { panic!("{violation:?}") };
            assert!(violation.left.is_proper_subset(key) && keys.contains(&bits(key)));
        }
        NormalForm::Third => {
            assert_eq!(right & primes, 0);
            assert!(keys.iter().all(|key| left & !key != 0));
        }
        NormalForm::BoyceCodd => assert_eq!(right & !primes, 0),
        NormalForm::First | NormalForm::Fourth => panic!("{violation:?}"),
    }
    let Anomaly::Repetition { rows, repeated } = &violation.anomaly else { panic!() };
    assert!(violation.right.contains(*repeated));
    assert_eq!(rows.rows.len(), 2);
    assert_ne!(rows.rows[0], rows.rows[1]);
    // Legal: all that follows from the columns they agree on, they agree on.
    let columns = bits(&rows.attributes);
    let agreed = rows
        .attributes
        .iter()
        .filter(|one| rows.value(0, *one) == rows.value(1, *one))
        .fold(0, |agreed, one| agreed | 1 << one);
    assert_eq!(oracle.closure(agreed) & columns, agreed);
    let updated = violation.anomaly.after_careless_update().expect("a repetition");
    let dependency = Dependency::new(violation.left.clone(), violation.right.clone());
    assert!(rows.satisfies(&dependency) && !updated.satisfies(&dependency));
    assert!(!violation.why(&names(scheme)).is_empty());
}

fn names(scheme: &Scheme) -> Relation {
    let names = (0..scheme.attributes.len()).map(|one| format!("a{one}"));
    let mut relation = Relation::new(names).expect("distinct");
    relation.dependencies = scheme.dependencies.clone();
    relation
}

fn check_analysis(scheme: &Scheme, oracle: &Oracle) {
    let analysis = analyse(&names(scheme), &exact());
    let all = oracle.all;
    let Forms { second, third, boyce_codd, fourth } = analysis.forms;
    assert_eq!(second, oracle.is_second(all).into());
    assert_eq!(third, oracle.is_third(all).into());
    assert_eq!(boyce_codd, oracle.is_boyce_codd(all).into());
    assert_eq!(fourth, None);
    assert_eq!(analysis.normal_form(), oracle.highest());
    assert!(analysis.exact && analysis.forms.is_certain());
    for violation in &analysis.violations {
        check_violation(scheme, oracle, violation);
    }
    for (form, verdict) in [
        (NormalForm::Second, second),
        (NormalForm::Third, third),
        (NormalForm::BoyceCodd, boyce_codd),
    ] {
        let shown = analysis.violations.iter().any(|violation| violation.form <= form);
        assert_eq!(shown, !verdict.holds(), "{form} of {scheme:?}");
    }

    let synthesis = &analysis.synthesis_3nf;
    check_decomposition(scheme, oracle, synthesis);
    let parts = parts_of(synthesis);
    assert!(parts.iter().all(|part| oracle.is_third(*part)));
    assert!(oracle.preserves(&parts));
    assert_eq!(third.holds(), parts == [all]);
    let parts = parts_of(&synthesise(scheme));
    assert!(parts.iter().all(|part| oracle.is_third(*part)) && oracle.preserves(&parts));

    let decomposition = &analysis.boyce_codd;
    check_decomposition(scheme, oracle, &decomposition.fragments);
    let parts = parts_of(&decomposition.fragments);
    assert!(parts.iter().all(|part| oracle.is_boyce_codd(*part)));
    assert!(decomposition.normalised.holds() && analysis.boyce_codd_lossless.holds());
    assert_eq!(boyce_codd.holds(), parts == [all]);
    check_lost(oracle, &parts, &decomposition.lost);
    let exists = oracle.has_preserving_boyce_codd();
    assert_eq!(decomposition.preserving, exists.into());
    assert_eq!(decomposition.lost.is_empty(), exists);
}

/// Lossless, nothing inside something else, sorted, keys as said.
fn check_decomposition(scheme: &Scheme, oracle: &Oracle, fragments: &[Fragment]) {
    let parts = parts_of(fragments);
    assert_eq!(parts.iter().fold(0, |all, part| all | part), oracle.all);
    assert!(joins(scheme.attributes.len(), &oracle.functional, &[], &parts), "{fragments:?}");
    assert!(fragments.is_sorted());
    for fragment in fragments {
        assert!(has_key(oracle, fragment), "{fragment:?} of {scheme:?}");
        let inside = |other: &&Fragment| fragment.attributes.is_subset(&other.attributes);
        assert_eq!(fragments.iter().filter(inside).count(), 1);
    }
}

/// The lost ones are lost, attribute for attribute, and with them nothing else is.
fn check_lost(oracle: &Oracle, parts: &[Bits], lost: &[Dependency]) {
    for dependency in lost {
        let reached = oracle.closure_through(parts, bits(&dependency.left));
        assert_eq!(reached & bits(&dependency.right), 0);
        assert_eq!(bits(&dependency.right) & !oracle.closure(bits(&dependency.left)), 0);
    }
    assert_eq!(lost.is_empty(), oracle.preserves(parts));
    let mut kept: Vec<Dependency> = parts
        .iter()
        .flat_map(|part| {
            subsets(*part)
                .map(move |left| Dependency::new(set(left), set(oracle.closure(left) & part)))
        })
        .collect();
    kept.extend_from_slice(lost);
    assert!(oracle.is_cover_on(oracle.all, &kept));
}

fn check_part(scheme: &Scheme, oracle: &Oracle, part: Bits) {
    let onto = set(part);
    let projection = project(&scheme.dependencies, &onto, &exact());
    assert!(projection.exact);
    assert!(projection.dependencies.iter().all(|one| one.attributes().is_subset(&onto)));
    assert!(oracle.is_cover_on(part, &projection.dependencies));
    match Parts::new(&scheme.dependencies).boyce_codd(&onto, &exact()) {
        Finding::Holds => assert!(oracle.is_boyce_codd(part)),
        Finding::Broken(Dependency { left, right }) => {
            let (left, right) = (bits(&left), bits(&right));
            assert!(right != 0 && right & left == 0 && (left | right) & !part == 0);
            assert_eq!(right & !oracle.closure(left), 0);
            assert!(!oracle.is_superkey_of(part, left));
        }
        Finding::Undecided => panic!("small relations are decided"),
    }
    match Parts::new(&scheme.dependencies).third(&onto, &exact()) {
        Finding::Holds => assert!(oracle.is_third(part)),
        Finding::Broken(Dependency { left, right }) => {
            let (left, right) = (bits(&left), bits(&right));
            assert!(right & !oracle.closure(left) == 0 && right & left == 0);
            assert!(!oracle.is_superkey_of(part, left));
            assert_eq!(right & oracle.primes_of(part), 0);
        }
        Finding::Undecided => panic!("small relations are decided"),
    }
}

fn check_examples(scheme: &Scheme, oracle: &Oracle) {
    let armstrong = armstrong_relation(scheme, &exact());
    assert!(armstrong.exact);
    for left in subsets(oracle.all) {
        for one in singles(oracle.all) {
            let goal = Dependency::new(set(left), set(one));
            let follows = one & oracle.closure(left) != 0;
            assert_eq!(armstrong.instance.satisfies(&goal), follows);
            assert_eq!(implies(&scheme.dependencies, &goal), follows);
        }
    }
}

fn check_proof(scheme: &Scheme, oracle: &Oracle, goal: &Dependency) {
    let follows = bits(&goal.right) & !oracle.closure(bits(&goal.left)) == 0;
    let rows = counterexample(&scheme.attributes, &scheme.dependencies, goal);
    let proof = derivation(&scheme.dependencies, goal);
    assert_eq!((rows.is_none(), proof.is_some()), (follows, follows));
    if let Some(rows) = rows {
        assert!(scheme.dependencies.iter().all(|one| rows.satisfies(one)));
        assert!(!rows.satisfies(goal));
    }
    let Some(proof) = proof else { return };
    let replay = |skipped: Option<usize>| {
        let mut known = goal.left.clone();
        for (index, step) in proof.iter().enumerate() {
            let dependency = &scheme.dependencies[step.dependency];
            assert!(step.gained.is_subset(&dependency.right));
            if skipped != Some(index) && dependency.left.is_subset(&known) {
                known.add(&step.gained);
            }
        }
        goal.right.is_subset(&known)
    };
    assert!(replay(None));
    assert!((0..proof.len()).all(|index| !replay(Some(index))), "a step is not needed");
}

fn check_split(scheme: &Scheme, oracle: &Oracle, parts: &[AttributeSet]) {
    let width = scheme.attributes.len();
    let as_bits: Vec<Bits> = parts.iter().map(bits).collect();
    check_lost(oracle, &as_bits, &lost_dependencies(&scheme.dependencies, parts));
    match join_of(&scheme.attributes, &scheme.dependencies, &[], parts, &exact()) {
        Join::Lossless => assert!(joins(width, &oracle.functional, &[], &as_bits)),
        Join::Lossy(rows) => {
            assert!(!joins(width, &oracle.functional, &[], &as_bits));
            check_lossy(&rows, &scheme.dependencies, &[], parts);
        }
        Join::Missing(missing) => {
            assert_eq!(bits(&missing), oracle.all & !as_bits.iter().fold(0, |a, b| a | b));
        }
        Join::Undecided => panic!("small tableaux are decided"),
    }
}

/// The rows obey every dependency, and the row of ones is in the join of their parts only.
pub(super) fn check_lossy(
    rows: &Instance,
    dependencies: &[Dependency],
    multivalued: &[Multivalued],
    parts: &[AttributeSet],
) {
    assert!(dependencies.iter().all(|one| rows.satisfies(one)));
    assert!(multivalued.iter().all(|one| rows.satisfies_multivalued(one)));
    let sought =
        |row: &Vec<u32>, part: &AttributeSet| rows.part(row, part).iter().all(|value| *value == 1);
    assert!(parts.iter().all(|part| rows.rows.iter().any(|row| sought(row, part))));
    assert!(!rows.rows.iter().any(|row| sought(row, &rows.attributes)));
}

fn check(scheme: &Scheme) {
    let oracle = Oracle::new(scheme);
    check_keys(scheme, &oracle);
    check_cover(scheme, &oracle);
    check_analysis(scheme, &oracle);
    check_examples(scheme, &oracle);
}

#[test]
fn every_relation_of_three_attributes() {
    let all: Bits = 0b111;
    let possible: Vec<Dependency> = singles(all)
        .flat_map(|one| subsets(all & !one).map(move |left| Dependency::new(set(left), set(one))))
        .collect();
    assert_eq!(possible.len(), 12);
    for chosen in 0u32..1 << possible.len() {
        let dependencies = possible
            .iter()
            .enumerate()
            .filter(|(index, _)| chosen >> index & 1 == 1)
            .map(|(_, dependency)| dependency.clone())
            .collect();
        let scheme = Scheme { attributes: AttributeSet::first(3), dependencies };
        check(&scheme);
        let oracle = Oracle::new(&scheme);
        for part in subsets(all) {
            check_part(&scheme, &oracle, part);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn relations_of_up_to_six_attributes(scheme in arbitrary::scheme(6, 8)) {
        check(&scheme);
    }

    #[test]
    fn parts_proofs_and_splits(
        scheme in arbitrary::scheme(6, 8),
        onto in arbitrary::set(6),
        goal in (arbitrary::set(6), arbitrary::set(6)),
        parts in proptest::collection::vec(arbitrary::set(6), 1..5),
    ) {
        let oracle = Oracle::new(&scheme);
        let all = &scheme.attributes;
        check_part(&scheme, &oracle, bits(&(&onto & all)));
        check_proof(&scheme, &oracle, &Dependency::new(&goal.0 & all, &goal.1 & all));
        let parts: Vec<AttributeSet> = parts.iter().map(|part| part & all).collect();
        check_split(&scheme, &oracle, &parts);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn relations_of_up_to_eight_attributes(
        scheme in arbitrary::scheme(8, 12),
        onto in arbitrary::set(8),
    ) {
        check(&scheme);
        let part = bits(&(&onto & &scheme.attributes));
        check_part(&scheme, &Oracle::new(&scheme), part);
    }
}
