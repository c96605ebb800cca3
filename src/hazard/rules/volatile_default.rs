use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6103",
    name: "volatile-default",
    level: Level::Warning,
    summary: "A default that differs from row to row writes the table anew",
    page: "\
# What it says
A column is added with a default that is asked for every row: `gen_random_uuid()`, `clock_timestamp()`,
`nextval(…)`, a function of one's own.

# Why it matters
Every row is written again while readers and writers wait. A constant, or `now()`, costs nothing.

# What to do
Add the column without a default, set the default for rows to come, fill the others in batches.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let column = context.quoted(action.part_name());
    (action.kind == Kind::AddColumnVolatileDefault && context.rewrites(action)).then(|| {
        Finding::new(format!("every row of `{}` gets a value of its own while {} wait", action.relation, context.waiting(action)))
            .recipe(format!(
                "add column {column} without default | alter column {column} set default … | fill in batches"
            ))
    })
}
