//! Whether relations join back to what they came from: the chase.
//!
//! Aho, Beeri and Ullman, "The theory of joins in relational databases", TODS 4(3), 1979. A
//! tableau has a row for each relation, with the sought value in the relation's attributes and a
//! value of its own elsewhere. Dependencies are applied until nothing changes: functional ones
//! make values equal, multivalued ones add rows. The join is lossless exactly when some row
//! becomes the sought one. Otherwise the tableau is the counterexample: a relation that satisfies
//! every dependency, and whose parts join to a row it does not hold.
//!
//! With functional dependencies alone polynomial; multivalued ones can make the tableau grow
//! exponentially, so its rows are bounded.

use std::collections::{BTreeSet, HashMap};

use super::attributes::AttributeSet;
use super::dependencies::{Dependency, Multivalued};
use super::instance::Instance;
use super::limits::Limits;

/// What the chase came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Join {
    Lossless,
    /// These rows satisfy every dependency; their parts join to a row of ones, which is not
    /// among them.
    Lossy(Instance),
    /// No relation holds these attributes.
    Missing(AttributeSet),
    /// The tableau outgrew its bound.
    Undecided,
}

/// Chases the tableau of the parts.
pub fn join_of(
    attributes: &AttributeSet,
    dependencies: &[Dependency],
    multivalued: &[Multivalued],
    parts: &[AttributeSet],
    limits: &Limits,
) -> Join {
    let mut missing = attributes.clone();
    for part in parts {
        missing.subtract(part);
    }
    if !missing.is_empty() {
        return Join::Missing(missing);
    }
    let cells = parts.len().saturating_mul(attributes.len());
    if parts.len() > limits.rows || cells as u64 > limits.steps / 16 {
        return Join::Undecided;
    }
    let mut tableau = Tableau::new(attributes, parts);
    loop {
        tableau.equate(dependencies, limits.steps);
        if tableau.work > limits.steps {
            return Join::Undecided;
        }
        if tableau.has_sought_row() {
            return Join::Lossless;
        }
        match tableau.exchange(multivalued, limits.rows) {
            Growth::None => return Join::Lossy(tableau.into_instance()),
            Growth::Some => {}
            Growth::TooMuch => return Join::Undecided,
        }
    }
}

/// The value sought in every column.
const SOUGHT: u32 = 1;

struct Tableau {
    instance: Instance,
    /// Attribute to column.
    columns: HashMap<usize, usize>,
    work: u64,
}

enum Growth {
    None,
    Some,
    TooMuch,
}

impl Tableau {
    fn new(attributes: &AttributeSet, parts: &[AttributeSet]) -> Tableau {
        let rows = parts
            .iter()
            .zip(SOUGHT + 1..)
            .map(|(part, own)| {
                attributes.iter().map(|one| if part.contains(one) { SOUGHT } else { own }).collect()
            })
            .collect();
        Tableau {
            instance: Instance { attributes: attributes.clone(), rows },
            columns: attributes.iter().enumerate().map(|(column, one)| (one, column)).collect(),
            work: 0,
        }
    }

    fn columns_of(&self, set: &AttributeSet) -> Vec<usize> {
        set.iter().filter_map(|attribute| self.columns.get(&attribute).copied()).collect()
    }

    /// Makes values equal until every functional dependency holds, or the work is too much.
    fn equate(&mut self, dependencies: &[Dependency], budget: u64) {
        let sides: Vec<(Vec<usize>, Vec<usize>)> = dependencies
            .iter()
            .map(|one| (self.columns_of(&one.left), self.columns_of(&(&one.right - &one.left))))
            .collect();
        let mut users: HashMap<usize, Vec<usize>> = HashMap::new();
        for (index, (left, _)) in sides.iter().enumerate() {
            for column in left {
                users.entry(*column).or_default().push(index);
            }
        }
        let mut open: BTreeSet<usize> = (0..sides.len()).collect();
        while let Some(index) = open.pop_first() {
            if self.work > budget {
                return;
            }
            let (left, right) = &sides[index];
            for column in self.apply(left, right) {
                open.extend(users.get(&column).into_iter().flatten());
            }
        }
    }

    /// Makes rows that agree on `left` agree on `right`; the columns that changed.
    fn apply(&mut self, left: &[usize], right: &[usize]) -> BTreeSet<usize> {
        let mut changed = BTreeSet::new();
        let mut first: HashMap<Vec<u32>, usize> = HashMap::new();
        for index in 0..self.instance.rows.len() {
            let values = left.iter().map(|column| self.instance.rows[index][*column]).collect();
            let other = *first.entry(values).or_insert(index);
            self.work += left.len() as u64 + 1;
            for &column in right {
                let (one, two) =
                    (self.instance.rows[other][column], self.instance.rows[index][column]);
                if one != two {
                    let (small, large) = (one.min(two), one.max(two));
                    for row in &mut self.instance.rows {
                        if row[column] == large {
                            row[column] = small;
                        }
                    }
                    self.work += self.instance.rows.len() as u64;
                    changed.insert(column);
                }
            }
        }
        changed
    }

    /// Adds the rows that multivalued dependencies ask for, one round.
    fn exchange(&mut self, multivalued: &[Multivalued], limit: usize) -> Growth {
        let mut rows: BTreeSet<Vec<u32>> = self.instance.rows.iter().cloned().collect();
        let before = rows.len();
        for dependency in multivalued {
            let mut groups: HashMap<Vec<u32>, Vec<Vec<u32>>> = HashMap::new();
            for row in &rows {
                let left = self.instance.part(row, &dependency.left);
                groups.entry(left).or_default().push(row.clone());
            }
            for group in groups.values() {
                for one in group {
                    for other in group {
                        rows.insert(self.instance.exchanged(one, other, &dependency.right));
                        if rows.len() > limit {
                            return Growth::TooMuch;
                        }
                    }
                }
            }
        }
        if rows.len() == before {
            return Growth::None;
        }
        self.instance.rows = rows.into_iter().collect();
        Growth::Some
    }

    fn has_sought_row(&self) -> bool {
        self.instance.rows.iter().any(|row| row.iter().all(|value| *value == SOUGHT))
    }

    /// The rows, distinct and sorted.
    fn into_instance(mut self) -> Instance {
        self.instance.rows.sort();
        self.instance.rows.dedup();
        self.instance
    }
}
