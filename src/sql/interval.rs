//! Intervals: `1 day`, `2 hours 30 minutes`, `-1 month`.

/// One amount of one unit, as servers without an interval type take them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct IntervalPart {
    pub amount: i64,
    pub unit: IntervalUnit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum IntervalUnit {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    Microsecond,
}

/// Reads the text of an interval literal; none where it has a form that is not portable.
pub(super) fn parse(text: &str) -> Option<Vec<IntervalPart>> {
    let mut parts = Vec::new();
    let mut words = text.split_whitespace();
    while let Some(amount) = words.next() {
        if let Some((hours, rest)) = amount.split_once(':') {
            parts.extend(clock(hours, rest)?);
            continue;
        }
        let amount: i64 = amount.parse().ok()?;
        let (unit, times) = unit(words.next()?)?;
        parts.push(IntervalPart { amount: amount.checked_mul(times)?, unit });
    }
    (!parts.is_empty()).then_some(parts)
}

/// `12:30`, `12:30:15`.
fn clock(hours: &str, rest: &str) -> Option<Vec<IntervalPart>> {
    let sign = if hours.starts_with('-') { -1 } else { 1 };
    let (minutes, seconds) = rest.split_once(':').unwrap_or((rest, "0"));
    let read = |text: &str| text.trim_start_matches(['-', '+']).parse::<i64>().ok();
    let parts = [
        (read(hours)?, IntervalUnit::Hour),
        (read(minutes)?, IntervalUnit::Minute),
        (read(seconds)?, IntervalUnit::Second),
    ];
    Some(
        parts
            .into_iter()
            .filter(|(amount, _)| *amount != 0)
            .map(|(amount, unit)| IntervalPart { amount: sign * amount, unit })
            .collect(),
    )
}

fn unit(word: &str) -> Option<(IntervalUnit, i64)> {
    let lower = word.to_ascii_lowercase();
    if matches!(lower.as_str(), "ms" | "us") {
        return Some((IntervalUnit::Microsecond, if lower == "ms" { 1000 } else { 1 }));
    }
    let singular = match lower.strip_suffix('s') {
        Some(singular) if !singular.is_empty() => singular,
        _ => lower.as_str(),
    };
    Some(match singular {
        "year" | "yr" | "y" => (IntervalUnit::Year, 1),
        "month" | "mon" => (IntervalUnit::Month, 1),
        "week" | "w" => (IntervalUnit::Day, 7),
        "day" | "d" => (IntervalUnit::Day, 1),
        "hour" | "hr" | "h" => (IntervalUnit::Hour, 1),
        "minute" | "min" | "m" => (IntervalUnit::Minute, 1),
        "second" | "sec" => (IntervalUnit::Second, 1),
        "millisecond" => (IntervalUnit::Microsecond, 1000),
        "microsecond" => (IntervalUnit::Microsecond, 1),
        _ => return None,
    })
}

/// Whether the word can stand behind the quotes: `interval '1' day`.
pub(super) fn is_unit(word: &str) -> bool {
    word.len() > 2 && unit(word).is_some()
}

/// All parts as microseconds; none where months have no fixed length.
pub(super) fn microseconds(parts: &[IntervalPart]) -> Option<i64> {
    parts.iter().try_fold(0i64, |sum, part| {
        let one: i64 = match part.unit {
            IntervalUnit::Year | IntervalUnit::Month => return None,
            IntervalUnit::Day => 86_400_000_000,
            IntervalUnit::Hour => 3_600_000_000,
            IntervalUnit::Minute => 60_000_000,
            IntervalUnit::Second => 1_000_000,
            IntervalUnit::Microsecond => 1,
        };
        sum.checked_add(part.amount.checked_mul(one)?)
    })
}

impl IntervalUnit {
    pub fn word(self) -> &'static str {
        match self {
            IntervalUnit::Year => "year",
            IntervalUnit::Month => "month",
            IntervalUnit::Day => "day",
            IntervalUnit::Hour => "hour",
            IntervalUnit::Minute => "minute",
            IntervalUnit::Second => "second",
            IntervalUnit::Microsecond => "microsecond",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{microseconds, parse};

    #[test]
    fn amounts_and_units_are_read_in_the_usual_spellings() {
        let said = |text: &str| {
            let parts = parse(text)?;
            Some(
                parts
                    .iter()
                    .map(|p| format!("{} {}", p.amount, p.unit.word()))
                    .collect::<Vec<_>>()
                    .join(" "),
            )
        };
        assert_eq!(said("1 day").as_deref(), Some("1 day"));
        assert_eq!(said("2 hours 30 mins").as_deref(), Some("2 hour 30 minute"));
        assert_eq!(said("-1 week 01:30:00").as_deref(), Some("-7 day 1 hour 30 minute"));
        assert_eq!(said("P1D"), None);
        assert_eq!(said(""), None);
    }

    #[test]
    fn only_fixed_lengths_are_a_number() {
        assert_eq!(
            parse("1 day 1 ms").and_then(|parts| microseconds(&parts)),
            Some(86_400_001_000)
        );
        assert_eq!(
            parse("1 day 1 second").and_then(|parts| microseconds(&parts)),
            Some(86_401_000_000)
        );
        assert_eq!(parse("1 month").and_then(|parts| microseconds(&parts)), None);
    }
}
