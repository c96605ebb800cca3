use super::Context;

use crate::diagnostics::{Diagnostic, Level, Rule};

pub static COUNT_FOR_EXISTENCE: Rule = Rule {
    code: "SG4102",
    name: "count-for-existence",
    level: Level::Warning,
    summary: "rows are counted to see whether there is one",
    page: "\
# What it says
A count is compared with zero or one: only whether a row exists is wanted.

    query has_orders { select (select count(*) from \"order\" where customer_id = :c) > 0 }

# Why it matters
Counting visits every row that matches; `exists` stops at the first one.

# What to do
Write `exists (select 1 from … where …)`, or `not exists (…)` for a count of zero.
",
};

pub(super) fn find(context: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    for span in context.access.blocks.iter().filter_map(|block| block.facts.counted_for_existence) {
        findings.push(
            Diagnostic::new(
                &COUNT_FOR_EXISTENCE,
                format!("query `{}` counts rows to see whether there is one", context.name()),
            )
            .at(span, "every match is visited")
            .help("write `exists (select 1 …)`, which stops at the first"),
        );
    }
}
