//! MariaDB, from 10.6 on. It has no `--initialize`: its `mariadb-install-db`, a shell script with
//! helpers of its own, feeds SQL files to a server in bootstrap mode, which is done here without
//! the script.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::LocalError;
use super::life::Life;
use super::mysql;
use super::server::Site;

const MARIADB: [&str; 2] = ["--loose-innodb-log-file-size=8M", "--loose-feedback=OFF"];

/// The files in the order in which the script feeds them, each under its names of newer and older
/// versions. The help texts are left out.
const FILES: [[&str; 2]; 5] = [
    ["mariadb_system_tables.sql", "mysql_system_tables.sql"],
    ["mariadb_performance_tables.sql", "mysql_performance_tables.sql"],
    ["mariadb_system_tables_data.sql", "mysql_system_tables_data.sql"],
    ["maria_add_gis_sp_bootstrap.sql", "maria_add_gis_sp_bootstrap.sql"],
    ["mariadb_sys_schema.sql", "mysql_sys_schema.sql"],
];

/// Makes the system tables, and a `root` with an empty password.
pub(super) fn initialise(site: &Site, life: &Life) -> Result<(), LocalError> {
    let script = bootstrap_script(site)?;
    let path = site.folder.join("bootstrap.sql");
    let written = fs::write(&path, script).and_then(|()| File::open(&path));
    let input =
        written.map_err(|source| site.file_error("write the bootstrap script beside", source))?;

    site.make_data_folder()?;
    let mut command = mysql::common_command(site);
    command.args(MARIADB);
    command.args([
        "--bootstrap",
        "--log-warnings=0",
        "--enforce-storage-engine=",
        "--max-allowed-packet=8M",
    ]);
    command.stdin(input);
    site.run(life, command)
}

/// The command that runs the server.
pub(super) fn server(site: &Site) -> Command {
    let mut command = mysql::common_command(site);
    command.args(MARIADB);
    // Where packages are only unpacked, engines of their own are not where the server was told at its making.
    if let Some(plugins) = mysql::plugin_folder(&site.binary) {
        command.arg(mysql::option("--plugin-dir", &plugins));
    }
    mysql::serve(site, &mut command);
    command
}

fn bootstrap_script(site: &Site) -> Result<Vec<u8>, LocalError> {
    let incomplete = |missing: String| LocalError::Incomplete {
        kind: site.binary.kind,
        program: site.binary.program.clone(),
        missing,
    };
    let share = mysql::share_folder(&site.binary).ok_or_else(|| {
        incomplete("there is no `share/mysql` or `share/mariadb` folder above it".to_owned())
    })?;
    let mut script =
        b"create database if not exists mysql;\nuse mysql;\nset @auth_root_socket=null;\n".to_vec();
    for names in FILES {
        let path = find_file(&share, names)
            .ok_or_else(|| incomplete(format!("{} holds no `{}`", share.display(), names[0])))?;
        let text =
            fs::read(&path).map_err(|error| incomplete(format!("{}: {error}", path.display())))?;
        script.extend(text);
        script.push(b'\n');
    }
    // Anonymous users would only get in the way of those that a design creates.
    script.extend(b"delete from mysql.global_priv where User='';\n");
    Ok(script)
}

fn find_file(share: &Path, names: [&str; 2]) -> Option<PathBuf> {
    names.iter().map(|name| share.join(name)).find(|path| path.is_file())
}
