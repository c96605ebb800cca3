use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use super::SpecError;
use crate::text::did_you_mean;

/// The address of a database, taken apart.
///
/// Understands libpq's keys (`sslmode`, `sslrootcert`, `host`, `port`, `user`, `password`, `dbname`,
/// `connect_timeout`, `application_name`, `options`) and the spellings of MySQL's own client
/// (`ssl-mode`, `ssl-ca`, `socket`). Neither `Debug` nor `Display` shows the password.
#[derive(Debug, Clone, PartialEq)]
pub struct DatabaseUrl {
    pub scheme: Scheme,
    pub host: Host,
    pub port: Option<u16>,
    pub user: Option<String>,
    pub password: Option<Secret>,
    /// The database; SQLite's file.
    pub database: Option<String>,
    pub ssl_mode: SslMode,
    /// The file of the certificate authority that the server's certificate is checked against.
    pub ssl_root_certificate: Option<PathBuf>,
    pub connect_timeout: Option<Duration>,
    pub application_name: Option<String>,
    /// Settings for the session, as `-c name=value` words.
    pub options: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    Postgres,
    MySql,
    MariaDb,
    Sqlite,
}

/// Where the server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Host {
    /// Nothing said: the client's usual place.
    Default,
    /// A name or an address.
    Tcp(String),
    /// Postgres: the folder of the socket; MySQL: the socket itself.
    Socket(PathBuf),
}

/// Whether the connection is encrypted and whom it trusts, with libpq's meanings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SslMode {
    Disable,
    /// Encrypted where the server offers it, plain otherwise; nothing is verified.
    #[default]
    Prefer,
    /// Encrypted; nothing is verified unless a root certificate is given.
    Require,
    /// The certificate must come from a trusted authority.
    VerifyCa,
    /// … and carry the name of the host.
    VerifyFull,
}

/// A text that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// The keys after the `?`, as libpq and the MySQL client spell them.
const KEYS: [&str; 13] = [
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-ca",
    "host",
    "socket",
    "port",
    "user",
    "password",
    "dbname",
    "connect_timeout",
    "application_name",
    "options",
];

const SSL_MODES: [(&str, SslMode); 10] = [
    ("disable", SslMode::Disable),
    ("prefer", SslMode::Prefer),
    ("require", SslMode::Require),
    ("verify-ca", SslMode::VerifyCa),
    ("verify-full", SslMode::VerifyFull),
    ("disabled", SslMode::Disable),
    ("preferred", SslMode::Prefer),
    ("required", SslMode::Require),
    ("verify_ca", SslMode::VerifyCa),
    ("verify_identity", SslMode::VerifyFull),
];

impl DatabaseUrl {
    fn new(scheme: Scheme) -> DatabaseUrl {
        DatabaseUrl {
            scheme,
            host: Host::Default,
            port: None,
            user: None,
            password: None,
            database: None,
            ssl_mode: SslMode::default(),
            ssl_root_certificate: None,
            connect_timeout: None,
            application_name: None,
            options: None,
        }
    }

    /// A server on this machine, without a password.
    #[cfg(feature = "postgres")]
    pub(super) fn on_socket(scheme: Scheme, path: &std::path::Path) -> DatabaseUrl {
        DatabaseUrl { host: Host::Socket(path.to_owned()), ..DatabaseUrl::new(scheme) }
    }

    fn set(&mut self, key: &str, value: String) -> Result<(), String> {
        match key {
            "sslmode" | "ssl-mode" => self.ssl_mode = ssl_mode(&value)?,
            "sslrootcert" | "ssl-ca" => self.ssl_root_certificate = Some(PathBuf::from(value)),
            "host" if value.contains(',') => {
                return Err("more than one host is not supported".to_owned());
            }
            "host" if value.starts_with('/') => self.host = Host::Socket(PathBuf::from(value)),
            "host" => self.host = Host::Tcp(value),
            "socket" => self.host = Host::Socket(PathBuf::from(value)),
            "port" => {
                self.port = Some(
                    value
                        .parse()
                        .map_err(|_| "the port is not a number from 0 to 65535".to_owned())?,
                );
            }
            "user" => self.user = Some(value),
            "password" => self.password = Some(Secret(value)),
            "dbname" => self.database = Some(value),
            "connect_timeout" => {
                let seconds: u64 = value
                    .parse()
                    .map_err(|_| "`connect_timeout` is not a number of seconds".to_owned())?;
                // libpq: zero means to wait for ever.
                self.connect_timeout = (seconds > 0).then(|| Duration::from_secs(seconds));
            }
            "application_name" => self.application_name = Some(value),
            "options" => self.options = Some(value),
            _ => {
                let near = did_you_mean(key, KEYS)
                    .map(|word| format!(" (did you mean `{word}`?)"))
                    .unwrap_or_default();
                return Err(format!("the key `{key}` is not known{near}"));
            }
        }
        Ok(())
    }
}

fn ssl_mode(value: &str) -> Result<SslMode, String> {
    let lower = value.to_ascii_lowercase();
    SSL_MODES.iter().find(|(word, _)| *word == lower).map(|(_, mode)| *mode).ok_or_else(|| {
        let words: Vec<_> = SSL_MODES[..5].iter().map(|(word, _)| format!("`{word}`")).collect();
        format!("`{value}` is no sslmode; there are {}", words.join(", "))
    })
}

impl FromStr for DatabaseUrl {
    type Err = SpecError;

    fn from_str(text: &str) -> Result<DatabaseUrl, SpecError> {
        let (word, rest) = text.split_once(':').unwrap_or((text, ""));
        let scheme = Scheme::parse(word).ok_or_else(|| {
            let near = did_you_mean(word, Scheme::WORDS);
            let near = near.map(|near| format!(" (did you mean `{near}://`?)")).unwrap_or_default();
            SpecError(format!(
                "`{word}://` is no database that schemagen knows{near}\nhelp: there are `postgres://`, `mysql://`, \
                 `mariadb://` and `sqlite:FILE`"
            ))
        })?;
        let parsed = if scheme == Scheme::Sqlite { sqlite(rest) } else { server(scheme, text) };
        // What was written may hold a password wherever the mistake is, so it is not repeated.
        parsed.map_err(|why| {
            SpecError(format!(
                "the {word}:// URL cannot be read: {why}\nhelp: write `{word}://user:password@host:port/database`, special \
                 characters as `%40` (for `@`) or `%2F` (for `/`)"
            ))
        })
    }
}

fn sqlite(rest: &str) -> Result<DatabaseUrl, String> {
    let file = rest.strip_prefix("//").unwrap_or(rest);
    if file.is_empty() {
        return Err("it names no file".to_owned());
    }
    Ok(DatabaseUrl { database: Some(file.to_owned()), ..DatabaseUrl::new(Scheme::Sqlite) })
}

fn server(scheme: Scheme, text: &str) -> Result<DatabaseUrl, String> {
    use ::url::{ParseError, Url};

    let parsed = match Url::parse(text) {
        // `postgres://user@/database`: a user on the default socket is fine for libpq.
        Err(ParseError::EmptyHost) => {
            Url::parse(&text.replacen("@/", &format!("@{DEFAULT_HOST}/"), 1))
        }
        other => other,
    };
    let parsed = parsed.map_err(|error| error.to_string())?;
    if parsed.cannot_be_a_base() {
        return Err("the `//` after the colon is missing".to_owned());
    }
    let mut url = DatabaseUrl::new(scheme);
    match parsed.host_str().map(decoded).transpose()? {
        None => {}
        Some(host) if host.is_empty() || host == DEFAULT_HOST => {}
        // An address of version 6 stands in brackets only inside a URL.
        Some(host) => {
            url.set("host", host.trim_start_matches('[').trim_end_matches(']').to_owned())?
        }
    }
    url.port = parsed.port();
    if !parsed.username().is_empty() {
        url.user = Some(decoded(parsed.username())?);
    }
    url.password = parsed.password().map(decoded).transpose()?.map(Secret);
    let path = parsed.path().trim_start_matches('/');
    if !path.is_empty() {
        url.database = Some(decoded(path)?);
    }
    for (key, value) in parsed.query_pairs() {
        url.set(&key, value.into_owned())?;
    }
    Ok(url)
}

/// Stands where a URL leaves the host out although it has a user; no host has this name.
const DEFAULT_HOST: &str = "default.invalid";

/// Percent-decoding: every `%XX` is one byte.
fn decoded(text: &str) -> Result<String, String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = [rest.next(), rest.next()]
            .map(|digit| digit.and_then(|digit| (digit as char).to_digit(16)));
        match digits {
            [Some(high), Some(low)] => bytes.push((high * 16 + low) as u8),
            _ => return Err("a `%` is not followed by two hexadecimal digits".to_owned()),
        }
    }
    String::from_utf8(bytes).map_err(|_| "its `%` codes are not UTF-8".to_owned())
}

fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { (byte as char).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// The URL with `***` for the password.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let database = self.database.as_deref().unwrap_or_default();
        if self.scheme == Scheme::Sqlite {
            return write!(f, "sqlite:{database}");
        }
        write!(f, "{}://", self.scheme.name())?;
        if let Some(user) = &self.user {
            let secret = if self.password.is_some() { ":***" } else { "" };
            write!(f, "{}{secret}@", encoded(user))?;
        }
        match &self.host {
            Host::Default => {}
            Host::Tcp(host) if host.contains(':') => write!(f, "[{host}]")?,
            Host::Tcp(host) => f.write_str(host)?,
            Host::Socket(path) => f.write_str(&encoded(&path.to_string_lossy()))?,
        }
        if let Some(port) = self.port {
            write!(f, ":{port}")?;
        }
        write!(f, "/{}", encoded(database))?;
        if self.ssl_mode != SslMode::default() {
            write!(f, "?sslmode={}", self.ssl_mode.name())?;
        }
        Ok(())
    }
}

impl Scheme {
    const WORDS: [&str; 5] = ["postgres", "postgresql", "mysql", "mariadb", "sqlite"];

    fn parse(word: &str) -> Option<Scheme> {
        match word {
            "postgres" | "postgresql" => Some(Scheme::Postgres),
            "mysql" => Some(Scheme::MySql),
            "mariadb" => Some(Scheme::MariaDb),
            "sqlite" => Some(Scheme::Sqlite),
            _ => None,
        }
    }

    /// As it is printed in a URL.
    pub fn name(self) -> &'static str {
        self.dialect()
    }

    /// The dialect that such a server speaks.
    pub fn dialect(self) -> &'static str {
        match self {
            Scheme::Postgres => "postgres",
            Scheme::MySql => "mysql",
            Scheme::MariaDb => "mariadb",
            Scheme::Sqlite => "sqlite",
        }
    }
}

impl SslMode {
    /// libpq's word.
    pub fn name(self) -> &'static str {
        match self {
            SslMode::Disable => "disable",
            SslMode::Prefer => "prefer",
            SslMode::Require => "require",
            SslMode::VerifyCa => "verify-ca",
            SslMode::VerifyFull => "verify-full",
        }
    }
}

impl Secret {
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(text.into())
    }

    /// The text itself, for the one place that hands it to the server.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::time::Duration;

    use super::{DatabaseUrl, Host, Scheme, Secret, SslMode};

    fn url(text: &str) -> DatabaseUrl {
        text.parse().unwrap()
    }

    #[test]
    fn parts_are_decoded() {
        let url = url(
            "postgresql://us%40er:p%2Fw@[::1]:5433/my%20db?sslmode=verify-full&connect_timeout=3&sslrootcert=/ca.pem",
        );
        assert_eq!(url.scheme, Scheme::Postgres);
        assert_eq!(url.host, Host::Tcp("::1".into()));
        assert_eq!((url.port, url.user.as_deref()), (Some(5433), Some("us@er")));
        assert_eq!(url.password, Some(Secret::new("p/w")));
        assert_eq!(url.database.as_deref(), Some("my db"));
        assert_eq!(url.ssl_mode, SslMode::VerifyFull);
        assert_eq!(url.connect_timeout, Some(Duration::from_secs(3)));
        assert_eq!(url.ssl_root_certificate, Some(PathBuf::from("/ca.pem")));
    }

    #[test]
    fn sockets_come_as_a_key_or_as_an_encoded_host() {
        let socket = Host::Socket(PathBuf::from("/run/postgresql"));
        assert_eq!(url("postgres:///shop?host=/run/postgresql").host, socket);
        assert_eq!(url("postgres://%2Frun%2Fpostgresql/shop").host, socket);
        let user = url("postgres://app@/shop?host=/run/postgresql&port=6000");
        assert_eq!((user.host, user.port, user.user.as_deref()), (socket, Some(6000), Some("app")));
        assert_eq!(
            url("mysql:///shop?socket=/run/mysqld.sock").host,
            Host::Socket(PathBuf::from("/run/mysqld.sock"))
        );
        assert_eq!(url("postgres://app@/shop").host, Host::Default);
        assert_eq!(url("postgres:///").database, None);
    }

    #[test]
    fn passwords_are_never_shown() {
        for text in [
            "postgres://app:hunter2@db/shop",
            "mysql://app@db/shop?password=hunter2&ssl-mode=REQUIRED",
        ] {
            let url = url(text);
            assert_eq!(url.password, Some(Secret::new("hunter2")));
            assert!(!format!("{url} {url:?}").contains("hunter2"));
            assert!(url.to_string().contains("app:***@db"), "{url}");
        }
    }

    #[test]
    fn mistakes_are_explained_without_repeating_the_url() {
        let cases = [
            (
                "postgres://app:hunter2@db/shop?sslmod=require",
                "the key `sslmod` is not known (did you mean `sslmode`?)",
            ),
            (
                "postgres://app:hunter2@db/shop?sslmode=on",
                "`on` is no sslmode; there are `disable`, `prefer`",
            ),
            ("postgres://app:hunter2@db:99999/shop", "invalid port number"),
            ("postgres://app:hunter2@a,b/shop", "more than one host"),
            ("postgres:hunter2", "the `//` after the colon is missing"),
            ("postgres://app:hunter2%4@db/shop", "two hexadecimal digits"),
            ("oracle://app:hunter2@db/shop", "`oracle://` is no database"),
            ("sqlite:", "it names no file"),
        ];
        for (text, expected) in cases {
            let message = text.parse::<DatabaseUrl>().unwrap_err().to_string();
            assert!(message.contains(expected), "{text}: {message}");
            assert!(!message.contains("hunter2"), "{message}");
        }
    }

    #[test]
    fn sqlite_names_a_file_as_it_is() {
        for (text, file) in [
            ("sqlite:app.db", "app.db"),
            ("sqlite:///tmp/a%20b.db", "/tmp/a%20b.db"),
            ("sqlite:/x", "/x"),
        ] {
            assert_eq!(url(text).database.as_deref(), Some(file));
        }
    }
}
