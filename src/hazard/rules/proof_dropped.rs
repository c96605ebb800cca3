use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::dialect::Capability;
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6123",
    name: "proof-dropped",
    level: Level::Error,
    summary: "The proof of not null goes before it is used",
    page: "\
# What it says
One `alter table` sets a column not null and drops a constraint.

# Why it matters
PostgreSQL drops first: the check that proved the column is gone when not null is set, and the whole table
is read under the strongest lock.

# What to do
Write two statements: set not null, then drop the check.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let sets = matches!(action.kind, Kind::SetNotNull | Kind::SetNotNullProven);
    let dropped = context.also(Kind::DropConstraint).filter(|_| sets)?;
    context.dialect.has(Capability::NotValidConstraints).then(|| {
        Finding::new(format!(
            "`{}` is dropped before `{}` is set not null, and proves nothing any more",
            dropped.part_name(),
            action.place()
        ))
        .recipe("two statements: set not null | drop the check")
    })
}
