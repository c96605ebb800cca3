//! Statements that a running system has counted, as `query` blocks with their rates.
//!
//! Statements that differ in their values alone are one query: its values become parameters. Where
//! they come from is the caller's affair.

mod blocks;
mod normal;
mod slow_log;

pub use blocks::blocks;
pub use normal::Quotes;
pub use slow_log::slow_log;

/// A statement as a system wrote it down.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    pub sql: String,
    /// How often it ran a second.
    pub rate: f64,
}

/// Counts statements over a number of seconds.
pub fn counted(calls: impl IntoIterator<Item = (String, f64)>, seconds: f64) -> Vec<Counted> {
    let seconds = if seconds.is_finite() { seconds.max(1.0) } else { 1.0 };
    calls.into_iter().map(|(sql, calls)| Counted { sql, rate: calls / seconds }).collect()
}
