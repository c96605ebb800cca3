use std::fmt;
use std::str::FromStr;

use super::{DatabaseUrl, ServerKind};
use crate::text::did_you_mean;

/// Which engine: what `--on` and the configuration say.
#[derive(Debug, Clone, PartialEq)]
pub enum EngineSpec {
    /// Postgres inside this process.
    Embedded,
    /// SQLite in memory.
    Sqlite,
    /// A throwaway server from installed binaries.
    Local { kind: ServerKind, version: Option<String> },
    /// A scratch database on a running server.
    Url(DatabaseUrl),
}

/// A text that names no engine. Never shows what might be a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SpecError(pub(super) String);

const FORMS: &str = "`embedded`, `sqlite`, `local:postgres`, `local:mysql`, `local:mariadb` (with a version: \
                     `local:postgres@15`), or a URL such as `postgres://user@host:5432/database`";

const KINDS: [ServerKind; 3] = [ServerKind::Postgres, ServerKind::MySql, ServerKind::MariaDb];

impl EngineSpec {
    /// The dialects that some engine speaks.
    pub const DIALECTS: [&str; 4] = ["postgres", "mysql", "mariadb", "sqlite"];

    /// The engine that needs nothing installed, for the dialects that have one.
    pub fn at_hand(dialect: &str) -> Option<EngineSpec> {
        match dialect {
            "postgres" => Some(EngineSpec::Embedded),
            "sqlite" => Some(EngineSpec::Sqlite),
            _ => None,
        }
    }

    /// The engine that is taken where none is named: one that needs nothing installed, else a throwaway
    /// server.
    pub fn usual(dialect: &str) -> Option<EngineSpec> {
        EngineSpec::at_hand(dialect).or_else(|| {
            let kind = KINDS.into_iter().find(|kind| kind.name() == dialect)?;
            Some(EngineSpec::Local { kind, version: None })
        })
    }

    /// The dialect that the engine speaks.
    pub fn dialect(&self) -> &'static str {
        match self {
            EngineSpec::Embedded => "postgres",
            EngineSpec::Sqlite => "sqlite",
            EngineSpec::Local { kind, .. } => kind.name(),
            EngineSpec::Url(url) => url.scheme.dialect(),
        }
    }
}

impl FromStr for EngineSpec {
    type Err = SpecError;

    fn from_str(text: &str) -> Result<EngineSpec, SpecError> {
        match text {
            "embedded" => return Ok(EngineSpec::Embedded),
            "sqlite" => return Ok(EngineSpec::Sqlite),
            _ => {}
        }
        if let Some(server) = text.strip_prefix("local:") {
            return local(server);
        }
        if text.contains("://") || text.starts_with("sqlite:") {
            return text.parse().map(EngineSpec::Url);
        }
        let near = did_you_mean(
            text,
            ["embedded", "sqlite", "local:postgres", "local:mysql", "local:mariadb"],
        );
        let near = near.map(|word| format!(" (did you mean `{word}`?)")).unwrap_or_default();
        Err(SpecError(format!("`{text}` names no engine{near}\nhelp: write {FORMS}")))
    }
}

fn local(server: &str) -> Result<EngineSpec, SpecError> {
    let (name, version) = match server.split_once('@') {
        Some((name, version)) => (name, Some(version)),
        None => (server, None),
    };
    let Some(kind) = KINDS.into_iter().find(|kind| kind.name() == name) else {
        let near = did_you_mean(name, KINDS.map(ServerKind::name));
        let near = near.map(|word| format!(" (did you mean `local:{word}`?)")).unwrap_or_default();
        return Err(SpecError(format!(
            "`local:{name}` names no engine{near}\nhelp: write {FORMS}"
        )));
    };
    match version {
        Some("") => Err(SpecError(format!(
            "`local:{name}@` lacks the version after the `@`\nhelp: write a number behind it, or leave the `@` out"
        ))),
        Some(text) if !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') => {
            Err(SpecError(format!(
                "`{text}` in `local:{name}@{text}` is not a version\nhelp: write numbers with dots between them"
            )))
        }
        _ => Ok(EngineSpec::Local { kind, version: version.map(str::to_owned) }),
    }
}

/// As `--on` takes it, without a password.
impl fmt::Display for EngineSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EngineSpec::Embedded => f.write_str("embedded"),
            EngineSpec::Sqlite => f.write_str("sqlite"),
            EngineSpec::Local { kind, version: None } => write!(f, "local:{kind}"),
            EngineSpec::Local { kind, version: Some(version) } => {
                write!(f, "local:{kind}@{version}")
            }
            EngineSpec::Url(url) => url.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{EngineSpec, ServerKind};

    fn refusal(text: &str) -> String {
        text.parse::<EngineSpec>().unwrap_err().to_string()
    }

    #[test]
    fn every_form_is_read_and_printed_back() {
        for text in [
            "embedded",
            "sqlite",
            "local:postgres",
            "local:mariadb@10.11",
            "postgres://app@db:5433/shop",
        ] {
            assert_eq!(text.parse::<EngineSpec>().unwrap().to_string(), text);
        }
        let expected = EngineSpec::Local { kind: ServerKind::MySql, version: Some("8.4".into()) };
        assert_eq!("local:mysql@8.4".parse(), Ok(expected));
    }

    #[test]
    fn mistakes_are_answered_with_the_nearest_form() {
        assert!(
            refusal("embeded")
                .starts_with("`embeded` names no engine (did you mean `embedded`?)\nhelp: write")
        );
        assert!(refusal("local:postgre").contains("did you mean `local:postgres`?"));
        assert!(refusal("local:mysql@").contains("lacks the version"));
        assert!(refusal("local:mysql@new").contains("is not a version"));
        assert!(refusal("").contains("`local:mysql`"));
    }

    #[test]
    fn a_wrong_url_does_not_show_its_password() {
        for text in ["postgress://app:hunter2@db/shop", "postgres://app:hunter2@db:port/shop"] {
            assert!(!refusal(text).contains("hunter2"), "{}", refusal(text));
        }
    }
}
