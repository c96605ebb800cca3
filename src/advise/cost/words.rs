use std::collections::BTreeSet;

use super::path::{Charge, Few, Look, Narrowed, Path, same_target};
use crate::advise::access::{Target, Test, Tested};
use crate::advise::shape::{Method, Shape, normal};

impl Look<'_> {
    pub(super) fn by_words(&self, number: usize, shape: &Shape) -> Option<Path> {
        let key = shape.key.first()?;
        let (_, part) = self
            .used
            .tests
            .iter()
            .zip(&self.prepared.parts)
            .find(|(tested, _)| serves_words(key.operator_class.as_deref(), shape, tested))?;
        let fetched = (self.figures.rows * part).max(1.0);
        let pages = (shape.bytes / self.profile.page_bytes).max(1.0);
        let index = self.profile.random_page * (2.0 + (pages * part).ceil())
            + fetched * self.profile.entry * 2.0
            + 100.0 * self.profile.operator;
        let heap = self.bitmap_heap(fetched);
        let charge = Charge { pages: index + heap.pages, ..heap };
        Some(self.path(charge, [Some(number), None, None]))
    }

    pub(super) fn by_ranges(&self, number: usize, shape: &Shape) -> Option<Path> {
        let Target::Column(column) = shape.key.first()?.target else { return None };
        let part = self
            .used
            .tests
            .iter()
            .zip(&self.prepared.parts)
            .filter(|(tested, _)| tested.target == Target::Column(column))
            .find_map(|(tested, part)| {
                matches!(tested.test, Test::Range { .. } | Test::Equal(_)).then_some(*part)
            })?;
        let correlation = self.figures.columns[column].correlation.abs();
        let pages = self.figures.pages(self.profile.page_bytes);
        let read = (pages * part / correlation.max(0.05)).min(pages) + 128.0_f64.min(pages);
        let work = self.figures.rows * (read / pages) * self.profile.row;
        let charge = Charge {
            pages: 10.0 * self.profile.random_page + read * 1.1 * self.profile.sequential_page,
            work,
            heap_pages: read,
            index_pages: f64::INFINITY,
        };
        Some(self.path(charge, [Some(number), None, None]))
    }

    /// `a = 1 or b = 2`: an index for each arm, their rows taken together.
    pub fn by_alternatives(&self, active: &[usize]) -> Option<Path> {
        if !self.profile.bitmaps {
            return None;
        }
        let mut best: Option<Path> = None;
        for (arms, (part, arm_parts)) in
            self.used.alternatives.iter().zip(&self.prepared.alternatives)
        {
            let arms: Option<Vec<(Charge, usize)>> = arms
                .iter()
                .zip(arm_parts)
                .map(|(arm, arm_part)| self.best_arm(arm, *arm_part, active))
                .collect();
            let Some(arms) = arms else { continue };
            let used: BTreeSet<usize> = arms.iter().map(|(_, number)| *number).collect();
            let mut few = Few::default();
            if used.len() > few.len() {
                continue;
            }
            for (slot, number) in few.iter_mut().zip(used) {
                *slot = Some(number);
            }
            let heap = self.bitmap_heap((self.figures.rows * part).max(1.0));
            let charge = Charge {
                pages: heap.pages + arms.iter().map(|(charge, _)| charge.pages).sum::<f64>(),
                work: heap.work + arms.iter().map(|(charge, _)| charge.work).sum::<f64>(),
                ..heap
            };
            let path = self.path(charge, few);
            if best.is_none_or(|known| path.cost < known.cost) {
                best = Some(path);
            }
        }
        best
    }

    /// The index that finds the rows of one alternative with the least effort.
    fn best_arm(&self, arm: &[Tested], part: f64, active: &[usize]) -> Option<(Charge, usize)> {
        let found = active.iter().filter_map(|number| {
            let shape = &self.shapes[*number];
            let first = &shape.key.first()?.target;
            let serves = shape.method == Method::Tree
                && shape.condition.is_empty()
                && arm.iter().any(|tested| {
                    same_target(&tested.target, first)
                        && matches!(
                            tested.test,
                            Test::Equal(_) | Test::In(..) | Test::Range { .. } | Test::IsNull
                        )
                });
            let narrowed = Narrowed { entries: part, rows: part, fixed: 0, usable: true };
            serves.then(|| (self.entries_charge(shape, &narrowed), *number))
        });
        found.min_by(|a, b| a.0.total().total_cmp(&b.0.total()))
    }
}

fn serves_words(class: Option<&str>, shape: &Shape, tested: &Tested) -> bool {
    let own = shape.key.iter().any(|part| same_target(&part.target, &tested.target));
    let trigrams = class.is_some_and(|class| class.contains("trgm"));
    match &tested.test {
        Test::Infix(_) | Test::Prefix(_) => own && trigrams,
        Test::Contains(_) => own && !trigrams,
        // The words of several columns are searched as one expression.
        Test::Fulltext => {
            own || shape.method == Method::Fulltext || !trigrams && mentions(shape, tested)
        }
        _ => false,
    }
}

fn mentions(shape: &Shape, tested: &Tested) -> bool {
    let text = normal(&tested.text);
    shape.key.iter().any(|part| match &part.target {
        Target::Expression(expression, _) => text.contains(&normal(expression)),
        Target::Column(_) => false,
    })
}
