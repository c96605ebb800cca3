use std::fmt;

/// `20261121164900_add_coupons`: what orders migrations, and what they are called.
///
/// Versions of any length are ordered as the numbers they are.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MigrationName {
    /// Digits.
    pub version: String,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no name of a migration\nhelp: write digits, `_` and a name: `20260131120000_add_coupons`"
)]
pub struct WrongName(pub String);

impl MigrationName {
    pub fn parse(text: &str) -> Result<MigrationName, WrongName> {
        let wrong = || WrongName(text.to_owned());
        let (version, name) = text.split_once('_').ok_or_else(wrong)?;
        let digits = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit());
        if !digits || version.len() > 32 || name.is_empty() {
            return Err(wrong());
        }
        Ok(MigrationName { version: version.to_owned(), name: name.to_owned() })
    }

    /// A name for files from words of a person: `Add coupons!` becomes `add_coupons`.
    pub fn new(version: &str, words: &str) -> Result<MigrationName, WrongName> {
        let mut name = String::new();
        for character in words.trim().chars() {
            match character.is_alphanumeric() {
                true => name.extend(character.to_lowercase()),
                false if !name.ends_with('_') && !name.is_empty() => name.push('_'),
                false => {}
            }
        }
        MigrationName::parse(&format!("{version}_{}", name.trim_end_matches('_')))
            .map_err(|_| WrongName(words.to_owned()))
    }

    fn key(&self) -> (usize, &str, &str) {
        let digits = self.version.trim_start_matches('0');
        (digits.len(), digits, &self.name)
    }

    /// Whether two texts are the same version: `007` and `7` are.
    pub fn is_version(&self, other: &str) -> bool {
        self.version.trim_start_matches('0') == other.trim_start_matches('0')
    }
}

impl Ord for MigrationName {
    fn cmp(&self, other: &MigrationName) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for MigrationName {
    fn partial_cmp(&self, other: &MigrationName) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for MigrationName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.version, self.name)
    }
}
