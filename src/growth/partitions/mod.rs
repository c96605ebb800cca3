//! Whether a table is better split, by what, and into which pieces.
//!
//! Thresholds are those of field practice, gathered in `docs/growth.md`: splitting pays from some tens of gigabytes, or
//! where retention deletes much; by a key that most queries name; into pieces of some gigabytes, not too many.

mod candidates;
mod choice;
mod obstacles;
mod shape;

use serde::Serialize;

use super::{Forecast, Size};
use crate::advise::Study;
use crate::design::Interval;
use crate::schema::{PartitionStrategy, QualifiedName};
use crate::text::Span;

pub(super) use candidates::{is_time, is_updated};

/// Partitions of a table as they are or should be.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    pub strategy: PartitionStrategy,
    /// Columns, or expressions as written.
    pub keys: Vec<String>,
    pub every: Option<Interval>,
    /// Leaves, once the table is as large as it gets.
    pub parts: f64,
    /// Of one leaf.
    pub bytes: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// In one piece, and right so.
    Whole,
    /// In one piece, and should be split as proposed.
    Split,
    /// Large enough, and no split fits: what is in the way is said.
    Blocked,
    /// Split, and right so.
    Fits,
    /// Split, and should be split otherwise, as proposed.
    Change,
    /// Split, without need: one piece would do.
    Needless,
}

/// What a query does to the partitions of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Touch {
    pub query: String,
    pub rate: f64,
    pub reach: Reach,
    /// It asks for no row that is there.
    pub only_adds: bool,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    One,
    Some,
    /// All of them are there to be read, and reading ends early.
    UntilEnough,
    All,
}

#[derive(Debug, Clone)]
pub struct PartitionAdvice {
    pub table: QualifiedName,
    pub verdict: Verdict,
    pub horizon: Size,
    pub current: Option<Split>,
    pub proposal: Option<Split>,
    /// Under the proposal, else as it is.
    pub queries: Vec<Touch>,
    /// The part of the rate of those queries that does not touch every partition; one where there are none.
    pub share: f64,
    /// A sentence each.
    pub reasons: Vec<String>,
    /// What has to change, or what stands in the way.
    pub obstacles: Vec<String>,
    pub span: Span,
}

/// Advice about every table that is split, or large, or loses rows with time.
pub(super) fn advise(study: &Study<'_>, forecasts: &[Forecast]) -> Vec<PartitionAdvice> {
    forecasts.iter().filter_map(|forecast| choice::choose(study, forecast)).collect()
}
