use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::dialect::Capability;
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6114",
    name: "reindex-blocks",
    level: Level::Warning,
    summary: "An index is built anew while queries wait",
    page: "\
# What it says
A `reindex` without `concurrently`.

# Why it matters
Writers wait, and so do readers: planning any query opens every index of its table.

# What to do
`reindex (concurrently) …`, outside of a transaction; on a partitioned table, partition by partition.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    (action.kind == Kind::Reindex && context.dialect.has(Capability::ConcurrentIndex)).then(|| {
        Finding::new(format!(
            "`{}` is built anew while writers wait, and readers too",
            action.relation
        ))
        .recipe("reindex concurrently")
    })
}
