use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6102",
    name: "type-reindexes",
    level: Level::Warning,
    summary: "A change of collation builds indexes anew",
    page: "\
# What it says
A column that is indexed gets another collation.

# Why it matters
Its indexes are built again under the strongest lock, which reads the whole table.

# What to do
Build a second index with the new collation concurrently, and swap.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    (action.kind == Kind::SetTypeReindex).then(|| {
        Finding::new(format!(
            "the indexes over `{}` are built again while everybody waits",
            action.place()
        ))
        .recipe("build an index with the new collation concurrently, then swap")
    })
}
