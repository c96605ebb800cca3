use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6009",
    name: "cascade",
    level: Level::Error,
    summary: "A drop takes along what it does not name",
    page: "\
# What it says
A statement drops something with `cascade`.

# Why it matters
Views, foreign keys, functions and policies that depend on it go too, and no list says which until it is
done.

# What to do
Drop each dependent object by name before, so that a reviewer sees them, or let a plan do it: it makes again
what is still wanted.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Any, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    (action.cascade && action.kind != Kind::Truncate).then(|| {
        Finding::new(format!("whatever depends on `{}` goes with it, unnamed", action.place()))
            .loses(format!("what depends on `{}`", action.place()))
            .recipe("drop each dependent object by its name first")
    })
}
