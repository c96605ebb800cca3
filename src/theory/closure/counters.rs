//! Closures of any relation: LINCLOSURE with counters that are never reset.

use super::{Goal, Omission};
use crate::theory::attributes::AttributeSet;
use crate::theory::dependencies::Dependency;

#[derive(Debug, Clone)]
pub(super) struct Counters {
    /// The size of each left side.
    left_sizes: Vec<u32>,
    /// For each attribute, the dependencies that have it on the left.
    occurrences: Lists,
    /// For each dependency, its right side.
    rights: Lists,
    /// Dependencies with an empty left side: they hold of every set.
    unconditional: Vec<u32>,
    /// For each dependency, how many attributes of its left side are missing, and the question
    /// that wrote it; what an earlier question wrote is void.
    missing: Vec<(u32, u32)>,
    question: u32,
    /// Attributes whose occurrences are still to be counted.
    pending: Vec<u32>,
}

/// Lists of numbers, one after the other in one vector.
#[derive(Debug, Clone)]
struct Lists {
    starts: Vec<u32>,
    ends: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    /// From pairs of list and item, the lists ascending.
    fn new(count: usize, sizes: Vec<u32>) -> Lists {
        let mut starts = Vec::with_capacity(count);
        let mut total = 0;
        for size in &sizes {
            starts.push(total);
            total += size;
        }
        Lists { ends: starts.clone(), starts, items: vec![0; total as usize] }
    }

    fn push(&mut self, list: usize, item: u32) {
        let end = &mut self.ends[list];
        self.items[*end as usize] = item;
        *end += 1;
    }

    fn get(&self, list: usize) -> &[u32] {
        match (self.starts.get(list), self.ends.get(list)) {
            (Some(start), Some(end)) => &self.items[*start as usize..*end as usize],
            _ => &[],
        }
    }

    fn remove(&mut self, list: usize, item: u32) {
        let Some(at) = self.get(list).iter().position(|other| *other == item) else { return };
        let (start, end) = (self.starts[list] as usize, self.ends[list] as usize);
        self.items.swap(start + at, end - 1);
        self.ends[list] -= 1;
    }
}

impl Counters {
    pub(super) fn new(dependencies: &[Dependency]) -> Counters {
        let width = dependencies
            .iter()
            .filter_map(|dependency| dependency.left.highest())
            .max()
            .map_or(0, |last| last + 1);
        let mut occurrence_sizes = vec![0; width];
        let mut left_sizes = Vec::with_capacity(dependencies.len());
        let mut right_sizes = Vec::with_capacity(dependencies.len());
        let mut unconditional = Vec::new();
        for (index, dependency) in dependencies.iter().enumerate() {
            for attribute in &dependency.left {
                occurrence_sizes[attribute] += 1;
            }
            if dependency.left.is_empty() {
                unconditional.push(index as u32);
            }
            left_sizes.push(dependency.left.len() as u32);
            right_sizes.push(dependency.right.len() as u32);
        }
        let mut occurrences = Lists::new(width, occurrence_sizes);
        let mut rights = Lists::new(dependencies.len(), right_sizes);
        for (index, dependency) in dependencies.iter().enumerate() {
            for attribute in &dependency.left {
                occurrences.push(attribute, index as u32);
            }
            for attribute in &dependency.right {
                rights.push(index, attribute as u32);
            }
        }
        Counters {
            missing: vec![(0, 0); left_sizes.len()],
            left_sizes,
            occurrences,
            rights,
            unconditional,
            question: 0,
            pending: Vec::new(),
        }
    }

    pub(super) fn forget(&mut self, dependency: usize, attribute: usize) {
        self.rights.remove(dependency, attribute as u32);
    }

    /// Extends the set; the work it took.
    pub(super) fn run(&mut self, set: &mut AttributeSet, goal: Goal<'_>, omitted: Omission) -> u64 {
        self.next_question();
        let Counters { left_sizes, occurrences, rights, unconditional, missing, .. } = self;
        let question = self.question;
        let mut wanted = match goal {
            Goal::Attributes(wanted) => wanted.iter().filter(|one| !set.contains(*one)).count(),
            _ => usize::MAX,
        };
        let pending = &mut self.pending;
        pending.clear();
        pending.extend(set.iter().map(|attribute| attribute as u32));
        let mut work = pending.len() as u64 + 1;

        // Adds a right side; whether the goal is reached.
        let mut fire = |dependency: usize, pending: &mut Vec<u32>, work: &mut u64| {
            let right = rights.get(dependency);
            *work += right.len() as u64;
            for &attribute in right {
                let position = attribute as usize;
                if omitted == Some((dependency, position)) || !set.insert(position) {
                    continue;
                }
                pending.push(attribute);
                match goal {
                    Goal::Everything => {}
                    Goal::Attribute(goal) => {
                        if goal == position {
                            return true;
                        }
                    }
                    Goal::Attributes(goal) => {
                        if goal.contains(position) {
                            wanted -= 1;
                            if wanted == 0 {
                                return true;
                            }
                        }
                    }
                }
            }
            false
        };

        for &dependency in unconditional.iter() {
            if fire(dependency as usize, pending, &mut work) {
                return work;
            }
        }
        while let Some(attribute) = pending.pop() {
            let dependencies = occurrences.get(attribute as usize);
            work += dependencies.len() as u64 + 1;
            for &dependency in dependencies {
                let index = dependency as usize;
                let (written_by, count) = &mut missing[index];
                if *written_by != question {
                    (*written_by, *count) = (question, left_sizes[index]);
                }
                *count -= 1;
                if *count == 0 && fire(index, pending, &mut work) {
                    return work;
                }
            }
        }
        work
    }

    fn next_question(&mut self) {
        if self.question == u32::MAX {
            self.missing.fill((0, 0));
            self.question = 0;
        }
        self.question += 1;
    }
}
