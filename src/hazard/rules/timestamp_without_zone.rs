use super::{Check, Finding, Subject};
use crate::diagnostics::{Level, Rule};
use crate::dialect::Capability;
use crate::hazard::action::Action;
use crate::hazard::context::Context;

static RULE: Rule = Rule {
    code: "SG6404",
    name: "timestamp-without-zone",
    level: Level::Info,
    summary: "A moment without its time zone",
    page: "\
# What it says
A column is `timestamp` without time zone.

# Why it matters
Which moment it means depends on who wrote it and where the reader sits; the hour of the change of clocks
comes twice.

# What to do
`timestamptz`.
",
};

pub(super) static CHECK: Check = Check { rule: &RULE, subject: Subject::Any, find };

fn find(action: &Action, context: &Context<'_>) -> Option<Finding> {
    let zoneless = |sql: &str| {
        sql.starts_with("timestamp")
            && !sql.starts_with("timestamptz")
            && !sql.contains("with time zone")
    };
    let column = action.defines.iter().find(|column| zoneless(&column.sql_type))?;
    context.dialect.has(Capability::Domains).then(|| {
        Finding::new(format!(
            "`{}.{}` does not say in which time zone",
            action.relation, column.name
        ))
        .recipe("timestamptz")
    })
}
