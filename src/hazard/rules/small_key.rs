use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::dialect::Capability;
use crate::hazard::action::Action;
use crate::hazard::context::Context;

static RULE: Rule = Rule {
    code: "SG6401",
    name: "small-key",
    level: Level::Info,
    summary: "A key of four bytes runs out",
    page: "\
# What it says
A numbered or primary key column is an `int` or smaller.

# Why it matters
After two thousand million inserts, rows deleted or not, no row can be added, and widening a key that others
point to rewrites all of them.

# What to do
Make keys `bigint`: it costs four bytes.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Any, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let small = [
        "int",
        "integer",
        "int4",
        "smallint",
        "int2",
        "serial",
        "smallserial",
        "serial4",
        "mediumint",
    ];
    let column = action.defines.iter().find(|column| {
        (column.primary || column.numbered.is_some()) && small.contains(&column.sql_type.as_str())
    })?;
    (!context.dialect.has(Capability::WithoutRowid)).then(|| {
        Finding::new(format!(
            "`{}.{}` is `{}` and runs out of numbers",
            action.relation, column.name, column.sql_type
        ))
        .recipe("bigint")
    })
}
