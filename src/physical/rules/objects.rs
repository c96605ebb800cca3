//! Findings about objects besides tables, and about limits.

use crate::diagnostics::{Level, Rule};

pub static OBJECT_UNSUPPORTED: Rule = Rule {
    code: "SG3060",
    name: "object-unsupported",
    level: Level::Error,
    summary: "the server has no such object",
    page: "\
# What it says

The design has an object that the target does not know and that cannot be left away: row-level
security, a materialized view, a sequence of its own, a namespace.

# Why it matters

Without it, rows would be visible that must not be, or statements that name the object would
fail.

# What to do

Move it into what only the capable target gets (a `native` block, an `only DIALECT { … }`
block), or leave the target out.
",
};

pub static OBJECT_LOST: Rule = Rule {
    code: "SG3061",
    name: "object-lost",
    level: Level::Warning,
    summary: "an object of the design does not exist on the server",
    page: "\
# What it says

The target has no roles, grants or extensions; they are left out there.

# Why it matters

On SQLite whoever opens the file may do everything: access is the file system's affair. An
extension's types and functions are missing where there are no extensions.

# What to do

Nothing, if that is how the target is used.
",
};

pub static COMMENTS_LOST: Rule = Rule {
    code: "SG3062",
    name: "comments-lost",
    level: Level::Info,
    summary: "comments are not kept by the server",
    page: "\
# What it says

The target keeps no comments, or not on every kind of object. They stay in the entity files.

# Why it matters

Tools that read the database's catalog do not show them.

# What to do

Nothing.
",
};

pub static LIMIT_EXCEEDED: Rule = Rule {
    code: "SG3063",
    name: "limit-exceeded",
    level: Level::Error,
    summary: "a table exceeds a limit of the server",
    page: "\
# What it says

A table has more columns, more indexes or a longer comment than the target allows.

# Why it matters

The server refuses the table.

# What to do

Split the table, or shorten what is too long.
",
};
