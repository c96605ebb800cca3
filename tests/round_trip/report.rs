//! The table of all trips that were made.

use std::sync::{Condvar, Mutex};

use libtest_mimic::Failed;

pub const YES: &str = "yes";
pub const NO: &str = "no";
/// What differs then differs as much when the server's own dump is loaded again.
pub const AS_FAR_AS_THE_FLOOR: &str = "floor";

/// One schema's line.
pub struct Row {
    pub dialect: &'static str,
    pub name: String,
    pub objects: usize,
    /// Errors of loading the schema itself.
    pub errors: usize,
    /// Whether it came back equal from the SQL that was written, and by way of an entity file.
    pub sql: &'static str,
    pub sgen: &'static str,
    /// What `schemagen inspect` took.
    pub milliseconds: u128,
}

static ROWS: Mutex<Vec<Row>> = Mutex::new(Vec::new());

pub fn add(row: Row) {
    ROWS.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push(row);
}

/// Trips that have begun and not ended, and how many there were.
static UNDER_WAY: Mutex<(usize, usize)> = Mutex::new((0, 0));
static ENDED: Condvar = Condvar::new();

/// Makes a trip that the table waits for.
pub fn counted(trip: impl FnOnce() -> Result<(), Failed>) -> Result<(), Failed> {
    /// Counts a trip that panics as well.
    struct Ended;
    impl Drop for Ended {
        fn drop(&mut self) {
            UNDER_WAY.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).0 -= 1;
            ENDED.notify_all();
        }
    }
    {
        let mut count = UNDER_WAY.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        *count = (count.0 + 1, count.1 + 1);
    }
    let _ended = Ended;
    trip()
}

/// Prints the table, by dialect and name, to standard error; fails where a trip has no line in it.
pub fn print() -> Result<(), Failed> {
    let mut count = UNDER_WAY.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    while count.0 > 0 {
        count = ENDED.wait(count).unwrap_or_else(|poisoned| poisoned.into_inner());
    }
    let mut rows = ROWS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    rows.sort_by(|a, b| (a.dialect, &a.name).cmp(&(b.dialect, &b.name)));
    let equal = rows.iter().filter(|row| row.sql != NO && row.sgen != NO).count();
    eprintln!(
        "\n{:<9} {:<24} {:>7} {:>6} {:>6}  {:<5}  sgen",
        "dialect", "schema", "objects", "errors", "ms", "sql"
    );
    for row in rows.iter() {
        let Row { dialect, name, objects, errors, sql, sgen, milliseconds } = row;
        eprintln!(
            "{dialect:<9} {name:<24} {objects:>7} {errors:>6} {milliseconds:>6}  {sql:<5}  {sgen}"
        );
    }
    eprintln!("{equal} of {} come back equal, or as equal as the server's own dump", rows.len());
    match rows.len() == count.1 {
        true => Ok(()),
        false => {
            Err(format!("{} trips were made, {} are in the table", count.1, rows.len()).into())
        }
    }
}
