//! The table of all trips that were made.

use std::sync::Mutex;

/// One schema's line.
pub struct Row {
    pub dialect: &'static str,
    pub name: String,
    pub objects: usize,
    /// Errors of loading the schema itself.
    pub errors: usize,
    pub equal: &'static str,
    /// What `schemagen inspect` took.
    pub milliseconds: u128,
}

static ROWS: Mutex<Vec<Row>> = Mutex::new(Vec::new());

pub fn add(row: Row) {
    ROWS.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push(row);
}

/// Prints the table, by dialect and name, to standard error.
pub fn print() {
    let mut rows = ROWS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    if rows.is_empty() {
        return;
    }
    rows.sort_by(|a, b| (a.dialect, &a.name).cmp(&(b.dialect, &b.name)));
    let equal = rows.iter().filter(|row| row.equal != "no").count();
    eprintln!(
        "\n{:<9} {:<24} {:>7} {:>6} {:>6}  equal",
        "dialect", "schema", "objects", "errors", "ms"
    );
    for row in rows.iter() {
        let Row { dialect, name, objects, errors, equal, milliseconds } = row;
        eprintln!("{dialect:<9} {name:<24} {objects:>7} {errors:>6} {milliseconds:>6}  {equal}");
    }
    eprintln!("{equal} of {} come back equal", rows.len());
}
