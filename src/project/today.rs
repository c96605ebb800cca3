use std::time::{SystemTime, UNIX_EPOCH};

use crate::physical::Date;

/// Today in UTC: the only place where the clock is read. Settings and flags come before it. None
/// where the clock stands beyond the calendar's years.
pub fn today() -> Option<Date> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    Date::from_day_number((seconds / 86_400) as i64)
}
