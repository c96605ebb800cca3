use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6311",
    name: "moves-table",
    level: Level::Warning,
    summary: "A table moves to another namespace",
    page: "\
# What it says
`alter table … set schema`.

# Why it matters
Programs that name the old schema fail, and so do those that find it by their search path only.

# What to do
Move it and leave a view in the old place, in one transaction.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    (action.kind == Kind::MoveTable).then(|| {
        let to = action.to.as_deref().unwrap_or_default();
        Finding::new(format!("programs that look for `{}` outside of `{to}` fail", action.relation))
            .recipe("leave a view in the old place")
    })
}
