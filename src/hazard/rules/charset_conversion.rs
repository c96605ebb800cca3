use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::hazard::action::Action;
use crate::hazard::context::Context;
use crate::hazard::kind::Kind;

static RULE: Rule = Rule {
    code: "SG6504",
    name: "charset-conversion",
    level: Level::Warning,
    summary: "All texts of a table are converted",
    page: "\
# What it says
`convert to character set`.

# Why it matters
The table is copied while writers wait; a text column may get a larger type, an index may become too long,
comparisons change their result.

# What to do
Column by column with `modify`, having looked at its indexes; through an online tool for a big table.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Rows, find };

fn find(action: &Action, _: &Context<'_>) -> Option<Finding> {
    (action.kind == Kind::ConvertCharset).then(|| {
        Finding::new(format!(
            "all texts of `{}` are written anew, and compare otherwise afterwards",
            action.relation
        ))
        .recipe("column by column, through an online tool for a big table")
    })
}
