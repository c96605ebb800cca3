use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6115",
    name: "add-exclusion",
    level: Level::Warning,
    summary: "An exclusion constraint is built while everybody waits",
    page: "\
# What it says
An `exclude` constraint is added.

# Why it matters
Its index is built under the strongest lock, and there is no way to build it concurrently.

# What to do
Make a new table with the constraint, move the rows in batches, swap the two; or hold the rule by a trigger
that takes an advisory lock until the table is small.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    (action.kind == Kind::AddExclusion).then(|| {
        Finding::new(format!(
            "its index is built while {} wait, and cannot be built otherwise",
            context.waiting(action)
        ))
        .recipe("make a new table with it, move the rows, swap the names")
    })
}
