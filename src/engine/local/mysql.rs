//! MySQL, from 8.0 on: `mysqld --initialize-insecure`, then `mysqld` on a socket in the server's
//! folder. Much of it serves MariaDB too.

use std::io::Read;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::LocalError;
use super::find::Binary;
use super::life::Life;
use super::server::Site;

/// The usual number. Nothing listens on it.
pub(super) const PORT: u16 = 3306;

/// What MySQL and MariaDB have in common, for initialising and for serving. `loose-` makes a
/// version that does not know an option ignore it.
const COMMON: [&str; 12] = [
    "--skip-networking",
    "--skip-log-bin",
    "--character-set-server=utf8mb4",
    "--default-time-zone=+00:00",
    "--secure-file-priv=",
    "--innodb-buffer-pool-size=32M",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=OFF",
    // Kernel-wide tickets for asynchronous input and output run out where many servers run.
    "--innodb-use-native-aio=OFF",
    "--loose-innodb-flush-method=nosync",
    "--loose-performance-schema=OFF",
    "--loose-innodb-buffer-pool-dump-at-shutdown=OFF",
];

const MYSQL: [&str; 4] = [
    "--loose-mysqlx=OFF",
    "--loose-innodb-redo-log-capacity=8M",
    "--loose-auto-generate-certs=OFF",
    "--loose-caching-sha2-password-auto-generate-rsa-keys=OFF",
];

/// Makes the system tables, and a `root` with an empty password.
pub(super) fn initialise(site: &Site, life: &Life) -> Result<(), LocalError> {
    site.make_data_folder()?;
    let mut command = common_command(site);
    command.args(MYSQL).arg("--initialize-insecure");
    site.run(life, command)
}

/// The command that runs the server.
pub(super) fn server(site: &Site) -> Command {
    let mut command = common_command(site);
    command.args(MYSQL);
    serve(site, &mut command);
    command
}

/// Adds what only a serving process needs.
pub(super) fn serve(site: &Site, command: &mut Command) {
    command.arg(option("--socket", &site.socket));
    command.arg(option("--pid-file", &site.folder.join("mysql.pid")));
    // The last one of a name holds.
    command.args(site.settings.iter().map(|setting| format!("--{setting}")));
}

/// The program with the options of both kinds; the user's own option files are not read.
pub(super) fn common_command(site: &Site) -> Command {
    let mut command = site.command(&site.binary.program);
    command.arg("--no-defaults").args(COMMON);
    command.arg(option("--datadir", &site.data()));
    command.arg(option("--tmpdir", &site.folder));
    // An unpacked installation is not where its makers compiled it to be.
    if let Some(prefix) = prefix(&site.binary) {
        command.arg(option("--basedir", prefix));
        if let Some(plugins) =
            existing(prefix, &["lib/mysql/plugin", "lib64/mysql/plugin", "lib/plugin"], "")
        {
            command.arg(option("--plugin-dir", &plugins));
        }
    }
    if let Some(share) = share_folder(&site.binary) {
        command.arg(option("--lc-messages-dir", &share));
        command.arg(option("--character-sets-dir", &share.join("charsets")));
    }
    command
}

/// The folder of messages, character sets and SQL files of an installation.
pub(super) fn share_folder(binary: &Binary) -> Option<PathBuf> {
    let folders = ["share/mysql", "share/mariadb", "share/mysql-server", "share"];
    existing(prefix(binary)?, &folders, "english/errmsg.sys")
}

/// The folder of plugins of an installation, where it holds one.
pub(super) fn plugin_folder(binary: &Binary) -> Option<PathBuf> {
    let folders = ["lib/mysql/plugin", "lib/mariadb/plugin", "lib64/mysql/plugin", "lib/plugin"];
    existing(prefix(binary)?, &folders, "ha_spider.so")
}

fn prefix(binary: &Binary) -> Option<&Path> {
    binary.folder().parent()
}

/// The first of some folders that is there and holds a file.
fn existing(prefix: &Path, folders: &[&str], file: &str) -> Option<PathBuf> {
    folders.iter().map(|folder| prefix.join(folder)).find(|folder| folder.join(file).exists())
}

pub(super) fn option(name: &str, path: &Path) -> std::ffi::OsString {
    let mut text = std::ffi::OsString::from(name);
    text.push("=");
    text.push(path);
    text
}

/// Whether the server greets a new connection: its first packet is a handshake and no error.
pub(super) fn is_ready(socket: &Path) -> bool {
    const HEADER: usize = 4;
    const HANDSHAKE: u8 = 10;
    let Ok(mut stream) = UnixStream::connect(socket) else { return false };
    let mut greeting = [0; HEADER + 1];
    stream.set_read_timeout(Some(Duration::from_secs(5))).is_ok()
        && stream.read_exact(&mut greeting).is_ok()
        && greeting[HEADER] == HANDSHAKE
}
