//! The ways to one table: all of it, or by an index.

use super::Profile;
use super::lookup::pages_fetched;
use crate::advise::access::{ColumnId, Target, Test, Tested, Use};
use crate::advise::shape::{Method, Shape, normal};
use crate::advise::statistics::TableFigures;

/// A way to a table's rows, for one execution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Path {
    pub cost: f64,
    /// Rows that come out.
    pub rows: f64,
    /// Which index; none reads the table.
    pub shape: Option<usize>,
}

/// One use of a table with what is known of its tests.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Prepared {
    pub table: usize,
    /// The part of the rows that pass each test.
    pub parts: Vec<f64>,
    /// The part that passes each group of alternatives, and each arm of it.
    pub alternatives: Vec<(f64, Vec<f64>)>,
    /// The part that passes everything.
    pub part: f64,
    pub needed: Vec<ColumnId>,
    /// Bytes of what is read of each row.
    pub width: f64,
}

/// What a look at one table is about.
pub(super) struct Look<'a> {
    pub profile: &'a Profile,
    pub figures: &'a TableFigures,
    pub used: &'a Use,
    pub prepared: &'a Prepared,
    /// Columns whose value comes from rows found before.
    pub bound: &'a [ColumnId],
    /// How often the look is repeated.
    pub loops: f64,
    pub shapes: &'a [Shape],
}

/// How far an index narrows a look.
struct Narrowed {
    /// The part of the entries that are read.
    entries: f64,
    /// The part of the rows that are fetched.
    rows: f64,
    /// How many leading parts are fixed to one value.
    fixed: usize,
    usable: bool,
}

impl Look<'_> {
    /// The rows of one execution.
    pub fn rows(&self) -> f64 {
        (self.figures.rows * self.prepared.part * self.bound_part(self.bound))
            .max(f64::MIN_POSITIVE)
    }

    fn bound_part(&self, columns: &[ColumnId]) -> f64 {
        match columns {
            [] => 1.0,
            columns => 1.0 / self.figures.distinct(columns),
        }
    }

    /// Reads the whole table.
    pub fn whole(&self) -> Path {
        let pages = self.figures.pages(self.profile.page_bytes) * self.pruned();
        let tests = self.prepared.parts.len() as f64 + self.bound.len() as f64;
        let rows = self.figures.rows * self.pruned();
        let work = rows * (self.profile.row + tests * self.profile.operator);
        let work =
            if pages > 1_024.0 && self.loops <= 1.0 { work / self.profile.parallel } else { work };
        Path { cost: pages * self.profile.sequential_page + work, rows: self.rows(), shape: None }
    }

    /// The part of the partitions that have to be looked at.
    fn pruned(&self) -> f64 {
        if self.figures.partitions <= 1.0 {
            return 1.0;
        }
        let Some(first) = self.figures.partitioned_by.first() else { return 1.0 };
        if self.bound.contains(first) {
            return 1.0 / self.figures.partitions;
        }
        let tests = self.used.tests.iter().zip(&self.prepared.parts);
        tests
            .filter(|(tested, _)| tested.target == Target::Column(*first))
            .map(|(tested, part)| match tested.test {
                Test::Equal(_) => 1.0 / self.figures.partitions,
                Test::Range { .. } | Test::In(..) => part.max(1.0 / self.figures.partitions),
                _ => 1.0,
            })
            .fold(1.0, f64::min)
    }

    /// Reads through an index, where it narrows anything or holds all that is needed.
    pub fn by_index(&self, number: usize) -> Option<Path> {
        let shape = &self.shapes[number];
        if !shape.admits(self.used) {
            return None;
        }
        match shape.method {
            Method::Tree => self.by_tree(number, shape),
            Method::Inverted | Method::Fulltext => self.by_words(number, shape),
            Method::Ranges => self.by_ranges(number, shape),
            Method::Other => None,
        }
    }

    fn by_tree(&self, number: usize, shape: &Shape) -> Option<Path> {
        let narrowed = self.narrow(shape);
        let alone = self.covered(shape);
        if !narrowed.usable && !alone {
            return None;
        }
        Some(Path {
            cost: self.tree_cost(shape, &narrowed, alone),
            rows: self.rows(),
            shape: Some(number),
        })
    }

    /// Reads an index in its own order, all that it narrows to; none where its order is another.
    pub fn in_order(&self, number: usize, wanted: &Wanted<'_>) -> Option<Path> {
        let shape = &self.shapes[number];
        if shape.method != Method::Tree || !shape.admits(self.used) {
            return None;
        }
        let narrowed = self.narrow(shape);
        if !gives(shape, &narrowed, self, wanted) {
            return None;
        }
        let alone = self.covered(shape);
        // A bitmap forgets the order: rows are fetched one by one.
        let cost = self.plain_tree_cost(shape, &narrowed, alone);
        Some(Path { cost, rows: self.rows(), shape: Some(number) })
    }

    fn narrow(&self, shape: &Shape) -> Narrowed {
        let mut narrowed = Narrowed { entries: 1.0, rows: 1.0, fixed: 0, usable: false };
        let mut open = true;
        let mut bound: Vec<ColumnId> = Vec::new();
        for (place, key) in shape.key.iter().enumerate() {
            let mut fixed = false;
            let mut part = 1.0;
            let mut tested = false;
            if let Target::Column(column) = &key.target
                && self.bound.contains(column)
            {
                bound.push(*column);
                fixed = true;
                tested = true;
                let before = bound.get(..bound.len() - 1).unwrap_or_default();
                part = self.bound_part(&bound) / self.bound_part(before);
            }
            for (test, own) in self.used.tests.iter().zip(&self.prepared.parts) {
                if !same_target(&test.target, &key.target) {
                    continue;
                }
                match &test.test {
                    Test::Equal(_) | Test::IsNull => fixed = true,
                    Test::In(..) => fixed = true,
                    Test::Range { .. } | Test::RowRange(_) | Test::IsNotNull => {}
                    Test::Prefix(_) if ordered_by_bytes(key, &test.target) => {}
                    _ => continue,
                }
                tested = true;
                part *= own;
            }
            if !tested {
                open = false;
                continue;
            }
            narrowed.rows *= part;
            if open {
                narrowed.usable = true;
                narrowed.entries *= part;
                if fixed {
                    narrowed.fixed = place + 1;
                } else {
                    open = false;
                }
            }
        }
        // What the index holds beyond its key is tested before the row is fetched only where the
        // index alone is read; otherwise the row is there for that.
        narrowed
    }

    /// Whether the index holds every column that is read.
    pub fn covered(&self, shape: &Shape) -> bool {
        if self.profile.clustered && shape.origin == crate::advise::shape::Origin::PrimaryKey {
            return true;
        }
        let fact =
            |column: &ColumnId| shape.condition.iter().any(|fact| fact.column == Some(*column));
        let key = |column: &ColumnId| {
            self.profile.clustered
                && self.shapes.iter().any(|other| {
                    other.table == shape.table
                        && other.origin == crate::advise::shape::Origin::PrimaryKey
                        && other.holds(*column)
                })
        };
        self.prepared
            .needed
            .iter()
            .all(|column| shape.holds(*column) || fact(column) || key(column))
    }

    fn tree_cost(&self, shape: &Shape, narrowed: &Narrowed, alone: bool) -> f64 {
        let plain = self.plain_tree_cost(shape, narrowed, alone);
        if alone || !self.profile.bitmaps || self.loops > 1.0 {
            return plain;
        }
        plain.min(self.bitmap_cost(shape, narrowed))
    }

    /// Descent, leaves and entries, without the rows.
    fn entries_cost(&self, shape: &Shape, narrowed: &Narrowed) -> f64 {
        let profile = self.profile;
        let held = (self.figures.rows * shape.part).max(1.0);
        let entries = (held * narrowed.entries).max(1.0);
        let pages = (shape.bytes / profile.page_bytes).max(1.0);
        let leaves = (pages * entries / held).ceil().max(1.0);
        let leaves = if self.loops > 1.0 {
            (pages_fetched(leaves * self.loops, pages, profile.cached_pages) / self.loops).max(0.02)
        } else {
            leaves
        };
        let height = (pages.ln() / 200.0_f64.ln()).ceil().max(0.0);
        let descent = profile.operator * (held.max(2.0).log2() + 50.0 * (height + 1.0));
        let work = entries * (profile.entry + profile.operator * self.tested(shape));
        let work = if pages > 64.0 && self.loops <= 1.0 { work / profile.parallel } else { work };
        let partitions = (self.figures.partitions * self.pruned()).max(1.0);
        let more = (partitions - 1.0) * (descent + profile.random_page);
        descent + leaves * profile.random_page + work + more
    }

    fn tested(&self, shape: &Shape) -> f64 {
        shape.key.len().min(self.used.tests.len() + self.bound.len()) as f64
    }

    fn plain_tree_cost(&self, shape: &Shape, narrowed: &Narrowed, alone: bool) -> f64 {
        let profile = self.profile;
        let fetched = (self.figures.rows * shape.part * narrowed.rows).max(1.0);
        let rest = self.prepared.parts.len() as f64 * profile.operator;
        let work = fetched * (profile.row + rest);
        let work =
            if fetched > 10_000.0 && self.loops <= 1.0 { work / profile.parallel } else { work };
        let unseen = if alone { 1.0 - self.figures.visible } else { 1.0 };
        let pages = self.figures.pages(profile.page_bytes);
        let one = |rows: f64| pages_fetched(rows, pages, profile.cached_pages);
        let scattered =
            if self.loops > 1.0 { one(fetched * self.loops) / self.loops } else { one(fetched) };
        let together = (fetched / self.figures.rows * pages).ceil();
        let (scattered, together) = (scattered * unseen, together * unseen);
        let most = scattered * profile.random_page;
        let least = if self.loops > 1.0 {
            (together * profile.random_page).min(most)
        } else {
            profile.random_page * unseen.min(1.0)
                + (together - 1.0).max(0.0) * profile.sequential_page
        };
        let correlation = self.correlation(shape);
        let pages = most + correlation * correlation * (least.min(most) - most);
        self.entries_cost(shape, narrowed) + pages + work
    }

    fn correlation(&self, shape: &Shape) -> f64 {
        match shape.key.first().map(|part| &part.target) {
            Some(Target::Column(column)) => {
                let own = self.figures.columns[*column].correlation;
                if shape.key.len() > 1 { own * 0.75 } else { own }
            }
            _ => 0.0,
        }
    }

    fn bitmap_cost(&self, shape: &Shape, narrowed: &Narrowed) -> f64 {
        let profile = self.profile;
        let fetched = (self.figures.rows * shape.part * narrowed.rows).max(1.0);
        self.entries_cost(shape, narrowed)
            + fetched * 0.1 * profile.operator
            + self.bitmap_heap(fetched)
    }

    /// Rows that a bitmap names, read in the order of their pages.
    fn bitmap_heap(&self, fetched: f64) -> f64 {
        let profile = self.profile;
        let all = self.figures.pages(profile.page_bytes);
        let pages = (2.0 * all * fetched / (2.0 * all + fetched)).min(all).ceil();
        let page = if pages >= 2.0 {
            profile.random_page
                - (profile.random_page - profile.sequential_page) * (pages / all).sqrt()
        } else {
            profile.random_page
        };
        let rest = (self.prepared.parts.len() as f64 + 1.0) * profile.operator;
        let work = fetched * (profile.row + rest);
        let work = if fetched > 10_000.0 { work / profile.parallel } else { work };
        pages * page + work
    }

    fn by_words(&self, number: usize, shape: &Shape) -> Option<Path> {
        let key = shape.key.first()?;
        let (tested, part) = self
            .used
            .tests
            .iter()
            .zip(&self.prepared.parts)
            .find(|(tested, _)| serves_words(key.operator_class.as_deref(), shape, tested))?;
        let _ = tested;
        let fetched = (self.figures.rows * part).max(1.0);
        let pages = (shape.bytes / self.profile.page_bytes).max(1.0);
        let index = self.profile.random_page * (2.0 + (pages * part).ceil())
            + fetched * self.profile.entry * 2.0
            + 100.0 * self.profile.operator;
        Some(Path {
            cost: index + self.bitmap_heap(fetched),
            rows: self.rows(),
            shape: Some(number),
        })
    }

    fn by_ranges(&self, number: usize, shape: &Shape) -> Option<Path> {
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
        let cost = 10.0 * self.profile.random_page + read * 1.1 + work;
        Some(Path { cost, rows: self.rows(), shape: Some(number) })
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
            let mut cost = 0.0;
            let mut last = None;
            for (arm, arm_part) in arms.iter().zip(arm_parts) {
                let cheapest = active
                    .iter()
                    .filter_map(|number| {
                        let shape = &self.shapes[*number];
                        let first = &shape.key.first()?.target;
                        let serves = shape.method == Method::Tree
                            && shape.condition.is_empty()
                            && arm.iter().any(|tested| {
                                same_target(&tested.target, first)
                                    && matches!(
                                        tested.test,
                                        Test::Equal(_) | Test::In(..) | Test::Range { .. }
                                    )
                            });
                        let narrowed = Narrowed {
                            entries: *arm_part,
                            rows: *arm_part,
                            fixed: 0,
                            usable: true,
                        };
                        serves.then(|| (self.entries_cost(shape, &narrowed), *number))
                    })
                    .min_by(|a, b| a.0.total_cmp(&b.0));
                match cheapest {
                    Some((arm_cost, number)) => {
                        cost += arm_cost;
                        last = Some(number);
                    }
                    None => {
                        last = None;
                        break;
                    }
                }
            }
            if last.is_some() {
                let cost = cost + self.bitmap_heap((self.figures.rows * part).max(1.0));
                if best.is_none_or(|known| cost < known.cost) {
                    best = Some(Path { cost, rows: self.rows(), shape: last });
                }
            }
        }
        best
    }
}

/// An order that a result should have.
pub(super) struct Wanted<'a> {
    pub keys: &'a [(Target, bool)],
    /// Any order of the members will do: they are a group.
    pub any_order: bool,
}

/// Whether reading the index forwards or backwards gives the order.
fn gives(shape: &Shape, narrowed: &Narrowed, look: &Look<'_>, wanted: &Wanted<'_>) -> bool {
    let constant = |target: &Target| {
        look.used.tests.iter().any(|tested| {
            tested.target == *target && matches!(tested.test, Test::Equal(_) | Test::IsNull)
        }) || matches!(target, Target::Column(column) if look.bound.contains(column))
    };
    // Behind a list of values there are as many sorted runs as values.
    let single = |target: &Target| constant(target);
    let start =
        shape.key.iter().take(narrowed.fixed).take_while(|part| single(&part.target)).count();
    let rest: Vec<_> = shape.key[start..].iter().filter(|part| !constant(&part.target)).collect();
    if wanted.any_order {
        let open: Vec<&Target> = wanted
            .keys
            .iter()
            .map(|(target, _)| target)
            .filter(|target| !constant(target))
            .collect();
        return rest.len() >= open.len()
            && rest[..open.len()]
                .iter()
                .all(|part| open.iter().any(|target| same_target(target, &part.target)));
    }
    let keys = wanted.keys.iter().filter(|(target, _)| !constant(target));
    let mut parts = rest.iter();
    let mut backwards = None;
    let unique_so_far =
        |seen: usize| shape.unique && seen == rest.len() && shape.condition.is_empty();
    for (seen, (target, descending)) in keys.enumerate() {
        let Some(part) = parts.next() else { return unique_so_far(seen) };
        if !same_target(target, &part.target) {
            return false;
        }
        let turned = part.descending != *descending;
        if *backwards.get_or_insert(turned) != turned {
            return false;
        }
    }
    true
}

pub(super) fn same_target(a: &Target, b: &Target) -> bool {
    match (a, b) {
        (Target::Column(a), Target::Column(b)) => a == b,
        (Target::Expression(a, _), Target::Expression(b, _)) => normal(a) == normal(b),
        _ => false,
    }
}

fn ordered_by_bytes(key: &crate::advise::shape::KeyPart, _: &Target) -> bool {
    key.operator_class.as_deref().is_none_or(|class| class.contains("pattern_ops"))
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
