use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6011",
    name: "drop-object",
    level: Level::Warning,
    summary: "An object that others may use goes",
    page: "\
# What it says
A view, a function, a sequence, a type or an extension is dropped.

# Why it matters
Who uses it from outside of the schema is known to nobody here: reports, other services, roles. With an
extension go all its types and functions.

# What to do
Look for readers in the server's statistics or log, tell their owners, drop it a release later.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Any, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    let what = match action.kind {
        Kind::DropView => "view",
        Kind::DropMaterializedView => "materialized view",
        Kind::DropSequence => "sequence",
        Kind::DropType => "type",
        Kind::DropRoutine => "routine",
        Kind::DropExtension => "extension",
        _ => return None,
    };
    Some(
        Finding::new(format!("{what} `{}` goes, and whoever uses it fails", action.relation))
            .recipe("find its readers first, and drop it when there are none"),
    )
}
