use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6310",
    name: "rename-object",
    level: Level::Warning,
    summary: "An object gets another name while others use the old one",
    page: "\
# What it says
A view, type, function, sequence or schema is renamed.

# Why it matters
What names it in a text that the server keeps as text, function bodies above all, and every program, fails.

# What to do
Make the new one beside the old one, move its users, drop the old one.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Any, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    (action.kind == Kind::RenameObject).then(|| {
        Finding::new(format!("whoever says `{}` fails", action.relation))
            .recipe("make the new one beside it, move its users, drop the old one")
    })
}
