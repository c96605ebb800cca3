use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::dialect::Capability;
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6508",
    name: "primary-key-changes",
    level: Level::Warning,
    summary: "A change of the primary key rebuilds the table",
    page: "\
# What it says
A primary key is added, dropped or replaced where rows lie in it.

# Why it matters
All rows and all secondary indexes are written again; dropped alone, writers wait meanwhile.

# What to do
Drop and add in one statement; through an online tool for a big table.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let changes =
        matches!(action.kind, Kind::AddPrimaryKey | Kind::DropPrimaryKey | Kind::ReplacePrimaryKey);
    (changes && context.dialect.has(Capability::ClusteredPrimaryKey)).then(|| {
        Finding::new(format!(
            "all rows of `{}` and all its indexes are written anew",
            action.relation
        ))
        .recipe("drop and add in one statement, through an online tool for a big table")
    })
}
