use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::advise::statistics::Costs;
use crate::diagnostics::Level;

/// `schemagen.toml` as written.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConfigFile {
    /// Targets for designs that name none: `["postgres >= 15"]`.
    pub targets: Vec<String>,
    /// The engine to prove on where no flag says so, for every dialect it serves.
    pub engine: Option<String>,
    /// The engine for each dialect: `mysql = "local:mysql"`.
    pub engines: BTreeMap<String, String>,
    /// What the servers of a dialect charge, for index advice without one of them:
    /// `[costs.postgres]`, `random_page_cost = 1.1`.
    pub costs: BTreeMap<String, Costs>,
    /// The database that migrations are run on: `env:NAME`, or a URL without a password.
    pub database: Option<String>,
    /// A folder of dialects laid over the built-in ones, relative to the file.
    pub dialects: Option<PathBuf>,
    /// The day that calendar partitions count from, `YYYY-MM-DD`.
    pub as_of: Option<String>,
    /// The least level that makes a run fail: `error` (default), `warning`, `info`.
    pub fail_on: Option<Level>,
    /// Levels by rule code.
    pub rules: BTreeMap<String, RuleLevel>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RuleLevel {
    Off,
    Info,
    Warning,
    Error,
}

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("cannot read the settings file `{path}`: {source}")]
    Read { path: String, source: std::io::Error },
    #[error("the settings file `{path}` does not hold: {message}")]
    Parse { path: String, message: String },
    #[error(
        "the environment variable `{variable}` that `{setting}` refers to is not set; set it, or write the value itself"
    )]
    Variable { variable: String, setting: String },
}

impl ConfigFile {
    pub fn read(path: &Path) -> Result<ConfigFile, ConfigError> {
        let shown = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|source| ConfigError::Read { path: shown.clone(), source })?;
        // toml's own message quotes the line, so it says where as well as what.
        toml::from_str(&text).map_err(|error| ConfigError::Parse {
            path: shown,
            message: error.to_string().trim_end().to_owned(),
        })
    }

    /// The engine configured for a dialect, with `env:NAME` resolved.
    pub fn engine_for(&self, dialect: &str) -> Result<Option<String>, ConfigError> {
        let Some(value) = self.engines.get(dialect).or(self.engine.as_ref()) else {
            return Ok(None);
        };
        resolved(value).map(Some)
    }

    /// The database that migrations are run on, with `env:NAME` resolved.
    pub fn database(&self) -> Result<Option<String>, ConfigError> {
        self.database.as_deref().map(resolved).transpose()
    }
}

/// A value, or that of the environment variable it names.
fn resolved(value: &str) -> Result<String, ConfigError> {
    match value.strip_prefix("env:") {
        None => Ok(value.to_owned()),
        Some(variable) => std::env::var(variable).map_err(|_| ConfigError::Variable {
            variable: variable.to_owned(),
            setting: value.to_owned(),
        }),
    }
}

impl RuleLevel {
    /// The level of findings, or none where the rule is off.
    pub fn level(self) -> Option<Level> {
        match self {
            RuleLevel::Off => None,
            RuleLevel::Info => Some(Level::Info),
            RuleLevel::Warning => Some(Level::Warning),
            RuleLevel::Error => Some(Level::Error),
        }
    }
}
