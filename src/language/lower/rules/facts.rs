//! Rules about what only people know: dependencies, figures, former names, targets.

use crate::diagnostics::{Level, Rule};

pub(super) static RULES: &[&Rule] = &[
    &DEPENDENCY,
    &STATISTICS,
    &FORMER_NAME,
    &ALLOW,
    &TARGET_VERSION,
    &TARGET_NOT_SUPPORTED,
    &SHARDING,
];

pub static DEPENDENCY: Rule = Rule {
    code: "SG0171",
    name: "dependency",
    level: Level::Warning,
    summary: "a dependency says nothing, or says it again",
    page: "\
# What it says
A functional or multivalued dependency has an empty side, depends on itself alone (`a, b -> a`), or stands
twice.

# Why it matters
It has no effect on the normal forms; most often another attribute was meant.

# What to do
Correct the attributes, or remove the line.
",
};

pub static STATISTICS: Rule = Rule {
    code: "SG0172",
    name: "statistics",
    level: Level::Warning,
    summary: "figures about an entity contradict each other",
    page: "\
# What it says
A figure is impossible beside another one: more distinct values than rows, no rows but distinct values, rows
that cannot grow to the given number.

# Why it matters
Index and partition advice is computed from these figures and would be wrong.

# What to do
Correct the figure. Orders of magnitude are enough: `rows 2M`.
",
};

pub static FORMER_NAME: Rule = Rule {
    code: "SG0173",
    name: "former-name",
    level: Level::Error,
    summary: "a former name still belongs to something",
    page: "\
# What it says
`was NAME` says that this was once called NAME, and something else of the design bears that name, or claims
it as its own former name. `was ENTITY.NAME` says that an attribute's values come from another entity, and
the name is the entity's own or no name of an attribute.

# Why it matters
A rename cannot be told from a new object then, and the difference matters: one keeps the data.

# What to do
Remove the `was` once the rename has been applied everywhere, or correct the name.
",
};

pub static ALLOW: Rule = Rule {
    code: "SG0174",
    name: "allow",
    level: Level::Error,
    summary: "an `allow` line has no valid code or no reason",
    page: "\
# What it says
`allow` takes a code, `SG` and four digits, and a reason in double quotes.

# Why it matters
A finding is set aside for good only if a later reader can see why.

# What to do
Write `allow SG1203 \"copied from the carrier as they are\"`.
",
};

pub static TARGET_VERSION: Rule = Rule {
    code: "SG0175",
    name: "target-version",
    level: Level::Error,
    summary: "the version of a target is not a version",
    page: "\
# What it says
After `>=` stands something other than a version such as `15`, `8.4` or `10.11`.

# Why it matters
The design is checked against this version.

# What to do
Write the oldest version the design must run on.
",
};

pub static TARGET_NOT_SUPPORTED: Rule = Rule {
    code: "SG0176",
    name: "target-not-supported",
    level: Level::Warning,
    summary: "a target is known and cannot be designed for yet",
    page: "\
# What it says
The dialect is known by name, and there are no tables for it yet.

# Why it matters
The design is neither checked nor emitted for this target.

# What to do
Name the server it is compatible with (`postgres` for Greenplum and TimescaleDB, `mysql` for OceanBase), or
remove it.
",
};

pub static SHARDING: Rule = Rule {
    code: "SG0177",
    name: "sharding",
    level: Level::Error,
    summary: "a shard line cannot be followed",
    page: "\
# What it says
An entity is both sharded and a reference table, or is placed beside an entity (`with`) that has no shard
key of as many attributes.

# Why it matters
Rows of the two would not lie together.

# What to do
Correct the line: `shard by (tenant_id) with tenant`.
",
};
