use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6406",
    name: "constrained-domain",
    level: Level::Info,
    summary: "A domain with a constraint is hard to change",
    page: "\
# What it says
A domain is made with a check or not null.

# Why it matters
Adding a column of it to a table rewrites the table, and changing its rule locks every table that uses it.

# What to do
A check on the table.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Any, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    (action.kind == Kind::CreateDomainConstrained).then(|| {
        Finding::new(format!(
            "changing the rule of `{}` later locks every table that uses it",
            action.relation
        ))
        .recipe("checks of the tables")
    })
}
