use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::dialect::Blocks;
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6127",
    name: "strong-lock",
    level: Level::Info,
    summary: "A statement waits for everybody at a table",
    page: "\
# What it says
A change that is over at once takes a lock that excludes readers.

# Why it matters
It waits behind the longest query at the table, and every query that comes later waits behind it.

# What to do
A short `lock_timeout`, and another try after a pause: the runner does both.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let effect = context.effect(action)?;
    let named = matches!(
        action.kind,
        Kind::AddColumn
            | Kind::AddColumnVirtual
            | Kind::DropNotNull
            | Kind::SetDefault
            | Kind::DropDefault
            | Kind::SetNotNullProven
            | Kind::SetTypeFree
            | Kind::AddCheckNotValid
            | Kind::AddNotNullConstraintNotValid
            | Kind::DropConstraint
            | Kind::DropPrimaryKey
            | Kind::AlterConstraint
            | Kind::AddUniqueUsingIndex
            | Kind::AddPrimaryKeyUsingIndex
            | Kind::AddIdentity
            | Kind::SetIdentity
            | Kind::DropIdentity
            | Kind::DropExpression
            | Kind::SetColumnStorage
            | Kind::ReplicaIdentity
            | Kind::ChangeOwner
            | Kind::SetInheritance
    );
    let scans = |other: &Action| context.effect(other).is_some_and(|effect| effect.scans);
    let dearer = context.classified.actions.iter().any(scans);
    (named && !dearer && !effect.scans && context.blocks(action) == Blocks::All).then(|| {
        Finding::new(format!("{} wait for a moment", context.waiting(action)))
            .recipe("a short lock_timeout, and again")
    })
}
