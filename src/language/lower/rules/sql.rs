//! Rules about the SQL inside the files.

use crate::diagnostics::{Level, Rule};

pub(super) static RULES: &[&Rule] =
    &[&SQL_SYNTAX, &QUERY_STATEMENT, &QUERY_PARAMETERS, &UNKNOWN_SOURCE, &VIEW_INDEX];

pub static SQL_SYNTAX: Rule = Rule {
    code: "SG0151",
    name: "sql-syntax",
    level: Level::Error,
    summary: "the SQL in parentheses or braces cannot be read",
    page: "\
# What it says
The marked place is not valid SQL as far as the parser knows Postgres', MySQL's and SQLite's grammars.

# Why it matters
The expression or statement takes no part in the checks, and a server would most likely refuse it.

# What to do
Correct it at the marked place. What only one server understands belongs into `only DIALECT { … }`, or the
query gets `only DIALECT`.
",
};

pub static QUERY_STATEMENT: Rule = Rule {
    code: "SG0152",
    name: "query-statement",
    level: Level::Error,
    summary: "a query or view does not hold exactly one statement of its kind",
    page: "\
# What it says
A `query` holds one `select`, `insert`, `update`, `delete` or `merge` (with or without `with`), a `view` one
`select`.

# Why it matters
Each query is prepared, explained and given a rate as one statement.

# What to do
Make a `query` of each statement; what changes the schema belongs into entities or a `native` block.
",
};

pub static QUERY_PARAMETERS: Rule = Rule {
    code: "SG0153",
    name: "query-parameters",
    level: Level::Warning,
    summary: "declared parameters and used parameters differ",
    page: "\
# What it says
The head of a query declares a parameter its SQL does not use, or declares one twice.

# Why it matters
The declaration has no effect; most often one of the two names is misspelled.

# What to do
Correct the name, or remove the declaration.
",
};

pub static UNKNOWN_SOURCE: Rule = Rule {
    code: "SG0154",
    name: "unknown-table-alias",
    level: Level::Error,
    summary: "a column is qualified by a name that is no table of the query",
    page: "\
# What it says
In `a.b`, `a` is neither a table nor an alias in the `from` of the statement or of one around it.

# Why it matters
The server would refuse the statement.

# What to do
Correct the name, or add the table to the `from` clause. Where a table has an alias, the alias is its only
name.
",
};

pub static VIEW_INDEX: Rule = Rule {
    code: "SG0155",
    name: "view-index",
    level: Level::Error,
    summary: "an index on a view that stores no rows",
    page: "\
# What it says
`indexes { … }` follows a view that is not materialized.

# Why it matters
A plain view is computed by every query; there are no rows of its own to index.

# What to do
Make it a `materialized view`, or index the tables it reads.
",
};
