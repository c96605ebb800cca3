//! Normal forms: how far a relation comes, and every dependency that stops it.
//!
//! On a whole relation the dependencies of a minimal cover decide Boyce–Codd and, with the prime
//! attributes, third normal form. They do not decide second normal form: what part of a key
//! determines may follow only in several steps, so the closure of every key less one attribute is
//! looked at. A constant attribute breaks it too: the empty set is part of every key.
//!
//! A closure for each dependency, and for second normal form one for each attribute of each key.

use std::fmt;

use super::attributes::AttributeSet;
use super::closure::Closure;
use super::dependencies::{Dependency, Multivalued, Relation};
use super::fourth;
use super::keys::Keys;
use super::limits::{Limits, Verdict};
use super::multivalued::Mixed;
use super::primes::{Primality, Primes};
use super::witness::Anomaly;

/// The normal forms, weakest first. First normal form is a question of types, not dependencies:
/// every relation here is taken to be in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NormalForm {
    First,
    Second,
    Third,
    BoyceCodd,
    Fourth,
}

/// Which forms hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forms {
    pub second: Verdict,
    pub third: Verdict,
    pub boyce_codd: Verdict,
    /// None where no multivalued dependency is declared: then it is Boyce–Codd normal form again.
    pub fourth: Option<Verdict>,
}

/// A dependency that breaks a normal form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The weakest form it breaks; all stronger ones are broken too.
    pub form: NormalForm,
    pub left: AttributeSet,
    pub right: AttributeSet,
    pub reason: Reason,
    pub anomaly: Anomaly,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The left side is a proper part of this key, the right side in no key.
    PartOfKey(AttributeSet),
    /// The left side is no key and no part of one that is known, the right side in no key.
    NotAKey,
    /// The left side is no key; the right side is in one, or may be.
    GivesPartOfKey,
    /// A multivalued dependency whose left side is no key.
    Multivalued,
}

impl Forms {
    /// The highest form proven to hold.
    pub fn highest(&self) -> NormalForm {
        let steps = [
            (NormalForm::Second, self.second),
            (NormalForm::Third, self.third),
            (NormalForm::BoyceCodd, self.boyce_codd),
            (NormalForm::Fourth, self.fourth.unwrap_or(Verdict::Broken)),
        ];
        steps
            .into_iter()
            .take_while(|(_, verdict)| verdict.holds())
            .last()
            .map_or(NormalForm::First, |(form, _)| form)
    }

    /// The same where dependencies may be missing, so that neither answer is safe.
    pub(super) fn open(self) -> Forms {
        let open = Verdict::Undecided;
        Forms { second: open, third: open, boyce_codd: open, ..self }
    }

    /// Whether no higher form could hold.
    pub fn is_certain(&self) -> bool {
        let verdicts = [self.second, self.third, self.boyce_codd];
        let all = verdicts.into_iter().chain(self.fourth);
        all.into_iter().find(|verdict| !verdict.holds()) != Some(Verdict::Undecided)
    }
}

impl NormalForm {
    pub fn name(self) -> &'static str {
        match self {
            NormalForm::First => "1NF",
            NormalForm::Second => "2NF",
            NormalForm::Third => "3NF",
            NormalForm::BoyceCodd => "BCNF",
            NormalForm::Fourth => "4NF",
        }
    }
}

impl fmt::Display for NormalForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Violation {
    /// One sentence in the relation's own names.
    pub fn why(&self, relation: &Relation) -> String {
        let left = phrase(relation, &self.left);
        let right = phrase(relation, &self.right);
        match &self.reason {
            Reason::PartOfKey(_) if self.left.is_empty() => {
                format!("{right} is the same in every row, so it does not describe the key")
            }
            Reason::PartOfKey(key) => format!(
                "{left} is only a part of the key {}, and determines {right} by itself",
                phrase(relation, key)
            ),
            Reason::NotAKey => format!(
                "{left} is not a key, and determines {right}, which is in no key: it describes \
                 {left}, not the key"
            ),
            Reason::GivesPartOfKey => {
                format!("{left} is not a key, and determines {right}")
            }
            Reason::Multivalued => format!(
                "the values of {right} depend on {left} alone, which is not a key: each of them \
                 has to be repeated with every value of the other attributes"
            ),
        }
    }
}

fn phrase(relation: &Relation, set: &AttributeSet) -> String {
    match relation.names_of(set).as_slice() {
        [] => "nothing".to_owned(),
        [one] => format!("`{one}`"),
        names => format!("(`{}`)", names.join("`, `")),
    }
}

/// What is known of a relation before its forms are judged.
pub(super) struct Judged<'a> {
    pub(super) attributes: &'a AttributeSet,
    /// A minimal cover, one dependency for each left side.
    pub(super) cover: &'a [Dependency],
    pub(super) keys: &'a Keys,
    pub(super) primes: &'a Primes,
}

/// The forms that hold and the violations of the others, weakest form first.
pub(super) fn judge(relation: &Judged<'_>, limits: &Limits) -> (Forms, Vec<Violation>) {
    let mut closure = Closure::new(relation.cover);
    let mut judgement = Judgement {
        relation,
        smallest_key: relation.keys.smallest().cloned().unwrap_or_default(),
        forms: Forms {
            second: Verdict::Holds,
            third: Verdict::Holds,
            boyce_codd: Verdict::Holds,
            fourth: None,
        },
        violations: Vec::new(),
        limit: limits.violations,
    };
    for dependency in relation.cover {
        judgement.judge(dependency, &mut closure);
    }
    if judgement.forms.third != Verdict::Holds && judgement.forms.second == Verdict::Holds {
        judgement.forms.second = judgement.second_by_keys(&mut closure, limits.steps);
    }
    let Judgement { forms, mut violations, .. } = judgement;
    violations.sort_by(|one, other| {
        (one.form, &one.left, &one.right).cmp(&(other.form, &other.left, &other.right))
    });
    (forms, violations)
}

/// Whether fourth normal form holds, given whether Boyce–Codd normal form does, and what breaks
/// it beyond that.
pub(super) fn judge_fourth(mixed: &Mixed, boyce_codd: Verdict) -> (Verdict, Vec<Violation>) {
    let violations: Vec<Violation> = fourth::violations(mixed)
        .into_iter()
        .map(|Multivalued { left, right }| {
            let closed = mixed.closure(&left);
            let dependency = Multivalued::new(left, right);
            let anomaly = Anomaly::combination(mixed.attributes(), &dependency, &closed);
            Violation {
                form: NormalForm::Fourth,
                right: &dependency.right - &dependency.left,
                left: dependency.left,
                reason: Reason::Multivalued,
                anomaly,
            }
        })
        .collect();
    (boyce_codd.and(violations.is_empty().into()), violations)
}

struct Judgement<'a> {
    relation: &'a Judged<'a>,
    smallest_key: AttributeSet,
    forms: Forms,
    violations: Vec<Violation>,
    limit: usize,
}

impl Judgement<'_> {
    /// Judges one dependency of the cover.
    fn judge(&mut self, dependency: &Dependency, closure: &mut Closure) {
        let closed = closure.of(&dependency.left);
        if self.relation.attributes.is_subset(&closed) {
            return;
        }
        self.forms.boyce_codd = Verdict::Broken;
        let (mut in_no_key, mut others) = (AttributeSet::new(), AttributeSet::new());
        for attribute in &dependency.right {
            match self.relation.primes.of(attribute) {
                Primality::NotPrime => in_no_key.insert(attribute),
                Primality::Prime => others.insert(attribute),
                Primality::Undecided => {
                    self.forms.third = self.forms.third.and(Verdict::Undecided);
                    others.insert(attribute)
                }
            };
        }
        if !others.is_empty() {
            let reason = Reason::GivesPartOfKey;
            self.report(NormalForm::BoyceCodd, &dependency.left, others, reason, &closed);
        }
        if in_no_key.is_empty() {
            return;
        }
        self.forms.third = Verdict::Broken;
        let key = self.relation.keys.keys.iter().find(|key| dependency.left.is_subset(key));
        match key {
            Some(key) => {
                self.forms.second = Verdict::Broken;
                let reason = Reason::PartOfKey(key.clone());
                self.report(NormalForm::Second, &dependency.left, in_no_key, reason, &closed);
            }
            None => {
                let reason = Reason::NotAKey;
                self.report(NormalForm::Third, &dependency.left, in_no_key, reason, &closed);
            }
        }
    }

    /// Second normal form by its definition. The dependencies of the cover show no violation, but
    /// part of a key may determine something in several steps.
    fn second_by_keys(&mut self, closure: &mut Closure, steps: u64) -> Verdict {
        let budget = closure.work().saturating_add(steps);
        let Primes { prime, undecided } = self.relation.primes;
        let mut verdict =
            if self.relation.keys.are_complete() { Verdict::Holds } else { Verdict::Undecided };
        for key in &self.relation.keys.keys {
            for gone in key {
                if closure.work() > budget {
                    return verdict.and(Verdict::Undecided);
                }
                let part = key.without(gone);
                let mut determined = closure.of(&part);
                determined.keep(self.relation.attributes);
                determined.subtract(prime);
                determined.subtract(&part);
                if determined.intersects(undecided) {
                    verdict = Verdict::Undecided;
                    determined.subtract(undecided);
                }
                let Some(attribute) = determined.lowest() else { continue };
                let left = closure.reduce_left(&part, attribute);
                let closed = closure.of(&left);
                let right = &determined & &closed;
                let reason = Reason::PartOfKey(key.clone());
                self.report(NormalForm::Second, &left, right, reason, &closed);
                return Verdict::Broken;
            }
        }
        verdict
    }

    fn report(
        &mut self,
        form: NormalForm,
        left: &AttributeSet,
        right: AttributeSet,
        reason: Reason,
        closed: &AttributeSet,
    ) {
        // The proof of a form's being broken is never left out.
        if self.violations.len() >= self.limit
            && self.violations.iter().any(|violation| violation.form == form)
        {
            return;
        }
        let key = match &reason {
            Reason::PartOfKey(key) => key,
            _ => &self.smallest_key,
        };
        if let Some(anomaly) = Anomaly::repetition(left, &right, closed, key) {
            self.violations.push(Violation { form, left: left.clone(), right, reason, anomaly });
        }
    }
}
