use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6105",
    name: "stored-generated",
    level: Level::Warning,
    summary: "A stored generated column writes the table anew",
    page: "\
# What it says
A column that is computed and stored is added, or its expression changes.

# Why it matters
The value is computed for every row while everybody waits.

# What to do
Use a plain column with a trigger, filled in batches; where the server has virtual generated columns
(PostgreSQL 18, MySQL), those cost nothing.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    matches!(action.kind, Kind::AddColumnStored | Kind::SetExpression).then(|| {
        Finding::new(format!(
            "`{}` is computed for every row while {} wait",
            action.place(),
            context.waiting(action)
        ))
        .recipe("a plain column with a trigger, filled in batches, or a virtual one")
    })
}
