use super::Context;

use crate::diagnostics::{Diagnostic, Level, Rule};

pub static SELECT_STAR: Rule = Rule {
    code: "SG4101",
    name: "select-star",
    level: Level::Info,
    summary: "a query asks for all columns",
    page: "\
# What it says
A query's result is `*`: every column there is, and every one that will be added.

    query order_by_id { select * from \"order\" where id = :order }

# Why it matters
No index can hold all that is asked for, so each row is fetched from the table. A column that is added later
travels with every answer, large ones too, and one that is dropped breaks readers that never needed it.

# What to do
Name the columns that are read. Where the whole row is meant (an export, a copy), say so:
`allow SG4101 \"reason\"` in the entity, or leave the finding as the note it is.
",
};

/// Only where a list of rows is asked for from a wide table: one row by its key costs no more.
pub(super) fn find(context: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    for block in &context.access.blocks {
        let Some(span) = block.facts.star.filter(|_| block.facts.outermost) else { continue };
        let wide = block.uses.iter().any(|used| context.columns(used) > 8);
        if !wide || context.single_row(block) || block.uses.len() < 2 {
            continue;
        }
        findings.push(
            Diagnostic::new(
                &SELECT_STAR,
                format!(
                    "query `{}` asks for every column of {} tables",
                    context.name(),
                    block.uses.len()
                ),
            )
            .at(span, "all columns")
            .note("no index can hold them all, and what is added later travels with every answer")
            .help("name the columns that are read"),
        );
    }
}
