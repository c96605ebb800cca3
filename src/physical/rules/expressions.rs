//! Findings about expressions.

use crate::diagnostics::{Level, Rule};

pub static EXPRESSION_UNTRANSLATABLE: Rule = Rule {
    code: "SG3020",
    name: "expression-untranslatable",
    level: Level::Error,
    summary: "an expression has no form on the server",
    page: "\
# What it says

A default, a check, a generated column, an index, a policy or a view uses a function or an
operator that the target has no form of.

# Why it matters

Expressions are written once, in a portable subset of SQL, and translated for each target. What
is outside of the subset would fail on the server, or mean something else there.

# What to do

Write it with portable functions, or say it once a dialect: `only postgres { … }` and `only
mysql { … }`.
",
};

pub static EXPRESSION_LOSS: Rule = Rule {
    code: "SG3021",
    name: "expression-loss",
    level: Level::Info,
    summary: "an expression means slightly less on the server",
    page: "\
# What it says

The target has a form of the expression that differs in some case, which the finding names.

# Why it matters

Most data never meets that case; yours may.

# What to do

Nothing, or write the expression per dialect in `only DIALECT { … }` blocks.
",
};
