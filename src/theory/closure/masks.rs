//! Closures of small relations: sides as machine integers, a loop until nothing changes.

use super::{Goal, Omission};
use crate::theory::attributes::AttributeSet;
use crate::theory::dependencies::Dependency;

#[derive(Debug, Clone)]
pub(super) struct Masks {
    sides: Vec<(u128, u128)>,
}

impl Masks {
    /// None when an attribute lies beyond a machine integer.
    pub(super) fn new(dependencies: &[Dependency]) -> Option<Masks> {
        let sides = dependencies
            .iter()
            .map(|dependency| Some((dependency.left.as_mask()?, dependency.right.as_mask()?)))
            .collect::<Option<_>>()?;
        Some(Masks { sides })
    }

    pub(super) fn forget(&mut self, dependency: usize, attribute: usize) {
        if let Some((_, right)) = self.sides.get_mut(dependency)
            && attribute < 128
        {
            *right &= !(1 << attribute);
        }
    }

    /// Extends the set; the work it took.
    pub(super) fn run(&self, set: &mut AttributeSet, goal: Goal<'_>, omitted: Omission) -> u64 {
        let start = set.low_mask();
        let mut closure = start;
        let mut work = 1;
        loop {
            let before = closure;
            for (index, (left, right)) in self.sides.iter().enumerate() {
                if left & !closure != 0 {
                    continue;
                }
                match omitted {
                    Some((dependency, attribute)) if dependency == index && attribute < 128 => {
                        closure |= right & !(1 << attribute);
                    }
                    _ => closure |= right,
                }
            }
            work += self.sides.len() as u64;
            let done = match goal {
                Goal::Everything => false,
                Goal::Attribute(attribute) => attribute < 128 && closure >> attribute & 1 == 1,
                Goal::Attributes(wanted) => wanted.low_mask() & !closure == 0,
            };
            if done || closure == before {
                break;
            }
        }
        set.add(&AttributeSet::from_mask(closure));
        work
    }
}
