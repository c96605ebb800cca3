use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6302",
    name: "rename-column",
    level: Level::Warning,
    summary: "A column gets another name while programs use the old one",
    page: "\
# What it says
A column is renamed.

# Why it matters
Every program that runs still says the old name, and fails between the rename and its own deployment.

# What to do
Add the new column, keep both equal with a trigger, fill it in batches, move the programs, drop the old one;
or put a view with both names in front of the table.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    (action.kind == Kind::RenameColumn).then(|| {
        let to = action.to.as_deref().unwrap_or_default();
        Finding::new(format!("programs that say `{}` fail until they say `{to}`", action.place()))
            .recipe("new column, trigger, fill in batches, move the programs, drop the old one")
    })
}
