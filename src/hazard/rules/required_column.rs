use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::dialect::Capability;
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6303",
    name: "required-column",
    level: Level::Error,
    summary: "A column that must have a value has none for the rows that are there",
    page: "\
# What it says
A column is added not null without a default.

# Why it matters
With one row in the table PostgreSQL and SQLite refuse; MySQL and MariaDB fill in a zero or an empty text
that nobody chose. Programs that insert without it fail.

# What to do
Add it nullable, or with a default; fill the rows in batches; then set it not null by a validated check.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let column = context.quoted(action.part_name());
    (action.kind == Kind::AddColumnRequired).then(|| {
        let what = match context.dialect.has(Capability::StorageEngines) {
            true => "rows that are there get a zero or an empty text",
            false => "the server refuses where there is one row",
        };
        Finding::new(format!("`{}` has no value for the rows that are there: {what}", action.place()))
            .recipe(format!("add column {column} without not null | fill in batches | set not null by a validated check"))
    })
}
