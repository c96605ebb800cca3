use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6407",
    name: "reorders-column",
    level: Level::Info,
    summary: "A column is put between others",
    page: "\
# What it says
A column is added or moved to a place that is not the end.

# Why it matters
The order of columns means nothing to a query that names them; where the server cannot do it at once, the
table is rebuilt for it.

# What to do
Add columns at the end.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    matches!(action.kind, Kind::AddColumnNotLast | Kind::ReorderColumn).then(|| {
        let what = if context.rewrites(action) { ", and the table is rebuilt for it" } else { "" };
        Finding::new(format!("`{}` is put between others{what}", action.place()))
            .recipe("leave it at the end")
    })
}
