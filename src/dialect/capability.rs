//! What one server can hold and another cannot: a row of the comparison table each.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Dialect, Version};

/// Declares the capabilities: the group they are shown in, their key in `dialect.toml`, and what a
/// reader of the comparison table is told.
macro_rules! capabilities {
    ($($group:literal { $($(#[doc = $doc:literal])* $name:ident = $key:literal: $title:literal,)+ })+) => {
        /// Something a server can or cannot do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Capability {
            $($($(#[doc = $doc])* #[serde(rename = $key)] $name,)+)+
        }

        impl Capability {
            /// All of them, in the order of the comparison table.
            pub const ALL: &[Capability] = &[$($(Capability::$name,)+)+];

            /// Its key in `dialect.toml`: `partial-indexes`.
            pub fn key(self) -> &'static str {
                match self { $($(Capability::$name => $key,)+)+ }
            }

            /// What it is, for a person; fits into "MySQL has no …" and "PostgreSQL has … from 15 on".
            pub fn title(self) -> &'static str {
                match self { $($(Capability::$name => $title,)+)+ }
            }

            /// The part of the comparison table it stands in.
            pub fn group(self) -> &'static str {
                match self { $($(Capability::$name => $group,)+)+ }
            }
        }
    };
}

capabilities! {
    "Types" {
        EnumTypes = "enum-types": "enum types",
        /// `enum('a', 'b')` as the type of a column.
        InlineEnums = "inline-enums": "enums as column types",
        Domains = "domains": "domains",
        CompositeTypes = "composite-types": "composite types",
        RangeTypes = "range-types": "range types",
        Arrays = "arrays": "arrays",
        Sequences = "sequences": "sequences",
        /// `int(5)` stays `int(5)`.
        DisplayWidths = "display-widths": "display widths of integers",
    }
    "Columns" {
        Identity = "identity": "identity columns",
        /// `generated always as identity`.
        IdentityAlways = "identity-always": "identity columns that refuse values of one's own",
        /// Start, increment and bounds can be said for a column.
        IdentityOptions = "identity-options": "sequence options on identity columns",
        /// The numbered column is the row number of its table, so it is the primary key alone.
        IdentityIsRowNumber = "identity-is-row-number": "the rule that an identity column is the primary key alone",
        /// The numbered column must be the first of a key, and there is one a table.
        IdentityNeedsKey = "identity-needs-key": "the rule that an identity column is the first of a key",
        DefaultExpressions = "default-expressions": "expressions as defaults",
        /// `default (expression)`; literals and the current time stand bare.
        DefaultExpressionsInParentheses = "default-expressions-in-parentheses":
            "the rule that a default expression stands in parentheses",
        /// `default ('x')` on columns whose values lie outside their rows.
        LargeDefaultsInParentheses = "large-defaults-in-parentheses":
            "the rule that defaults of text, json and bytes stand in parentheses",
        OnUpdateColumn = "on-update-column": "`on update` on columns",
        /// `on update` with whatever stands behind `default`, and not the current time alone.
        OnUpdateExpressions = "on-update-expressions": "`on update` with any expression",
        GeneratedStored = "generated-stored": "stored generated columns",
        GeneratedVirtual = "generated-virtual": "virtual generated columns",
        GeneratedNotNull = "generated-not-null": "`not null` on generated columns",
        GeneratedOverIdentity = "generated-over-identity": "generated columns over identity columns",
        /// A stored column can be computed from one that a foreign key's action changes.
        StoredOverReferences = "stored-over-references":
            "stored columns over columns that foreign keys change",
        ColumnCollations = "column-collations": "collations of columns",
        ColumnCharsets = "column-charsets": "character sets of columns",
        InvisibleColumns = "invisible-columns": "invisible columns",
    }
    "Constraints" {
        /// A foreign key that names no action restricts; it has to say `no action` for that, which is the same.
        RestrictByDefault = "restrict-by-default": "foreign keys that restrict when they say nothing",
        NamedPrimaryKeys = "named-primary-keys": "names of primary keys",
        /// What has no name stays without: the server makes none up.
        UnnamedConstraints = "unnamed-constraints": "constraints without a name",
        NullableKeys = "nullable-keys": "primary keys whose columns may be null",
        CheckConstraints = "check-constraints": "check constraints",
        /// A check can name a column that the server numbers.
        ChecksOverIdentity = "checks-over-identity": "checks over identity columns",
        /// A check can name a column that a foreign key's action changes.
        ChecksOverReferences = "checks-over-references": "checks over columns that foreign keys change",
        ChecksNotEnforced = "checks-not-enforced": "checks that are not enforced",
        ForeignKeysNotEnforced = "foreign-keys-not-enforced": "foreign keys that are not enforced",
        /// `add constraint … not valid`, then `validate constraint`.
        NotValidConstraints = "not-valid-constraints": "constraints that existing rows need not satisfy yet",
        DeferrableForeignKeys = "deferrable-foreign-keys": "deferrable foreign keys",
        DeferrableUniques = "deferrable-uniques": "deferrable unique constraints",
        NullsNotDistinct = "nulls-not-distinct": "`nulls not distinct`",
        ConstraintIncludes = "constraint-includes": "`include` columns of unique constraints",
        ExclusionConstraints = "exclusion-constraints": "exclusion constraints",
        /// `on delete set null (a)`.
        ForeignKeySetColumns = "foreign-key-set-columns": "`on delete set null` of single columns",
        ForeignKeySetDefault = "foreign-key-set-default": "`set default` as a foreign key's action",
        MatchFull = "match-full": "`match full` foreign keys",
        /// A foreign key makes an index on its columns unless there is one.
        ImplicitForeignKeyIndex = "implicit-foreign-key-index": "an index made for every foreign key",
        /// `alter table … add constraint`; without it constraints stand inside `create table`.
        AddConstraint = "add-constraint": "`add constraint`",
        /// Primary keys, unique and exclusion constraints are named in one set with tables and indexes.
        KeysAreRelations = "keys-are-relations": "one set of names for tables, indexes and keys",
        CheckNamesPerTable = "check-names-per-table": "names of checks per table",
        ForeignKeyNamesPerTable = "foreign-key-names-per-table": "names of foreign keys per table",
    }
    "Indexes" {
        PartialIndexes = "partial-indexes": "partial indexes",
        /// `include (…)`.
        CoveringIndexes = "covering-indexes": "covering indexes",
        ExpressionIndexes = "expression-indexes": "expression indexes",
        DescendingIndexes = "descending-indexes": "descending indexes",
        NullsOrder = "nulls-order": "`nulls first` and `nulls last` in indexes",
        /// Kept up to date and never used: MySQL `invisible`, MariaDB `ignored`.
        InvisibleIndexes = "invisible-indexes": "invisible indexes",
        OperatorClasses = "operator-classes": "operator classes",
        IndexCollations = "index-collations": "collations in indexes",
        /// Of the first characters of a column only.
        PrefixIndexes = "prefix-indexes": "prefix indexes",
        FulltextIndexes = "fulltext-indexes": "fulltext indexes",
        SpatialIndexes = "spatial-indexes": "spatial indexes",
        /// Built without blocking writes.
        ConcurrentIndex = "concurrent-index": "`create index concurrently`",
        /// Indexes stand inside `create table`, so that foreign keys find them.
        InlineIndexes = "inline-indexes": "indexes inside `create table`",
        IndexNamesPerTable = "index-names-per-table": "names of indexes per table",
        IndexComments = "index-comments": "comments on indexes",
        /// Rows lie in their primary key, and every other index holds it.
        ClusteredPrimaryKey = "clustered-primary-key": "rows stored in their primary key",
    }
    "Partitions" {
        PartitionRange = "partition-range": "range partitions",
        PartitionList = "partition-list": "list partitions",
        PartitionHash = "partition-hash": "hash partitions",
        PartitionKey = "partition-key": "key partitions",
        /// A default partition under range partitioning.
        PartitionDefault = "partition-default": "a default partition by range",
        PartitionListDefault = "partition-list-default": "a default partition by list",
        PartitionMultiColumn = "partition-multi-column": "range partitions over several columns",
        PartitionListMultiColumn = "partition-list-multi-column": "list partitions over several columns",
        PartitionExpressions = "partition-expressions": "partition keys that are expressions",
        /// Ranges over a `timestamptz` column as it is.
        PartitionTimestampTz = "partition-timestamptz": "partitions over a `timestamptz` column",
        /// Hash over any type, not integers alone.
        PartitionHashAnyType = "partition-hash-any-type": "hash partitions over columns of any type",
        Subpartitions = "subpartitions": "sub-partitions",
        /// Sub-partitions may be by range and list, and differ from one partition to the next.
        SubpartitionsOfAnyKind = "subpartitions-of-any-kind": "sub-partitions by range or list",
        PartitionsAsTables = "partitions-as-tables": "partitions that are tables of their own",
        PartitionUniqueNeedsKey = "partition-unique-needs-key":
            "the rule that unique keys contain the partition key",
        PartitionExpressionUnique = "partition-expression-unique":
            "unique keys of tables that are partitioned by an expression",
        PartitionForeignKeysFrom = "partition-foreign-keys-from": "foreign keys of partitioned tables",
        PartitionForeignKeysTo = "partition-foreign-keys-to": "foreign keys that point to partitioned tables",
        PartitionExclusions = "partition-exclusions": "exclusion constraints on partitioned tables",
    }
    "Shards" {
        /// The server has to be told by which column a table's rows are spread, and which tables are copied.
        PlacedTables = "placed-tables": "tables whose rows are placed by a key that is named",
        /// All tables of a namespace lie on one machine, and namespaces on different ones.
        PlacedNamespaces = "placed-namespaces": "namespaces with a machine each",
        /// What is spread lies in one database, what is not in another, and a file beside the script says how.
        Keyspaces = "keyspaces": "a VSchema for each keyspace",
        /// Plain servers of their own, one of which knows the others: each is told by a script of its own what it holds.
        Nodes = "nodes": "a script for each machine",
        /// Rows come from other servers many at a time, and from several at once.
        ForeignBatches = "foreign-batches": "rows of other servers in batches, from several at once",
        /// What a foreign key changes by itself is a change like any other.
        CascadesRunTriggers = "cascades-run-triggers": "triggers that run for what a foreign key changes",
        /// Rows of a shard lie in partitions again.
        ShardPartitions = "shard-partitions": "partitions of spread tables",
        /// Rows of a spread table are numbered by a sequence that lies elsewhere.
        ShardSequences = "shard-sequences": "sequences for the numbers of spread tables",
        /// A default is run where the row is written: once for each copy.
        CopiesRunDefaults = "copies-run-defaults": "defaults that every copy of a row runs for itself",
        UniqueNeedsShardKey = "unique-needs-shard-key": "the rule that unique keys contain the shard key",
        /// From a row of one shard to a row of another.
        ShardForeignKeys = "shard-foreign-keys": "foreign keys across shards",
        /// Between a table on one machine and a table that is copied to all.
        LocalForeignKeys = "local-foreign-keys":
            "foreign keys between tables on one machine and reference tables",
        ShardTriggers = "shard-triggers": "triggers on tables whose rows are spread or copied",
        /// Rows lie in the order of their key, so that rows which come in that order all come to one machine.
        OrderedKeys = "ordered-keys": "the rule that rows lie in the order of their key",
        /// The first column of a key spreads rows by its hash, unless it is said to be ordered.
        HashedKeys = "hashed-keys": "keys that spread rows by the hash of their first column",
        /// What a spread table numbers by itself is a `bigint`.
        ShardNumbersAreBig = "shard-numbers-are-big": "the rule that numbers given across shards are `bigint`",
    }
    "Objects" {
        /// Postgres schemas, MySQL databases.
        Namespaces = "namespaces": "namespaces besides the default one",
        Views = "views": "views",
        ViewCheckOption = "view-check-option": "`with check option`",
        SecurityInvokerViews = "security-invoker-views": "views with the rights of their reader",
        MaterializedViews = "materialized-views": "materialized views",
        Functions = "functions": "functions",
        Procedures = "procedures": "procedures",
        /// What the body of a routine names must exist when the routine is made.
        ChecksRoutineBodies = "checks-routine-bodies": "bodies of routines checked when they are made",
        Triggers = "triggers": "triggers",
        /// The server's own client cuts at semicolons and must be told another delimiter for bodies.
        ClientDelimiter = "client-delimiter": "the client's `delimiter` command",
        RowSecurity = "row-security": "row-level security",
        Roles = "roles": "roles",
        Grants = "grants": "grants",
        ColumnGrants = "column-grants": "grants on columns",
        Ownership = "ownership": "owners of objects",
        Extensions = "extensions": "extensions",
        /// `comment on …` statements.
        CommentStatements = "comment-statements": "`comment on` statements",
        /// Not on tables, columns and indexes alone.
        CommentsEverywhere = "comments-everywhere": "comments on roles, views and constraints",
        /// `comment '…'` inside the definition of a table, column or index.
        CommentClauses = "comment-clauses": "`comment` clauses in definitions",
    }
    "Tables" {
        UnloggedTables = "unlogged-tables": "unlogged tables",
        Inheritance = "inheritance": "table inheritance",
        StrictTables = "strict-tables": "strict tables",
        WithoutRowid = "without-rowid": "tables without a row id",
        Tablespaces = "tablespaces": "tablespaces",
        /// `engine = …`.
        StorageEngines = "storage-engines": "storage engines",
        TableCharsets = "table-charsets": "character sets of tables",
        StorageParameters = "storage-parameters": "storage parameters",
    }
    "Changes" {
        TransactionalDdl = "transactional-ddl": "changes of the schema inside a transaction",
        AlterColumn = "alter-column": "changes of a column's type, default or nullability",
        /// `alter column … set default`; elsewhere a column is said anew as a whole.
        AlterColumnParts = "alter-column-parts": "changes of one property of a column alone",
        DropColumn = "drop-column": "`drop column`",
        RenameColumn = "rename-column": "`rename column`",
        RenameIndex = "rename-index": "`rename index`",
        RenameConstraint = "rename-constraint": "`rename constraint`",
        /// `alter column … set expression`, of a column whose values are stored.
        SetStoredExpression = "set-stored-expression": "changes of the expression of a stored column",
        /// A range type brings a type of many ranges along, with a name of its own.
        Multiranges = "multiranges": "types of many ranges",
        SetVirtualExpression = "set-virtual-expression": "changes of the expression of a virtual column",
        /// `create or replace` of functions and procedures.
        ReplaceRoutines = "replace-routines": "replacement of routines where they stand",
        /// `create or replace view`.
        ReplaceViews = "replace-views": "replacement of views where they stand",
        AddEnumValue = "add-enum-value": "`add value` on enum types",
    }
}

impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}

/// In which versions a dialect has something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Support {
    pub has: bool,
    /// None: in every supported version.
    pub since: Option<Version>,
    /// The first version that has it no more.
    pub until: Option<Version>,
    /// A condition a reader should know.
    pub note: Option<String>,
}

impl Support {
    pub fn at(&self, version: Version) -> bool {
        self.has
            && self.since.is_none_or(|since| since <= version)
            && self.until.is_none_or(|until| version < until)
    }
}

/// In `dialect.toml`: `true`, `false`, `"15"` for "since 15", or a table of `has`, `since`, `until`, `note`.
impl<'de> Deserialize<'de> for Support {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Support, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Detailed {
            has: Option<bool>,
            since: Option<Version>,
            until: Option<Version>,
            note: Option<String>,
        }
        #[derive(Deserialize)]
        #[serde(
            untagged,
            expecting = "`true`, `false`, a version such as \"15\", or { has, since, until, note }"
        )]
        enum Written {
            Always(bool),
            Since(Version),
            Detailed(Detailed),
        }
        Ok(match Written::deserialize(deserializer)? {
            Written::Always(has) => Support { has, since: None, until: None, note: None },
            Written::Since(since) => {
                Support { has: true, since: Some(since), until: None, note: None }
            }
            Written::Detailed(Detailed { has, since, until, note }) => {
                Support { has: has.unwrap_or(true), since, until, note }
            }
        })
    }
}

/// What a dialect says of each capability; what it does not mention it has not.
pub type Capabilities = BTreeMap<Capability, Support>;

impl Dialect<'_> {
    /// Whether the server has it at this version.
    pub fn has(&self, capability: Capability) -> bool {
        self.data.capabilities.get(&capability).is_some_and(|support| support.at(self.version))
    }

    /// The version a later server has it from: none where it is there already, or will never be.
    pub fn since(&self, capability: Capability) -> Option<Version> {
        let support = self.data.capabilities.get(&capability)?;
        support.since.filter(|since| support.has && self.version < *since)
    }

    /// Why it is missing, as a sentence: "PostgreSQL has `nulls not distinct` from 15 on, the target is 13".
    pub fn lacks(&self, capability: Capability) -> String {
        match self.since(capability) {
            Some(since) => format!(
                "{} has {} from {since} on, the target is {}",
                self.title(),
                capability.title(),
                self.version
            ),
            None => format!("{} has no {}", self.title(), capability.title()),
        }
    }

    /// Whether indexes can be of this method at this version: `btree`, `gin`, `fulltext`, …
    pub fn has_index_method(&self, method: &str) -> bool {
        self.data.index_methods.iter().any(|known| known == method)
    }
}
