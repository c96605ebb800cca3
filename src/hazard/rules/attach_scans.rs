use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6117",
    name: "attach-scans",
    level: Level::Warning,
    summary: "Attaching a partition reads it whole",
    page: "\
# What it says
A table is attached whose rows nothing proves to lie within the bounds.

# Why it matters
All its rows are read, and those of a default partition too, while nobody can use them.

# What to do
Give it a check that says the bounds, `not valid` and then validated; give the default partition one that
excludes them. Drop both afterwards.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let partition = action.other.as_ref().filter(|_| action.kind == Kind::AttachPartition)?;
    (!context.is_empty(partition)).then(|| {
        Finding::new(format!("every row of `{partition}` is read, and of a default partition too"))
            .recipe("add a check with the bounds not valid | validate it | attach | drop the check")
    })
}
