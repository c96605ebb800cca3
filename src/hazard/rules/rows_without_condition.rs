use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6006",
    name: "rows-without-condition",
    level: Level::Warning,
    summary: "All rows are changed or deleted at once",
    page: "\
# What it says
An `update` or `delete` has no `where`.

# Why it matters
All rows are locked until the transaction ends, each is written anew, and replicas fall behind. Of a
`delete` nothing remains.

# What to do
Go through the table by its key in batches of some thousand rows, each a transaction of its own; a plan does
that in a backfill step.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    let deletes = action.kind == Kind::DeleteAllRows;
    (deletes || action.kind == Kind::UpdateAllRows).then(|| {
        let what = if deletes { "deletes" } else { "writes" };
        let finding = Finding::new(format!(
            "it {what} every row of `{}` in one transaction",
            action.relation
        ))
        .recipe("go by the key in batches, each a transaction of its own");
        if deletes { finding.loses(format!("all rows of `{}`", action.relation)) } else { finding }
    })
}
