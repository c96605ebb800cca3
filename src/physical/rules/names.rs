//! Findings about names.

use crate::diagnostics::{Level, Rule};

pub static NAME_TOO_LONG: Rule = Rule {
    code: "SG3001",
    name: "name-too-long",
    level: Level::Error,
    summary: "a name is longer than the server allows",
    page: "\
# What it says

The name of a table, a view, a type or a column is longer than the target allows: 63 bytes on
PostgreSQL, 64 characters on MySQL and MariaDB.

# Why it matters

PostgreSQL cuts such names off without an error, so that two of them may become one; MySQL
refuses them. Queries use these names, so schemagen does not shorten them on its own.

# What to do

Choose a shorter name, and say `was OLD_NAME` if the object exists already.
",
};

pub static NAME_SHORTENED: Rule = Rule {
    code: "SG3002",
    name: "name-shortened",
    level: Level::Info,
    summary: "the name of a constraint or an index was shortened",
    page: "\
# What it says

The name of a constraint or an index, written or generated, is longer than the target allows. It
keeps its beginning and ends in eight digits of a hash.

# Why it matters

Queries do not use these names, but error messages show them. The short name depends on the long
one alone, so it is the same on every run and machine.

# What to do

Nothing, or give a shorter name of your own: `index by_day (…)`.
",
};

pub static NAME_TAKEN: Rule = Rule {
    code: "SG3003",
    name: "name-taken",
    level: Level::Error,
    summary: "two objects would have one name",
    page: "\
# What it says

Two objects that share a set of names on the target have the same one. PostgreSQL keeps the
names of tables, views, sequences and indexes (those of primary keys and unique constraints too)
in one set per schema, and tables and types in another; MySQL keeps those of foreign keys and of
checks once per database.

# Why it matters

The server refuses the second object.

# What to do

Rename one of the two, or leave the name of a constraint or an index away: generated names never
meet.
",
};
