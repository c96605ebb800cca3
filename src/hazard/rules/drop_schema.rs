use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6003",
    name: "drop-schema",
    level: Level::Error,
    summary: "A whole namespace or database goes",
    page: "\
# What it says
A statement drops a schema or a database.

# Why it matters
Everything in it goes at once, whatever it is, also what somebody else put there.

# What to do
Drop its tables one by one, each seen to be out of use, and the empty schema at the end.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Any, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    matches!(action.kind, Kind::DropSchema | Kind::DropDatabase).then(|| {
        Finding::new(format!("`{}` goes with everything in it", action.relation))
            .loses(format!("everything in `{}`", action.relation))
            .recipe("drop what is in it one by one, and the empty rest at the end")
    })
}
