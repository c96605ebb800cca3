use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6305",
    name: "foreign-key-goes",
    level: Level::Warning,
    summary: "A foreign key goes while its columns stay",
    page: "\
# What it says
A foreign key is dropped.

# Why it matters
From now on nothing keeps the columns true: rows without a parent come in, and the key cannot come back
without cleaning up.

# What to do
Where it is for a change of type or name, put it back in the same migration, `not valid` and validated.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    (action.kind == Kind::DropForeignKey).then(|| {
        Finding::new(format!("nothing keeps `{}` true any more", action.place()))
            .recipe("put it back in the same migration, or drop the columns too")
    })
}
