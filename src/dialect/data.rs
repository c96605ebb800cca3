//! The shape of `dialect.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::capability::Capabilities;
use super::effects::{EffectTable, LockMode};
use super::functions::Functions;
use super::script::Script;
use super::types::{NativeType, TypeMap};
use super::{Capability, Version};

/// Everything known of one server's dialect.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DialectData {
    /// `postgres`, `mysql`, … as targets name it; also the name of its folder.
    pub name: String,
    /// As people write it: `PostgreSQL`.
    pub title: String,
    /// The dialect it was laid over, if any.
    #[serde(default)]
    pub base: Option<String>,
    /// Whether it is made of servers of its base, so that what is written for those is written for it.
    #[serde(default)]
    pub overlay: bool,
    /// Whether its servers can be started here, so that what is emitted is proven.
    #[serde(default = "proven")]
    pub proven: bool,
    pub versions: Versions,
    pub limits: Limits,
    pub defaults: Defaults,
    pub identifiers: Identifiers,
    pub strings: Strings,
    /// How script files are cut into statements.
    #[serde(default)]
    pub script: Script,
    /// Bytes a character can take, by character set.
    #[serde(default)]
    pub charsets: BTreeMap<String, u32>,
    pub capabilities: Capabilities,
    /// The locks on a relation, from the weakest.
    #[serde(default)]
    pub locks: Vec<LockMode>,
    /// What changes cost a database at work.
    #[serde(default)]
    pub effects: EffectTable,
    /// `btree`, `hash`, `gin`, `gist`, `spgist`, `brin`, `fulltext`, `spatial`.
    pub index_methods: Vec<String>,
    pub reserved: Reserved,
    pub types: TypeMap,
    /// Types of the server that it finds before a schema's own of the same name.
    #[serde(default)]
    pub type_names: Words,
    /// Types without a neutral name whose size in a key is known.
    #[serde(default)]
    pub native_types: Vec<NativeType>,
    /// The words before `(n)` where a server adds a display width that means nothing.
    #[serde(default)]
    pub display_widths: Vec<String>,
    /// How a value is cast to each type, where `cast($1 as TYPE)` is not how it is done.
    #[serde(default)]
    pub casts: Functions,
    /// Words a cast can name that are no types of columns.
    #[serde(default)]
    pub cast_words: Words,
    /// The portable functions as they are spelled here.
    pub functions: Functions,
    /// Operators that are spelled as functions, and those that do not exist, by their portable spelling.
    #[serde(default)]
    pub operators: Functions,
    /// Functions, by name, that only this dialect (and those laid over it) has.
    #[serde(default)]
    pub own_functions: Words,
    /// Functions of the portable subset that the server has by the same name, though it may mean
    /// something else by it: in a design for this server alone they are its own.
    #[serde(default)]
    pub known_functions: Words,
    /// Functions that only other dialects have, with the title of one that has it. Filled when dialects are loaded.
    #[serde(skip)]
    pub foreign_functions: BTreeMap<String, String>,
    /// Templates of statements, by file stem: `create_table`.
    #[serde(skip)]
    pub templates: BTreeMap<String, String>,
}

fn proven() -> bool {
    true
}

/// The supported range, and the releases inside it that people name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Versions {
    pub oldest: Version,
    pub newest: Version,
    /// Oldest first; the comparison table and the tests go through these.
    pub known: Vec<Version>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Limits {
    pub identifier: IdentifierLimit,
    pub columns: u32,
    pub index_columns: u32,
    /// Bytes of all parts of an index together.
    #[serde(default)]
    pub index_bytes: Option<u32>,
    /// Secondary indexes of a table.
    #[serde(default)]
    pub indexes: Option<u32>,
    /// Bytes of all columns of a row together, large objects left out.
    #[serde(default)]
    pub row_bytes: Option<u32>,
    #[serde(default)]
    pub partitions: Option<u32>,
    #[serde(default)]
    pub table_comment: Option<u32>,
    #[serde(default)]
    pub column_comment: Option<u32>,
    #[serde(default)]
    pub index_comment: Option<u32>,
}

/// How long a name may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentifierLimit {
    pub max: usize,
    pub unit: LengthUnit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LengthUnit {
    Bytes,
    Characters,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Defaults {
    /// The namespace meant where none is said; none where it is the connection's database.
    #[serde(default)]
    pub namespace: Option<String>,
    pub index_method: String,
    #[serde(default)]
    pub charset: Option<String>,
    #[serde(default)]
    pub collation: Option<String>,
    #[serde(default)]
    pub engine: Option<String>,
    /// Fractional digits of seconds where a type says none.
    pub time_precision: u32,
    /// How a fulltext index is made: its method, and the expression over `{text}` where it looks at one.
    #[serde(default)]
    pub fulltext_method: Option<String>,
    #[serde(default)]
    pub fulltext_expression: Option<String>,
    #[serde(default)]
    pub spatial_method: Option<String>,
    /// The extension that the engine is, where it is one of another server.
    #[serde(default)]
    pub extension: Option<String>,
    /// What has to be said once, so that checks are enforced.
    #[serde(default)]
    pub check_setup: Option<String>,
    /// What keeps rows that come in the order of their key from all coming to one machine; `{column}` is that key.
    #[serde(default)]
    pub ordered_key_help: Option<String>,
    /// How many shards there are where nobody says so.
    #[serde(default)]
    pub shards: Option<u32>,
    /// What lets a server join others, where it cannot by itself.
    #[serde(default)]
    pub node_help: Option<String>,
    /// The setting under which triggers can be made that see their own row alone, where others are refused.
    #[serde(default)]
    pub row_trigger_setting: Option<String>,
    /// What tells the planner to show which index can serve a query, however small the tables are.
    #[serde(default)]
    pub planner_setup: Vec<String>,
    /// How parameters are written.
    pub placeholders: Placeholders,
    /// The only type an identity column can have.
    #[serde(default)]
    pub identity_type: Option<String>,
    /// The partition key over a point in time, where that is a function of the column.
    #[serde(default)]
    pub partition_timestamp: Option<PartitionTimestamp>,
}

/// With `{column}` for the column, both in seconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartitionTimestamp {
    /// Over a column of whole seconds: the planner sees through it.
    pub whole: String,
    /// Over one with fractions.
    pub fraction: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Placeholders {
    /// `$1`, `$2`: one number a name.
    Numbered,
    /// `?`: one a place.
    Positional,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Identifiers {
    /// The character around a quoted name, doubled inside.
    pub quote: char,
    pub folds: Folding,
    /// Characters a bare name may hold after its first, besides letters, digits and `_`.
    #[serde(default)]
    pub also: String,
}

/// What becomes of the capitals of a bare name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Folding {
    /// They are lost: names with capitals must be quoted.
    Lower,
    /// They stay.
    Keeps,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Strings {
    /// Whether `\` begins an escape in a plain literal.
    pub backslash_escapes: bool,
}

/// Words separated by white space: easier to read and to compare than an array of strings.
///
/// Kept in lower case, in order and once each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words(Vec<String>);

impl Words {
    /// Asks case-insensitively.
    pub fn contains(&self, word: &str) -> bool {
        let lower = |word: &str| self.0.binary_search_by(|known| known.as_str().cmp(word)).is_ok();
        if word.bytes().any(|b| b.is_ascii_uppercase()) {
            lower(&word.to_ascii_lowercase())
        } else {
            lower(word)
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Words, D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        words.sort();
        words.dedup();
        Ok(Words(words))
    }
}

/// Words that are no names unless quoted, in lower case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reserved {
    pub words: Words,
    /// Words that became reserved in a version.
    #[serde(default)]
    pub since: BTreeMap<Version, Words>,
    /// Words that were reserved before a version.
    #[serde(default)]
    pub until: BTreeMap<Version, Words>,
}

impl Reserved {
    /// Asks case-insensitively.
    pub fn contains(&self, word: &str, version: Version) -> bool {
        self.words.contains(word)
            || self.since.iter().any(|(since, words)| *since <= version && words.contains(word))
            || self.until.iter().any(|(until, words)| version < *until && words.contains(word))
    }
}

/// How a version stands to the supported range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VersionSupport {
    Supported,
    TooOld,
    /// Newer than any version tried: taken for the newest.
    Newer,
}

impl DialectData {
    /// The dialect of the servers that an engine of several machines is made of.
    pub fn servers(&self) -> Option<&str> {
        self.base.as_deref().filter(|_| self.overlay)
    }

    /// The version meant by one that names a release series only: MySQL `8.0` is the oldest supported 8.0.
    pub fn resolve(&self, version: Version) -> Version {
        let oldest = self.versions.oldest;
        let names_its_series =
            version.major == oldest.major && version.minor == oldest.minor && version.patch == 0;
        if names_its_series { version.max(oldest) } else { version }
    }

    pub fn supports(&self, version: Version) -> VersionSupport {
        let version = self.resolve(version);
        let newest = self.versions.newest;
        if version < self.versions.oldest {
            VersionSupport::TooOld
        } else if version.major > newest.major
            || (version.major == newest.major && version.minor > newest.minor)
        {
            VersionSupport::Newer
        } else {
            VersionSupport::Supported
        }
    }

    /// What no dialect may leave open; the empty list for a complete one.
    pub fn unanswered(&self) -> Vec<Capability> {
        Capability::ALL
            .iter()
            .copied()
            .filter(|known| !self.capabilities.contains_key(known))
            .collect()
    }
}
