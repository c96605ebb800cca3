//! Bounds of partitions over dates and times, spelled for the type of their key.

use super::calendar::{Date, Moment};
use crate::dialect::Dialect;
use crate::schema::{
    Bound, BoundValue, DataType, Expression, IndexTarget, PartitionKey, Partitioning,
};

/// How moments are written as literals of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Literals {
    Dates,
    Times,
    /// With the zone, which is UTC.
    TimesWithZone,
}

impl Literals {
    /// None for types that are neither dates nor times.
    pub fn of(data_type: &DataType) -> Option<Literals> {
        match data_type {
            DataType::Date => Some(Literals::Dates),
            DataType::Timestamp { .. } => Some(Literals::Times),
            DataType::TimestampTz { .. } => Some(Literals::TimesWithZone),
            _ => None,
        }
    }

    pub fn literal(self, moment: Moment) -> Expression {
        let Moment { date, hour } = moment;
        Expression::new(match self {
            Literals::Dates => format!("'{date}'"),
            Literals::Times => format!("'{date} {hour:02}:00:00'"),
            Literals::TimesWithZone => format!("'{date} {hour:02}:00:00+00'"),
        })
    }
}

/// Turns a range over a point in time into one over its seconds. Fails with the first bound that is no literal.
pub(super) fn key_over_time(
    dialect: Dialect<'_>,
    partitioning: &mut Partitioning,
    column: &str,
    pattern: &str,
) -> Result<(), String> {
    for partition in &mut partitioning.partitions {
        if let Bound::Range { from, to } = &mut partition.bound {
            for value in from.iter_mut().chain(to) {
                let BoundValue::Value(expression) = value else { continue };
                let seconds =
                    seconds(expression.text()).ok_or_else(|| format!("`{expression}`"))?;
                *expression = Expression::new(seconds.to_string());
            }
        }
    }
    let key = pattern.replace("{column}", &dialect.quote(column));
    let target = IndexTarget::Expression(Expression::new(key));
    partitioning.keys = vec![PartitionKey { target, collation: None, operator_class: None }];
    Ok(())
}

/// Seconds since 1970 of `'2026-01-31'`, `'2026-01-31 12:30:00'`, with or without `+00` or `Z`.
fn seconds(literal: &str) -> Option<i64> {
    let text = literal.trim().strip_prefix('\'')?.strip_suffix('\'')?;
    let text = text
        .strip_suffix("+00:00")
        .or_else(|| text.strip_suffix("+00"))
        .or_else(|| text.strip_suffix('Z'));
    let text = text.unwrap_or(literal.trim().trim_matches('\'')).trim();
    let (day, time) = text.split_once([' ', 'T']).unwrap_or((text, "00:00:00"));
    let date: Date = day.parse().ok()?;
    let parts: Vec<&str> = time.split(':').collect();
    let number = |place: usize, most: i64| -> Option<i64> {
        let part = parts.get(place).copied().unwrap_or("0");
        let digits = part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        let value = if digits { part.parse().ok()? } else { return None };
        (value <= most).then_some(value)
    };
    let within = number(0, 23)? * 3600 + number(1, 59)? * 60 + number(2, 59)?;
    (parts.len() <= 3).then(|| Moment::midnight(date).unix_seconds() + within)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_of_time_are_read_in_utc() {
        for text in [
            "'2026-01-01'",
            "'2026-01-01 00:00:00'",
            "'2026-01-01 00:00:00+00'",
            "'2026-01-01T00:00Z'",
        ] {
            assert_eq!(seconds(text), Some(1_767_225_600), "{text}");
        }
        assert_eq!(seconds("'2026-01-01 01:02:03'"), Some(1_767_225_600 + 3723));
        for text in ["now()", "'2026-01-01 00:00:00+02'", "'2026-13-01'", "'2026-01-01 25:00'", "'"]
        {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    #[test]
    fn a_moment_is_spelled_for_the_type_of_its_key() {
        let moment = Moment { date: "2026-01-05".parse().unwrap(), hour: 7 };
        let of = |data_type: DataType| {
            Literals::of(&data_type).map(|literals| literals.literal(moment).to_string())
        };
        assert_eq!(of(DataType::Date).unwrap(), "'2026-01-05'");
        assert_eq!(of(DataType::Timestamp { precision: None }).unwrap(), "'2026-01-05 07:00:00'");
        assert_eq!(
            of(DataType::TimestampTz { precision: Some(6) }).unwrap(),
            "'2026-01-05 07:00:00+00'"
        );
        assert_eq!(of(DataType::BigInt), None);
    }
}
