//! Days and hours of the proleptic Gregorian calendar, as far as partitions need them.
//!
//! Pure arithmetic without a clock or time zones: every moment is UTC. The day numbers follow
//! Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms".

use std::fmt;
use std::str::FromStr;

use crate::design::IntervalUnit;

/// A day. Years run from -9999 to 9999, so that no arithmetic on them overflows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: i32,
    month: u8,
    day: u8,
}

/// An hour of a day: the finest a partition begins at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    pub date: Date,
    pub hour: u8,
}

impl Date {
    /// None when there is no such day.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Date> {
        let known = (-9999..=9999).contains(&year) && (1..=12).contains(&month) && day >= 1;
        (known && day <= days_in_month(year, month)).then_some(Date { year, month, day })
    }

    pub fn year(self) -> i32 {
        self.year
    }

    pub fn month(self) -> u8 {
        self.month
    }

    pub fn day(self) -> u8 {
        self.day
    }

    /// Days since 1970-01-01.
    pub fn day_number(self) -> i64 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month_from_march = (i64::from(self.month) + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }

    /// None outside the years this calendar has.
    pub fn from_day_number(number: i64) -> Option<Date> {
        let shifted = number.checked_add(719_468)?;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = (month_from_march + 2) % 12 + 1;
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Date::new(i32::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }

    /// The year and number of its week by ISO 8601: weeks begin on Monday and belong to the year
    /// that holds their Thursday.
    pub fn iso_week(self) -> (i32, u8) {
        let number = self.day_number();
        let thursday = number - weekday(number) + 3;
        let year = Date::from_day_number(thursday).map_or(self.year, |date| date.year);
        let first = Date { year, month: 1, day: 1 }.day_number();
        (year, ((thursday - first) / 7 + 1) as u8)
    }
}

/// Days since Monday.
fn weekday(day_number: i64) -> i64 {
    (day_number + 3).rem_euclid(7)
}

fn days_in_month(year: i32, month: u8) -> u8 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + u8::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl Moment {
    pub fn midnight(date: Date) -> Moment {
        Moment { date, hour: 0 }
    }

    /// Seconds since 1970-01-01 00:00:00.
    pub fn unix_seconds(self) -> i64 {
        self.date.day_number() * 86_400 + i64::from(self.hour) * 3600
    }

    /// How many whole units lie between the calendar's origin and this moment; the unit it falls in
    /// has this number. Quarters count from year 0, weeks from the Monday before 1970-01-01.
    pub fn unit_number(self, unit: IntervalUnit) -> i64 {
        let months = i64::from(self.date.year) * 12 + i64::from(self.date.month) - 1;
        match unit {
            IntervalUnit::Hour => self.date.day_number() * 24 + i64::from(self.hour),
            IntervalUnit::Day => self.date.day_number(),
            IntervalUnit::Week => (self.date.day_number() + 3).div_euclid(7),
            IntervalUnit::Month => months,
            IntervalUnit::Quarter => months.div_euclid(3),
            IntervalUnit::Year => i64::from(self.date.year),
        }
    }

    /// The moment a unit begins; the inverse of [`unit_number`](Self::unit_number).
    pub fn of_unit(unit: IntervalUnit, number: i64) -> Option<Moment> {
        let month = |months: i64| {
            let year = i32::try_from(months.div_euclid(12)).ok()?;
            Date::new(year, months.rem_euclid(12) as u8 + 1, 1)
        };
        let (date, hour) = match unit {
            IntervalUnit::Hour => {
                (Date::from_day_number(number.div_euclid(24))?, number.rem_euclid(24) as u8)
            }
            IntervalUnit::Day => (Date::from_day_number(number)?, 0),
            IntervalUnit::Week => {
                (Date::from_day_number(number.checked_mul(7)?.checked_sub(3)?)?, 0)
            }
            IntervalUnit::Month => (month(number)?, 0),
            IntervalUnit::Quarter => (month(number.checked_mul(3)?)?, 0),
            IntervalUnit::Year => (Date::new(i32::try_from(number).ok()?, 1, 1)?, 0),
        };
        Some(Moment { date, hour })
    }
}

/// `YYYY-MM-DD`.
impl FromStr for Date {
    type Err = String;

    fn from_str(text: &str) -> Result<Date, String> {
        let no_date = || format!("`{text}` is no date like 2026-01-31");
        let parts: Vec<&str> = text.split('-').collect();
        let [year, month, day] = parts.as_slice() else { return Err(no_date()) };
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if year.len() != 4 || !parts.iter().all(|part| digits(part)) {
            return Err(no_date());
        }
        let read = |part: &str| part.parse::<u8>().map_err(|_| no_date());
        let year = year.parse().map_err(|_| no_date())?;
        Date::new(year, read(month)?, read(day)?).ok_or_else(no_date)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn day_numbers_are_the_known_ones_and_come_back() {
        for (text, number) in [
            ("1970-01-01", 0),
            ("2000-02-29", 11_016),
            ("2026-11-20", 20_777),
            ("1969-12-31", -1),
            ("0001-01-01", -719_162),
        ] {
            assert_eq!(date(text).day_number(), number, "{text}");
            assert_eq!(Date::from_day_number(number).unwrap().to_string(), text);
        }
        for number in -800_000..800_000 {
            assert_eq!(Date::from_day_number(number).map(Date::day_number), Some(number));
        }
        assert_eq!(Date::from_day_number(i64::MAX), None);
    }

    #[test]
    fn only_days_that_exist_are_dates() {
        for text in [
            "2026-02-29",
            "2026-13-01",
            "2026-00-10",
            "1900-02-29",
            "2026-1-1x",
            "26-01-01",
            "",
            "2026-01-+1",
        ] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
        assert!("2000-02-29".parse::<Date>().is_ok());
    }

    /// Examples of ISO 8601 and of its well-known corner cases.
    #[test]
    fn weeks_are_those_of_iso_8601() {
        for (text, week) in [
            ("2005-01-01", (2004, 53)),
            ("2008-12-29", (2009, 1)),
            ("2010-01-03", (2009, 53)),
            ("2026-01-01", (2026, 1)),
            ("2026-11-20", (2026, 47)),
            ("2020-12-31", (2020, 53)),
        ] {
            assert_eq!(date(text).iso_week(), week, "{text}");
        }
    }

    #[test]
    fn units_begin_where_a_calendar_says() {
        let moment = Moment { date: date("2026-11-20"), hour: 13 };
        for (unit, start, hour) in [
            (IntervalUnit::Hour, "2026-11-20", 13),
            (IntervalUnit::Day, "2026-11-20", 0),
            (IntervalUnit::Week, "2026-11-16", 0),
            (IntervalUnit::Month, "2026-11-01", 0),
            (IntervalUnit::Quarter, "2026-10-01", 0),
            (IntervalUnit::Year, "2026-01-01", 0),
        ] {
            let number = moment.unit_number(unit);
            assert_eq!(
                Moment::of_unit(unit, number),
                Some(Moment { date: date(start), hour }),
                "{unit:?}"
            );
        }
        assert_eq!(Moment::midnight(date("2026-01-01")).unix_seconds(), 1_767_225_600);
        assert_eq!(Moment::of_unit(IntervalUnit::Year, i64::MAX), None);
    }
}
