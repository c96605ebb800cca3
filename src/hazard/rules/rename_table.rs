use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6301",
    name: "rename-table",
    level: Level::Warning,
    summary: "A table gets another name while programs use the old one",
    page: "\
# What it says
A table is renamed.

# Why it matters
Every program that runs still says the old name, and fails between the rename and its own deployment.

# What to do
Rename it and make a view of the old name in one transaction (`security_invoker` from PostgreSQL 15 on, else
row-level security is passed by), move the programs, drop the view.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    (action.kind == Kind::RenameTable).then(|| {
        let to = action.to.as_deref().unwrap_or_default();
        Finding::new(format!("programs that say `{}` fail until they say `{to}`", action.relation))
            .recipe("rename and make a view of the old name in one transaction, drop the view a release later")
    })
}
