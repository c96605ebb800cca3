use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::dialect::Capability;
use crate::hazard::action::Action;
use crate::hazard::context::Context;

static RULE: Rule = Rule {
    code: "SG6403",
    name: "char-column",
    level: Level::Info,
    summary: "`char(n)` pads with blanks",
    page: "\
# What it says
A column is `char(n)`.

# Why it matters
Values come back longer than they went in, and comparisons ignore blanks at the end in one place and not in
another.

# What to do
`text` or `varchar(n)`, with a check where the length matters.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Any, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let is_char = |sql: &str| {
        sql.starts_with("char(")
            || sql == "char"
            || sql.starts_with("character(")
            || sql == "bpchar"
    };
    let column = action.defines.iter().find(|column| is_char(&column.sql_type))?;
    context.dialect.has(Capability::Domains).then(|| {
        Finding::new(format!(
            "`{}.{}` is `{}`: values are padded",
            action.relation, column.name, column.sql_type
        ))
        .recipe("text, with a check on its length")
    })
}
