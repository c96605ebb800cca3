use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6121",
    name: "refresh-blocks",
    level: Level::Warning,
    summary: "A materialized view cannot be read while it is refreshed",
    page: "\
# What it says
`refresh materialized view` without `concurrently`.

# Why it matters
Its readers wait until the query has run.

# What to do
Give it a unique index and refresh it `concurrently`.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Any, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    (action.kind == Kind::RefreshMaterializedView).then(|| {
        Finding::new(format!("readers of `{}` wait until it is filled", action.relation))
            .recipe("a unique index on it, then refresh concurrently")
    })
}
