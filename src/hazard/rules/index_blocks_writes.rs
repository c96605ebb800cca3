use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::dialect::{Blocks, Capability};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6112",
    name: "index-blocks-writes",
    level: Level::Warning,
    summary: "An index is built while writers wait",
    page: "\
# What it says
An index is made without `concurrently`.

# Why it matters
Nobody can write to the table until it is built. On a big table that is minutes or hours.

# What to do
`create index concurrently`, outside of a transaction; on a partitioned table `on only`, then one per
partition concurrently, then `alter index … attach partition`.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let makes = matches!(
        action.kind,
        Kind::CreateIndex | Kind::CreateFulltextIndex | Kind::CreateSpatialIndex
    );
    (makes && context.blocks(action) > Blocks::Nothing).then(|| {
        let partitioned = context.table(&action.relation).is_some_and(|table| table.partitioning.is_some());
        let recipe = match () {
            () if !context.dialect.has(Capability::ConcurrentIndex) => "run it when nobody writes",
            () if partitioned => "create index … on only | one per partition concurrently | alter index … attach partition",
            () => "create index concurrently, outside of a transaction",
        };
        Finding::new(format!("the index is built while {} wait", context.waiting(action))).recipe(recipe)
    })
}
