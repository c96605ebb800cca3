use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6304",
    name: "enum-value-order",
    level: Level::Info,
    summary: "A new enum value has no place named",
    page: "\
# What it says
`alter type … add value` without `before` or `after`.

# Why it matters
The order of an enum is the order of its comparison; the end is seldom where a reader looks for it, and
values cannot be moved later.

# What to do
Say `before` or `after`, also where it is the last one.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Any, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    (action.kind == Kind::AddEnumValue && action.to.as_deref() == Some("last")).then(|| {
        Finding::new(format!(
            "`{}` comes last in the order of `{}`",
            action.part_name(),
            action.relation
        ))
        .recipe("say `after` the one it follows")
    })
}
