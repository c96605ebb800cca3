//! Versions of servers: read from what `--version` prints, asked for behind the `@` of
//! `local:postgres@13`.

use std::fmt;

/// The numbers of a version, most significant first; never empty. `15.20` orders after `15.3`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version(Vec<u32>);

impl Version {
    /// A version as a person writes it: numbers and dots, nothing else.
    pub(super) fn parse(text: &str) -> Option<Version> {
        let numbers: Option<Vec<u32>> = text
            .split('.')
            .map(|part| {
                part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())?
            })
            .collect();
        numbers.map(Version)
    }

    /// The version in the output of `postgres --version` or `mysqld --version`: `postgres
    /// (PostgreSQL) 15.18 (Debian …)`, `/usr/sbin/mysqld  Ver 9.7.4-2 for Linux …`. MySQL puts the
    /// path of the program in front, which may hold digits, so only what follows the marker counts.
    pub(super) fn parse_banner(banner: &str) -> Option<Version> {
        let (_, rest) =
            banner.split_once(" Ver ").or_else(|| banner.split_once("(PostgreSQL) "))?;
        let rest = rest.trim_start();
        // `19beta1` is version 19.
        let end = rest
            .find(|character: char| !character.is_ascii_digit() && character != '.')
            .unwrap_or(rest.len());
        Version::parse(rest[..end].trim_end_matches('.'))
    }

    /// Whether this version is one that `asked` names: `13` names all of 13, `8.4` all of 8.4.
    pub(super) fn is_a(&self, asked: &Version) -> bool {
        self.0.starts_with(&asked.0)
    }

    /// The first number.
    pub(super) fn major(&self) -> u32 {
        self.0.first().copied().unwrap_or(0)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<String> = self.0.iter().map(u32::to_string).collect();
        formatter.write_str(&numbers.join("."))
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    fn banner(text: &str) -> Option<String> {
        Version::parse_banner(text).map(|version| version.to_string())
    }

    #[test]
    fn banners_of_real_servers() {
        let cases = [
            ("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n", "15.18"),
            ("postgres (PostgreSQL) 13.23\n", "13.23"),
            ("postgres (PostgreSQL) 19beta1\n", "19"),
            (
                "/cache/s2/mysql/usr/sbin/mysqld  Ver 9.7.4-2 for Linux on x86_64 ((Debian))\n",
                "9.7.4",
            ),
            (
                "mariadbd  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)\n",
                "10.11.19",
            ),
            (
                "/usr/sbin/mysqld  Ver 8.0.40-0ubuntu0.24.04.1 for Linux on x86_64 ((Ubuntu))",
                "8.0.40",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(banner(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn other_programs_have_no_version() {
        for text in
            ["", "hello 1.2.3", "postgres (PostgreSQL) devel", "x Ver ", "x Ver 99999999999.1"]
        {
            assert_eq!(banner(text), None, "{text}");
        }
    }

    #[test]
    fn asked_versions() {
        for wrong in ["", "x", "13.", ".13", "13-1", "+13", "13 "] {
            assert_eq!(Version::parse(wrong), None, "{wrong}");
        }
        let version = |text| Version::parse(text).unwrap();
        assert!(version("13.23").is_a(&version("13")));
        assert!(version("13.23").is_a(&version("13.23")));
        assert!(!version("13.23").is_a(&version("13.2")));
        assert!(!version("13").is_a(&version("13.2")));
        assert!(version("15.18") > version("15.3"));
        assert!(version("18.4") > version("9.7.4"));
    }
}
