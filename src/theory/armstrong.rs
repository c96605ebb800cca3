//! Armstrong relations: example rows that satisfy exactly the dependencies that follow.
//!
//! A row for every meet-irreducible closed set (Mannila and Räihä 1986), agreeing with the first
//! row on that set and nowhere else: what holds among the rows is what follows, nothing less and
//! nothing more. Shown to a person, each accidental-looking coincidence asks "may this happen?".
//! There can be exponentially many such sets, so rows and work are bounded; bounded rows still
//! satisfy every dependency, but may satisfy more. Functional dependencies only.

use std::collections::BTreeSet;

use super::attributes::AttributeSet;
use super::closure::Closure;
use super::dependencies::Scheme;
use super::instance::Instance;
use super::limits::Limits;
use super::maximal::{Found, Independent};

/// Example rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Armstrong {
    pub instance: Instance,
    /// Whether the rows break every dependency that does not follow.
    pub exact: bool,
}

pub fn armstrong_relation(scheme: &Scheme, limits: &Limits) -> Armstrong {
    let mut closure = Closure::new(&scheme.dependencies);
    let mut agreements: BTreeSet<AttributeSet> = BTreeSet::new();
    let mut exact = true;
    'attributes: for attribute in &scheme.attributes {
        let mut search = Independent::new(&scheme.attributes, attribute, limits.steps);
        loop {
            match search.next(&mut closure, |_, _| true) {
                Found::Set(set) => {
                    if !search.is_maximal(&mut closure, &set) {
                        continue;
                    }
                    if agreements.len() + 1 >= limits.rows && !agreements.contains(&set) {
                        exact = false;
                        break 'attributes;
                    }
                    agreements.insert(set);
                }
                Found::Complete => break,
                Found::OutOfBudget => {
                    exact = false;
                    break 'attributes;
                }
            }
        }
    }
    let mut rows = vec![vec![1; scheme.attributes.len()]];
    for (agreed, own) in agreements.iter().zip(2..) {
        rows.push(
            scheme
                .attributes
                .iter()
                .map(|one| if agreed.contains(one) { 1 } else { own })
                .collect(),
        );
    }
    Armstrong { instance: Instance { attributes: scheme.attributes.clone(), rows }, exact }
}
