use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6119",
    name: "domain-constraint",
    level: Level::Warning,
    summary: "A domain's constraint locks every table that uses it",
    page: "\
# What it says
A constraint of a domain is added, validated or made not null.

# Why it matters
Writers of every table with a column of it wait while all of them are read; unlike a table's constraint,
`validate` is no better.

# What to do
Put the rule into checks of the tables, `not valid` and validated one by one.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Any, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    let locks = matches!(
        action.kind,
        Kind::AddDomainConstraint | Kind::ValidateDomainConstraint | Kind::SetDomainNotNull
    );
    locks.then(|| {
        Finding::new(format!(
            "every table with a column of `{}` is read while its writers wait",
            action.relation
        ))
        .recipe("checks of the tables instead, not valid and then validated")
    })
}
