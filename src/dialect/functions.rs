//! How functions, casts and operators of the portable subset are spelled: the data side.
//!
//! `sql` rewrites expressions by these tables; here they are only read and chosen from.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Version;

/// Spellings by portable name.
pub type Functions = BTreeMap<String, FunctionSpellings>;

/// The ways one function is spelled; the first that fits a call is taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FunctionSpellings(pub Vec<FunctionSpelling>);

/// One spelling, and when it fits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FunctionSpelling {
    #[serde(default)]
    pub since: Option<Version>,
    #[serde(default)]
    pub until: Option<Version>,
    /// Fits where the first argument is this word or literal: the unit of `extract` and `date_trunc`.
    #[serde(default)]
    pub when: Option<String>,
    /// Fits calls with this number of arguments.
    #[serde(default)]
    pub args: Option<usize>,
    /// `$1`, `$2`, … are the arguments, `$*` all of them; none means: as it was written.
    #[serde(default)]
    pub sql: Option<String>,
    /// Why there is no spelling.
    #[serde(default)]
    pub missing: Option<String>,
    /// What the spelling does differently.
    #[serde(default)]
    pub loss: Option<String>,
}

impl FunctionSpellings {
    /// The spelling for a call, by its version, its first argument and the number of them.
    pub fn choose(
        &self,
        version: Version,
        first: Option<&str>,
        arguments: usize,
    ) -> Option<&FunctionSpelling> {
        self.0.iter().find(|spelling| {
            spelling.since.is_none_or(|since| since <= version)
                && spelling.until.is_none_or(|until| version < until)
                && spelling.args.is_none_or(|args| args == arguments)
                && spelling
                    .when
                    .as_deref()
                    .is_none_or(|when| first.is_some_and(|first| first.eq_ignore_ascii_case(when)))
        })
    }
}

impl FunctionSpelling {
    fn written(sql: String) -> FunctionSpelling {
        FunctionSpelling { sql: Some(sql), ..FunctionSpelling::default() }
    }

    fn missing() -> FunctionSpelling {
        FunctionSpelling { missing: Some(String::new()), ..FunctionSpelling::default() }
    }
}

/// In `dialect.toml`: `true` (as written), `false` (not there), a template, a table, or a list of tables.
impl<'de> Deserialize<'de> for FunctionSpellings {
    fn deserialize<D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<FunctionSpellings, D::Error> {
        #[derive(Deserialize)]
        #[serde(
            untagged,
            expecting = "`true`, `false`, a template, or tables of sql, when, args, since, until, missing and loss"
        )]
        enum Written {
            Known(bool),
            Template(String),
            One(FunctionSpelling),
            Many(Vec<FunctionSpelling>),
        }
        Ok(FunctionSpellings(match Written::deserialize(deserializer)? {
            Written::Known(true) => vec![FunctionSpelling::default()],
            Written::Known(false) => vec![FunctionSpelling::missing()],
            Written::Template(sql) => vec![FunctionSpelling::written(sql)],
            Written::One(spelling) => vec![spelling],
            Written::Many(spellings) => spellings,
        }))
    }
}
