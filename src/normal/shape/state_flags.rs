//! Booleans that together are one state.

use super::names::words;
use super::suspicion::{Confidence, Suspicion};
use super::world::World;
use crate::diagnostics::{Level, Rule};
use crate::normal::words::listed;
use crate::schema::{DataType, Table};

pub static RULE: Rule = Rule {
    code: "SG1111",
    name: "state-flags",
    level: Level::Info,
    summary: "several booleans seem to be one state",
    page: "\
# What it says
Three or more booleans are named for stages of one life: `is_submitted`, `is_approved`, `is_paid`.

# Why it matters
Three booleans have eight combinations, and most of them mean nothing: approved but never submitted. Every query has to
know which ones count.

# What to do
An enum with the states there are; moments (`approved_at`) where it matters when. A check that forbids the combinations that
mean nothing, at least. Where the flags are independent of each other: `allow SG1111 \"reason\"`.
",
};

const STAGES: [&str; 26] = [
    "draft",
    "submitted",
    "pending",
    "approved",
    "rejected",
    "accepted",
    "declined",
    "confirmed",
    "cancelled",
    "canceled",
    "completed",
    "finished",
    "started",
    "closed",
    "paid",
    "refunded",
    "shipped",
    "delivered",
    "returned",
    "published",
    "archived",
    "processed",
    "failed",
    "expired",
    "reviewed",
    "invoiced",
];

pub fn look(_: &World<'_>, table: &Table) -> Vec<Suspicion> {
    let flags: Vec<String> = table
        .columns
        .iter()
        .filter(|column| column.data_type == DataType::Boolean && column.generated.is_none())
        .filter(|column| {
            let words = words(&column.name);
            let word = match words.as_slice() {
                [first, second] if first == "is" || first == "was" => Some(second),
                [only] => Some(only),
                _ => None,
            };
            word.is_some_and(|word| STAGES.contains(&word.as_str()))
        })
        .map(|column| column.name.clone())
        .collect();
    // A check over them says which combinations mean something.
    let checked = table.checks.iter().any(|check| {
        let named = flags.iter().filter(|flag| {
            crate::sql::identifiers(check.expression.text()).any(|word| word == flag.as_str())
        });
        named.count() > 1
    });
    if flags.len() < 3 || checked {
        return Vec::new();
    }
    vec![Suspicion {
        rule: &RULE,
        confidence: Confidence::Possible,
        table: table.name.clone(),
        message: format!(
            "{} of `{}` seem to be one state",
            listed(flags.iter().map(String::as_str).take(5)),
            table.name
        ),
        because: format!("{} booleans are named for stages of one life", flags.len()),
        confirm: "make an enum of the states there are".to_owned(),
        attributes: flags,
    }]
}
