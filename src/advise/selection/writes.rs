use std::collections::BTreeMap;

use crate::advise::access::{Access, ColumnId, Relation, WriteKind};
use crate::advise::cost::{Model, Profile};
use crate::advise::shape::{Method, Shape};
use crate::advise::statistics::Statistics;

/// Rows changed a second.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WriteRates {
    pub inserts: f64,
    pub deletes: f64,
    /// By the columns that change.
    pub updates: Vec<(Vec<ColumnId>, f64)>,
}

/// How often the rows of each table change, from the queries and the growth that was declared.
pub fn write_rates(
    model: &Model<'_>,
    statistics: &Statistics,
    accesses: &[(&Access, f64)],
) -> BTreeMap<usize, WriteRates> {
    let mut rates: BTreeMap<usize, WriteRates> = BTreeMap::new();
    for (access, rate) in accesses {
        for write in &access.writes {
            let own = rates.entry(write.table).or_default();
            match &write.kind {
                WriteKind::Insert(rows) => own.inserts += rate * rows,
                WriteKind::Update(columns) => {
                    let rows = touched(model, access, write.table);
                    own.updates.push((columns.iter().copied().collect(), rate * rows));
                }
                WriteKind::Delete => own.deletes += rate * touched(model, access, write.table),
            }
        }
    }
    for (table, figures) in statistics.tables.iter().enumerate() {
        if figures.grows > 0.0 {
            let own = rates.entry(table).or_default();
            own.inserts = own.inserts.max(figures.grows);
        }
    }
    rates
}

/// Rows that one execution of a changing statement changes.
fn touched(model: &Model<'_>, access: &Access, table: usize) -> f64 {
    let priced = model.prepare(access);
    let found = access.blocks.iter().find(|block| {
        block.uses.first().is_some_and(|used| used.relation == Relation::Table(table))
    });
    if found.is_none() {
        return 1.0;
    }
    let existing: Vec<usize> = (0..model.shapes.len())
        .filter(|number| model.shapes[*number].origin != crate::advise::shape::Origin::Proposed)
        .collect();
    // A job that changes most of a table runs once in a while, whatever its rate says.
    model.price(access, &priced, &existing).rows.clamp(1.0, 10_000.0)
}

impl WriteRates {
    /// Entries of an index made or moved a second.
    pub fn entries(&self, shape: &Shape) -> f64 {
        let touches = |columns: &[ColumnId]| {
            columns.iter().any(|column| {
                shape.holds(*column)
                    || shape.condition.iter().any(|fact| fact.column == Some(*column))
            })
        };
        let updated: f64 =
            self.updates.iter().filter(|(columns, _)| touches(columns)).map(|(_, rate)| rate).sum();
        (self.inserts + self.deletes * 0.2 + updated) * shape.part.max(0.05)
    }

    /// The cost of keeping an index up, a second.
    pub fn upkeep(&self, shape: &Shape, profile: &Profile, statistics: &Statistics) -> f64 {
        let entries = self.entries(shape);
        let figures = &statistics.tables[shape.table];
        let first = shape.key_columns().first().copied();
        let appended = first.is_some_and(|column| figures.columns[column].correlation.abs() > 0.9);
        let pages = (shape.bytes / profile.page_bytes).max(1.0);
        // New entries at one end find their page in memory; others do as far as the index fits.
        let missed: f64 =
            if appended { 0.01 } else { 0.08_f64.max(1.0 - profile.cached_pages / pages) };
        let height = (pages.ln() / 200.0_f64.ln()).ceil().max(1.0);
        let descent = 50.0 * profile.operator * (height + 1.0) / 2.0;
        let words = if shape.method == Method::Inverted { 8.0 } else { 1.0 };
        // A block range index writes once for many rows.
        let words = if shape.method == Method::Ranges { 0.05 } else { words };
        entries * words * (missed * profile.random_page + descent)
    }
}
