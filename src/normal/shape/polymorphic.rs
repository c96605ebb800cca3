//! `commentable_type` and `commentable_id`.

use super::names::{before, is_identifier, is_text};
use super::suspicion::{Confidence, Suspicion};
use super::world::{World, is_key, refers};
use crate::diagnostics::{Level, Rule};
use crate::schema::{DataType, Table};

pub static RULE: Rule = Rule {
    code: "SG1105",
    name: "polymorphic-reference",
    level: Level::Warning,
    summary: "an id means one table or another, as a type beside it says",
    page: "\
# What it says
`X_id` has no foreign key, and `X_type` beside it seems to say which table it points into.

# Why it matters
No server can check such a reference. What it points to can be deleted, the type can be misspelt, and every join has to know
all the types there are.

# What to do
One reference for each table, all nullable, with a check that exactly one is there; or a table that all of them share a key
with. Where the two are plain attributes: `allow SG1105 \"reason\"`.
",
};

/// Things that have a type and an identifier of somebody else's, and no table.
const PLAIN: [&str; 14] = [
    "device",
    "external",
    "content",
    "mime",
    "client",
    "plaid",
    "account",
    "transaction",
    "event",
    "file",
    "media",
    "document",
    "message",
    "session",
];

pub fn look(world: &World<'_>, table: &Table) -> Vec<Suspicion> {
    let mut found = Vec::new();
    for column in &table.columns {
        let Some(stem) = before(&column.name, "type") else { continue };
        let says_which = is_text(column) || matches!(column.data_type, DataType::Named { .. });
        let id = table.columns.iter().find(|other| {
            before(&other.name, "id").is_some_and(|other| other == stem) && is_identifier(other)
        });
        let Some(id) = id.filter(|_| says_which) else { continue };
        // `log_id` of `logging`, beside `log_type`, is its own key.
        if is_key(table, &id.name)
            || refers(table, &id.name)
            || refers(table, &column.name)
            || PLAIN.contains(&stem.as_str())
            || world.table_of(&stem).is_some()
        {
            continue;
        }
        found.push(Suspicion {
            rule: &RULE,
            confidence: Confidence::Likely,
            table: table.name.clone(),
            attributes: vec![id.name.clone(), column.name.clone()],
            message: format!(
                "`{}.{}` seems to refer to one table or another, as `{}` says",
                table.name, id.name, column.name
            ),
            because: format!(
                "`{}` has no foreign key, there is no entity `{stem}`, and a type stands beside it",
                id.name
            ),
            confirm:
                "write a nullable `ref` for each target, and a check that exactly one is there"
                    .to_owned(),
        });
    }
    found
}
