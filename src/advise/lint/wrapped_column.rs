use super::Context;
use crate::advise::access::{Relation, Target, Test};
use crate::advise::shape::normal;

use crate::diagnostics::{Diagnostic, Level, Rule};

pub static WRAPPED_COLUMN: Rule = Rule {
    code: "SG4104",
    name: "wrapped-column",
    level: Level::Warning,
    summary: "an indexed column is wrapped, so its index does not serve",
    page: "\
# What it says
A condition compares a function or a cast of a column, and an index holds the column itself.

    entity customer { email: varchar(254) unique }
    query by_email { select id from customer where lower(email) = :email }

# Why it matters
An index finds values, not what is computed from them: every row is read.

# What to do
Compare the column itself (`placed_at >= :day and placed_at < :day + interval '1 day'` in the place of
`date(placed_at) = :day`), or index the expression: `index (lower(email))`.
",
};

pub(super) fn find(context: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    for used in context.access.blocks.iter().flat_map(|block| &block.uses) {
        let Relation::Table(table) = used.relation else { continue };
        for tested in &used.tests {
            let Target::Expression(text, columns) = &tested.target else { continue };
            let selective =
                matches!(tested.test, Test::Equal(_) | Test::Range { .. } | Test::In(..));
            let [column] = columns.as_slice() else { continue };
            if !selective || !wraps(text) || context.rows(table) < 1_000.0 {
                continue;
            }
            let own = context.existing.iter().filter(|shape| shape.table == table);
            let led = own.clone().any(|shape| {
                shape.key.first().is_some_and(|part| part.target == Target::Column(*column))
            });
            let held = own.clone().any(|shape| {
                shape.key.iter().any(|part| match &part.target {
                    Target::Expression(other, _) => normal(other) == normal(text),
                    Target::Column(_) => false,
                })
            });
            // A better test beside it makes this one a filter of few rows.
            let other = used.tests.iter().any(|other| {
                matches!(&other.test, Test::Equal(_) | Test::In(..))
                    && matches!(other.target, Target::Column(_))
            });
            if !led || held || other {
                continue;
            }
            let name = context.column(used, *column).unwrap_or_default();
            findings.push(
                Diagnostic::new(
                    &WRAPPED_COLUMN,
                    format!(
                        "query `{}` wraps `{name}`, so its index does not serve",
                        context.name()
                    ),
                )
                .at(tested.span, format!("the index holds `{name}`, not this"))
                .help(format!("compare `{name}` itself, or add `index ({text})`")),
            );
        }
    }
}

/// A call or a cast; arithmetic is rarely mended by an index.
fn wraps(text: &str) -> bool {
    let call = text.split('(').next().unwrap_or_default();
    let is_call = text.ends_with(')')
        && !call.is_empty()
        && call.chars().all(|c| c.is_alphanumeric() || c == '_');
    is_call || text.contains("::")
}
