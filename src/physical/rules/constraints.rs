//! Findings about constraints.

use crate::diagnostics::{Level, Rule};

pub static CONSTRAINT_UNSUPPORTED: Rule = Rule {
    code: "SG3030",
    name: "constraint-unsupported",
    level: Level::Error,
    summary: "the server has no such constraint",
    page: "\
# What it says

A constraint has no form on the target, and leaving it away would let in rows that the design
forbids: exclusion constraints outside of PostgreSQL, a unique index with a `where` on MySQL,
`nulls not distinct` before PostgreSQL 15.

# Why it matters

A design that promises what the database does not enforce is worse than one that does not
promise it.

# What to do

Enforce the rule in another way on that target (a trigger in a `native` block, a generated
column with a unique index) and move the constraint into an `only DIALECT { … }` block of the
dialects that have it.
",
};

pub static CONSTRAINT_WEAKENED: Rule = Rule {
    code: "SG3031",
    name: "constraint-weakened",
    level: Level::Warning,
    summary: "a constraint is checked at another time or in another way",
    page: "\
# What it says

The target enforces the constraint, but lacks a part of what was said of it: `deferrable` on
MySQL, `match full`, columns to `include`.

# Why it matters

Rows that break the rule are refused as designed; the moment, or the speed of reading, differs.

# What to do

Nothing, if that is acceptable. Else move the constraint into an `only DIALECT { … }` block.
",
};

pub static FOREIGN_KEY_TARGET: Rule = Rule {
    code: "SG3032",
    name: "foreign-key-target",
    level: Level::Error,
    summary: "a foreign key does not refer to a key",
    page: "\
# What it says

The columns that a foreign key refers to are not the primary key of the other table, nor unique
together.

# Why it matters

A reference must mean one row. Every server refuses a foreign key to columns that are not unique
(MariaDB allows it, and then nobody knows which row is meant).

# What to do

Refer to the primary key, or declare the columns `unique` in the other entity.
",
};

pub static FOREIGN_KEY_TYPES: Rule = Rule {
    code: "SG3033",
    name: "foreign-key-types",
    level: Level::Error,
    summary: "a foreign key and its target have different types",
    page: "\
# What it says

A column and the one it refers to have different types on the target.

# Why it matters

MySQL and MariaDB refuse such a key; PostgreSQL refuses some and makes joins slow by conversions
for others.

# What to do

Declare the column as `ref ENTITY`: it then takes the type of its target.
",
};
