use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6309",
    name: "rights-change",
    level: Level::Warning,
    summary: "Somebody loses a right",
    page: "\
# What it says
A `revoke`, a policy that goes, or row-level security that is switched.

# Why it matters
Who worked a moment ago is refused, or sees more rows than before.

# What to do
Try it with the roles concerned on a copy.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Any, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    matches!(action.kind, Kind::Revoke | Kind::DropPolicy).then(|| {
        Finding::new("a role may be refused, or see other rows than before".to_owned())
            .recipe("try it with the roles concerned on a copy")
    })
}
