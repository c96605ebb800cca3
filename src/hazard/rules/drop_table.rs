use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6001",
    name: "drop-table",
    level: Level::Error,
    summary: "A table goes with its rows",
    page: "\
# What it says
A statement drops a table that may hold rows.

# Why it matters
Nothing brings the rows back but a backup. Programs that still name the table fail from the next statement
on.

# What to do
Take the table out of use first: stop writing, look at `pg_stat_user_tables` or the server's own counters
for a release, keep a dump, then drop it in a migration of its own. To say that the rows may go: `--allow
destructive:TABLE`.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    (action.kind == Kind::DropTable).then(|| {
        Finding::new(format!("`{}` goes with all its rows", action.relation))
            .loses(format!("all rows of `{}`", action.relation))
            .recipe(
                "stop using it, keep a dump, and drop it a release later in a migration of its own",
            )
    })
}
