use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6124",
    name: "key-over-nullable",
    level: Level::Warning,
    summary: "A primary key from an index reads the table for nulls",
    page: "\
# What it says
A primary key is made `using index`, and a column of it may be null.

# Why it matters
The column becomes not null at once, and all rows are read under the strongest lock.

# What to do
Set the columns not null first, by a validated check.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    (action.kind == Kind::AddPrimaryKeyUsingIndexNullable).then(|| {
        Finding::new(format!(
            "a column of the index is nullable, so every row of `{}` is read",
            action.relation
        ))
        .recipe("set the columns not null by a validated check first")
    })
}
