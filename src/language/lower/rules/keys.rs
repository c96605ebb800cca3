//! Rules about keys and indexes.

use crate::diagnostics::{Level, Rule};

pub(super) static RULES: &[&Rule] = &[
    &SEVERAL_PRIMARY_KEYS,
    &NULLABLE_PRIMARY_KEY,
    &REPEATED_COLUMN,
    &MISSING_PRIMARY_KEY,
    &KEY_PARTS,
];

pub static SEVERAL_PRIMARY_KEYS: Rule = Rule {
    code: "SG0131",
    name: "several-primary-keys",
    level: Level::Error,
    summary: "an entity has more than one primary key",
    page: "\
# What it says
Two attributes or lines declare a primary key.

# Why it matters
A table has one. Two attributes that identify a row together are one composite key; two that each identify
it are a primary and a unique key.

# What to do
Write `primary key (a, b)` as a line of its own for a composite key, or make the second one `unique`.
",
};

pub static NULLABLE_PRIMARY_KEY: Rule = Rule {
    code: "SG0132",
    name: "nullable-primary-key",
    level: Level::Error,
    summary: "an attribute of the primary key is nullable",
    page: "\
# What it says
An attribute of the primary key is marked `?`.

# Why it matters
A primary key identifies every row; a row without a value would have no identity, and servers refuse it.

# What to do
Remove the `?`, or make the key `unique` and choose another primary key.
",
};

pub static REPEATED_COLUMN: Rule = Rule {
    code: "SG0133",
    name: "repeated-column",
    level: Level::Error,
    summary: "a list of attributes names one twice",
    page: "\
# What it says
A key, an index or a reference lists the same attribute more than once.

# Why it matters
Servers refuse it, and it is most often a slip for another name.

# What to do
Remove or correct the second one.
",
};

pub static MISSING_PRIMARY_KEY: Rule = Rule {
    code: "SG2001",
    name: "missing-primary-key",
    level: Level::Warning,
    summary: "an entity has no primary key",
    page: "\
# What it says
The entity declares no primary key.

# Why it matters
Without one rows cannot be told apart: logical replication, online schema changes of MySQL and most mapping
libraries need it, and nothing else stops the same row from being stored twice.

# What to do
Mark the identifying attribute `primary key`, or write `primary key (a, b)`. If the entity really is a heap,
say so: `allow SG2001 \"reason\"`.
",
};

pub static KEY_PARTS: Rule = Rule {
    code: "SG0134",
    name: "key-parts",
    level: Level::Error,
    summary: "a key has parts or clauses it cannot have",
    page: "\
# What it says
A primary key lists something other than attributes or has a condition, or a unique key with a condition or
an expression is deferrable.

# Why it matters
No server has such keys.

# What to do
Use a plain list of attributes; a condition, an expression or an order belongs into a `unique` line or an
`index`.
",
};
