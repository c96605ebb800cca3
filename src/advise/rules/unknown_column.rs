use crate::advise::access::Access;
use crate::design::Query;
use crate::diagnostics::{Diagnostic, Level, Rule};

pub static UNKNOWN_COLUMN: Rule = Rule {
    code: "SG4004",
    name: "unknown-query-column",
    level: Level::Warning,
    summary: "a query names a column that its tables do not have",
    page: "\
# What it says
A query of `--queries` names a column that is in none of its tables.

    select id from item where hue = $1

# Why it matters
The condition serves no index, so the advice may lack the very index that the query needs. Either the query is older
than the design, or the design misses a column.

# What to do
Correct the name, or bring the design up to date. The rest of the query is advised on as it stands.
",
};

/// The names in a query that mean nothing.
pub fn unknown_columns<'a>(
    query: &'a Query,
    access: &'a Access,
) -> impl Iterator<Item = Diagnostic> + 'a {
    access.unknown.iter().map(|(what, span)| {
        Diagnostic::new(&UNKNOWN_COLUMN, format!("query `{}`: {what}", query.name))
            .at(*span, "no such column")
            .help("correct the name, or the design; the rest of the query is advised on")
    })
}
