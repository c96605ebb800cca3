use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6101",
    name: "type-rewrites",
    level: Level::Warning,
    summary: "A change of type writes the table anew",
    page: "\
# What it says
A column gets a type that is stored in another form.

# Why it matters
The whole table and all its indexes are written again while everybody waits, and the disk needs room for
both.

# What to do
Add a column of the new type, keep it up to date with a trigger, fill it in batches, then swap the names in
one short transaction. Widening a `varchar`, or making it `text`, costs nothing and needs none of this.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let to = action.to.as_deref().unwrap_or("the new type");
    let changes =
        matches!(action.kind, Kind::SetType | Kind::SetTypeUnknown) && context.rewrites(action);
    changes.then(|| {
        let unknown = context.table(&action.relation).is_none();
        let unless = if unknown { ", unless the old type is stored as the new one is" } else { "" };
        Finding::new(format!(
            "`{}` becomes `{to}`: the table is written anew while {} wait{unless}",
            action.place(),
            context.waiting(action)
        ))
        .recipe("new column, trigger that keeps both equal, fill in batches, swap the names")
    })
}
