//! The words of the language, by the place they stand at.

/// Words that begin an item.
pub(super) const ITEMS: &[&str] = &[
    "schema",
    "context",
    "entity",
    "mixin",
    "enum",
    "domain",
    "sequence",
    "view",
    "materialized",
    "query",
    "role",
    "grant",
    "extension",
    "import",
    "native",
];

/// Words that begin a line of an entity.
pub(super) const LINES: &[&str] = &[
    "primary",
    "unique",
    "ref",
    "check",
    "exclude",
    "index",
    "fulltext",
    "spatial",
    "fd",
    "mvd",
    "partition",
    "shard",
    "reference",
    "policy",
    "row",
    "rows",
    "grows",
    "keep",
    "distinct",
    "include",
    "owner",
    "tags",
    "allow",
    "set",
    "only",
];

/// Words that begin a modifier of an attribute.
pub(super) const MODIFIERS: &[&str] = &[
    "primary",
    "unique",
    "identity",
    "default",
    "generated",
    "check",
    "collate",
    "on",
    "ref",
    "deferrable",
    "match",
    "was",
    "tags",
    "invisible",
    "set",
];

/// SQL's words for types, with which a line that lacks its colon is told from a misspelled keyword.
pub(super) const TYPES: &[&str] = &[
    "smallint",
    "int",
    "integer",
    "bigint",
    "tinyint",
    "mediumint",
    "decimal",
    "numeric",
    "real",
    "double",
    "float",
    "boolean",
    "bool",
    "text",
    "varchar",
    "char",
    "character",
    "bytes",
    "bytea",
    "blob",
    "date",
    "time",
    "timetz",
    "timestamp",
    "timestamptz",
    "datetime",
    "interval",
    "uuid",
    "json",
    "jsonb",
    "serial",
    "bigserial",
    "inet",
    "cidr",
];

/// Types of several words: the first, and what may follow it.
pub(super) const LONG_TYPES: &[(&str, &[&str])] = &[
    ("double", &["precision"]),
    ("character", &["varying"]),
    ("national", &["character", "varying"]),
    ("national", &["character"]),
    ("bit", &["varying"]),
    ("long", &["text"]),
];

/// What may follow the arguments of a type.
pub(super) const TYPE_SUFFIXES: &[&[&str]] = &[
    &["with", "time", "zone"],
    &["without", "time", "zone"],
    &["with", "local", "time", "zone"],
    &["unsigned"],
];

pub(super) const ACTIONS: &[&str] =
    &["cascade", "restrict", "set null", "set default", "no action"];

pub(super) const INTERVAL_UNITS: &[&str] = &[
    "hour", "hours", "day", "days", "week", "weeks", "month", "months", "quarter", "quarters",
    "year", "years",
];
