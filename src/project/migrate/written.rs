//! The steps of a plan as the scripts of a migration.

use std::collections::HashMap;

use crate::dialect::{Capability, Dialect};
use crate::emit::{Backfill, Body};
use crate::plan::Step;
use crate::schema::AtomKey;

/// `up.sql` and `down.sql`; the latter is missing where nothing leads back.
///
/// Where nobody shall wait long, each step is a transaction of its own; otherwise all are one.
pub fn written(
    steps: &[Step],
    back: &[Step],
    together: bool,
    dialect: Dialect<'_>,
) -> (String, Option<String>) {
    let head = format!("-- For {} {}. Written by schemagen.\n", dialect.title(), dialect.version);
    // Nobody gains by short transactions where one writer works at a time.
    let apart = dialect.has(Capability::TransactionalDdl)
        && dialect.has(Capability::ConcurrentIndex)
        && !together;
    let border = if apart { COMMIT } else { "" };
    let text = |steps: &[Step]| {
        let joined = joined(steps);
        let mut text = format!("{head}\n");
        for (place, step) in steps.iter().enumerate() {
            if place > 0 {
                text.push('\n');
                text.push_str(if joined[place] { "" } else { border });
            }
            text.push_str(&written_step(step, dialect));
        }
        text
    };
    (text(steps), (!back.is_empty()).then(|| text(back)))
}

/// Whether each step stands in one transaction with the one before it: what is dropped and comes back is
/// missed by nobody meanwhile.
fn joined(steps: &[Step]) -> Vec<bool> {
    let mut joined = vec![false; steps.len()];
    let mut dropped: HashMap<&AtomKey, usize> = HashMap::new();
    for (place, step) in steps.iter().enumerate() {
        let key = &step.statement.object;
        if step.change.starts_with("drop ") {
            dropped.insert(key, place);
        } else if let Some(first) = dropped.remove(key)
            && steps[first..=place].iter().all(|step| step.transaction)
        {
            joined[first + 1..=place].fill(true);
        }
    }
    joined
}

fn written_step(step: &Step, dialect: Dialect<'_>) -> String {
    let batches = match &step.backfill {
        Some(Backfill { table, key }) => format!("-- schemagen: backfill {table} by {key}\n"),
        None => String::new(),
    };
    let has_body = step.statement.body == Body::Statements;
    format!("-- {}\n{batches}{}", step.change, statement(&step.sql, has_body, dialect))
}

const COMMIT: &str = "-- schemagen: commit\n";

fn statement(sql: &str, has_body: bool, dialect: Dialect<'_>) -> String {
    if has_body && dialect.has(Capability::ClientDelimiter) && sql.contains(';') {
        return format!("delimiter //\n{sql}//\ndelimiter ;\n");
    }
    format!("{};\n", sql.trim_end().trim_end_matches(';'))
}
