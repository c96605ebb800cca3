//! The rules about queries, their rates and the figures they are judged by: one file a rule.

mod contradiction;
mod rate;
mod unknown_column;
mod unreadable;

use crate::diagnostics::Rule;

pub use contradiction::{CONTRADICTING_FIGURES, contradictions};
pub use rate::{UNLIKELY_RATE, weights};
pub use unknown_column::{UNKNOWN_COLUMN, unknown_columns};
pub use unreadable::{UNREADABLE_QUERY, unreadable};

pub static RULES: &[&Rule] = &[
    &UNREADABLE_QUERY,
    &CONTRADICTING_FIGURES,
    &UNLIKELY_RATE,
    &UNKNOWN_COLUMN,
    &INDEX_ADVISED,
    &INDEX_IDLE,
];

use super::access::ColumnId;
use super::findings::{INDEX_ADVISED, INDEX_IDLE};
use super::shape::{Fact, FactKind};
use super::statistics::TableFigures;

/// The part of the rows for which a partial index's condition holds.
pub fn part_of(fact: &Fact, figures: &TableFigures) -> f64 {
    let column = |place: Option<ColumnId>| place.and_then(|place| figures.columns.get(place));
    let part = match (&fact.kind, column(fact.column)) {
        (FactKind::IsNull, Some(column)) => column.nulls,
        (FactKind::IsNotNull, Some(column)) => 1.0 - column.nulls,
        (FactKind::Equals(value), Some(column)) => {
            let plain = value.trim_matches('\'');
            let known = column.common.iter().find(|(text, _)| text.trim_end() == plain);
            known.map_or((1.0 - column.nulls) / column.distinct, |(_, part)| *part)
        }
        _ => 0.33,
    };
    part.clamp(1.0 / figures.rows.max(1.0), 1.0)
}
