//! Findings about indexes and the width of keys.

use crate::diagnostics::{Level, Rule};

pub static INDEX_UNSUPPORTED: Rule = Rule {
    code: "SG3040",
    name: "index-unsupported",
    level: Level::Error,
    summary: "the server has no such index",
    page: "\
# What it says

An index needs something that the target does not have: an index method, an expression, a
fulltext index.

# Why it matters

Without it the queries it was made for read the whole table.

# What to do

Describe an index for that target in an `only DIALECT { … }` block: on MariaDB a virtual column
and an index on it, on SQLite an `fts5` table in a `native` block.
",
};

pub static INDEX_WEAKENED: Rule = Rule {
    code: "SG3041",
    name: "index-weakened",
    level: Level::Warning,
    summary: "an index is larger or does less on the server",
    page: "\
# What it says

The target holds the index without a part of what was said of it: a partial index becomes a full
one, columns to `include` are left out, `nulls first` is not heard.

# Why it matters

The index serves the same lookups, but takes more space, or a query sorts or reads the table
where it did not have to.

# What to do

Nothing, if that is acceptable. Else move the index into an `only DIALECT { … }` block.
",
};

pub static KEY_TOO_LONG: Rule = Rule {
    code: "SG3042",
    name: "key-too-long",
    level: Level::Error,
    summary: "a key is wider than the server allows",
    page: "\
# What it says

The columns of a key take more bytes together than the target allows: 3072 on InnoDB, where a
character of utf8mb4 counts four.

# Why it matters

The server refuses the table.

# What to do

Shorten a column, index the first characters only (`only mysql { index (email(100)) }`), or
index a hash of the value in a generated column.
",
};

pub static KEY_NEEDS_PREFIX: Rule = Rule {
    code: "SG3043",
    name: "key-needs-prefix",
    level: Level::Error,
    summary: "an unbounded column is part of a key",
    page: "\
# What it says

A column without a length (`text`, `bytes`, `json`) is part of a key, and the target indexes
such columns by their first characters only.

# Why it matters

MySQL and MariaDB refuse the key.

# What to do

Give the column a length (`varchar(255)`), or a prefix to the index in an `only mysql { … }`
block. A unique key over a prefix would compare the prefixes only.
",
};

pub static INDEX_COLUMNS: Rule = Rule {
    code: "SG3044",
    name: "too-many-index-columns",
    level: Level::Error,
    summary: "a key has more columns than the server allows",
    page: "\
# What it says

A key or an index has more columns than the target allows: 16 on MySQL, 32 on PostgreSQL.

# Why it matters

The server refuses it.

# What to do

Leave columns away that do not narrow the search further.
",
};
