//! Rules about partitions.

use crate::diagnostics::{Level, Rule};

pub(super) static RULES: &[&Rule] = &[&PARTITION_KEY, &PARTITION_BOUNDS, &LIFECYCLE];

pub static PARTITION_KEY: Rule = Rule {
    code: "SG0161",
    name: "partition-key",
    level: Level::Error,
    summary: "the partition clause does not fit its key",
    page: "\
# What it says
The number or the type of the key's attributes does not fit what follows: `every INTERVAL` needs one date or
timestamp (hours need a time of day), `hash` needs a number of partitions, `list` takes one attribute.

# Why it matters
No server could build the partitions.

# What to do
Change the key or the clause.
",
};

pub static PARTITION_BOUNDS: Rule = Rule {
    code: "SG0162",
    name: "partition-bounds",
    level: Level::Error,
    summary: "partition bounds overlap, are empty or are missing",
    page: "\
# What it says
Bounds of two partitions overlap or do not ascend, a value stands in two lists, there are two default
partitions, or there are no partitions at all.

# Why it matters
Every row belongs to exactly one partition; the server would refuse the second one.

# What to do
Correct the bounds at the marked place.
",
};

pub static LIFECYCLE: Rule = Rule {
    code: "SG0163",
    name: "partition-lifecycle",
    level: Level::Error,
    summary: "a lifecycle clause cannot be followed",
    page: "\
# What it says
`starting` is not a date of the form `'YYYY-MM-DD'`, an interval is zero, or `keep` is shorter than one
partition.

# Why it matters
The list of partitions is computed from these words.

# What to do
Correct the clause: `every 1 month starting '2026-01-01' ahead 3 keep 24 months`.
",
};
