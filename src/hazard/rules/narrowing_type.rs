use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;

static RULE: Rule = Rule {
    code: "SG6005",
    name: "narrowing-type",
    level: Level::Error,
    summary: "Values may not fit a column's new type",
    page: "\
# What it says
A column gets a type that does not hold all values of the old one: shorter, fewer digits, another kind.

# Why it matters
The statement fails half-way through a big table, or values are cut, rounded or read as something else.

# What to do
Count the values that do not fit first. Put the new type into a new column, fill it in batches with a
conversion that you wrote down, compare, and swap the two.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    let to = action.to.as_deref().unwrap_or_default();
    action.narrows.then(|| {
        Finding::new(format!("values of `{}` may not fit `{to}`", action.place()))
            .loses(format!("what of `{}` does not fit `{to}`", action.place()))
            .recipe("add a column of the new type, fill it in batches, compare, and swap")
    })
}
