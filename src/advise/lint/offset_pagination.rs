use super::Context;
use crate::advise::access::Target;

use crate::diagnostics::{Diagnostic, Level, Rule};

pub static OFFSET_PAGINATION: Rule = Rule {
    code: "SG4103",
    name: "offset-pagination",
    level: Level::Info,
    summary: "pages are reached by skipping rows",
    page: "\
# What it says
A query skips rows with `offset`, by a parameter or by a large number.

    query page { select id, title from post order by created_at desc limit 20 offset :skipped }

# Why it matters
The skipped rows are read all the same: page 1,000 costs a thousand times as much as page 1. Rows that come
in between two pages are shown twice or never.

# What to do
Remember the last row of a page and go on behind it: `where (created_at, id) < (:created_at, :id)
order by created_at desc, id desc limit 20`, with an index over `(created_at, id)`.
",
};

pub(super) fn find(context: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    for block in &context.access.blocks {
        let Some(offset) = block.offset.filter(|offset| offset.parameter || offset.rows >= 1_000.0)
        else {
            continue;
        };
        let names: Vec<String> = block
            .order
            .iter()
            .filter_map(|key| match key.target {
                Target::Column(column) => context.column(&block.uses[key.from], column),
                Target::Expression(..) => None,
            })
            .collect();
        let down = block.order.first().is_some_and(|key| key.descending);
        let finding = Diagnostic::new(
            &OFFSET_PAGINATION,
            format!("query `{}` reads the rows that it skips", context.name()),
        )
        .at(offset.span, "these rows are read and thrown away");
        findings.push(if names.is_empty() {
            finding.help("order by a key, and go on behind the last row of the page before")
        } else {
            let list = names.join(", ");
            let values: Vec<String> = names.iter().map(|name| format!(":last_{name}")).collect();
            let sign = if down { "<" } else { ">" };
            finding.help(format!(
                "go on behind the last row of the page before: `where ({list}) {sign} ({})`",
                values.join(", ")
            ))
        });
    }
}
