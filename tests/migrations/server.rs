//! Servers that may be killed: their own processes, which start again on what they left.

use std::fs;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use libtest_mimic::Failed;
use schemagen::dialect::Dialects;
use schemagen::engine::DatabaseUrl;
use schemagen::engine::live::{Live, connect};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Postgres,
    MySql,
    MariaDb,
}

pub struct Server {
    pub kind: Kind,
    folder: tempfile::TempDir,
    binaries: PathBuf,
    process: Option<Child>,
    /// The largest file that it may write, for a disk that is full.
    largest: Option<u64>,
    dialects: Dialects,
}

/// Whom servers run as where this is root.
const NOBODY: u32 = 65534;

impl Server {
    pub fn start(kind: Kind, largest: Option<u64>) -> Result<Server, Failed> {
        let (variable, program) = match kind {
            Kind::Postgres => ("SCHEMAGEN_PG_BIN", "postgres"),
            Kind::MySql => ("SCHEMAGEN_MYSQL_BIN", "mysqld"),
            Kind::MariaDb => ("SCHEMAGEN_MARIADB_BIN", "mariadbd"),
        };
        let folders = std::env::var(variable).unwrap_or_default();
        let binaries = std::env::split_paths(&folders).find(|folder| folder.join(program).exists());
        let binaries =
            binaries.ok_or_else(|| format!("no {program} in {variable}: run scripts/test"))?;
        Server::of(kind, binaries, largest)
    }

    /// The Postgres of this place among those that are installed, if there are as many.
    pub fn postgres_at(place: usize) -> Result<Option<Server>, Failed> {
        let folders = std::env::var("SCHEMAGEN_PG_BIN").unwrap_or_default();
        let mut found =
            std::env::split_paths(&folders).filter(|folder| folder.join("postgres").exists());
        match found.nth(place) {
            Some(binaries) => Server::of(Kind::Postgres, binaries, None).map(Some),
            None if place == 0 => Err("no postgres in SCHEMAGEN_PG_BIN: run scripts/test".into()),
            None => Ok(None),
        }
    }

    fn of(kind: Kind, binaries: PathBuf, largest: Option<u64>) -> Result<Server, Failed> {
        let folder = tempfile::Builder::new().prefix("sg").tempdir()?;
        let dialects = Dialects::builtin().map_err(|error| error.to_string())?;
        let mut server = Server { kind, folder, binaries, process: None, largest, dialects };
        server.initialise()?;
        server.launch()?;
        Ok(server)
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.binaries.join(program));
        command
            .current_dir(self.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.env("LC_ALL", "C");
        // SAFETY: geteuid has no preconditions and cannot fail.
        if unsafe { libc::geteuid() } == 0 {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    }

    /// MySQL or MariaDB.
    fn mysql(&self) -> Command {
        let own: &[&str] = match self.kind {
            Kind::MariaDb => &["--loose-innodb-log-file-size=8M", "--loose-feedback=OFF"],
            _ => &["--mysqlx=OFF", "--innodb-redo-log-capacity=8M"],
        };
        let mut command =
            self.command(if self.kind == Kind::MariaDb { "mariadbd" } else { "mysqld" });
        let prefix = self.binaries.parent().unwrap_or(&self.binaries).to_owned();
        let data = self.path().join("data");
        command.args([
            "--no-defaults",
            "--skip-networking",
            "--skip-log-bin",
            "--innodb-use-native-aio=OFF",
            "--innodb-buffer-pool-size=32M",
            // What was committed is the system's, and outlives the process.
            "--innodb-flush-log-at-trx-commit=2",
            "--secure-file-priv=",
        ]);
        for (option, path) in [
            ("datadir", data),
            ("tmpdir", self.path().to_owned()),
            ("basedir", prefix.clone()),
            ("lc-messages-dir", share(&prefix)),
            ("character-sets-dir", share(&prefix).join("charsets")),
        ] {
            command.arg(format!("--{option}={}", path.display()));
        }
        command.args(own);
        command
    }

    fn initialise(&self) -> Result<(), Failed> {
        use std::os::unix::fs::{PermissionsExt, chown};
        fs::set_permissions(self.path(), fs::Permissions::from_mode(0o700))?;
        // SAFETY: as above.
        if unsafe { libc::geteuid() } == 0 {
            chown(self.path(), Some(NOBODY), Some(NOBODY))?;
        }
        let mut command = match self.kind {
            Kind::Postgres => {
                let mut command = self.command("initdb");
                command.args(["-D", "data", "-A", "trust", "-U", "postgres", "-N"]);
                command
            }
            Kind::MySql => {
                let mut command = self.mysql();
                command.arg("--initialize-insecure");
                command
            }
            Kind::MariaDb => {
                // What its script `mariadb-install-db` feeds to it.
                let share = share(self.binaries.parent().unwrap_or(&self.binaries));
                let mut script = String::from(
                    "create database if not exists mysql;\nuse mysql;\nset @auth_root_socket=null;\n",
                );
                for file in [
                    "mysql_system_tables.sql",
                    "mysql_performance_tables.sql",
                    "mysql_system_tables_data.sql",
                    "maria_add_gis_sp_bootstrap.sql",
                ] {
                    let newer = share.join(file.replacen("mysql_", "mariadb_", 1));
                    let path = if newer.exists() { newer } else { share.join(file) };
                    script.push_str(&String::from_utf8_lossy(&fs::read(path)?));
                    script.push('\n');
                }
                script.push_str("delete from mysql.global_priv where User='';\n");
                let path = self.path().join("bootstrap.sql");
                fs::write(&path, script)?;
                let data = self.path().join("data");
                fs::create_dir(&data)?;
                // SAFETY: as above.
                if unsafe { libc::geteuid() } == 0 {
                    chown(&data, Some(NOBODY), Some(NOBODY))?;
                }
                let mut command = self.mysql();
                command.args(["--bootstrap", "--log-warnings=0", "--enforce-storage-engine="]);
                command.stdin(fs::File::open(path)?);
                command
            }
        };
        if command.status()?.success() {
            Ok(())
        } else {
            Err("the server was not initialised".into())
        }
    }

    fn launch(&mut self) -> Result<(), Failed> {
        self.launch_within(Instant::now() + Duration::from_secs(120))
    }

    fn has_ended(&mut self) -> bool {
        self.process.as_mut().is_some_and(|process| matches!(process.try_wait(), Ok(Some(_))))
    }

    fn launch_within(&mut self, patience: Instant) -> Result<(), Failed> {
        let mut command = match self.kind {
            Kind::Postgres => {
                let mut command = self.command("postgres");
                command
                    .args(["-D", "data", "-c", "listen_addresses=", "-c", "fsync=off", "-k"])
                    .arg(self.path());
                command
            }
            Kind::MySql | Kind::MariaDb => {
                let mut command = self.mysql();
                command.arg(format!("--socket={}", self.path().join("socket").display()));
                command.arg(format!("--pid-file={}", self.path().join("pid").display()));
                command
            }
        };
        let largest = self.largest;
        // SAFETY: only calls that are safe between fork and exec.
        unsafe {
            command.pre_exec(move || {
                // A group of its own, so that all of it can be killed at once, and nobody else.
                if libc::setpgid(0, 0) != 0 {
                    return Err(io::Error::last_os_error());
                }
                if let Some(largest) = largest {
                    let limit = libc::rlimit { rlim_cur: largest, rlim_max: largest };
                    libc::setrlimit(libc::RLIMIT_FSIZE, &limit);
                    libc::signal(libc::SIGXFSZ, libc::SIG_IGN);
                }
                Ok(())
            });
        }
        self.process = Some(command.spawn()?);
        loop {
            let answer = self.live_at(self.home()).map(drop);
            match answer {
                Ok(()) => return Ok(()),
                Err(error) if Instant::now() > patience => return Err(error),
                // It may have met what is left of the one before: memory that is still in use.
                Err(_) if self.has_ended() => {
                    std::thread::sleep(Duration::from_millis(100));
                    return self.launch_within(patience);
                }
                Err(_) => std::thread::sleep(Duration::from_millis(50)),
            }
        }
    }

    /// Ends every process of the server at once, as a loss of power would.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            // Postgres gives each of its children a group of its own.
            let children = children(process.id());
            for id in children.into_iter().chain([process.id()]) {
                if let Ok(id) = i32::try_from(id) {
                    // SAFETY: the process is the one that was started here and not waited for yet, or its child.
                    unsafe { libc::kill(id, libc::SIGKILL) };
                }
            }
            let _ = process.wait();
        }
    }

    pub fn restart(&mut self) -> Result<(), Failed> {
        self.kill();
        self.launch()
    }

    fn home(&self) -> &'static str {
        match self.kind {
            Kind::Postgres => "postgres",
            Kind::MySql | Kind::MariaDb => "mysql",
        }
    }

    pub fn url(&self, database: &str) -> String {
        let folder = self.path().display();
        match self.kind {
            Kind::Postgres => format!("postgres://postgres@/{database}?host={folder}"),
            Kind::MySql => format!("mysql://root@localhost/{database}?socket={folder}/socket"),
            Kind::MariaDb => {
                format!("mariadb://root@localhost/{database}?socket={folder}/socket")
            }
        }
    }

    fn live_at(&self, database: &str) -> Result<Box<dyn Live + '_>, Failed> {
        let url: DatabaseUrl = self.url(database).parse().map_err(|_| "the URL is wrong")?;
        connect(&url, &self.dialects).map_err(|error| error.to_string().into())
    }

    /// A session with the database that migrations are run on.
    pub fn live(&self) -> Result<Box<dyn Live + '_>, Failed> {
        self.live_at("shop")
    }

    /// Makes the database anew. Sessions that a killed runner left may be at work in it for a moment.
    pub fn renew(&self) -> Result<(), Failed> {
        let mut live = self.live_at(self.home())?;
        let drop = match self.kind {
            Kind::Postgres => "drop database if exists shop with (force)",
            Kind::MySql | Kind::MariaDb => "drop database if exists shop",
        };
        live.run(drop)
            .and_then(|()| live.run("create database shop"))
            .map_err(|error| error.to_string().into())
    }

    /// Lets the server write down every statement.
    pub fn note_statements(&mut self) -> Result<(), Failed> {
        let home = self.home();
        for sql in match self.kind {
            Kind::Postgres => [
                "alter system set log_statement = 'all'",
                "alter system set logging_collector = on",
                "alter system set log_filename = 'all.log'",
            ],
            Kind::MySql | Kind::MariaDb => [
                "set global log_output = 'FILE'",
                "set global general_log_file = 'all.log'",
                "set global general_log = on",
            ],
        } {
            self.live_at(home)?.run(sql).map_err(|error| format!("{sql}: {error}"))?;
        }
        if self.kind == Kind::Postgres { self.restart() } else { Ok(()) }
    }

    /// How many statements are written down since, not counting what only opens and closes sessions.
    pub fn statements_noted(&self) -> Result<usize, Failed> {
        let (file, sign) = match self.kind {
            Kind::Postgres => ("data/log/all.log", "LOG:  statement: "),
            Kind::MySql | Kind::MariaDb => ("data/all.log", " Query\t"),
        };
        let text = fs::read(self.path().join(file))?;
        Ok(String::from_utf8_lossy(&text).lines().filter(|line| line.contains(sign)).count())
    }

    /// The first value that a query gives.
    pub fn value(&self, sql: &str) -> Result<String, Failed> {
        let rows = self.live()?.rows(sql).map_err(|error| error.to_string())?;
        Ok(rows.into_iter().flatten().flatten().next().unwrap_or_default())
    }
}

/// The folder of messages and SQL files of a MySQL or MariaDB.
fn share(prefix: &Path) -> PathBuf {
    let folders = ["share/mysql", "share/mariadb", "share"].map(|folder| prefix.join(folder));
    let found = folders.iter().find(|folder| folder.join("english/errmsg.sys").exists());
    found.unwrap_or(&folders[0]).clone()
}

/// The processes that a process started.
fn children(parent: u32) -> Vec<u32> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let ids = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    ids.filter(|id| {
        // `id (name) state parent …`; the name may hold anything.
        let line = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        let behind = line.rsplit_once(')').map(|(_, behind)| behind.to_owned()).unwrap_or_default();
        behind.split_whitespace().nth(1).and_then(|text| text.parse().ok()) == Some(parent)
    })
    .collect()
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}
