//! Where a server is, and how to get a session with it.

use std::path::PathBuf;
use std::time::Duration;

use mysql::prelude::Queryable;
use mysql::{Conn, DriverError, Opts, OptsBuilder, SslOpts};

use crate::engine::introspect::mysql::Family;
use crate::engine::local::{LocalServer, ServerKind};
use crate::engine::{ConnectError, DatabaseUrl, EngineError, Host, Scheme, SslMode};

const DEFAULT_PORT: u16 = 3306;
/// How long to wait for a server that does not answer, unless the URL says.
const PATIENCE: Duration = Duration::from_secs(10);
/// Where a URL names no host.
const DEFAULT_HOST: &str = "localhost";

/// Everything that a session needs, and nothing that may be shown but by [`place`](Address::place).
#[derive(Clone)]
pub(super) struct Address {
    pub family: Family,
    options: OptsBuilder,
    ssl_mode: SslMode,
    ssl_root_certificate: Option<PathBuf>,
    host: String,
    port: Option<u16>,
    user: String,
    database: String,
    settings: Vec<(String, String)>,
}

impl Address {
    pub fn of_local(server: &LocalServer) -> Address {
        let family =
            if server.kind() == ServerKind::MariaDb { Family::MariaDb } else { Family::MySql };
        let socket = server.socket().to_string_lossy().into_owned();
        let options =
            OptsBuilder::new().socket(Some(&socket)).user(Some(server.user())).prefer_socket(false);
        Address {
            family,
            options,
            ssl_mode: SslMode::Disable,
            ssl_root_certificate: None,
            host: socket,
            port: None,
            user: server.user().to_owned(),
            database: String::new(),
            settings: Vec::new(),
        }
    }

    pub fn of_url(url: &DatabaseUrl) -> Result<Address, EngineError> {
        let mut address = Address {
            family: if url.scheme == Scheme::MariaDb { Family::MariaDb } else { Family::MySql },
            options: OptsBuilder::new().prefer_socket(false),
            ssl_mode: url.ssl_mode,
            ssl_root_certificate: url.ssl_root_certificate.clone(),
            host: String::new(),
            port: None,
            user: url.user.clone().unwrap_or_else(|| "root".to_owned()),
            database: url.database.clone().unwrap_or_default(),
            settings: Vec::new(),
        };
        let mut options = std::mem::take(&mut address.options);
        match &url.host {
            Host::Socket(path) => {
                address.host = path.to_string_lossy().into_owned();
                address.ssl_mode = SslMode::Disable;
                options = options.socket(Some(address.host.clone()));
            }
            host => {
                let name = match host {
                    Host::Tcp(name) => name.clone(),
                    _ => DEFAULT_HOST.to_owned(),
                };
                let port = url.port.unwrap_or(DEFAULT_PORT);
                options = options.ip_or_hostname(Some(name.clone())).tcp_port(port);
                (address.host, address.port) = (name, Some(port));
            }
        }
        let patience = url.connect_timeout.unwrap_or(PATIENCE);
        options = options
            .user(Some(address.user.clone()))
            .pass(url.password.as_ref().map(|password| password.reveal().to_owned()))
            .tcp_connect_timeout(Some(patience));
        address.options = options;
        address.settings = settings(url.options.as_deref().unwrap_or_default()).map_err(|why| {
            address.refused(why, "write `-c name=value` for every setting".to_owned())
        })?;
        Ok(address)
    }

    /// A session, which of the two servers it is with, and its version as the server says it.
    pub fn connect(&self) -> Result<(Conn, Family, String), EngineError> {
        let mut connection = self.dial().map_err(|error| self.unconnected(&error))?;
        let version: Option<String> =
            connection.query_first("select version()").map_err(|error| self.unconnected(&error))?;
        let version = version.unwrap_or_default();
        let family = if version.to_ascii_lowercase().contains("mariadb") {
            Family::MariaDb
        } else {
            Family::MySql
        };
        self.prepare(&mut connection, family).map_err(|error| self.unconnected(&error))?;
        Ok((connection, family, version))
    }

    pub fn title(&self) -> &'static str {
        title(self.family)
    }

    /// For people: `db.example:3307`, or the path of a socket.
    pub fn place(&self) -> String {
        match self.port {
            Some(port) if self.host.contains(':') => format!("[{}]:{port}", self.host),
            Some(port) => format!("{}:{port}", self.host),
            None => self.host.clone(),
        }
    }

    pub fn database(&self) -> &str {
        &self.database
    }

    /// An error of this address.
    pub fn refused(&self, why: String, help: String) -> EngineError {
        ConnectError {
            title: self.title().to_owned(),
            host: self.host.clone(),
            port: self.port,
            user: self.user.clone(),
            database: self.database.clone(),
            why,
            help,
        }
        .into()
    }

    fn dial(&self) -> mysql::Result<Conn> {
        let with = |ssl: Option<SslOpts>| Conn::new(Opts::from(self.options.clone().ssl_opts(ssl)));
        let root = self.ssl_root_certificate.clone();
        let trusting = || {
            SslOpts::default()
                .with_danger_accept_invalid_certs(true)
                .with_danger_skip_domain_validation(true)
        };
        let verifying = || SslOpts::default().with_root_cert_path(root.clone());
        match self.ssl_mode {
            SslMode::Disable => with(None),
            SslMode::Prefer => match with(Some(trusting())) {
                Err(mysql::Error::DriverError(DriverError::TlsNotSupported)) => with(None),
                other => other,
            },
            SslMode::Require if root.is_none() => with(Some(trusting())),
            SslMode::Require | SslMode::VerifyCa => {
                with(Some(verifying().with_danger_skip_domain_validation(true)))
            }
            SslMode::VerifyFull => with(Some(verifying())),
        }
    }

    /// Settles the session, and then what the URL says.
    fn prepare(&self, connection: &mut Conn, family: Family) -> mysql::Result<()> {
        settle(connection, family)?;
        for (name, value) in &self.settings {
            connection.query_drop(format!(
                "set session {name} = {}",
                crate::engine::introspect::mysql::literal(value)
            ))?;
        }
        Ok(())
    }

    fn unconnected(&self, error: &mysql::Error) -> EngineError {
        let help = match error {
            mysql::Error::MySqlError(error) => match error.code {
                1044 | 1045 | 1698 => {
                    "check the user and the password, and whether this user may connect from here"
                }
                1049 => "create the database, or name another one",
                1040 => "the server has no connection left; try again later",
                _ => "see the server's own log",
            },
            mysql::Error::TlsError(_)
            | mysql::Error::CodecError(_)
            | mysql::Error::DriverError(DriverError::TlsNotSupported) => {
                "check `ssl-mode` and `ssl-ca`"
            }
            // MySQL names some way for users that do not exist, too.
            mysql::Error::DriverError(DriverError::UnknownAuthPlugin(_)) => {
                "check the user; one that exists needs `identified with caching_sha2_password`"
            }
            _ => "is the server running there, and does a firewall let you through?",
        };
        let why = match error {
            mysql::Error::MySqlError(error) => format!("{} ({})", error.message, error.code),
            mysql::Error::IoError(error) => error.to_string(),
            mysql::Error::DriverError(error) => error.to_string(),
            mysql::Error::TlsError(error) => error.to_string(),
            mysql::Error::CodecError(error) => error.to_string(),
            other => other.to_string(),
        };
        self.refused(why, help.to_owned())
    }
}

/// Makes the session strict and its answers independent of the server's settings.
pub(super) fn settle(connection: &mut Conn, family: Family) -> mysql::Result<()> {
    const STRICT: &str = "STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,\
                          NO_ENGINE_SUBSTITUTION";
    let grouping = if family == Family::MySql { ",ONLY_FULL_GROUP_BY" } else { "" };
    connection.query_drop("set names utf8mb4")?;
    connection.query_drop(format!(
        "set session sql_mode = '{STRICT}{grouping}', time_zone = '+00:00', lock_wait_timeout = 30, \
         foreign_key_checks = 1, sql_quote_show_create = 1"
    ))?;
    if family == Family::MySql {
        // The first form tells more; servers before 8.3 have no other. The doubles of tables have
        // no keys, which some servers forbid.
        for optional in ["explain_json_format_version = 1", "sql_require_primary_key = 0"] {
            let _ = connection.query_drop(format!("set session {optional}"));
        }
    }
    Ok(())
}

pub(super) fn title(family: Family) -> &'static str {
    match family {
        Family::MySql => "MySQL",
        Family::MariaDb => "MariaDB",
    }
}

/// `-c name=value` words.
fn settings(options: &str) -> Result<Vec<(String, String)>, String> {
    let mut words = options.split_whitespace();
    let mut settings = Vec::new();
    while let Some(word) = words.next() {
        let setting = match word.strip_prefix("-c") {
            Some("") => words.next().unwrap_or_default(),
            Some(rest) => rest,
            None => return Err(format!("`{word}` in `options` is no setting")),
        };
        match setting.split_once('=') {
            Some((name, value))
                if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') =>
            {
                settings.push((name.to_owned(), value.to_owned()));
            }
            _ => return Err(format!("`{setting}` in `options` is no setting")),
        }
    }
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use super::{Address, settings};

    #[test]
    fn settings_are_words_with_a_value() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(settings("-c a=1 -cb=x=y"), Ok(vec![pair("a", "1"), pair("b", "x=y")]));
        for wrong in ["a=1", "-c", "-c a", "-c a;b=1"] {
            assert!(settings(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_refused_connection_names_every_part_but_the_password() {
        let url = "mysql://app:hunter2@127.0.0.1:1/shop?connect_timeout=2".parse().unwrap();
        let error =
            Address::of_url(&url).and_then(|address| address.connect()).err().unwrap().to_string();
        let start =
            "cannot connect to MySQL at 127.0.0.1, port 1, as user `app`, database `shop`: ";
        assert!(error.starts_with(start), "{error}");
        assert!(
            error.contains("help: is the server running there") && !error.contains("hunter2"),
            "{error}"
        );
    }
}
