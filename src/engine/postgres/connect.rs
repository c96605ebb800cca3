use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ::postgres::config::SslMode as WireMode;
use ::postgres::error::SqlState;
use ::postgres::{Client, Config, NoTls};

use super::client::{ClientSession, chain};
use super::tls;
use crate::engine::{ConnectError, DatabaseUrl, EngineError, Host, Scheme, SslMode};

const DEFAULT_PORT: u16 = 5432;
/// Long enough for a server far away, short enough to be told about a wrong address.
const TIMEOUT: Duration = Duration::from_secs(15);
/// Where a server on this machine usually has its socket.
const SOCKET_FOLDERS: [&str; 2] = ["/var/run/postgresql", "/tmp"];

/// A server's address with everything filled in, and one database there.
#[derive(Debug, Clone)]
pub(super) struct Address {
    url: DatabaseUrl,
    host: Place,
    port: u16,
    user: String,
    pub database: String,
}

#[derive(Debug, Clone)]
enum Place {
    Tcp(String),
    Socket(PathBuf),
}

impl Address {
    pub fn of(url: &DatabaseUrl) -> Address {
        let port = url.port.unwrap_or(DEFAULT_PORT);
        let host = match &url.host {
            Host::Tcp(host) => Place::Tcp(host.clone()),
            Host::Socket(folder) => Place::Socket(folder.clone()),
            Host::Default => SOCKET_FOLDERS
                .iter()
                .map(Path::new)
                .find(|folder| folder.join(format!(".s.PGSQL.{port}")).exists())
                .map_or_else(
                    || Place::Tcp("localhost".to_owned()),
                    |folder| Place::Socket(folder.to_owned()),
                ),
        };
        let user = url.user.clone().or_else(|| std::env::var("USER").ok());
        let user = user.unwrap_or_else(|| "postgres".to_owned());
        let database = url.database.clone().unwrap_or_else(|| user.clone());
        Address { url: url.clone(), host, port, user, database }
    }

    /// The address of a throwaway server.
    pub fn of_socket(folder: &Path, port: u16, user: &str) -> Address {
        Address {
            url: DatabaseUrl::on_socket(Scheme::Postgres, folder),
            host: Place::Socket(folder.to_owned()),
            port,
            user: user.to_owned(),
            database: "postgres".to_owned(),
        }
    }

    pub fn with_database(&self, database: &str) -> Address {
        Address { database: database.to_owned(), ..self.clone() }
    }

    pub fn user(&self) -> &str {
        &self.user
    }

    /// The server, for people: `db.example:5432`.
    pub fn server(&self) -> String {
        match &self.host {
            Place::Tcp(host) => format!("{host}:{}", self.port),
            Place::Socket(folder) => format!("{}, port {}", folder.display(), self.port),
        }
    }

    pub fn connect(&self) -> Result<ClientSession, EngineError> {
        let client = match (self.url.ssl_mode, &self.host) {
            // Nobody listens in on a socket, and libpq does not encrypt there either.
            (SslMode::Disable, _) | (_, Place::Socket(_)) => self.plain(),
            (SslMode::Prefer, _) => match self.encrypted(WireMode::Prefer) {
                Err(error) if may_work_plain(&error) => self.plain(),
                tried => tried,
            },
            _ => self.encrypted(WireMode::Require),
        };
        let client = client.map_err(|error| self.refusal(&error))?;
        Ok(ClientSession { client, place: self.server() })
    }

    fn plain(&self) -> Result<Client, Refused> {
        self.configuration(WireMode::Disable).connect(NoTls).map_err(Refused::Server)
    }

    fn encrypted(&self, mode: WireMode) -> Result<Client, Refused> {
        let connector = tls::connector(&self.url).map_err(Refused::Certificate)?;
        self.configuration(mode).connect(connector).map_err(Refused::Server)
    }

    fn configuration(&self, mode: WireMode) -> Config {
        let mut configuration = Config::new();
        match &self.host {
            Place::Tcp(host) => configuration.host(host),
            Place::Socket(folder) => configuration.host_path(folder),
        };
        configuration
            .port(self.port)
            .user(&self.user)
            .dbname(&self.database)
            .ssl_mode(mode)
            .connect_timeout(self.url.connect_timeout.unwrap_or(TIMEOUT))
            .application_name(self.url.application_name.as_deref().unwrap_or("schemagen"));
        if let Some(password) = &self.url.password {
            configuration.password(password.reveal());
        }
        if let Some(options) = &self.url.options {
            configuration.options(options);
        }
        configuration
    }

    fn refusal(&self, refused: &Refused) -> EngineError {
        let (why, help) = match refused {
            Refused::Certificate(why) => {
                (why.clone(), "name a readable PEM file with `sslrootcert`, or another `sslmode`")
            }
            Refused::Server(error) => self.reason(error),
        };
        let (host, port) = match &self.host {
            Place::Tcp(host) => (host.clone(), Some(self.port)),
            Place::Socket(folder) => (folder.display().to_string(), Some(self.port)),
        };
        EngineError::from(ConnectError {
            title: "PostgreSQL".to_owned(),
            host,
            port,
            user: self.user.clone(),
            database: self.database.clone(),
            why,
            help: help.to_owned(),
        })
    }

    fn reason(&self, error: &::postgres::Error) -> (String, &'static str) {
        if let Some(said) = error.as_db_error() {
            let code = said.code();
            let help = if *code == SqlState::INVALID_PASSWORD {
                "check the user and the password in the URL"
            } else if *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION {
                "check the user in the URL, and what the server's pg_hba.conf allows from here"
            } else if *code == SqlState::INVALID_CATALOG_NAME {
                "create the database, or name another one at the end of the URL"
            } else if *code == SqlState::TOO_MANY_CONNECTIONS {
                "wait until others have disconnected, or raise max_connections"
            } else {
                "the server is there, and this is its own answer"
            };
            return (said.message().to_owned(), help);
        }
        let why = chain(error);
        let help = match cause::<io::Error>(error).map(io::Error::kind) {
            Some(io::ErrorKind::ConnectionRefused) => {
                "start the server, or correct the host and the port: nobody listens there"
            }
            Some(io::ErrorKind::NotFound) => {
                "start the server, or correct the folder of its socket: there is none for this port"
            }
            Some(io::ErrorKind::TimedOut) => "check the host, the port, and firewalls in between",
            _ if why.contains("lookup address") => "check the host's name in the URL",
            _ if why.contains("timeout") => "check the host, the port, and firewalls in between",
            _ if why.contains("password missing") => {
                "the server asks for a password: write it into the URL (`postgres://user:password@…`)"
            }
            _ if why.contains("support TLS") => {
                "the server does not encrypt: use `sslmode=prefer` if that is all right"
            }
            _ if cause::<rustls::Error>(error).is_some() || why.contains("certificate") => {
                "name the server's authority with `sslrootcert`, or use a less strict `sslmode`"
            }
            _ => "check the URL, and that the server is a PostgreSQL",
        };
        (why, help)
    }
}

/// Why there is no session.
#[derive(Debug)]
enum Refused {
    /// The certificates that were to be trusted cannot be used.
    Certificate(String),
    Server(::postgres::Error),
}

/// Whether `sslmode=prefer` tries again without encryption: the handshake failed, or the server does
/// not let this user in over TLS.
fn may_work_plain(refused: &Refused) -> bool {
    let Refused::Server(error) = refused else { return true };
    match error.code() {
        Some(code) => *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION,
        None => cause::<rustls::Error>(error).is_some() || error.to_string().contains("TLS"),
    }
}

/// The first cause of this kind, also inside of an I/O error.
fn cause<'e, E: std::error::Error + 'static>(
    error: &'e (dyn std::error::Error + 'static),
) -> Option<&'e E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<E>() {
            return Some(found);
        }
        let inside = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if let Some(found) = inside.and_then(|inside| inside.downcast_ref::<E>()) {
            return Some(found);
        }
        next = error.source();
    }
    None
}
