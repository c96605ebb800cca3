//! Starting one server: find the binary, make its folder, initialise or copy its data, start it,
//! wait for it.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::account::Account;
use super::find::{self, Binary, Places};
use super::folder::ServerFolder;
use super::life::{Life, Trouble};
use super::template::Template;
use super::{LocalError, ServerKind, error, mariadb, mysql, postgres, process};

/// How long initialising or starting may take before it counts as failed: slow disks and loaded
/// machines are common where tests run.
const DEADLINE: Duration = Duration::from_secs(90);
const PAUSE: Duration = Duration::from_millis(3);

/// A running throwaway server. Dropping it stops the process and deletes its folder.
#[derive(Debug)]
pub struct LocalServer {
    site: Site,
    version: String,
    life: Arc<Life>,
}

impl LocalServer {
    /// Starts a server of the highest version that is installed, or of the highest that `version`
    /// names (`13`, `8.4`, `15.18`). Returns when it accepts connections.
    ///
    /// The first start of a binary also initialises a template, which later starts copy.
    pub fn start(kind: ServerKind, version: Option<&str>) -> Result<LocalServer, LocalError> {
        LocalServer::start_with(kind, version, &[])
    }

    /// The same with settings of the server's own, `name=value` each, that hold before the usual ones.
    pub fn start_with(
        kind: ServerKind,
        version: Option<&str>,
        settings: &[&str],
    ) -> Result<LocalServer, LocalError> {
        let account = Account::for_server(kind)?;
        let binary = find::find(kind, version, account.as_ref(), &Places::of_this_machine(kind))?;
        let template = Template::of(&binary);
        LocalServer::start_binary(binary, account, template, settings)
    }

    pub(super) fn start_binary(
        binary: Binary,
        account: Option<Account>,
        template: Option<Template>,
        settings: &[&str],
    ) -> Result<LocalServer, LocalError> {
        let folder = ServerFolder::create(account.as_ref())?;
        let version = binary.version.to_string();
        let site = Site::new(binary, account, folder.path(), settings);
        // From here on an early return drops the server, and with it all traces.
        let server = LocalServer { site, version, life: Life::begin(folder) };

        if let Some(template) = template.as_ref().filter(|template| template.exists()) {
            match server.launch_copy(template) {
                Ok(()) => return Ok(server),
                Err(error) if !error.may_come_from_template() => return Err(error),
                Err(_) => server.discard_copy(template),
            }
        }
        server.site.initialise(&server.life)?;
        if let Some(template) = &template {
            template.keep(&server.site.data());
        }
        server.launch()?;
        Ok(server)
    }

    /// What it is.
    pub fn kind(&self) -> ServerKind {
        self.site.binary.kind
    }

    /// Its version in numbers, such as `15.20`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The unix socket: for MySQL and MariaDB the socket file, for Postgres the folder that holds
    /// it, as libpq's `host` wants it.
    pub fn socket(&self) -> &Path {
        match self.kind() {
            ServerKind::Postgres => &self.site.folder,
            ServerKind::MySql | ServerKind::MariaDb => &self.site.socket,
        }
    }

    /// The superuser, who needs no password.
    pub fn user(&self) -> &str {
        match self.kind() {
            ServerKind::Postgres => "postgres",
            ServerKind::MySql | ServerKind::MariaDb => "root",
        }
    }

    /// The number in the name of the Postgres socket. No server listens on a port.
    pub fn port(&self) -> u16 {
        match self.kind() {
            ServerKind::Postgres => postgres::PORT,
            ServerKind::MySql | ServerKind::MariaDb => mysql::PORT,
        }
    }

    /// For tests: the id of the server's process.
    #[cfg(all(test, target_os = "linux"))]
    pub(super) fn process_id(&self) -> u32 {
        self.life.process_id().unwrap_or_default()
    }

    /// For tests: the folder that holds everything of the server.
    #[cfg(all(test, target_os = "linux"))]
    pub(super) fn folder(&self) -> &Path {
        &self.site.folder
    }

    fn launch_copy(&self, template: &Template) -> Result<(), LocalError> {
        let data = self.site.data();
        template
            .copy_to(&data, self.site.account.as_ref())
            .map_err(|source| self.site.file_error("fill", source))?;
        self.launch()
    }

    fn discard_copy(&self, template: &Template) {
        self.life.halt();
        template.discard();
        let _ = fs::remove_dir_all(self.site.data());
        let _ = fs::remove_file(self.site.log());
    }

    /// Starts the server on its data and waits until it accepts connections.
    fn launch(&self) -> Result<(), LocalError> {
        let site = &self.site;
        let stage = "start";
        let command = match site.binary.kind {
            ServerKind::Postgres => postgres::server(site),
            ServerKind::MySql => mysql::server(site),
            ServerKind::MariaDb => mariadb::server(site),
        };
        site.start(&self.life, command, stage)?;
        let deadline = Instant::now() + DEADLINE;
        loop {
            if let Some(status) =
                self.life.status().map_err(|trouble| site.trouble(trouble, stage))?
            {
                return Err(site.failed(stage, &format!("it ended with {status}")));
            }
            let ready = match site.binary.kind {
                ServerKind::Postgres => postgres::is_ready(site),
                ServerKind::MySql | ServerKind::MariaDb => mysql::is_ready(&site.socket),
            };
            if ready {
                return Ok(());
            }
            if Instant::now() > deadline {
                return Err(
                    site.failed(stage, &format!("no connection within {} s", DEADLINE.as_secs()))
                );
            }
            thread::sleep(PAUSE);
        }
    }
}

impl Drop for LocalServer {
    fn drop(&mut self) {
        self.life.end();
    }
}

/// Where a server lives, and what runs there.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) binary: Binary,
    pub(super) account: Option<Account>,
    pub(super) folder: PathBuf,
    /// The socket file of MySQL and MariaDB.
    pub(super) socket: PathBuf,
    /// Settings beside the usual ones, `name=value` each.
    pub(super) settings: Vec<String>,
}

impl Site {
    fn new(binary: Binary, account: Option<Account>, folder: &Path, settings: &[&str]) -> Site {
        Site {
            binary,
            account,
            folder: folder.to_owned(),
            socket: folder.join("mysql.sock"),
            settings: settings.iter().map(|setting| (*setting).to_owned()).collect(),
        }
    }

    /// The data folder. It does not exist before it is initialised.
    pub(super) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// What the programs print.
    fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    /// A program that runs in the server's folder.
    pub(super) fn command(&self, program: &Path) -> Command {
        process::command(program, self.account.as_ref(), &self.folder)
    }

    fn initialise(&self, life: &Life) -> Result<(), LocalError> {
        match self.binary.kind {
            ServerKind::Postgres => postgres::initialise(self, life),
            ServerKind::MySql => mysql::initialise(self, life),
            ServerKind::MariaDb => mariadb::initialise(self, life),
        }
    }

    /// Makes the empty data folder, for programs that want to find one.
    pub(super) fn make_data_folder(&self) -> Result<(), LocalError> {
        let data = self.data();
        let made = DirBuilder::new().mode(0o700).create(&data).and_then(|()| match &self.account {
            Some(account) => account.own(&data),
            None => Ok(()),
        });
        made.map_err(|source| self.file_error("make", source))
    }

    /// Runs a program that initialises the data folder to its end.
    pub(super) fn run(&self, life: &Life, command: Command) -> Result<(), LocalError> {
        let stage = "initialise its data folder";
        self.start(life, command, stage)?;
        let deadline = Instant::now() + DEADLINE;
        loop {
            match life.status().map_err(|trouble| self.trouble(trouble, stage))? {
                Some(status) if status.success() => return Ok(()),
                Some(status) => return Err(self.failed(stage, &format!("it ended with {status}"))),
                None if Instant::now() > deadline => {
                    return Err(
                        self.failed(stage, &format!("it took more than {} s", DEADLINE.as_secs()))
                    );
                }
                None => thread::sleep(PAUSE),
            }
        }
    }

    fn start(
        &self,
        life: &Life,
        mut command: Command,
        stage: &'static str,
    ) -> Result<(), LocalError> {
        let log = OpenOptions::new().create(true).append(true).open(self.log());
        let logs = log.and_then(|log| Ok((log.try_clone()?, log)));
        let (output, errors): (File, File) =
            logs.map_err(|source| self.file_error("write the log beside", source))?;
        command.stdout(output).stderr(errors);
        // How a server ends does not matter to its data. Postgres shares memory with the kernel,
        // which only it can give back, and SIGQUIT is its order to do no more than that.
        let end_signal = match self.binary.kind {
            ServerKind::Postgres => libc::SIGQUIT,
            ServerKind::MySql | ServerKind::MariaDb => libc::SIGKILL,
        };
        life.start(command, end_signal).map_err(|trouble| self.trouble(trouble, stage))
    }

    /// An error about the data folder.
    pub(super) fn file_error(&self, action: &'static str, source: io::Error) -> LocalError {
        LocalError::File { action, path: self.data(), help: error::FREE_SPACE, source }
    }

    fn trouble(&self, trouble: Trouble, stage: &'static str) -> LocalError {
        match trouble {
            Trouble::Ended => LocalError::Interrupted { kind: self.binary.kind },
            Trouble::System(error) => self.failed(stage, &error.to_string()),
        }
    }

    fn failed(&self, stage: &'static str, reason: &str) -> LocalError {
        let Binary { kind, program, version, .. } = &self.binary;
        LocalError::Failed {
            kind: *kind,
            server: format!("{} {version} ({})", kind.title(), program.display()),
            stage,
            reason: reason.to_owned(),
            log: process::tail(&self.log()),
        }
    }
}
