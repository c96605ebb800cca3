use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::dialect::Capability;
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6206",
    name: "several-objects",
    level: Level::Warning,
    summary: "One statement drops several objects on a server that cannot take it back",
    page: "\
# What it says
A `drop table` or `drop view` names several objects, and the server has no transactions over its schema.

# Why it matters
When it is cut off or one of them is missing, some are gone and some are not, and nobody knows which.

# What to do
One object a statement.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Any, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let drops = |kind: Kind| matches!(kind, Kind::DropTable | Kind::DropView);
    let many = context.classified.actions.iter().filter(|other| drops(other.kind)).count() > 1;
    let first = context.classified.actions.first().is_some_and(|first| std::ptr::eq(first, action));
    (many && first && drops(action.kind) && !context.dialect.has(Capability::TransactionalDdl))
        .then(|| {
            Finding::new(
                "cut off in the middle, it leaves some of them and takes others".to_owned(),
            )
            .recipe("one statement each")
        })
}
