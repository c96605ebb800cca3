use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::dialect::Blocks;
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6204",
    name: "work-under-lock",
    level: Level::Warning,
    summary: "A transaction goes on while it holds the strongest lock",
    page: "\
# What it says
A transaction that has locked one table against readers goes on to change or read another.

# Why it matters
The first table stays locked until the last statement is done, and two such transactions in another order
stop each other for good.

# What to do
One table a transaction; nothing slow behind a strong lock.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let slow = context.effect(action).is_some_and(|effect| effect.scans)
        || matches!(
            action.kind,
            Kind::UpdateRows | Kind::UpdateAllRows | Kind::DeleteRows | Kind::DeleteAllRows
        );
    let other = context.session.held.iter().find(|held| **held != action.relation || slow)?;
    let matters = slow || context.blocks(action) == Blocks::All;
    (matters && context.session.in_transaction).then(|| {
        Finding::new(format!("`{other}` stays locked for its readers while this runs"))
            .recipe("a transaction of its own")
    })
}
