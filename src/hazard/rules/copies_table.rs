use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6501",
    name: "copies-table",
    level: Level::Warning,
    summary: "The server copies the table while writers wait",
    page: "\
# What it says
A change that the server can only make by copying all rows into a new table.

# Why it matters
Writers wait until the copy is done; the disk needs room for both; replicas do the same again afterwards.

# What to do
State `algorithm=inplace, lock=none` to be refused instead of surprised. Where only a copy is possible, hand
the change to gh-ost or pt-online-schema-change.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let effect = context.effect(action)?;
    let copies = effect.algorithm.as_deref() == Some("copy");
    let named = matches!(
        action.kind,
        Kind::SetType
            | Kind::SetTypeUnknown
            | Kind::ChangeEnumValues
            | Kind::AddCheck
            | Kind::AddColumnStored
            | Kind::SetExpression
            | Kind::ChangeEngine
    );
    (copies && !named).then(|| {
        Finding::new(format!(
            "all rows of `{}` are copied while {} wait",
            action.relation,
            context.waiting(action)
        ))
        .recipe("gh-ost or pt-online-schema-change for a big table")
    })
}
