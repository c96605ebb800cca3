use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;

static RULE: Rule = Rule {
    code: "SG6201",
    name: "not-in-transaction",
    level: Level::Error,
    summary: "A statement cannot run in a transaction",
    page: "\
# What it says
`concurrently`, `vacuum`, `create database` and their like stand in a transaction.

# Why it matters
The server refuses, and what came before in the file is rolled back.

# What to do
Put it into a migration of its own that runs outside of a transaction; the runner does so with every step
that needs it.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Any, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let alone = context.effect(action).is_some_and(|effect| effect.alone);
    (alone && context.session.in_transaction).then(|| {
        Finding::new(format!(
            "`{}` is refused inside of a transaction",
            action.kind.name().replace('-', " ")
        ))
        .recipe("a migration of its own, outside of a transaction")
    })
}
