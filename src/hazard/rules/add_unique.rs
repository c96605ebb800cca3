use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::dialect::{Blocks, Capability};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6111",
    name: "add-unique",
    level: Level::Warning,
    summary: "A unique key is built while everybody waits",
    page: "\
# What it says
A unique or primary key is added that the server builds an index for.

# Why it matters
The index is built under a lock that stops writers, on PostgreSQL readers too, and duplicates make it fail
at the end.

# What to do
PostgreSQL: `create unique index concurrently …`, then `add constraint … unique using index …`. Look for
duplicates first.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let key = matches!(action.kind, Kind::AddUnique | Kind::AddPrimaryKey | Kind::AddColumnUnique);
    (key && context.blocks(action) > Blocks::Nothing).then(|| {
        let word = if action.kind == Kind::AddPrimaryKey { "primary key" } else { "unique" };
        let recipe = match context.dialect.has(Capability::ConcurrentIndex) {
            true => format!(
                "create unique index concurrently … | add constraint … {word} using index …"
            ),
            false => "look for duplicates first, and run it when nobody waits".to_owned(),
        };
        Finding::new(format!("its index is built while {} wait", context.waiting(action)))
            .recipe(recipe)
    })
}
