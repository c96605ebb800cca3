use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6205",
    name: "nested-transaction",
    level: Level::Error,
    summary: "A transaction is opened inside of one",
    page: "\
# What it says
`begin` stands in a file that runs in a transaction, or twice.

# Why it matters
The server warns and goes on in the one that is open; the `commit` then ends that, and the rest of the file
runs without any.

# What to do
Leave `begin` and `commit` out of migrations: the runner opens the transaction.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Any, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    (action.kind == Kind::Begin && context.session.in_transaction).then(|| {
        Finding::new("there is a transaction already, and the first `commit` ends it".to_owned())
            .recipe("leave `begin` and `commit` out")
    })
}
