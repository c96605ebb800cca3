//! The closure of a set of attributes: all that it determines.
//!
//! LINCLOSURE (Beeri and Bernstein, "Computational problems related to the design of normal form
//! relational schemas", TODS 4(1), 1979): a counter for each dependency says how many attributes
//! of its left side are still missing, a list for each attribute says which counters it lowers.
//! Linear in the size of the dependencies *reached*: counters carry the number of the question
//! that last touched them, so nothing is reset between questions.
//!
//! A few dependencies over few attributes are faster as machine integers in a plain loop; both
//! ways sit behind the same questions. Building is linear; asking reuses the workspace, which is
//! why it wants `&mut`.

mod counters;
mod masks;

use super::attributes::AttributeSet;
use super::dependencies::Dependency;
use counters::Counters;
use masks::Masks;

/// Dependencies made ready to be asked for closures.
#[derive(Debug, Clone)]
pub struct Closure {
    method: Method,
    work: u64,
}

#[derive(Debug, Clone)]
enum Method {
    Masks(Masks),
    Counters(Box<Counters>),
}

/// How far a closure has to go.
#[derive(Debug, Clone, Copy)]
enum Goal<'a> {
    Everything,
    Attribute(usize),
    Attributes(&'a AttributeSet),
}

/// A right side's attribute that a question leaves out: dependency and attribute.
type Omission = Option<(usize, usize)>;

/// Beyond this many dependencies the loop's quadratic worst case outweighs its small steps.
const MASKS_AT_MOST: usize = 64;

/// In smaller sets, whole chunks seldom can go.
const CHUNKED_BEYOND: usize = 32;

impl Closure {
    pub fn new(dependencies: &[Dependency]) -> Closure {
        let masks = (dependencies.len() <= MASKS_AT_MOST).then(|| Masks::new(dependencies));
        let method = match masks.flatten() {
            Some(masks) => Method::Masks(masks),
            None => Method::Counters(Box::new(Counters::new(dependencies))),
        };
        Closure { method, work: 0 }
    }

    /// All that `set` determines, itself included.
    pub fn of(&mut self, set: &AttributeSet) -> AttributeSet {
        let mut closure = set.clone();
        self.run(&mut closure, Goal::Everything, None);
        closure
    }

    /// All that `set` determines, unless that includes all of `goal`.
    pub(super) fn of_unless(
        &mut self,
        set: &AttributeSet,
        goal: &AttributeSet,
    ) -> Option<AttributeSet> {
        let mut closure = set.clone();
        self.run(&mut closure, Goal::Attributes(goal), None);
        (!goal.is_subset(&closure)).then_some(closure)
    }

    /// Whether `left -> right` follows. Stops as soon as it knows.
    pub fn determines(&mut self, left: &AttributeSet, right: &AttributeSet) -> bool {
        let mut closure = left.clone();
        self.run(&mut closure, Goal::Attributes(right), None);
        right.is_subset(&closure)
    }

    /// Whether `left -> attribute` follows. Stops as soon as it knows.
    pub fn determines_attribute(&mut self, left: &AttributeSet, attribute: usize) -> bool {
        let mut closure = left.clone();
        self.run(&mut closure, Goal::Attribute(attribute), None);
        closure.contains(attribute)
    }

    /// Whether `left -> attribute` follows when the dependency of that index does not give that
    /// attribute.
    pub(super) fn determines_without(
        &mut self,
        left: &AttributeSet,
        attribute: usize,
        dependency: usize,
    ) -> bool {
        let mut closure = left.clone();
        self.run(&mut closure, Goal::Attribute(attribute), Some((dependency, attribute)));
        closure.contains(attribute)
    }

    /// Takes an attribute out of a dependency's right side, for all questions to come.
    pub(super) fn forget(&mut self, dependency: usize, attribute: usize) {
        match &mut self.method {
            Method::Masks(masks) => masks.forget(dependency, attribute),
            Method::Counters(counters) => counters.forget(dependency, attribute),
        }
    }

    /// Shrinks `set` to a minimal subset that still determines all of it, trying the attributes
    /// declared last first and never those of `fixed`.
    ///
    /// At most two closures for each attribute tried; many that can go together go together.
    pub fn reduce(&mut self, set: &AttributeSet, fixed: &AttributeSet) -> AttributeSet {
        self.shrink(set, fixed, |closure, rest, gone| closure.determines(rest, gone))
    }

    /// Shrinks `left`, which determines `attribute`, to a minimal subset that does, trying the
    /// attributes declared last first.
    pub fn reduce_left(&mut self, left: &AttributeSet, attribute: usize) -> AttributeSet {
        self.shrink(left, &AttributeSet::new(), |closure, rest, _| {
            closure.determines_attribute(rest, attribute)
        })
    }

    /// Takes attributes out for as long as `suffices` holds of the rest and what was taken, the
    /// last ones first. Larger sets determine more, so if some can go together, each could have
    /// gone in its turn: a whole chunk is tried before its halves.
    fn shrink(
        &mut self,
        set: &AttributeSet,
        fixed: &AttributeSet,
        mut suffices: impl FnMut(&mut Closure, &AttributeSet, &AttributeSet) -> bool,
    ) -> AttributeSet {
        let mut rest = set.clone();
        let candidates: Vec<usize> = (set - fixed).iter().collect();
        let mut chunks: Vec<&[usize]> = if candidates.len() > CHUNKED_BEYOND {
            vec![&candidates]
        } else {
            candidates.chunks(1).collect()
        };
        while let Some(chunk) = chunks.pop() {
            let gone: AttributeSet = chunk.iter().copied().collect();
            rest.subtract(&gone);
            if suffices(self, &rest, &gone) {
                continue;
            }
            rest.add(&gone);
            if chunk.len() > 1 {
                let (first, last) = chunk.split_at(chunk.len() / 2);
                chunks.extend([first, last]);
            }
        }
        rest
    }

    /// The work of all questions so far, in steps over single attributes of dependencies.
    pub fn work(&self) -> u64 {
        self.work
    }

    fn run(&mut self, set: &mut AttributeSet, goal: Goal<'_>, omitted: Omission) {
        if goal.is_reached(set) {
            self.work += 1;
            return;
        }
        self.work += match &mut self.method {
            Method::Masks(masks) => masks.run(set, goal, omitted),
            Method::Counters(counters) => counters.run(set, goal, omitted),
        };
    }
}

impl Goal<'_> {
    fn is_reached(self, set: &AttributeSet) -> bool {
        match self {
            Goal::Everything => false,
            Goal::Attribute(attribute) => set.contains(attribute),
            Goal::Attributes(wanted) => wanted.is_subset(set),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::arbitrary;
    use super::*;

    fn by_counters(dependencies: &[Dependency]) -> Closure {
        Closure { method: Method::Counters(Box::new(Counters::new(dependencies))), work: 0 }
    }

    proptest! {
        #[test]
        fn both_methods_agree_on_every_question(
            scheme in arbitrary::scheme(7, 10),
            left in arbitrary::set(7),
            right in arbitrary::set(7),
            attribute in 0usize..7,
        ) {
            let mut masks = Closure::new(&scheme.dependencies);
            let mut counters = by_counters(&scheme.dependencies);
            prop_assert_eq!(masks.of(&left), counters.of(&left));
            prop_assert_eq!(masks.determines(&left, &right), counters.determines(&left, &right));
            for index in 0..scheme.dependencies.len() {
                prop_assert_eq!(
                    masks.determines_without(&left, attribute, index),
                    counters.determines_without(&left, attribute, index)
                );
            }
            if !scheme.dependencies.is_empty() {
                masks.forget(0, attribute);
                counters.forget(0, attribute);
                let mut rest = scheme.dependencies.clone();
                rest[0].right.remove(attribute);
                let fresh = by_counters(&rest).of(&left);
                prop_assert_eq!(masks.of(&left), fresh.clone());
                prop_assert_eq!(counters.of(&left), fresh);
            }
        }
    }

    #[test]
    fn a_chain_of_five_thousand_attributes() {
        let chain: Vec<Dependency> = (0..4_999)
            .map(|at| Dependency::new([at].into_iter().collect(), [at + 1].into_iter().collect()))
            .collect();
        let mut closure = Closure::new(&chain);
        assert_eq!(closure.of(&[0].into_iter().collect()), AttributeSet::first(5_000));
        assert_eq!(closure.of(&[4_990].into_iter().collect()).len(), 10);
        assert!(closure.work() < 50_000);
    }
}
