//! One throwaway server of a kind for all trials, and the server's own clients.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Mutex, MutexGuard};

use schemagen::engine::{LocalServer, ServerKind};

use crate::tool;

static SERVERS: [Mutex<Option<LocalServer>>; 3] =
    [Mutex::new(None), Mutex::new(None), Mutex::new(None)];

/// What a server takes to be spoken to.
#[derive(Clone)]
pub struct Server {
    kind: ServerKind,
    socket: PathBuf,
    user: String,
    port: u16,
}

/// What went wrong while files were loaded.
pub struct Answer {
    pub errors: Vec<String>,
}

fn slot(kind: ServerKind) -> MutexGuard<'static, Option<LocalServer>> {
    let place = match kind {
        ServerKind::Postgres => 0,
        ServerKind::MySql => 1,
        ServerKind::MariaDb => 2,
    };
    SERVERS[place].lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// The servers are statics, which nothing drops.
pub fn stop() {
    for kind in [ServerKind::Postgres, ServerKind::MySql, ServerKind::MariaDb] {
        drop(slot(kind).take());
    }
}

impl Server {
    /// The server for a dialect; a first call starts it.
    pub fn of(dialect: &str) -> Result<Server, String> {
        let kind = match dialect {
            "postgres" => ServerKind::Postgres,
            "mysql" => ServerKind::MySql,
            _ => ServerKind::MariaDb,
        };
        let mut slot = slot(kind);
        if slot.is_none() {
            // The dump tool refuses servers that are newer than itself.
            let version = (kind == ServerKind::Postgres).then(dump_tool_version).flatten();
            let server = LocalServer::start(kind, version.as_deref());
            *slot = Some(server.map_err(|error| error.to_string())?);
        }
        let server = slot.as_ref().ok_or("no server")?;
        Ok(Server {
            kind,
            socket: server.socket().to_owned(),
            user: server.user().to_owned(),
            port: server.port(),
        })
    }

    /// The URL as schemagen takes it.
    pub fn url(&self, database: &str) -> String {
        let socket = self.socket.display();
        match self.kind {
            ServerKind::Postgres => {
                format!(
                    "postgres:///{database}?host={socket}&user={}&port={}",
                    self.user, self.port
                )
            }
            ServerKind::MySql => {
                format!("mysql://{}@localhost/{database}?socket={socket}", self.user)
            }
            ServerKind::MariaDb => {
                format!("mariadb://{}@localhost/{database}?socket={socket}", self.user)
            }
        }
    }

    /// Makes the database anew, empty.
    pub fn create(&self, database: &str) -> Result<(), String> {
        self.remove(database)?;
        let sql = match self.kind {
            ServerKind::Postgres => format!("create database \"{database}\" template template0"),
            // As a server has it by itself, whatever that is: files are meant so.
            _ => format!("create database `{database}`"),
        };
        self.ask(&sql)
    }

    pub fn remove(&self, database: &str) -> Result<(), String> {
        match self.kind {
            ServerKind::Postgres => self.ask(&format!("drop database if exists \"{database}\"")),
            _ => self.ask(&format!("drop database if exists `{database}`")),
        }
    }

    fn ask(&self, sql: &str) -> Result<(), String> {
        let mut command = match self.kind {
            ServerKind::Postgres => self.client("psql", "postgres"),
            _ => self.client(self.shell(), "mysql"),
        };
        command.args([if self.kind == ServerKind::Postgres { "-c" } else { "-e" }, sql]);
        let output = command.output().map_err(|error| error.to_string())?;
        if output.status.success() { Ok(()) } else { Err(tool::text(&output.stderr)) }
    }

    /// Runs the files in one session, going on after errors.
    pub fn load(&self, database: &str, files: &[PathBuf]) -> Result<Answer, String> {
        let output = match self.kind {
            ServerKind::Postgres => {
                let mut command = self.client("psql", database);
                command.arg("--quiet").env("PGOPTIONS", "-c client_min_messages=error");
                for file in files {
                    command.arg("--file").arg(file);
                }
                command.output().map_err(|error| error.to_string())?
            }
            _ => self.pipe(database, files)?,
        };
        Ok(answer(&output))
    }

    /// Runs one file and stops at the first error, which is the answer then.
    pub fn run(&self, database: &str, file: &Path) -> Result<(), String> {
        let output = match self.kind {
            ServerKind::Postgres => {
                let mut command = self.client("psql", database);
                command.args(["--quiet", "--set", "ON_ERROR_STOP=1", "--file"]).arg(file);
                command.env("PGOPTIONS", "-c client_min_messages=error");
                command.output().map_err(|error| error.to_string())?
            }
            _ => {
                let mut command = self.client(self.shell(), database);
                let input = File::open(file).map_err(|error| error.to_string())?;
                command.arg("--default-character-set=utf8mb4").stdin(Stdio::from(input));
                command.output().map_err(|error| error.to_string())?
            }
        };
        if output.status.success() { Ok(()) } else { Err(tool::text(&output.stderr)) }
    }

    /// Runs one statement and gives its rows as lines.
    pub fn query(&self, database: &str, sql: &str) -> Result<String, String> {
        let mut command = match self.kind {
            ServerKind::Postgres => {
                let mut command = self.client("psql", database);
                command.args(["--quiet", "--tuples-only", "--no-align", "--command", sql]);
                command.env("PGOPTIONS", "-c client_min_messages=error");
                command
            }
            _ => {
                let mut command = self.client(self.shell(), database);
                command.args(["--batch", "--skip-column-names", "-e", sql]);
                command
            }
        };
        let output = command.output().map_err(|error| error.to_string())?;
        match output.status.success() {
            true => Ok(tool::text(&output.stdout)),
            false => Err(tool::text(&output.stderr)),
        }
    }

    fn pipe(&self, database: &str, files: &[PathBuf]) -> Result<Output, String> {
        let mut text = Vec::new();
        for file in files {
            text.extend(std::fs::read(file).map_err(|error| error.to_string())?);
            // A file may end inside a line, or leave its own delimiter.
            text.extend(b"\ndelimiter ;\n");
        }
        let mut input = tempfile::tempfile().map_err(|error| error.to_string())?;
        input.write_all(&text).map_err(|error| error.to_string())?;
        std::io::Seek::rewind(&mut input).map_err(|error| error.to_string())?;
        let mut command = self.client(self.shell(), database);
        command.args(["--force", "--default-character-set=utf8mb4"]).stdin(Stdio::from(input));
        command.output().map_err(|error| error.to_string())
    }

    /// The whole schema as the server's own tool writes it.
    pub fn dump(&self, database: &str) -> Result<String, String> {
        let mut command = match self.kind {
            ServerKind::Postgres => {
                let mut command = self.client("pg_dump", database);
                command.arg("--schema-only");
                command
            }
            ServerKind::MySql => {
                let mut command = self.client("mysqldump", database);
                command.args(["--set-gtid-purged=OFF", "--no-tablespaces"]);
                command
            }
            ServerKind::MariaDb => self.client("mariadb-dump", database),
        };
        if self.kind != ServerKind::Postgres {
            command.args(["--no-data", "--routines", "--triggers", "--events", "--skip-comments"]);
            command.arg("--default-character-set=utf8mb4");
        }
        let output = command.output().map_err(|error| error.to_string())?;
        match output.status.success() {
            true => Ok(tool::text(&output.stdout)),
            false => Err(tool::text(&output.stderr)),
        }
    }

    /// As the server says it: `15.18`, `10.11.19-MariaDB`.
    pub fn version(&self) -> Result<String, String> {
        match self.kind {
            ServerKind::Postgres => self.query("postgres", "show server_version"),
            _ => self.query("mysql", "select version()"),
        }
    }

    fn shell(&self) -> &'static str {
        if self.kind == ServerKind::MySql { "mysql" } else { "mariadb" }
    }

    /// A client that is connected, and that reads no settings of the user's.
    fn client(&self, program: &str, database: &str) -> Command {
        let mut command = Command::new(clients().join(program));
        command.stdin(Stdio::null());
        match self.kind {
            ServerKind::Postgres => {
                if program == "psql" {
                    command.arg("--no-psqlrc");
                }
                command.arg("--host").arg(&self.socket).arg("--port").arg(self.port.to_string());
                command.arg("--username").arg(&self.user).arg("--dbname").arg(database);
            }
            _ => {
                command.arg("--no-defaults").arg(format!("--socket={}", self.socket.display()));
                command.arg(format!("--user={}", self.user)).arg(database);
            }
        }
        command
    }
}

fn clients() -> PathBuf {
    PathBuf::from(std::env::var_os("SCHEMAGEN_CLIENTS").unwrap_or_default())
}

/// The major version of `pg_dump`.
fn dump_tool_version() -> Option<String> {
    let output = Command::new(clients().join("pg_dump")).arg("--version").output().ok()?;
    let text = tool::text(&output.stdout);
    let version =
        text.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    Some(version?.split('.').next()?.to_owned())
}

fn answer(output: &Output) -> Answer {
    let errors = tool::text(&output.stderr);
    let errors = errors.lines().filter(|line| line.contains("ERROR")).map(str::to_owned).collect();
    Answer { errors }
}

/// Writes a text where a client can read it.
pub fn file(folder: &Path, name: &str, text: &str) -> Result<PathBuf, String> {
    let path = folder.join(name);
    let written = File::create(&path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map(|()| path).map_err(|error| error.to_string())
}
