//! The maximal sets that do not determine an attribute A.
//!
//! They answer two questions. A is in some key exactly when one of them, with A added, determines
//! everything. And all of them together, for all A, are the closed sets an Armstrong relation
//! needs (Mannila and Räihä, "Design by example: an application of Armstrong relations", JCSS
//! 33(2), 1986).
//!
//! A set that determines A holds a minimal part D that does; a subset that does not must miss
//! some attribute of D. So: branch on the first attribute of D that is missing, the ones before
//! it being kept for good. Every maximal set is reached once. There can be exponentially many,
//! and dead ends between them; the work is counted.

use super::attributes::AttributeSet;
use super::closure::Closure;

/// A search for the sets that do not determine one attribute.
pub(super) struct Independent {
    attributes: AttributeSet,
    attribute: usize,
    /// Sets to look into: what may stay, and what of it must.
    branches: Vec<(AttributeSet, AttributeSet)>,
    budget: u64,
}

pub(super) enum Found {
    /// Determines no more of what it was asked for; maximal or a subset of one that is.
    Set(AttributeSet),
    Complete,
    OutOfBudget,
}

impl Independent {
    /// Work beyond `budget`, as the closure counts it, ends the search.
    pub(super) fn new(attributes: &AttributeSet, attribute: usize, budget: u64) -> Independent {
        let branches = vec![(attributes.without(attribute), AttributeSet::new())];
        Independent { attributes: attributes.clone(), attribute, branches, budget }
    }

    /// The next set that does not determine the attribute, among those of which `worth` says that
    /// they or a subset may matter.
    pub(super) fn next(
        &mut self,
        closure: &mut Closure,
        mut worth: impl FnMut(&mut Closure, &AttributeSet) -> bool,
    ) -> Found {
        while let Some((set, kept)) = self.branches.pop() {
            if closure.work() > self.budget {
                return Found::OutOfBudget;
            }
            if !worth(closure, &set) {
                continue;
            }
            if !closure.determines_attribute(&set, self.attribute) {
                return Found::Set(set);
            }
            if closure.determines_attribute(&kept, self.attribute) {
                continue;
            }
            let part = closure.reduce_left(&set, self.attribute);
            let mut kept = kept;
            let mut branches = Vec::new();
            for gone in &(&part - &kept) {
                branches.push((set.without(gone), kept.clone()));
                kept.insert(gone);
            }
            self.branches.extend(branches.into_iter().rev());
        }
        Found::Complete
    }

    /// Whether nothing can be added to the set without its determining the attribute.
    pub(super) fn is_maximal(&self, closure: &mut Closure, set: &AttributeSet) -> bool {
        (&self.attributes - set).iter().all(|more| {
            more == self.attribute || closure.determines_attribute(&set.with(more), self.attribute)
        })
    }
}
