//! The ways to one table: all of it, or by an index.

use super::Profile;
use super::order::{Wanted, gives};
use crate::advise::access::{ColumnId, Target, Test, Use};
use crate::advise::shape::{KeyPart, Method, Origin, Shape, normal};
use crate::advise::statistics::TableFigures;

/// A way to a table's rows, for one execution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Path {
    pub cost: f64,
    /// What of the cost is work of the processor, which several processes can share.
    pub work: f64,
    /// How many processes could share it; one where it is too short for that.
    pub share: f64,
    /// Rows that come out.
    pub rows: f64,
    /// Which indexes; none reads the table.
    pub shapes: Few,
}

/// The indexes of one path: several only where their bitmaps are joined.
pub(super) type Few = [Option<usize>; 3];

/// The cost of a path by what it is spent for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Charge {
    pub pages: f64,
    pub work: f64,
    /// Pages of the table and of the index that are read: what tells whether several processes share.
    pub heap_pages: f64,
    pub index_pages: f64,
}

impl Charge {
    pub fn total(&self) -> f64 {
        self.pages + self.work
    }
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
pub(super) struct Narrowed {
    /// The part of the entries that are read.
    pub entries: f64,
    /// The part of the rows that are fetched.
    pub rows: f64,
    /// How many leading parts are fixed to one value.
    pub fixed: usize,
    pub usable: bool,
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

    /// A path of this look with what it costs.
    pub(super) fn path(&self, charge: Charge, shapes: Few) -> Path {
        Path {
            cost: charge.total(),
            work: charge.work,
            share: self.profile.share(charge.heap_pages, charge.index_pages),
            rows: self.rows(),
            shapes,
        }
    }

    /// Reads the whole table.
    pub fn whole(&self) -> Path {
        let pages = self.figures.pages(self.profile.page_bytes) * self.pruned();
        let tests = self.prepared.parts.len() as f64 + self.bound.len() as f64;
        let rows = self.figures.rows * self.pruned();
        let charge = Charge {
            pages: pages * self.profile.sequential_page,
            work: rows * (self.profile.row + tests * self.profile.operator),
            heap_pages: pages,
            index_pages: f64::INFINITY,
        };
        self.path(charge, Few::default())
    }

    /// The part of the partitions that have to be looked at.
    pub(super) fn pruned(&self) -> f64 {
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
        Some(self.path(self.tree_charge(shape, &narrowed, alone), [Some(number), None, None]))
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
        Some(self.path(self.plain_charge(shape, &narrowed, alone), [Some(number), None, None]))
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
        if self.profile.clustered && shape.origin == Origin::PrimaryKey {
            return true;
        }
        let fact =
            |column: &ColumnId| shape.condition.iter().any(|fact| fact.column == Some(*column));
        let key = |column: &ColumnId| {
            self.profile.clustered
                && self.shapes.iter().any(|other| {
                    other.table == shape.table
                        && other.origin == Origin::PrimaryKey
                        && other.holds(*column)
                })
        };
        self.prepared
            .needed
            .iter()
            .all(|column| shape.holds(*column) || fact(column) || key(column))
    }
}

pub(super) fn same_target(a: &Target, b: &Target) -> bool {
    match (a, b) {
        (Target::Column(a), Target::Column(b)) => a == b,
        (Target::Expression(a, _), Target::Expression(b, _)) => normal(a) == normal(b),
        _ => false,
    }
}

fn ordered_by_bytes(key: &KeyPart, _: &Target) -> bool {
    key.operator_class.as_deref().is_none_or(|class| class.contains("pattern_ops"))
}
