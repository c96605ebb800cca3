//! Settings: flags over environment over `schemagen.toml` over defaults.
//!
//! The file is looked for from the source's folder upwards. Unknown keys are errors, because a
//! misspelt rule level that does nothing is worse than a stop. Values that may hold secrets (URLs)
//! can be written as `env:NAME`, so that the file can be committed.

mod file;

use std::path::{Path, PathBuf};

pub use file::{ConfigError, ConfigFile, RuleLevel};

/// The name of the settings file.
pub const FILE_NAME: &str = "schemagen.toml";

/// What flags and environment say; the file fills what they leave open.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    pub config: Option<PathBuf>,
    pub dialects: Option<PathBuf>,
    pub as_of: Option<String>,
}

/// The settings of one run.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    pub file: ConfigFile,
    /// Where `file` was read from.
    pub path: Option<PathBuf>,
    /// A folder of dialects laid over the built-in ones.
    pub dialects: Option<PathBuf>,
    /// The day that calendar partitions count from, `YYYY-MM-DD`; none means today.
    pub as_of: Option<String>,
}

impl Settings {
    /// Reads the file that holds for `source` (a file or a folder; the current folder without one).
    pub fn load(source: Option<&Path>, overrides: &Overrides) -> Result<Settings, ConfigError> {
        let path = match &overrides.config {
            Some(path) => Some(path.clone()),
            None => find(source.unwrap_or(Path::new("."))),
        };
        let file = match &path {
            Some(path) => ConfigFile::read(path)?,
            None => ConfigFile::default(),
        };
        let beside = |relative: &PathBuf| match path.as_deref().and_then(Path::parent) {
            Some(folder) => folder.join(relative),
            None => relative.clone(),
        };
        let dialects = overrides.dialects.clone().or_else(|| file.dialects.as_ref().map(beside));
        let as_of = overrides.as_of.clone().or_else(|| file.as_of.clone());
        Ok(Settings { file, path, dialects, as_of })
    }
}

/// The nearest settings file at or above `start`.
fn find(start: &Path) -> Option<PathBuf> {
    let start = std::path::absolute(start).ok()?;
    start.ancestors().map(|folder| folder.join(FILE_NAME)).find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_file_holds_and_flags_win() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("a/b");
        std::fs::create_dir_all(&inner).unwrap();
        std::fs::write(
            folder.path().join(FILE_NAME),
            "as_of = \"2026-01-01\"\ndialects = \"own\"\n[rules]\nSG2001 = \"off\"\n",
        )
        .unwrap();
        let settings = Settings::load(Some(&inner), &Overrides::default()).unwrap();
        assert_eq!(settings.as_of.as_deref(), Some("2026-01-01"));
        assert_eq!(settings.dialects, Some(folder.path().join("own")));
        assert_eq!(settings.file.rules.get("SG2001"), Some(&RuleLevel::Off));
        let overrides = Overrides { as_of: Some("2027-05-05".into()), ..Overrides::default() };
        let settings = Settings::load(Some(&inner), &overrides).unwrap();
        assert_eq!(settings.as_of.as_deref(), Some("2027-05-05"));
    }

    #[test]
    fn a_wrong_key_is_named_with_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE_NAME);
        std::fs::write(&path, "engin = \"embedded\"\n").unwrap();
        let overrides = Overrides { config: Some(path), ..Overrides::default() };
        let message = Settings::load(None, &overrides).unwrap_err().to_string();
        assert!(message.contains("engin") && message.contains("line 1"), "{message}");
    }
}
