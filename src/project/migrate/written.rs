//! The steps of a plan as the scripts of a migration.

use crate::dialect::{Capability, Dialect};
use crate::emit::{Backfill, Body};
use crate::plan::Step;

/// `up.sql` and `down.sql`; the latter is missing where a step leaves nothing to go back by.
///
/// Where nobody shall wait long, each step is a transaction of its own; otherwise all are one.
pub fn written(steps: &[Step], together: bool, dialect: Dialect<'_>) -> (String, Option<String>) {
    let head = format!("-- For {} {}. Written by schemagen.\n", dialect.title(), dialect.version);
    // Nobody gains by short transactions where one writer works at a time.
    let apart = dialect.has(Capability::TransactionalDdl)
        && dialect.has(Capability::ConcurrentIndex)
        && !together;
    let border = if apart { COMMIT } else { "" };
    let body = |step: &Step| step.statement.body == Body::Statements;
    let up: Vec<String> = steps
        .iter()
        .map(|step| {
            let batches = match &step.backfill {
                Some(Backfill { table, key }) => {
                    format!("-- schemagen: backfill {table} by {key}\n")
                }
                None => String::new(),
            };
            format!("-- {}\n{batches}{}", step.change, statement(&step.sql, body(step), dialect))
        })
        .collect();
    let down: Vec<String> = steps
        .iter()
        .rev()
        .filter_map(|step| Some((step, step.reverses.as_deref()?)))
        .map(|(step, sql)| {
            format!("-- back: {}\n{}", step.change, statement(sql, body(step), dialect))
        })
        .collect();
    let text = |parts: Vec<String>| format!("{head}\n{}", parts.join(&format!("\n{border}")));
    let down = (!down.is_empty()).then(|| text(down));
    (text(up), down)
}

const COMMIT: &str = "-- schemagen: commit\n";

fn statement(sql: &str, has_body: bool, dialect: Dialect<'_>) -> String {
    if has_body && dialect.has(Capability::ClientDelimiter) && sql.contains(';') {
        return format!("delimiter //\n{sql}//\ndelimiter ;\n");
    }
    format!("{};\n", sql.trim_end().trim_end_matches(';'))
}
