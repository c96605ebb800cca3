use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6307",
    name: "unique-on-old-rows",
    level: Level::Warning,
    summary: "Rows that are there may break a new unique key",
    page: "\
# What it says
A unique index or key is added to columns that had none.

# Why it matters
Duplicates make it fail, a concurrent build at its very end, leaving an invalid index; online tools that
copy tables drop the duplicates without a word.

# What to do
Look for duplicates first: `select …, count(*) from … group by … having count(*) > 1`.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    let makes = matches!(action.kind, Kind::CreateIndex | Kind::CreateIndexConcurrently)
        && action.unique
        || matches!(action.kind, Kind::AddUnique | Kind::AddPrimaryKey);
    (makes && !action.columns.is_empty()).then(|| {
        let columns = action.columns.join(", ");
        Finding::new(format!("rows of `{}` with the same {columns} make it fail", action.relation))
            .recipe(format!(
                "select {columns}, count(*) from {} group by {columns} having count(*) > 1",
                action.relation
            ))
    })
}
