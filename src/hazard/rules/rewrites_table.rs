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
like.

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
        let recipe = match context.dialect.has(Capability::StorageEngines) {
            true => "gh-ost or pt-online-schema-change for a big table",
            false => "pg_repack for a big table",
        };
        Finding::new(format!(
            "`{}` is written anew while {} wait",
            action.relation,
            context.waiting(action)
        ))
        .recipe(recipe)
    })
}
