use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6104",
    name: "add-numbered-column",
    level: Level::Warning,
    summary: "Numbering the rows of a table writes it anew",
    page: "\
# What it says
An identity, `serial` or `auto_increment` column is added to a table.

# Why it matters
All rows get a number at once: the table is written again while everybody waits.

# What to do
Add a plain `bigint`, give it a sequence as default, fill it in batches, build a unique index concurrently,
and make it the key with `using index`.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    (action.kind == Kind::AddColumnIdentity).then(|| {
        Finding::new(format!("all rows of `{}` are numbered while {} wait", action.relation, context.waiting(action)))
            .recipe("add a plain bigint, a sequence as its default, fill in batches, unique index concurrently, key using index")
    })
}
