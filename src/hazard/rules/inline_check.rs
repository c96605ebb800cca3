use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6107",
    name: "inline-check",
    level: Level::Warning,
    summary: "A check on a new column reads the whole table",
    page: "\
# What it says
A column is added together with a check.

# Why it matters
PostgreSQL reads all rows under the strongest lock although none has a value yet. MariaDB adds it at once
and does not look at the rows at all: those that break it stay, and the next copy of the table fails.

# What to do
Add the column first; add the check in a second statement, `not valid`, and validate it.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    (action.kind == Kind::AddColumnCheck).then(|| {
        Finding::new(format!(
            "the check on `{}` is looked up in every row, or in none",
            action.place()
        ))
        .recipe("add the column | add the check not valid | validate it")
    })
}
