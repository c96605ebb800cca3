//! Rows and bytes of a table as time goes on.

use super::{DAY, YEAR_DAYS, days};
use crate::advise::Study;
use crate::design::{EntityFacts, Interval};
use crate::schema::QualifiedName;
use crate::text::Span;

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    pub rows: f64,
    /// With its indexes.
    pub bytes: f64,
}

/// One table now and later.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// Its place in the schema.
    pub table: usize,
    pub name: QualifiedName,
    pub now: Size,
    pub in_a_year: Size,
    /// How long rows stay, and what that comes to once it has been that long.
    pub retention: Option<(Interval, Size)>,
    /// Rows added a day.
    pub grows: f64,
    /// Bytes of a row with its share of the indexes.
    pub row_bytes: f64,
    /// Whether rows were declared or measured.
    pub known: bool,
    pub span: Span,
}

impl Forecast {
    /// The size a shape has to fit: that of a year, or of the end of retention.
    pub fn horizon(&self) -> Size {
        let later = self.retention.map_or(self.in_a_year, |(_, size)| size);
        if later.bytes > self.now.bytes { later } else { self.now }
    }

    /// Bytes added a day.
    pub fn bytes_a_day(&self) -> f64 {
        self.grows * self.row_bytes
    }
}

/// How long the rows of an entity stay, said for the table or for its partitions.
pub(super) fn retention(facts: &EntityFacts) -> Option<Interval> {
    let of_partitions = facts.lifecycle.as_ref().and_then(|lifecycle| lifecycle.keep);
    of_partitions.or(facts.keep.as_ref().map(|keep| keep.value))
}

pub(super) fn forecasts(study: &Study<'_>) -> Vec<Forecast> {
    let tables = study.input.schema.tables.iter().zip(&study.statistics.tables).enumerate();
    tables
        .map(|(place, (table, figures))| {
            let facts = study.input.design.entities.get(&table.name);
            let indexes: f64 = study
                .existing
                .iter()
                .filter(|shape| shape.table == place)
                .map(|shape| shape.bytes)
                .sum();
            let row_bytes = (figures.bytes + indexes) / figures.rows.max(1.0);
            let grows = figures.grows * DAY;
            let keep = facts.and_then(retention);
            let size = |rows: f64| Size { rows, bytes: rows * row_bytes };
            let later = |after: f64| size(rows_after(figures.rows, grows, keep.map(days), after));
            Forecast {
                table: place,
                name: table.name.clone(),
                now: size(figures.rows),
                in_a_year: later(YEAR_DAYS),
                retention: keep.map(|keep| (keep, later(days(keep)))),
                grows,
                row_bytes,
                known: figures.known,
                span: facts.map(|facts| facts.span).unwrap_or_default(),
            }
        })
        .collect()
}

/// Rows after so many days: those that came since and are not too old yet, and those of today that are left. Today's
/// rows are taken to have come as evenly as new ones will.
fn rows_after(rows: f64, grows: f64, keep: Option<f64>, after: f64) -> f64 {
    let Some(keep) = keep else { return rows + grows * after };
    if grows <= 0.0 {
        return rows;
    }
    let oldest = (rows / grows).min(keep);
    let left = if oldest > 0.0 { ((keep - after) / oldest).clamp(0.0, 1.0) } else { 0.0 };
    grows * after.min(keep) + rows * left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_for_ever_grows_for_ever() {
        assert_eq!(rows_after(1_000.0, 10.0, None, 100.0), 2_000.0);
        assert_eq!(rows_after(1_000.0, 0.0, Some(10.0), 100.0), 1_000.0);
    }

    #[test]
    fn retention_bounds_a_table_young_or_old() {
        // A young table fills up first, and then stays.
        assert_eq!(rows_after(100.0, 10.0, Some(100.0), 50.0), 600.0);
        assert_eq!(rows_after(100.0, 10.0, Some(100.0), 100.0), 1_000.0);
        assert_eq!(rows_after(100.0, 10.0, Some(100.0), 1_000.0), 1_000.0);
        // One that is full stays full.
        assert_eq!(rows_after(1_000.0, 10.0, Some(100.0), 30.0), 1_000.0);
        // One that never deleted what it should have loses it.
        assert_eq!(rows_after(5_000.0, 10.0, Some(100.0), 100.0), 1_000.0);
    }
}
