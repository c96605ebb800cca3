use std::fmt;

use serde::Serialize;

use crate::schema::Partitioning;
use crate::text::Span;

/// `every INTERVAL [starting DATE] ahead N keep INTERVAL` of a range partitioning.
#[derive(Debug, Clone, PartialEq)]
pub struct PartitionLifecycle {
    pub every: Interval,
    /// The first partition holds this day; `YYYY-MM-DD`.
    pub starting: Option<String>,
    /// How many partitions exist beyond the one that holds today.
    pub ahead: u32,
    /// How long rows stay; none means for ever.
    pub keep: Option<Interval>,
    /// How each of these partitions is split again; its names carry no parent yet.
    pub partitioning: Option<Partitioning>,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Interval {
    pub count: u32,
    pub unit: IntervalUnit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IntervalUnit {
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl IntervalUnit {
    pub const ALL: [(IntervalUnit, &'static str); 6] = [
        (IntervalUnit::Hour, "hour"),
        (IntervalUnit::Day, "day"),
        (IntervalUnit::Week, "week"),
        (IntervalUnit::Month, "month"),
        (IntervalUnit::Quarter, "quarter"),
        (IntervalUnit::Year, "year"),
    ];

    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(unit, _)| *unit == self).map_or("", |(_, word)| word)
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.count == 1 { "" } else { "s" };
        write!(f, "{} {}{plural}", self.count, self.unit.word())
    }
}
