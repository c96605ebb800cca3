use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6202",
    name: "enum-value-used",
    level: Level::Error,
    summary: "A new enum value is used in the transaction that adds it",
    page: "\
# What it says
A statement in the same transaction names an enum value that was just added.

# Why it matters
PostgreSQL refuses: the value can be used once the transaction is over (55P04).

# What to do
Two migrations: the value, and what uses it.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Any, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    if action.kind == Kind::AddEnumValue || !context.session.in_transaction {
        return None;
    }
    let text = context.sql;
    let (enum_type, value) = context
        .session
        .enum_values
        .iter()
        .find(|(_, value)| text.contains(&format!("'{value}'")))?;
    Some(
        Finding::new(format!(
            "`{value}` of `{enum_type}` cannot be used before its transaction is over"
        ))
        .recipe("add the value in a migration of its own"),
    )
}
