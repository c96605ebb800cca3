//! Multivalued dependencies: what X determines as sets of values.
//!
//! The dependency basis of X is the finest partition of the other attributes such that X ->> Y
//! holds exactly for the unions Y of blocks (with parts of X). Found by refinement (Beeri, "On
//! the membership problem for functional and multivalued dependencies in relational databases",
//! TODS 5(3), 1980): a dependency W ->> V splits a block that does not meet W and lies partly in
//! V. A functional dependency splits off each of its right side's attributes. Polynomial for each
//! X.
//!
//! Together the two kinds imply functional dependencies that neither implies alone (coalescence):
//! X -> A holds when {A} is a block and some functional dependency yields A at all.

use super::attributes::AttributeSet;
use super::closure::Closure;
use super::dependencies::{Dependency, Multivalued, grouped};
use super::limits::Limits;
use super::projection::subsets_of;

/// Functional and multivalued dependencies on some attributes, to be asked together.
#[derive(Debug, Clone)]
pub struct Mixed {
    attributes: AttributeSet,
    functional: Vec<Dependency>,
    multivalued: Vec<Multivalued>,
    /// Attributes that some functional dependency yields.
    yielded: AttributeSet,
    /// Attributes on left sides of either kind: no other can be missed on a left side, because
    /// what a refinement step asks of a block is whether it meets a left side.
    determining: AttributeSet,
}

impl Mixed {
    pub fn new(
        attributes: &AttributeSet,
        dependencies: &[Dependency],
        multivalued: &[Multivalued],
    ) -> Mixed {
        let functional = grouped(dependencies);
        let mut yielded = AttributeSet::new();
        for dependency in &functional {
            yielded.add(&dependency.right);
        }
        let multivalued: Vec<Multivalued> =
            multivalued.iter().filter(|one| !one.is_trivial(attributes)).cloned().collect();
        let mut determining = AttributeSet::new();
        let lefts = functional.iter().map(|one| &one.left);
        for left in lefts.chain(multivalued.iter().map(|one| &one.left)) {
            determining.add(left);
        }
        Mixed { attributes: attributes.clone(), functional, multivalued, yielded, determining }
    }

    pub fn attributes(&self) -> &AttributeSet {
        &self.attributes
    }

    /// The attributes that occur on left sides. Taking others out of a left side costs nothing.
    pub(super) fn determining(&self) -> &AttributeSet {
        &self.determining
    }

    /// The functional dependencies given, one for each left side.
    pub fn functional(&self) -> &[Dependency] {
        &self.functional
    }

    /// The multivalued dependencies given that say something.
    pub fn multivalued(&self) -> &[Multivalued] {
        &self.multivalued
    }

    /// The dependency basis of a set: the blocks of the other attributes, sorted.
    pub fn basis(&self, set: &AttributeSet) -> Vec<AttributeSet> {
        let rest = &self.attributes - set;
        let mut blocks = if rest.is_empty() { Vec::new() } else { vec![rest] };
        loop {
            let before = blocks.len();
            for dependency in &self.functional {
                refine(&mut blocks, &dependency.left, |block, pieces| {
                    let split = &*block & &dependency.right;
                    pieces.extend(split.iter().map(AttributeSet::single));
                    block.subtract(&split);
                });
            }
            for dependency in &self.multivalued {
                refine(&mut blocks, &dependency.left, |block, pieces| {
                    let split = &*block & &dependency.right;
                    if !split.is_empty() {
                        block.subtract(&split);
                        pieces.push(split);
                    }
                });
            }
            // Blocks are only ever split, so their number tells whether anything happened.
            if blocks.len() == before {
                break;
            }
        }
        blocks.sort();
        blocks
    }

    /// All that a set determines functionally, by both kinds of dependencies.
    pub fn closure(&self, set: &AttributeSet) -> AttributeSet {
        let mut closure = set.clone();
        for block in self.basis(set) {
            if block.len() == 1 && block.is_subset(&self.yielded) {
                closure.add(&block);
            }
        }
        closure
    }

    /// Whether `left ->> right` follows.
    pub fn implies(&self, goal: &Multivalued) -> bool {
        self.basis(&goal.left)
            .iter()
            .all(|block| block.is_subset(&goal.right) || !block.intersects(&goal.right))
    }

    /// Shrinks a set to a minimal subset that determines all of it, the attributes declared last
    /// going first.
    pub fn reduce(&self, set: &AttributeSet) -> AttributeSet {
        let mut reduced = set.clone();
        let attributes: Vec<usize> = set.iter().collect();
        for attribute in attributes.into_iter().rev() {
            reduced.remove(attribute);
            if !self.closure(&reduced).contains(attribute) {
                reduced.insert(attribute);
            }
        }
        reduced
    }

    /// Functional dependencies equivalent to all that both kinds imply, and whether they are
    /// known to be all: closed sets of determining attributes are looked at where these are few,
    /// left sides of the given dependencies where they are many.
    pub fn functional_part(&self, limits: &Limits) -> (Vec<Dependency>, bool) {
        if self.functional.is_empty() || self.multivalued.is_empty() {
            return (self.functional.clone(), true);
        }
        let mut found = self.functional.clone();
        let exact = self.determining.len() <= limits.exhaustive();
        if exact {
            self.extend_by_subsets(&mut found);
        } else {
            self.extend_by_left_sides(&mut found);
        }
        (grouped(&found), exact)
    }

    fn extend_by_subsets(&self, found: &mut Vec<Dependency>) {
        let mut closure = Closure::new(found);
        for set in subsets_of(&self.determining) {
            // A set that is not closed says nothing that its closure does not.
            if &closure.of(&set) & &self.determining != set {
                continue;
            }
            let right = &self.closure(&set) - &set;
            if !closure.determines(&set, &right) {
                found.push(Dependency::new(set, right));
                closure = Closure::new(found);
            }
        }
    }

    fn extend_by_left_sides(&self, found: &mut Vec<Dependency>) {
        let lefts = self.functional.iter().map(|one| &one.left);
        for left in lefts.chain(self.multivalued.iter().map(|one| &one.left)) {
            found.push(Dependency::new(left.clone(), &self.closure(left) - left));
        }
    }
}

/// Splits the blocks that do not meet `left`: `split` takes pieces out of a block.
fn refine(
    blocks: &mut Vec<AttributeSet>,
    left: &AttributeSet,
    split: impl Fn(&mut AttributeSet, &mut Vec<AttributeSet>),
) {
    let mut pieces = Vec::new();
    for block in blocks.iter_mut().filter(|block| !block.intersects(left)) {
        split(block, &mut pieces);
    }
    blocks.append(&mut pieces);
    blocks.retain(|block| !block.is_empty());
}
