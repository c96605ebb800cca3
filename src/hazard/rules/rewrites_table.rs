use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::dialect::Capability;
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6120",
    name: "rewrites-table",
    level: Level::Warning,
    summary: "A statement writes a whole table anew",
    page: "\
# What it says
`vacuum full`, `cluster`, `set tablespace`, `set logged`, `engine =`, `force`, a new access method and their
like; in SQLite a table that is made anew beside itself and takes its own place.

# Why it matters
Everybody or every writer waits until all rows are written again, and the disk needs room for two tables.

# What to do
PostgreSQL: pg_repack. MySQL: gh-ost or pt-online-schema-change, or `algorithm=inplace` where the server has
it.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let whole = matches!(
        action.kind,
        Kind::VacuumFull
            | Kind::Cluster
            | Kind::SetTablespace
            | Kind::SetLogged
            | Kind::SetUnlogged
            | Kind::SetAccessMethod
            | Kind::Rebuild
            | Kind::ChangeEngine
    );
    (whole && context.rewrites(action)).then(|| {
        let recipe = if context.dialect.has(Capability::StorageEngines) {
            "gh-ost or pt-online-schema-change for a big table"
        } else if context.dialect.has(Capability::ConcurrentIndex) {
            "pg_repack for a big table"
        } else {
            "run it when nobody writes: the file needs room for the table twice"
        };
        Finding::new(format!(
            "`{}` is written anew while {} wait",
            action.relation,
            context.waiting(action)
        ))
        .recipe(recipe)
    })
}
