use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6106",
    name: "constrained-domain-column",
    level: Level::Warning,
    summary: "A column of a constrained domain writes the table anew",
    page: "\
# What it says
A column whose type is a domain with a check or not null is added.

# Why it matters
PostgreSQL writes every row again to look whether the (empty) value is allowed, also where the column is
nullable.

# What to do
Add the column with the base type, then `check … not valid`, then `validate constraint`.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    (action.kind == Kind::AddColumnConstrainedDomain).then(|| {
        Finding::new(format!(
            "the domain of `{}` has a constraint, so every row is written again",
            action.place()
        ))
        .recipe("use the base type, add the check not valid, validate it")
    })
}
