use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6012",
    name: "unlogged",
    level: Level::Warning,
    summary: "A table stops surviving a crash",
    page: "\
# What it says
A table is made or becomes `unlogged`.

# Why it matters
After a crash it is empty, replicas have no rows of it, and the change writes the whole table anew under the
strongest lock.

# What to do
Keep tables logged whose rows nobody can compute again.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Any, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    let becomes = action.kind == Kind::SetUnlogged
        || action.kind == Kind::CreateTable && action.to.as_deref() == Some("unlogged");
    becomes.then(|| {
        Finding::new(format!("the rows of `{}` do not survive a crash", action.relation))
            .loses(format!("all rows of `{}` at the next crash", action.relation))
            .recipe("keep it logged")
    })
}
