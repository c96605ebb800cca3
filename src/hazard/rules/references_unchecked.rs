use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6505",
    name: "references-unchecked",
    level: Level::Warning,
    summary: "References are not checked from here on",
    page: "\
# What it says
`foreign_key_checks = 0` or `foreign_keys = off`.

# Why it matters
Rows without a parent come in unseen, and a foreign key that is added now is never checked against the rows
that are there.

# What to do
Leave it on. Where a rebuild needs it off, look for rows without a parent before it is on again: `pragma
foreign_key_check`, or an anti-join.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Any, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    (action.kind == Kind::UncheckReferences).then(|| {
        Finding::new("rows without a parent come in unseen".to_owned())
            .recipe("look for them by an anti-join before it is on again")
    })
}
