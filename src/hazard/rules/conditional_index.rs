use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6125",
    name: "conditional-index",
    level: Level::Warning,
    summary: "`if not exists` keeps a broken index",
    page: "\
# What it says
`create index concurrently if not exists`.

# Why it matters
When a concurrent build fails it leaves an index that is kept up to date and never used. The next run sees
the name, says so in a notice, and leaves the broken index in its place.

# What to do
Leave `if not exists` out. The runner looks for invalid indexes before and after, drops them and builds them
again.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    (action.kind == Kind::CreateIndexConcurrently && action.conditional).then(|| {
        Finding::new(
            "an index that a failed build left behind is taken for the one that is wanted"
                .to_owned(),
        )
        .recipe("leave `if not exists` out, and drop the invalid index first")
    })
}
