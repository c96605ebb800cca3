use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer};

/// A server version: up to three numbers, compared in order; what is not said counts as zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    pub major: u16,
    pub minor: u16,
    pub patch: u16,
}

impl Version {
    pub const fn new(major: u16, minor: u16) -> Version {
        Version { major, minor, patch: 0 }
    }
}

/// Reads the leading numbers: `15`, `8.0.36`, `10.11.6-MariaDB-1`, `17.5 (Debian …)`.
impl FromStr for Version {
    type Err = String;

    fn from_str(text: &str) -> Result<Version, String> {
        let digits: String =
            text.trim().chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        let mut numbers = digits.split('.').filter(|part| !part.is_empty()).map(str::parse::<u16>);
        let mut next = || numbers.next().transpose().map_err(|_| format!("`{text}` is no version"));
        let Some(major) = next()? else { return Err(format!("`{text}` is no version")) };
        let minor = next()?.unwrap_or(0);
        let patch = next()?.unwrap_or(0);
        Ok(Version { major, minor, patch })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.minor, self.patch) {
            (0, 0) => write!(f, "{}", self.major),
            (minor, 0) => write!(f, "{}.{minor}", self.major),
            (minor, patch) => write!(f, "{}.{minor}.{patch}", self.major),
        }
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Version, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn versions_are_read_from_what_servers_print_and_compare_by_number() {
        let read = |text: &str| text.parse::<Version>().unwrap();
        assert_eq!(read("10.11.6-MariaDB-1:10.11.6"), Version { major: 10, minor: 11, patch: 6 });
        assert_eq!(read("17.5 (Debian 17.5-1)"), Version::new(17, 5));
        assert!(read("8.0.36") < read("8.4") && read("9.1") < read("10.6"));
        assert!("x".parse::<Version>().is_err() && "".parse::<Version>().is_err());
        assert_eq!(read("15").to_string(), "15");
    }
}
