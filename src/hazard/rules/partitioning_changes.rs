use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6507",
    name: "partitioning-changes",
    level: Level::Warning,
    summary: "Rows are moved from partition to partition while writers wait",
    page: "\
# What it says
A table becomes partitioned, stops being so, or its partitions are reorganised.

# Why it matters
All rows concerned are written again while writers wait throughout.

# What to do
Add ranges ahead of time, when they are empty. A big table gets its partitions in several migrations: `migrate new NAME --to
DESIGN --phases` carries its rows over while programs write.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let moves = matches!(
        action.kind,
        Kind::PartitionTable | Kind::RemovePartitioning | Kind::ReorganizePartition
    );
    moves.then(|| {
        Finding::new(format!(
            "rows of `{}` are moved while {} wait",
            action.relation,
            context.waiting(action)
        ))
        .recipe(
            "`migrate new … --phases` for a plain table; ranges made ahead, when they are empty",
        )
    })
}
