use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::dialect::Capability;
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6109",
    name: "add-check",
    level: Level::Warning,
    summary: "Adding a check reads the whole table",
    page: "\
# What it says
A check is added that has to be true of all rows at once.

# Why it matters
All rows are read while everybody waits; MySQL copies the table. One row that breaks it makes it fail.

# What to do
PostgreSQL: `add constraint … check (…) not valid`, then, in another transaction, `validate constraint …`,
which lets everybody work.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    (action.kind == Kind::AddCheck).then(|| {
        let recipe = match context.dialect.has(Capability::NotValidConstraints) {
            true => "add it `not valid` | validate constraint, in a transaction of its own",
            false => "look for rows that break it first, and run it when nobody waits",
        };
        Finding::new(format!(
            "every row of `{}` is checked while {} wait",
            action.relation,
            context.waiting(action)
        ))
        .recipe(recipe)
    })
}
