//! Findings about partitions.

use crate::diagnostics::{Level, Rule};

pub static PARTITION_UNSUPPORTED: Rule = Rule {
    code: "SG3050",
    name: "partition-unsupported",
    level: Level::Error,
    summary: "the server cannot partition so",
    page: "\
# What it says

A table is partitioned in a way that the target does not have: by list with a default partition
on MySQL, by an expression, with sub-partitions by range.

# Why it matters

The server refuses the table.

# What to do

Follow the help of the finding, or describe the partitions for that target in an `only DIALECT {
… }` block.
",
};

pub static PARTITION_LOST: Rule = Rule {
    code: "SG3051",
    name: "partition-lost",
    level: Level::Warning,
    summary: "a partitioned table is a plain one on the server",
    page: "\
# What it says

The target has no partitions. The table is made without them.

# Why it matters

Everything works, but old rows go by `delete`, not by dropping a partition, and large tables
stay in one piece.

# What to do

Nothing, as long as the table stays small there.
",
};

pub static PARTITION_KEY_NOT_IN_UNIQUE: Rule = Rule {
    code: "SG3052",
    name: "partition-key-not-in-unique",
    level: Level::Error,
    summary: "a unique key misses the partition key",
    page: "\
# What it says

A primary key or a unique constraint of a partitioned table does not hold all columns of the
partition key.

# Why it matters

Every partition has an index of its own, so uniqueness across partitions can only be kept when
equal keys lie in one partition. PostgreSQL and MySQL refuse the table.

# What to do

Add the partition columns to the key: `primary key (id, placed_at)`. Foreign keys to it then
need these columns too.
",
};

pub static PARTITION_FOREIGN_KEY: Rule = Rule {
    code: "SG3053",
    name: "partition-foreign-key",
    level: Level::Error,
    summary: "a foreign key from or to a partitioned table",
    page: "\
# What it says

MySQL and MariaDB allow no foreign keys on partitioned tables, in either direction.

# Why it matters

The server refuses the key.

# What to do

Leave the table in one piece on that target, or keep the reference there without a foreign key:
move the `ref` into an `only postgres { … }` block.
",
};

pub static PARTITION_LIFECYCLE: Rule = Rule {
    code: "SG3054",
    name: "partition-calendar",
    level: Level::Error,
    summary: "partitions cannot be counted out",
    page: "\
# What it says

`every … starting … ahead …` does not give partitions: the interval is empty, the day does not
exist, the key is no single column of a date or time, or there would be too many.

# Why it matters

Without partitions a row has nowhere to go.

# What to do

Correct the interval or the day, or list the partitions one by one.
",
};

pub static TOO_MANY_PARTITIONS: Rule = Rule {
    code: "SG3055",
    name: "too-many-partitions",
    level: Level::Error,
    summary: "a table has more partitions than the server allows",
    page: "\
# What it says

The partitions, sub-partitions counted, exceed what the target allows: 8192 on MySQL and
MariaDB.

# Why it matters

The server refuses the table.

# What to do

Use a longer interval, a shorter `keep`, or fewer sub-partitions.
",
};

pub static PARTITION_COARSER: Rule = Rule {
    code: "SG3056",
    name: "partition-read-whole",
    level: Level::Info,
    summary: "the server reads all partitions for some queries",
    page: "\
# What it says

The target cannot partition by the column itself, but by a function of it. Rows go to the right
partitions, and old partitions can be dropped, but the planner does not leave partitions out for
comparisons with the column.

# Why it matters

Queries by time read every partition's index.

# What to do

Nothing, or hold the time in a type that the target partitions directly: `only mysql {
placed_at: timestamp }`.
",
};
