use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6007",
    name: "drop-partition",
    level: Level::Error,
    summary: "A partition goes with its rows",
    page: "\
# What it says
A statement drops a partition of a table.

# Why it matters
Its rows go at once. That is what retention is for; anywhere else it is a loss.

# What to do
Detach it and keep it as a table of its own for a while; where the retention of the design drops it, allow
the step.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    (action.kind == Kind::DropPartition).then(|| {
        Finding::new(format!("partition `{}` goes with its rows", action.place()))
            .loses(format!("the rows of partition `{}`", action.place()))
            .recipe("detach or exchange it, and keep it as a table of its own for a while")
    })
}
