use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6118",
    name: "detach-blocks",
    level: Level::Warning,
    summary: "Detaching a partition locks its parent",
    page: "\
# What it says
A partition is detached without `concurrently`.

# Why it matters
Everybody at the whole partitioned table waits.

# What to do
`detach partition … concurrently` from PostgreSQL 14 on, outside of a transaction, where there is no default
partition; if it is cut off, `detach partition … finalize`.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    (action.kind == Kind::DetachPartition).then(|| {
        let recipe = match context.dialect.effect(Kind::DetachPartitionConcurrently.name()) {
            Some(_) => "detach partition … concurrently, outside of a transaction",
            None => "a short lock_timeout, and again until it gets through",
        };
        Finding::new(format!("readers and writers of all of `{}` wait", action.relation))
            .recipe(recipe)
    })
}
