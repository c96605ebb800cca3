use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6308",
    name: "rename-enum-value",
    level: Level::Warning,
    summary: "A value gets another name while programs use the old one",
    page: "\
# What it says
An enum's value is renamed.

# Why it matters
Programs that write or compare the old word fail at once.

# What to do
Add the new value, move the rows and the programs, leave the old one unused.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Any, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    (action.kind == Kind::RenameEnumValue).then(|| {
        Finding::new(format!("programs that say `{}` fail", action.part_name()))
            .recipe("add the new value, move rows and programs, leave the old one")
    })
}
