//! Everything the theory says about one relation.

use super::attributes::AttributeSet;
use super::bcnf::{self, Decomposition};
use super::chase::{Join, join_of};
use super::cover::minimal_cover;
use super::dependencies::{Dependency, Multivalued, Relation, Scheme, grouped};
use super::forms::{Forms, Judged, NormalForm, Violation, judge, judge_fourth};
use super::fourth;
use super::keys::{Keys, candidate_keys};
use super::limits::{Limits, Verdict};
use super::multivalued::Mixed;
use super::primes::{Primes, primes_among};
use super::projection::project;
use super::synthesis::{Fragment, synthesise_from, whole};

/// What is known of a relation. Lists are sorted in declared order.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// The attributes it speaks of.
    pub attributes: AttributeSet,
    pub keys: Keys,
    pub primes: Primes,
    /// One minimal cover, a single attribute on each right side. Holds functional dependencies
    /// that only follow together with multivalued ones, too.
    pub minimal_cover: Vec<Dependency>,
    pub forms: Forms,
    /// The weakest form first.
    pub violations: Vec<Violation>,
    /// Relations in third normal form, lossless and dependency-preserving; the relation itself
    /// where it is in third normal form.
    pub synthesis_3nf: Vec<Fragment>,
    /// Relations in Boyce–Codd normal form; the relation itself where it is.
    pub boyce_codd: Decomposition,
    /// Whether the decomposition joins back to the relation: by the chase where the tableau is
    /// small, by construction otherwise.
    pub boyce_codd_lossless: Verdict,
    /// Relations in fourth normal form, where multivalued dependencies are declared.
    pub fourth: Option<Decomposition>,
    /// Whether the dependencies it rests on are all that hold; otherwise some that follow from
    /// multivalued ones or through transparent attributes may be missing, and no form is decided.
    pub exact: bool,
    /// The same without the attributes said to be transparent.
    pub without_transparent: Option<Box<Natural>>,
}

/// What is known of a relation without its surrogate keys.
#[derive(Debug, Clone)]
pub struct Natural {
    pub analysis: Analysis,
    /// Whether the whole relation has a candidate key among these attributes. If not, two rows
    /// may differ in nothing but the surrogate, and the keys of this analysis are keys only of
    /// the relation without repeated rows.
    pub has_key: bool,
}

impl Analysis {
    /// The highest form proven to hold.
    pub fn normal_form(&self) -> NormalForm {
        self.forms.highest()
    }

    /// Some dependencies may be missing: with them, what is broken may hold and the reverse.
    fn doubt(&mut self) {
        self.exact = false;
        self.forms = self.forms.open();
        self.boyce_codd.normalised = Verdict::Undecided;
        self.boyce_codd.preserving = Verdict::Undecided;
    }

    /// The analysis with the lower form, of this one and the one without transparent attributes.
    pub fn worst(&self) -> &Analysis {
        match &self.without_transparent {
            Some(natural) if natural.analysis.normal_form() < self.normal_form() => {
                &natural.analysis
            }
            _ => self,
        }
    }
}

/// What a check asks of a relation: what breaks its forms, without a word on how to split it.
#[derive(Debug, Clone)]
pub struct Examination {
    pub keys: Keys,
    pub forms: Forms,
    /// The weakest form first.
    pub violations: Vec<Violation>,
    /// As [`Analysis::exact`].
    pub exact: bool,
}

/// Judges a relation's forms; no decomposition is looked for.
pub fn examine(relation: &Relation, limits: &Limits) -> Examination {
    examine_scheme(relation.scheme(), &relation.multivalued, limits)
}

/// Judges the forms of what is left without some attributes that carry no meaning of their own.
pub fn examine_without(
    relation: &Relation,
    transparent: &AttributeSet,
    limits: &Limits,
) -> Examination {
    let (scheme, multivalued, exact) = without(relation, transparent, limits);
    let mut examination = examine_scheme(scheme, &multivalued, limits);
    if !exact {
        examination.exact = false;
        examination.forms = examination.forms.open();
    }
    examination
}

/// A relation without some attributes, and whether all its dependencies were found.
fn without(
    relation: &Relation,
    transparent: &AttributeSet,
    limits: &Limits,
) -> (Scheme, Vec<Multivalued>, bool) {
    let rest = &relation.attributes() - transparent;
    let projection = project(&relation.dependencies, &rest, limits);
    let multivalued = relation
        .multivalued
        .iter()
        .filter(|one| one.left.is_subset(&rest))
        .map(|one| Multivalued::new(one.left.clone(), &one.right & &rest))
        .collect();
    let scheme = Scheme { attributes: rest, dependencies: projection.dependencies };
    (scheme, multivalued, projection.exact)
}

fn examine_scheme(scheme: Scheme, multivalued: &[Multivalued], limits: &Limits) -> Examination {
    let mixed = Mixed::new(&scheme.attributes, &scheme.dependencies, multivalued);
    let (dependencies, exact) = mixed.functional_part(limits);
    let dependencies = grouped(&minimal_cover(&dependencies));
    let scheme = Scheme { attributes: scheme.attributes, dependencies };
    let keys = candidate_keys(&scheme, limits);
    let primes = primes_among(&scheme, &keys, limits);
    let judged = Judged {
        attributes: &scheme.attributes,
        cover: &scheme.dependencies,
        keys: &keys,
        primes: &primes,
    };
    let (mut forms, mut violations) = judge(&judged, limits);
    if !multivalued.is_empty() {
        let known = if exact { forms.boyce_codd } else { Verdict::Undecided };
        let (verdict, mut found) = judge_fourth(&mixed, known);
        forms.fourth = Some(verdict);
        violations.append(&mut found);
    }
    if !exact {
        forms = forms.open();
    }
    Examination { keys, forms, violations, exact }
}

/// Analyses a relation.
pub fn analyse(relation: &Relation, limits: &Limits) -> Analysis {
    analyse_scheme(&relation.scheme(), &relation.multivalued, limits)
}

/// Analyses a relation, and again without some attributes that carry no meaning of their own: a
/// generated number determines everything and thereby hides what other attributes determine.
pub fn analyse_with_transparent(
    relation: &Relation,
    transparent: &AttributeSet,
    limits: &Limits,
) -> Analysis {
    let mut analysis = analyse(relation, limits);
    let scheme = relation.scheme();
    let rest = &scheme.attributes - transparent;
    if rest == scheme.attributes {
        return analysis;
    }
    let (natural, multivalued, exact) = self::without(relation, transparent, limits);
    let mut without = analyse_scheme(&natural, &multivalued, limits);
    if !exact {
        without.doubt();
    }
    let mixed = Mixed::new(&scheme.attributes, &scheme.dependencies, &relation.multivalued);
    let has_key = scheme.attributes.is_subset(&mixed.closure(&rest));
    analysis.without_transparent = Some(Box::new(Natural { analysis: without, has_key }));
    analysis
}

fn analyse_scheme(scheme: &Scheme, multivalued: &[Multivalued], limits: &Limits) -> Analysis {
    let mixed = Mixed::new(&scheme.attributes, &scheme.dependencies, multivalued);
    let (dependencies, exact) = mixed.functional_part(limits);
    let minimal_cover = minimal_cover(&dependencies);
    let cover = grouped(&minimal_cover);
    let scheme = Scheme { attributes: scheme.attributes.clone(), dependencies: cover };
    let keys = candidate_keys(&scheme, limits);
    let primes = primes_among(&scheme, &keys, limits);
    let judged = Judged {
        attributes: &scheme.attributes,
        cover: &scheme.dependencies,
        keys: &keys,
        primes: &primes,
    };
    let (mut forms, mut violations) = judge(&judged, limits);
    let key = keys.smallest();
    let synthesis_3nf = match forms.third {
        Verdict::Holds => vec![whole(&scheme, &keys.keys)],
        Verdict::Broken | Verdict::Undecided => {
            synthesise_from(&scheme.attributes, &minimal_cover, key)
        }
    };
    let boyce_codd = match forms.boyce_codd {
        Verdict::Holds => Decomposition {
            fragments: vec![whole(&scheme, &keys.keys)],
            lost: Vec::new(),
            normalised: Verdict::Holds,
            preserving: Verdict::Holds,
        },
        Verdict::Broken | Verdict::Undecided => {
            bcnf::decompose(&scheme, &minimal_cover, key, limits)
        }
    };
    let boyce_codd_lossless = lossless(&scheme, &boyce_codd.fragments);
    let mut fourth = None;
    if !multivalued.is_empty() {
        let known = if exact { forms.boyce_codd } else { Verdict::Undecided };
        let (verdict, mut found) = judge_fourth(&mixed, known);
        forms.fourth = Some(verdict);
        violations.append(&mut found);
        fourth = Some(fourth::decompose(&mixed, limits));
    }
    let mut analysis = Analysis {
        attributes: scheme.attributes,
        keys,
        primes,
        minimal_cover,
        forms,
        violations,
        synthesis_3nf,
        boyce_codd,
        boyce_codd_lossless,
        fourth,
        exact,
        without_transparent: None,
    };
    if !exact {
        analysis.doubt();
    }
    analysis
}

/// Tableaux up to this many cells are chased.
const CHASED_CELLS: usize = 4_096;

fn lossless(scheme: &Scheme, fragments: &[Fragment]) -> Verdict {
    if fragments.len() * scheme.attributes.len() > CHASED_CELLS {
        return Verdict::Holds;
    }
    let parts: Vec<AttributeSet> =
        fragments.iter().map(|fragment| fragment.attributes.clone()).collect();
    let limits = Limits { steps: u64::MAX, ..Limits::default() };
    match join_of(&scheme.attributes, &scheme.dependencies, &[], &parts, &limits) {
        Join::Lossless => Verdict::Holds,
        Join::Lossy(_) | Join::Missing(_) => Verdict::Broken,
        Join::Undecided => Verdict::Undecided,
    }
}
