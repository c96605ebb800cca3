use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::dialect::Blocks;
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6126",
    name: "trigger-locks",
    level: Level::Info,
    summary: "A trigger or a policy is made under a lock",
    page: "\
# What it says
A trigger is made, dropped, or switched, or row-level security changes.

# Why it matters
It is short, but it waits for every transaction at the table, and who comes behind it waits too.

# What to do
A short `lock_timeout` and another try; `create or replace trigger` instead of a drop and a create.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let short = matches!(
        action.kind,
        Kind::CreateTrigger
            | Kind::ReplaceTrigger
            | Kind::DropTrigger
            | Kind::SetTrigger
            | Kind::SetRowSecurity
            | Kind::CreatePolicy
            | Kind::DropPolicy
            | Kind::CreateRule
    );
    (short && context.blocks(action) > Blocks::Nothing).then(|| {
        Finding::new(format!("{} wait for a moment", context.waiting(action)))
            .recipe("a short lock_timeout, and again")
    })
}
