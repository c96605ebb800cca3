//! `customer_name` beside `customer_id`.

use super::names::words;
use super::suspicion::{Confidence, Suspicion};
use super::world::{World, is_key, refers};
use crate::diagnostics::{Level, Rule};
use crate::schema::{Column, Table};

pub static RULE: Rule = Rule {
    code: "SG1108",
    name: "copied-attribute",
    level: Level::Warning,
    summary: "an attribute seems to be copied from an entity that is referred to",
    page: "\
# What it says
`customer_id` refers to `customer`, which has a `name`, and `customer_name` stands beside the reference.

# Why it matters
If it is a copy, `customer_id -> customer_name` holds, and the entity is not in third normal form: a customer who changes
their name has two. If it is what the name was at the time, it is a fact of its own, and nothing is wrong.

# What to do
A copy: leave it out and join, or say `fd customer_id -> customer_name` if it is wanted, so that the design knows. What was true
at the time: `allow SG1108 \"the name at the time of the order\"`.
",
};

/// Tables that keep what was true at the time.
const SNAPSHOTS: [&str; 20] = [
    "history",
    "log",
    "logs",
    "audit",
    "snapshot",
    "archive",
    "version",
    "versions",
    "revision",
    "line",
    "lines",
    "item",
    "items",
    "invoice",
    "invoices",
    "event",
    "events",
    "receipt",
    "statement",
    "import",
];

/// Words of attributes that every table has for itself.
const OWN: [&str; 12] = [
    "id", "type", "at", "on", "by", "count", "status", "state", "version", "created", "updated",
    "deleted",
];

pub fn look(world: &World<'_>, table: &Table) -> Vec<Suspicion> {
    if words(&table.name.name).iter().any(|word| SNAPSHOTS.contains(&word.as_str())) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for key in &table.foreign_keys {
        let ([column], Some(other)) = (key.columns.as_slice(), world.table(&key.references)) else {
            continue;
        };
        // A shared key: both are one thing, and each has its own attributes.
        if other.name == table.name || is_key(table, column) {
            continue;
        }
        let mut stem = words(column);
        if stem.len() < 2 || !stem.last().is_some_and(|word| word == "id" || word == "code") {
            continue;
        }
        stem.pop();
        for copy in &table.columns {
            let Some(original) = original(table, other, copy, &stem) else { continue };
            if world.is_declared(table, &copy.name) {
                continue;
            }
            found.push(Suspicion {
                rule: &RULE,
                confidence: Confidence::Likely,
                table: table.name.clone(),
                attributes: vec![copy.name.clone(), column.clone()],
                message: format!(
                    "`{}.{}` seems to be a copy of `{}.{}`",
                    table.name, copy.name, other.name, original.name
                ),
                because: format!(
                    "`{column}` refers to `{}`, which has a `{}` of the same type",
                    other.name, original.name
                ),
                confirm: format!(
                    "leave it out and join `{}`, or declare `fd {column} -> {}`",
                    other.name, copy.name
                ),
            });
        }
    }
    found
}

/// The attribute that is copied: `customer_name` of `customer.name` or `customer.customer_name`.
fn original<'o>(
    table: &Table,
    other: &'o Table,
    copy: &Column,
    stem: &[String],
) -> Option<&'o Column> {
    let name = words(&copy.name);
    let rest = name.strip_prefix(stem).filter(|rest| !rest.is_empty())?;
    if rest.iter().any(|word| OWN.contains(&word.as_str()))
        || refers(table, &copy.name)
        || copy.generated.is_some()
    {
        return None;
    }
    other.columns.iter().find(|column| {
        let original = words(&column.name);
        (original == rest || original == name)
            && column.data_type == copy.data_type
            && !refers(other, &column.name)
    })
}
