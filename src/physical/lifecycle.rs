//! `every INTERVAL [starting DATE] ahead N keep INTERVAL` as the partitions that exist on a day.
//!
//! Boundaries never move as days pass: they are counted from the unit that holds `starting`, or,
//! without it, from the calendar's origin (so that `every 3 months` means the quarters). Partitions
//! whose rows are all older than `keep` are not part of the schema.

use super::calendar::{Date, Moment};
use crate::design::{Interval, IntervalUnit, PartitionLifecycle};

/// One partition's span of time, from `start` inclusive to `end` exclusive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Period {
    pub start: Moment,
    pub end: Moment,
    /// `p2026_01`: unique among the periods of one lifecycle.
    pub name: String,
}

/// Why a lifecycle gives no partitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoPeriods {
    /// `every 0 months`.
    EmptyInterval,
    NoDate,
    /// Beyond the years the calendar has.
    OutOfCalendar,
    TooMany(i64),
}

/// More partitions than this are a mistake on every server.
const MOST: i64 = 50_000;

/// The periods that exist on a day: up to the one that holds it and `ahead` more, beginning with the one that
/// holds `starting` (or, without it, the day), or with the oldest one that `keep` leaves.
pub(super) fn periods(
    lifecycle: &PartitionLifecycle,
    as_of: Date,
) -> Result<Vec<Period>, NoPeriods> {
    let Interval { count, unit } = lifecycle.every;
    let count = i64::from(count);
    if count == 0 {
        return Err(NoPeriods::EmptyInterval);
    }
    // A whole day is "now": for partitions of an hour, the day's last hour decides.
    let now = Moment { date: as_of, hour: 23 };
    let starting = match &lifecycle.starting {
        Some(text) => Some(Moment::midnight(text.parse().map_err(|_| NoPeriods::NoDate)?)),
        None => None,
    };
    let origin = starting.map_or(0, |moment| moment.unit_number(unit));
    let index_of = |moment: Moment| (moment.unit_number(unit) - origin).div_euclid(count);
    let current = index_of(now);
    let first = match (starting, lifecycle.keep) {
        (None, None) => current,
        (Some(_), None) => 0,
        (None, Some(_)) => current,
        (Some(_), Some(keep)) => index_of(before(Moment::midnight(as_of), keep)?).max(0),
    };
    // A design may begin in the future: then the first partition is the one that holds `starting`.
    let current = if starting.is_some() { current.max(0) } else { current };
    let first = first.min(current);
    let last = current + i64::from(lifecycle.ahead);
    if last - first >= MOST {
        return Err(NoPeriods::TooMany(last - first + 1));
    }
    let boundary = |index: i64| {
        index
            .checked_mul(count)
            .and_then(|units| units.checked_add(origin))
            .and_then(|number| Moment::of_unit(unit, number))
            .ok_or(NoPeriods::OutOfCalendar)
    };
    (first..=last)
        .map(|index| {
            let start = boundary(index)?;
            Ok(Period { start, end: boundary(index + 1)?, name: name(start, unit) })
        })
        .collect()
}

/// The oldest moment that retention keeps.
fn before(now: Moment, keep: Interval) -> Result<Moment, NoPeriods> {
    let number = now.unit_number(keep.unit) - i64::from(keep.count);
    Moment::of_unit(keep.unit, number).ok_or(NoPeriods::OutOfCalendar)
}

/// As people sort and read them: `p2026`, `p2026q1`, `p2026_01`, `p2026w02`, `p2026_01_05`, `p2026_01_05_13`.
fn name(start: Moment, unit: IntervalUnit) -> String {
    let date = start.date;
    let (year, month, day) = (date.year(), date.month(), date.day());
    match unit {
        IntervalUnit::Year => format!("p{year:04}"),
        IntervalUnit::Quarter => format!("p{year:04}q{}", (month - 1) / 3 + 1),
        IntervalUnit::Month => format!("p{year:04}_{month:02}"),
        IntervalUnit::Week => {
            let (year, week) = date.iso_week();
            format!("p{year:04}w{week:02}")
        }
        IntervalUnit::Day => format!("p{year:04}_{month:02}_{day:02}"),
        IntervalUnit::Hour => format!("p{year:04}_{month:02}_{day:02}_{:02}", start.hour),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    fn lifecycle(
        count: u32,
        unit: IntervalUnit,
        starting: Option<&str>,
        ahead: u32,
    ) -> PartitionLifecycle {
        PartitionLifecycle {
            every: Interval { count, unit },
            starting: starting.map(str::to_owned),
            ahead,
            keep: None,
            partitioning: None,
            span: Span::default(),
        }
    }

    fn names(lifecycle: &PartitionLifecycle, as_of: &str) -> Vec<String> {
        let periods = periods(lifecycle, as_of.parse().unwrap()).unwrap();
        assert!(periods.windows(2).all(|pair| pair[0].end == pair[1].start), "no gaps");
        periods.into_iter().map(|period| period.name).collect()
    }

    #[test]
    fn every_unit_has_its_names() {
        let on = |unit| names(&lifecycle(1, unit, None, 1), "2026-01-05");
        assert_eq!(on(IntervalUnit::Year), ["p2026", "p2027"]);
        assert_eq!(on(IntervalUnit::Quarter), ["p2026q1", "p2026q2"]);
        assert_eq!(on(IntervalUnit::Month), ["p2026_01", "p2026_02"]);
        assert_eq!(on(IntervalUnit::Week), ["p2026w02", "p2026w03"]);
        assert_eq!(on(IntervalUnit::Day), ["p2026_01_05", "p2026_01_06"]);
        assert_eq!(on(IntervalUnit::Hour), ["p2026_01_05_23", "p2026_01_06_00"]);
    }

    #[test]
    fn partitions_run_from_starting_through_today_and_ahead() {
        let monthly = lifecycle(1, IntervalUnit::Month, Some("2025-11-15"), 2);
        assert_eq!(
            names(&monthly, "2026-01-31"),
            ["p2025_11", "p2025_12", "p2026_01", "p2026_02", "p2026_03"]
        );
        assert_eq!(
            names(&monthly, "2024-01-01"),
            ["p2025_11", "p2025_12", "p2026_01"],
            "before it begins"
        );
    }

    #[test]
    fn boundaries_stay_when_days_pass() {
        let by_two = lifecycle(2, IntervalUnit::Month, None, 0);
        assert_eq!(names(&by_two, "2026-01-31"), ["p2026_01"]);
        assert_eq!(names(&by_two, "2026-02-01"), ["p2026_01"]);
        assert_eq!(names(&by_two, "2026-03-01"), ["p2026_03"]);
        let anchored = lifecycle(2, IntervalUnit::Month, Some("2025-12-01"), 0);
        assert_eq!(names(&anchored, "2026-02-01"), ["p2025_12", "p2026_02"]);
    }

    #[test]
    fn what_retention_has_dropped_is_not_expected() {
        let mut daily = lifecycle(1, IntervalUnit::Day, Some("2020-01-01"), 1);
        daily.keep = Some(Interval { count: 2, unit: IntervalUnit::Day });
        assert_eq!(
            names(&daily, "2026-03-01"),
            ["p2026_02_27", "p2026_02_28", "p2026_03_01", "p2026_03_02"]
        );
    }

    #[test]
    fn what_cannot_be_counted_is_told_and_not_tried() {
        let as_of = "2026-01-01".parse().unwrap();
        let of = |count, unit, starting| periods(&lifecycle(count, unit, starting, 0), as_of);
        assert_eq!(of(0, IntervalUnit::Day, None), Err(NoPeriods::EmptyInterval));
        assert_eq!(of(1, IntervalUnit::Day, Some("soon")), Err(NoPeriods::NoDate));
        assert_eq!(
            of(u32::MAX, IntervalUnit::Year, Some("2026-01-01")),
            Err(NoPeriods::OutOfCalendar)
        );
        assert!(matches!(
            of(1, IntervalUnit::Hour, Some("0001-01-01")),
            Err(NoPeriods::TooMany(_))
        ));
    }
}
