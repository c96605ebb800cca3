use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::dialect::Blocks;
use crate::hazard::action::Action;
use crate::hazard::context::Context;

static RULE: Rule = Rule {
    code: "SG6502",
    name: "rebuilds-table",
    level: Level::Info,
    summary: "The server rebuilds the table in place",
    page: "\
# What it says
A change for which all rows are written again, while readers and writers go on.

# Why it matters
It takes long, needs room on the disk, and replicas stand still behind it.

# What to do
Run it when the load is low; throttle by a tool where replicas must not fall behind.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let effect = context.effect(action)?;
    let inplace = effect.algorithm.as_deref() == Some("inplace") && effect.rewrites;
    (inplace && context.blocks(action) == Blocks::Nothing).then(|| {
        Finding::new(format!("`{}` is rebuilt: long, and replicas wait behind it", action.relation))
            .recipe("run it when the load is low")
    })
}
