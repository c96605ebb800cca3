use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::dialect::Capability;
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6110",
    name: "add-foreign-key",
    level: Level::Warning,
    summary: "Adding a foreign key reads two tables while their writers wait",
    page: "\
# What it says
A foreign key is added that has to be true of all rows at once.

# Why it matters
Both tables are locked against writes until every row was looked up; MySQL copies the table unless it is
told not to check.

# What to do
PostgreSQL: `add constraint … foreign key … not valid`, then `validate constraint …` in another transaction.
Have an index on the referencing columns first, built concurrently.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    matches!(action.kind, Kind::AddForeignKey | Kind::AddColumnReferencesDefault).then(|| {
        let parent =
            action.other.as_ref().map(|other| format!(" and `{other}`")).unwrap_or_default();
        let recipe = match context.dialect.has(Capability::NotValidConstraints) {
            true => "add it `not valid` | validate constraint, in a transaction of its own",
            false => "look for rows without a parent first, and run it when nobody waits",
        };
        Finding::new(format!(
            "every row of `{}` is looked up while writers of it{parent} wait",
            action.relation
        ))
        .recipe(recipe)
    })
}
