use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6004",
    name: "truncate",
    level: Level::Error,
    summary: "All rows of a table go",
    page: "\
# What it says
A `truncate` empties a table, with `cascade` every table that points to it too.

# Why it matters
The rows are gone. `cascade` follows foreign keys into tables that the statement does not name. Readers wait
while it runs.

# What to do
Delete what is meant to go by a condition, in batches. Never write `cascade`: name each table.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    matches!(action.kind, Kind::Truncate | Kind::TruncatePartition).then(|| {
        let more = if action.cascade { ", and of every table that points to it" } else { "" };
        Finding::new(format!("all rows of `{}` go{more}", action.relation))
            .loses(format!("all rows of `{}`{more}", action.relation))
            .recipe("delete by a condition, in batches; name each table instead of `cascade`")
    })
}
