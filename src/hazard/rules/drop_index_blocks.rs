use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::dialect::{Blocks, Capability};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6113",
    name: "drop-index-blocks",
    level: Level::Warning,
    summary: "An index is dropped under the strongest lock",
    page: "\
# What it says
An index is dropped without `concurrently`.

# Why it matters
The statement waits for every query on the table, and all queries behind it wait with it.

# What to do
`drop index concurrently`, outside of a transaction; not for an index behind a constraint, which goes with
the constraint.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let drops = action.kind == Kind::DropIndex && context.blocks(action) == Blocks::All;
    (drops && context.dialect.has(Capability::ConcurrentIndex)).then(|| {
        Finding::new(format!("dropping `{}` makes every query on its table wait", action.relation))
            .recipe("drop index concurrently, outside of a transaction")
    })
}
