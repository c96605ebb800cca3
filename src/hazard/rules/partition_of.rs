use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6116",
    name: "partition-of",
    level: Level::Warning,
    summary: "A new partition locks its parent",
    page: "\
# What it says
`create table … partition of` on a table in use.

# Why it matters
Everybody at the parent waits, and a default partition is read whole under the strongest lock.

# What to do
`create table x (like p including all excluding identity)`, then `alter table p attach partition x …`, which
lets everybody work.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Any, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let parent = action.other.as_ref().filter(|_| action.kind == Kind::CreatePartition)?;
    (!context.is_empty(parent)).then(|| {
        Finding::new(format!(
            "readers and writers of `{parent}` wait, and its default partition is read whole"
        ))
        .recipe("create table … (like … including all excluding identity) | attach partition")
    })
}
