use std::time::{SystemTime, UNIX_EPOCH};

/// The moment in UTC, as `2026-01-31T12:00:00Z`.
pub fn now() -> String {
    let (year, month, day, seconds) = today();
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// The moment in UTC as the version of a migration: `20260131120000`.
pub fn stamp() -> String {
    now().chars().filter(char::is_ascii_digit).collect()
}

fn today() -> (i64, u32, u32, u64) {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (year, month, day) = civil(i64::try_from(seconds / 86_400).unwrap_or(0));
    (year, month, day, seconds % 86_400)
}

/// The date of a day counted from 1970-01-01, by eras of 400 years that begin in March.
fn civil(day: i64) -> (i64, u32, u32) {
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month as u32, date as u32)
}

#[cfg(test)]
mod tests {
    use super::civil;

    #[test]
    fn days_are_dates() {
        for (day, date) in [
            (0, (1970, 1, 1)),
            (11_016, (2000, 2, 29)),
            (20_513, (2026, 3, 1)),
            (-1, (1969, 12, 31)),
        ] {
            assert_eq!(civil(day), date, "{day}");
        }
    }
}
