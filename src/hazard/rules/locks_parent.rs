use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::dialect::Blocks;
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6122",
    name: "locks-parent",
    level: Level::Warning,
    summary: "Another table is locked than the one that is named",
    page: "\
# What it says
A table that is referenced by a foreign key is locked by a change of the table that references it.

# Why it matters
Creating the reference stops writers of the referenced table until the transaction ends; dropping it, or its
column, or its table, stops readers too. It is often the busiest table there is.

# What to do
Put the statement into a transaction of its own, with a short `lock_timeout`; drop the foreign key first,
alone.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Any, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let parent = action.other.as_ref().filter(|parent| **parent != action.relation)?;
    let made = matches!(
        action.kind,
        Kind::CreateTableReferencing | Kind::AddColumnReferences | Kind::AddForeignKeyNotValid
    ) || action.kind == Kind::AddForeignKey && context.is_empty(&action.relation);
    let gone = matches!(action.kind, Kind::DropForeignKey | Kind::DropReferencing);
    let locks = context
        .dialect
        .effect(Kind::CreateTableReferencing.name())
        .and_then(|effect| effect.other.as_deref());
    let held = locks.is_some_and(|lock| context.dialect.blocks(lock) > Blocks::Nothing);
    (held && (made || gone) && !context.is_empty(parent)).then(|| {
        let who = if gone { "readers and writers" } else { "writers" };
        Finding::new(format!("{who} of `{parent}` wait until the transaction ends"))
            .recipe("a transaction of its own, with a short lock_timeout")
    })
}
