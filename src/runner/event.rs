use serde::Serialize;

/// What happens in a run, in the order in which it does.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// Another runner has the lock.
    Waiting {
        seconds: u64,
    },
    Begin {
        migration: String,
        direction: &'static str,
        steps: usize,
    },
    /// What a run found that was cut off before it, and what it makes of that.
    Resume {
        migration: String,
        step: usize,
        found: String,
    },
    Step {
        migration: String,
        step: usize,
        of: usize,
        sql: String,
    },
    Done {
        migration: String,
        step: usize,
        milliseconds: u64,
    },
    /// A lock was not to be had.
    Again {
        migration: String,
        step: usize,
        attempt: u32,
        pause_milliseconds: u64,
        why: String,
    },
    /// Rows that a backfill has behind it, and about how many are left.
    Rows {
        migration: String,
        step: usize,
        done: u64,
        left: u64,
        seconds_left: Option<u64>,
    },
    Cleared {
        migration: String,
        step: usize,
        what: String,
    },
    End {
        migration: String,
        direction: &'static str,
        milliseconds: u64,
    },
}
