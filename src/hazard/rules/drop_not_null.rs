use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6306",
    name: "drop-not-null",
    level: Level::Info,
    summary: "A column may be null from now on",
    page: "\
# What it says
A not-null rule goes.

# Why it matters
Programs that never met a null there meet one.

# What to do
Look at who reads the column before the first null comes.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    (action.kind == Kind::DropNotNull).then(|| {
        Finding::new(format!("readers of `{}` may meet a null", action.place()))
            .recipe("make them ready first")
    })
}
