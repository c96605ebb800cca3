//! Multivalued dependencies and fourth normal form, against a chase of two rows.

use proptest::prelude::*;

use super::arbitrary;
use super::oracle::{Bits, bits, chased, joins, set, singles, subsets};
use super::small::check_lossy;
use crate::theory::*;

/// What a set determines, as all rows that two rows agreeing on it alone force.
struct Forced {
    width: usize,
    left: Bits,
    rows: Vec<Vec<u32>>,
}

impl Forced {
    fn new(scheme: &Scheme, multivalued: &[Multivalued], left: Bits) -> Forced {
        let width = scheme.attributes.len();
        let other = (0..width).map(|at| u32::from(left >> at & 1 == 0)).collect();
        let functional: Vec<(Bits, Bits)> =
            scheme.dependencies.iter().map(|one| (bits(&one.left), bits(&one.right))).collect();
        let rows = chased(&functional, multivalued, vec![vec![0; width], other]);
        Forced { width, left, rows }
    }

    /// All that the set determines functionally.
    fn closure(&self) -> Bits {
        (0..self.width)
            .filter(|at| self.rows.iter().all(|row| row[*at] == 0))
            .fold(self.left, |closure, at| closure | 1 << at)
    }

    /// Whether the set determines `right` multivalued within `part`: some row has the first row's
    /// values there and the second row's in the rest of the part.
    fn splits(&self, part: Bits, right: Bits) -> bool {
        let closure = self.closure();
        self.rows.iter().any(|row| {
            singles(part & !closure).all(|one| {
                let expected = u32::from(right & one == 0);
                row[one.trailing_zeros() as usize] == expected
            })
        })
    }

    /// Whether a key, or no dependency that says something starts here.
    fn is_harmless_on(&self, part: Bits) -> bool {
        let rest = part & !self.left;
        part & !self.closure() == 0
            || subsets(rest).all(|right| right == 0 || right == rest || !self.splits(part, right))
    }
}

fn is_fourth(scheme: &Scheme, multivalued: &[Multivalued], part: Bits) -> bool {
    subsets(part).all(|left| Forced::new(scheme, multivalued, left).is_harmless_on(part))
}

fn named(scheme: &Scheme, multivalued: &[Multivalued]) -> Relation {
    let names = (0..scheme.attributes.len()).map(|one| format!("a{one}"));
    let mut relation = Relation::new(names).expect("distinct");
    relation.dependencies = scheme.dependencies.clone();
    relation.multivalued = multivalued.to_vec();
    relation
}

fn check_fourth(scheme: &Scheme, multivalued: &[Multivalued], limits: &Limits) {
    let analysis = analyse(&named(scheme, multivalued), limits);
    let Some(decomposition) = &analysis.fourth else {
        assert!(multivalued.is_empty());
        return;
    };
    let all = bits(&scheme.attributes);
    let holds = is_fourth(scheme, multivalued, all);
    let form = analysis.normal_form();
    assert_eq!(form == NormalForm::Fourth, holds, "{scheme:?} {multivalued:?}");
    assert_eq!(analysis.violations.is_empty(), holds);
    assert!(decomposition.normalised.holds());
    let parts: Vec<Bits> =
        decomposition.fragments.iter().map(|one| bits(&one.attributes)).collect();
    for (part, fragment) in parts.iter().zip(&decomposition.fragments) {
        assert!(is_fourth(scheme, multivalued, *part), "{fragment:?}");
        let key = Forced::new(scheme, multivalued, bits(&fragment.key));
        assert_eq!(part & !key.closure(), 0);
    }
    let functional: Vec<(Bits, Bits)> =
        scheme.dependencies.iter().map(|one| (bits(&one.left), bits(&one.right))).collect();
    assert!(joins(scheme.attributes.len(), &functional, multivalued, &parts));
    for violation in &analysis.violations {
        let Anomaly::Combination { rows, forced } = &violation.anomaly else { continue };
        let dependency = Multivalued::new(violation.left.clone(), violation.right.clone());
        assert!(!rows.satisfies_multivalued(&dependency));
        let mut together = rows.clone();
        together.rows.extend(forced.rows.iter().cloned());
        assert!(together.satisfies_multivalued(&dependency));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn the_dependency_basis(
        (scheme, multivalued) in arbitrary::mixed(6, 4),
        left in arbitrary::set(6),
        right in arbitrary::set(6),
    ) {
        let left = &left & &scheme.attributes;
        let forced = Forced::new(&scheme, &multivalued, bits(&left));
        let mixed = Mixed::new(&scheme.attributes, &scheme.dependencies, &multivalued);
        prop_assert_eq!(bits(&mixed.closure(&left)), forced.closure());
        let goal = Multivalued::new(left, &right & &scheme.attributes);
        let all = bits(&scheme.attributes);
        prop_assert_eq!(mixed.implies(&goal), forced.splits(all, bits(&goal.right)));
    }

    #[test]
    fn functional_dependencies_of_both_kinds((scheme, multivalued) in arbitrary::mixed(5, 3)) {
        let mixed = Mixed::new(&scheme.attributes, &scheme.dependencies, &multivalued);
        let (found, exact) = mixed.functional_part(&Limits::default());
        prop_assert!(exact);
        let mut closure = Closure::new(&found);
        for left in subsets(bits(&scheme.attributes)) {
            let forced = Forced::new(&scheme, &multivalued, left);
            prop_assert_eq!(bits(&closure.of(&set(left))), forced.closure());
        }
    }

    #[test]
    fn fourth_normal_form((scheme, multivalued) in arbitrary::mixed(5, 3)) {
        check_fourth(&scheme, &multivalued, &Limits::default());
    }

    #[test]
    fn tight_limits_never_lie_of_both_kinds((scheme, multivalued) in arbitrary::mixed(6, 4)) {
        let relation = named(&scheme, &multivalued);
        let exact = analyse(&relation, &Limits::default());
        let limits = Limits { exhaustive_attributes: 0, ..Limits::default() };
        let bounded = analyse(&relation, &limits);
        let agree = |one: Verdict, other: Verdict| one == Verdict::Undecided || one == other;
        prop_assert!(agree(bounded.forms.second, exact.forms.second));
        prop_assert!(agree(bounded.forms.third, exact.forms.third));
        prop_assert!(agree(bounded.forms.boyce_codd, exact.forms.boyce_codd));
        prop_assert!(agree(bounded.boyce_codd.preserving, exact.boyce_codd.preserving));
        prop_assert!(bounded.exact || bounded.forms.boyce_codd == Verdict::Undecided);
        if let (Some(one), Some(other)) = (bounded.forms.fourth, exact.forms.fourth) {
            prop_assert!(agree(one, other));
        }
        if let Some(decomposition) = &bounded.fourth {
            let parts: Vec<Bits> =
                decomposition.fragments.iter().map(|one| bits(&one.attributes)).collect();
            if decomposition.normalised.holds() {
                prop_assert!(parts.iter().all(|part| is_fourth(&scheme, &multivalued, *part)));
            }
        }
    }

    #[test]
    fn joins_with_both_kinds(
        (scheme, multivalued) in arbitrary::mixed(5, 3),
        parts in proptest::collection::vec(arbitrary::set(5), 2..4),
    ) {
        let parts: Vec<AttributeSet> =
            parts.iter().map(|part| part & &scheme.attributes).collect();
        let join = join_of(
            &scheme.attributes, &scheme.dependencies, &multivalued, &parts, &Limits::default(),
        );
        let functional: Vec<(Bits, Bits)> =
            scheme.dependencies.iter().map(|one| (bits(&one.left), bits(&one.right))).collect();
        let as_bits: Vec<Bits> = parts.iter().map(bits).collect();
        let expected = joins(scheme.attributes.len(), &functional, &multivalued, &as_bits);
        match join {
            Join::Lossless => prop_assert!(expected),
            Join::Lossy(rows) => {
                prop_assert!(!expected);
                check_lossy(&rows, &scheme.dependencies, &multivalued, &parts);
            }
            Join::Missing(missing) => prop_assert!(!missing.is_empty()),
            Join::Undecided => prop_assert!(false, "small tableaux are decided"),
        }
    }
}
