//! Small example relations: rows whose values are numbers, equal where the values are.
//!
//! A caller shows them with names of its own choosing (`city 1`, `city 2`); what counts is which
//! values are equal within a column.

use std::collections::{HashMap, HashSet};

use super::attributes::AttributeSet;
use super::dependencies::{Dependency, Multivalued};

/// Rows over some attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// The columns.
    pub attributes: AttributeSet,
    /// One value for each column, in declared order.
    pub rows: Vec<Vec<u32>>,
}

impl Instance {
    /// Two rows that agree on `agreed` and nowhere else. They satisfy every dependency whose
    /// closures leave `agreed` as it is.
    pub fn agreeing_on(attributes: &AttributeSet, agreed: &AttributeSet) -> Instance {
        let first = vec![1; attributes.len()];
        let second =
            attributes.iter().map(|one| if agreed.contains(one) { 1 } else { 2 }).collect();
        Instance { attributes: attributes.clone(), rows: vec![first, second] }
    }

    /// The value of an attribute in a row.
    pub fn value(&self, row: usize, attribute: usize) -> Option<u32> {
        let column = self.column(attribute)?;
        self.rows.get(row)?.get(column).copied()
    }

    pub fn satisfies(&self, dependency: &Dependency) -> bool {
        let mut seen: HashMap<Vec<u32>, Vec<u32>> = HashMap::new();
        self.rows.iter().all(|row| {
            let right = self.part(row, &dependency.right);
            *seen.entry(self.part(row, &dependency.left)).or_insert_with(|| right.clone()) == right
        })
    }

    pub fn satisfies_multivalued(&self, dependency: &Multivalued) -> bool {
        let present: HashSet<&Vec<u32>> = self.rows.iter().collect();
        self.rows.iter().all(|one| {
            let left = self.part(one, &dependency.left);
            self.rows
                .iter()
                .filter(|other| self.part(other, &dependency.left) == left)
                .all(|other| present.contains(&self.exchanged(one, other, &dependency.right)))
        })
    }

    /// The row `base` with the values of `other` in the columns `taken`.
    pub fn exchanged(&self, base: &[u32], other: &[u32], taken: &AttributeSet) -> Vec<u32> {
        self.attributes
            .iter()
            .zip(base.iter().zip(other))
            .map(
                |(attribute, (base, other))| if taken.contains(attribute) { *other } else { *base },
            )
            .collect()
    }

    /// A row's values in some columns.
    pub fn part(&self, row: &[u32], attributes: &AttributeSet) -> Vec<u32> {
        self.attributes
            .iter()
            .zip(row)
            .filter(|(attribute, _)| attributes.contains(*attribute))
            .map(|(_, value)| *value)
            .collect()
    }

    fn column(&self, attribute: usize) -> Option<usize> {
        self.attributes.iter().position(|one| one == attribute)
    }
}
