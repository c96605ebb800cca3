//! PostgreSQL, from 13 on: `initdb`, then `postgres` on a socket in the server's folder.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::LocalError;
use super::life::Life;
use super::server::Site;

/// The number in the socket's name, `.s.PGSQL.5432`. Each server has a folder of its own, so all
/// have the same.
pub(super) const PORT: u16 = 5432;

/// Speed, not durability: what is lost when the machine fails would be deleted anyway.
const SETTINGS: [&str; 19] = [
    "listen_addresses=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "jit=off",
    "shared_buffers=32MB",
    // The small files of `--wal-segsize=1` would else mean a checkpoint every 64 MB.
    "max_wal_size=1GB",
    "checkpoint_timeout=1h",
    "bgwriter_lru_maxpages=0",
    // In the data folder, so that a killed server leaves nothing behind in /dev/shm.
    "dynamic_shared_memory_type=mmap",
    // Below `logical`, CREATE PUBLICATION warns.
    "wal_level=logical",
    "max_prepared_transactions=10",
    "logging_collector=off",
    "log_checkpoints=off",
    "log_timezone=UTC",
    "timezone=UTC",
    "datestyle=ISO, MDY",
    "unix_socket_permissions=0700",
];

/// Runs `initdb`: trust for everybody who can reach the socket, UTF-8, and the C collation, which
/// is the same on every machine.
pub(super) fn initialise(site: &Site, life: &Life) -> Result<(), LocalError> {
    let mut command = site.command(&site.binary.folder().join("initdb"));
    command.arg("--pgdata").arg(site.data());
    command.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]);
    command.args(["--no-sync", "--wal-segsize=1"]);
    if site.binary.version.major() >= 18 {
        command.arg("--no-data-checksums");
    }
    site.run(life, command)
}

/// The command that runs the server.
pub(super) fn server(site: &Site) -> Command {
    let mut command = site.command(&site.binary.program);
    command.arg("-D").arg(site.data());
    command.arg("-k").arg(&site.folder);
    command.args(["-p", &PORT.to_string()]);
    // The last one of a name holds.
    for setting in SETTINGS.into_iter().chain(site.settings.iter().map(String::as_str)) {
        command.args(["-c", setting]);
    }
    if site.binary.version.major() >= 18 {
        // No processes for reading ahead: the data fits into memory.
        command.args(["-c", "io_method=sync"]);
    }
    command
}

/// Whether the server says in its pid file that it accepts connections. Its socket exists earlier,
/// and a connection attempt would then be refused.
pub(super) fn is_ready(site: &Site) -> bool {
    has_status_ready(&site.data().join("postmaster.pid"))
}

fn has_status_ready(pid_file: &Path) -> bool {
    const STATUS_LINE: usize = 7;
    let text = fs::read_to_string(pid_file).unwrap_or_default();
    text.lines().nth(STATUS_LINE).is_some_and(|status| status.trim() == "ready")
}
