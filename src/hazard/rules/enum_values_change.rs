use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6008",
    name: "enum-values-change",
    level: Level::Error,
    summary: "Values of an enum are taken away or moved",
    page: "\
# What it says
The list of an `enum` or `set` column loses a value or gets one that is not at the end.

# Why it matters
The table is copied while writers wait. Rows that hold a value that is gone make it fail, or become the
empty string where the server is not strict.

# What to do
Only append values. To take one away, first move the rows to another value and verify that none is left;
better, keep such lists in a table.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    (action.kind == Kind::ChangeEnumValues).then(|| {
        Finding::new(format!(
            "the list of `{}` loses or moves values, and the table is copied",
            action.place()
        ))
        .loses(format!("values of `{}` that are no longer in the list", action.place()))
        .recipe("append values only; move the rows away from a value before it goes")
    })
}
