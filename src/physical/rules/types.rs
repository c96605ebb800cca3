//! Findings about the types of columns and what columns can be.

use crate::diagnostics::{Level, Rule};

pub static TYPE_UNSUPPORTED: Rule = Rule {
    code: "SG3010",
    name: "type-unsupported",
    level: Level::Error,
    summary: "the server has no form of a type",
    page: "\
# What it says

A column, a domain or a sequence has a type that the target cannot hold in any form.

# Why it matters

There is no table to be made: an array on MySQL, say, has no column that could hold it.

# What to do

Choose a type that all targets have (a table of its own instead of an array), or say what the
target shall hold: `only mysql { tags: json }`.
",
};

pub static TYPE_LOSS: Rule = Rule {
    code: "SG3011",
    name: "type-loss",
    level: Level::Info,
    summary: "a type keeps less on the server than it says",
    page: r#"# What it says

The target holds the type in a form that loses something: a `timestamptz` on MySQL ends in 2038,
a `boolean` there is a small number, a `decimal` on SQLite is a floating point number.

# Why it matters

A design that is right on one server can store other values on another. The loss is named here
so that nobody finds it in production.

# What to do

Nothing, if the loss does no harm. Else say for the target what it shall hold: `only mysql {
starts_at: native("datetime(6)") }`.
"#,
};

pub static TYPE_INLINED: Rule = Rule {
    code: "SG3012",
    name: "type-inlined",
    level: Level::Info,
    summary: "an enum or a domain becomes part of its columns",
    page: "\
# What it says

The target has no types of a schema's own. An enum is written into each column (as `enum(…)` on
MySQL, as a text with a check on SQLite), a domain gives each column its type, default and
checks.

# Why it matters

The rules hold all the same, but changing the enum or the domain later means changing every
column.

# What to do

Nothing.
",
};

pub static IDENTITY_UNSUPPORTED: Rule = Rule {
    code: "SG3013",
    name: "identity-unsupported",
    level: Level::Error,
    summary: "the server cannot number this column",
    page: "\
# What it says

An `identity` column does not satisfy what the target asks of one. MySQL and MariaDB number one
column a table, which must be the first of a key; SQLite numbers a whole-number column that is
the primary key alone.

# Why it matters

The server refuses the table, or (SQLite) stores NULL where a number was meant.

# What to do

Make the column the primary key, add `unique` to it (MySQL), or use a `uuid` key.
",
};

pub static COLUMN_FEATURE_LOST: Rule = Rule {
    code: "SG3014",
    name: "column-feature-lost",
    level: Level::Warning,
    summary: "something said of a column is not held by the server",
    page: "\
# What it says

A column says something that the target has no word for: its own identity options, a collation,
invisibility, a `not null` on a generated column.

# Why it matters

The column exists without it, so it behaves differently there.

# What to do

Nothing, if that is acceptable. Else move it into an `only DIALECT { … }` block of the dialects
that have it.
",
};

pub static COLUMN_FEATURE_UNSUPPORTED: Rule = Rule {
    code: "SG3015",
    name: "column-feature-unsupported",
    level: Level::Error,
    summary: "the server cannot hold a column as it is",
    page: "\
# What it says

A column needs something that the target does not have and that cannot be left away without
changing what the column holds: a virtual generated column before PostgreSQL 18, `on update`
with anything but the current time on MySQL.

# Why it matters

Without it the column would hold other values.

# What to do

Follow the help of the finding, or describe the column differently in an `only DIALECT { … }`
block.
",
};
