use super::Context;

use crate::diagnostics::{Diagnostic, Level, Rule};

pub static NOT_IN_NULLABLE: Rule = Rule {
    code: "SG4106",
    name: "not-in-nullable",
    level: Level::Warning,
    summary: "`not in` over a column that may be null finds nothing once it is",
    page: "\
# What it says
`not in (select …)` compares with a column that may be null.

    query never_referred { select id from customer where id not in (select referrer_id from customer) }

# Why it matters
One null in the list makes every comparison unknown: the query returns no row at all, from one day to the next.
Servers cannot plan it as a join either.

# What to do
Write `not exists (select 1 from … where …)`, or add `where referrer_id is not null` to the sub-select.
",
};

pub(super) fn find(context: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    for (span, column) in context.access.blocks.iter().flat_map(|block| &block.facts.not_in) {
        findings.push(
            Diagnostic::new(
                &NOT_IN_NULLABLE,
                format!(
                    "query `{}` finds nothing once `{column}` is null in one row",
                    context.name()
                ),
            )
            .at(*span, format!("compared with `{column}`, which may be null"))
            .help(format!(
                "write `not exists (…)`, or add `{column} is not null` to the sub-select"
            )),
        );
    }
}
