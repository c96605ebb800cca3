use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6002",
    name: "drop-column",
    level: Level::Error,
    summary: "A column goes with its values",
    page: "\
# What it says
A statement drops a column of a table that may hold rows.

# Why it matters
The values are gone, and so is every index and every constraint over several columns that names this one:
PostgreSQL drops those without a word. Programs that still select it fail.

# What to do
Remove it from the programs, wait for a release, drop it then. Where the values moved, verify the new place
first. To say that they may go: `--allow destructive:TABLE.COLUMN`.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    matches!(action.kind, Kind::DropColumn | Kind::DropColumnIndexed).then(|| {
        Finding::new(format!("the values of `{}` are gone", action.place()))
            .loses(format!("all values of `{}`", action.place()))
            .recipe("stop reading and writing it, and drop it a release later")
    })
}
