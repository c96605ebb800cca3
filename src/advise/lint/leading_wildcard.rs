use super::Context;
use crate::advise::access::{Relation, Test};
use crate::advise::shape::Method;

use crate::diagnostics::{Diagnostic, Level, Rule};

pub static LEADING_WILDCARD: Rule = Rule {
    code: "SG4105",
    name: "leading-wildcard",
    level: Level::Warning,
    summary: "a search begins with a wildcard and no index can serve it",
    page: "\
# What it says
A `like` pattern begins with `%`, the table is large, and no trigram or fulltext index is on the column.

    query by_domain { select id from customer where email like '%@example.com' }

# Why it matters
An ordered index knows beginnings, not ends: every row is read.

# What to do
On PostgreSQL a trigram index serves any pattern with three letters: `extension pg_trgm` and
`index (email gin_trgm_ops) using gin`. For words use a `fulltext index`; for ends, an index over `reverse(email)`.
",
};

pub(super) fn find(context: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    for used in context.access.blocks.iter().flat_map(|block| &block.uses) {
        let Relation::Table(table) = used.relation else { continue };
        for tested in &used.tests {
            let Test::Infix(Some(pattern)) = &tested.test else { continue };
            let words = context.existing.iter().any(|shape| {
                shape.table == table
                    && shape.method != Method::Tree
                    && shape.key.iter().any(|part| part.target == tested.target)
            });
            let narrowed = used.tests.iter().any(|other| matches!(other.test, Test::Equal(_)));
            if !pattern.starts_with('%') || words || narrowed || context.rows(table) < 10_000.0 {
                continue;
            }
            findings.push(
                Diagnostic::new(
                    &LEADING_WILDCARD,
                    format!(
                        "query `{}` looks for `{pattern}` in every row of `{}`",
                        context.name(),
                        context.table(table)
                    ),
                )
                .at(tested.span, "begins with a wildcard")
                .help("add a trigram index or a fulltext index, or search by the beginning"),
            );
        }
    }
}
