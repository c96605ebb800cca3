//! Where server binaries are, which versions they have, and which one is meant.
//!
//! The environment variable of a kind, when set, is the only place searched; else `PATH` and the
//! folders where systems put servers. A file of the right name proves nothing: each is asked for
//! its `--version`, with a deadline and without root rights, and those that do not answer properly
//! are named in the error when nothing else is found.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::account::Account;
use super::version::Version;
use super::{LocalError, ServerKind, process};

/// How long a program may take to print its version: a cold disk is slow, a wrong program may never
/// end.
const VERSION_DEADLINE: Duration = Duration::from_secs(10);

/// A server program that said its version.
#[derive(Clone, Debug)]
pub(super) struct Binary {
    pub(super) kind: ServerKind,
    pub(super) program: PathBuf,
    pub(super) version: Version,
    pub(super) modified: SystemTime,
}

impl Binary {
    /// The folder that holds the program.
    pub(super) fn folder(&self) -> &Path {
        self.program.parent().unwrap_or(Path::new("/"))
    }
}

/// The best installed binary: of the version `asked`, else of the highest.
pub(super) fn find(
    kind: ServerKind,
    asked: Option<&str>,
    account: Option<&Account>,
    places: &Places,
) -> Result<Binary, LocalError> {
    let asked = asked.map(|text| parse_asked(kind, text)).transpose()?;
    let (found, rejected) = candidates(kind, account, places);
    if found.is_empty() {
        let rejected = rejected.iter().map(|line| format!("\n  not usable: {line}")).collect();
        return Err(LocalError::NotFound { kind, looked: places.describe(kind), rejected });
    }
    pick(kind, found, asked.as_ref())
}

fn parse_asked(kind: ServerKind, text: &str) -> Result<Version, LocalError> {
    let example = match kind {
        ServerKind::Postgres => "15",
        ServerKind::MySql => "9",
        ServerKind::MariaDb => "10.11",
    };
    Version::parse(text).ok_or_else(|| LocalError::InvalidVersion {
        kind,
        asked: text.to_owned(),
        example,
    })
}

/// The highest version, or the highest among those that `asked` names. Of equal ones the first
/// found wins.
fn pick(
    kind: ServerKind,
    found: Vec<Binary>,
    asked: Option<&Version>,
) -> Result<Binary, LocalError> {
    let mut all: Vec<String> = found
        .iter()
        .map(|binary| format!("{} ({})", binary.version, binary.program.display()))
        .collect();
    let fits = |binary: &Binary| asked.is_none_or(|asked| binary.version.is_a(asked));
    let best =
        found.into_iter().filter(fits).rev().max_by(|one, other| one.version.cmp(&other.version));
    best.ok_or_else(|| {
        all.sort();
        let asked = asked.map(Version::to_string).unwrap_or_default();
        LocalError::VersionNotFound { kind, asked, found: all.join(", ") }
    })
}

/// All usable binaries, and a line on each file that looks like one and is not.
fn candidates(
    kind: ServerKind,
    account: Option<&Account>,
    places: &Places,
) -> (Vec<Binary>, Vec<String>) {
    let mut found = Vec::new();
    let mut rejected = Vec::new();
    let mut seen = Vec::new();
    for folder in places.folders(kind) {
        let Some(program) =
            kind.programs().iter().map(|name| folder.join(name)).find(|path| path.is_file())
        else {
            continue;
        };
        // Distributions link the same program into several folders.
        let Ok(program) = program.canonicalize() else { continue };
        if seen.contains(&program) {
            continue;
        }
        seen.push(program.clone());
        match examine(kind, &program, account) {
            Ok((version, modified)) => found.push(Binary { kind, program, version, modified }),
            Err(reason) => rejected.push(format!("{}: {reason}", program.display())),
        }
    }
    (found, rejected)
}

fn examine(
    kind: ServerKind,
    program: &Path,
    account: Option<&Account>,
) -> Result<(Version, SystemTime), String> {
    if kind == ServerKind::Postgres && !program.with_file_name("initdb").is_file() {
        return Err("there is no `initdb` beside it".to_owned());
    }
    let mut command = process::command(program, account, Path::new("/"));
    command.arg("--version");
    let banner =
        process::output_within(command, VERSION_DEADLINE).map_err(|reason| match account {
            Some(account) => format!(
                "{reason} (run as user {}, since schemagen was started by root)",
                account.name
            ),
            None => reason,
        })?;
    let version = Version::parse_banner(&banner).ok_or_else(|| {
        let first = banner.lines().next().unwrap_or_default();
        format!(
            "`--version` printed no version but `{}`",
            first.chars().take(120).collect::<String>()
        )
    })?;
    match (kind, banner.contains("MariaDB"), banner.contains("(PostgreSQL)")) {
        (ServerKind::Postgres, false, true)
        | (ServerKind::MySql, false, false)
        | (ServerKind::MariaDb, true, false) => {}
        (_, true, _) => return Err(format!("it is MariaDB {version}")),
        (_, _, true) => return Err(format!("it is PostgreSQL {version}")),
        _ => return Err(format!("it is not {}", kind.title())),
    }
    let modified = fs::metadata(program)
        .and_then(|data| data.modified())
        .map_err(|error| error.to_string())?;
    Ok((version, modified))
}

/// Where to look.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    /// The value of the variable of the kind.
    pub(super) variable: Option<OsString>,
    /// The value of `PATH`.
    pub(super) path: Option<OsString>,
    /// The folders where systems put servers; a `*` part stands for any name.
    pub(super) usual: &'static [&'static str],
}

impl Places {
    /// What the environment of this process says.
    pub(super) fn of_this_machine(kind: ServerKind) -> Places {
        let variable = env::var_os(kind.variable()).filter(|value| !value.is_empty());
        let usual: &[&str] = match kind {
            ServerKind::Postgres => &[
                "/usr/lib/postgresql/*/bin",
                "/usr/pgsql-*/bin",
                "/usr/local/pgsql/bin",
                "/usr/local/bin",
                "/usr/local/opt/postgresql@*/bin",
                "/opt/homebrew/opt/postgresql@*/bin",
            ],
            ServerKind::MySql | ServerKind::MariaDb => &[
                "/usr/sbin",
                "/usr/local/sbin",
                "/usr/libexec",
                "/usr/bin",
                "/usr/local/bin",
                "/usr/local/mysql/bin",
                "/opt/homebrew/bin",
                "/opt/homebrew/opt/mysql@*/bin",
                "/opt/homebrew/opt/mariadb@*/bin",
            ],
        };
        Places { variable, path: env::var_os("PATH"), usual }
    }

    fn folders(&self, kind: ServerKind) -> Vec<PathBuf> {
        if let Some(variable) = &self.variable {
            let folder = |path: PathBuf| {
                // The program itself in place of its folder is an understandable mistake.
                let names_program = path
                    .file_name()
                    .is_some_and(|name| kind.programs().iter().any(|one| name == *one));
                if names_program && path.is_file() { path.with_file_name("") } else { path }
            };
            return env::split_paths(variable).map(folder).collect();
        }
        let path = self.path.iter().flat_map(env::split_paths);
        path.chain(self.usual.iter().flat_map(|pattern| expand(pattern))).collect()
    }

    fn describe(&self, kind: ServerKind) -> String {
        match &self.variable {
            Some(variable) => format!("{}={}", kind.variable(), variable.to_string_lossy()),
            None => format!("PATH, {} ({} is not set)", self.usual.join(", "), kind.variable()),
        }
    }
}

/// The folders that a pattern with at most one `*` stands for, in a stable order.
fn expand(pattern: &str) -> Vec<PathBuf> {
    let Some((front, rest)) = pattern.split_once('*') else { return vec![PathBuf::from(pattern)] };
    let (parent, prefix) = front.rsplit_once('/').unwrap_or((".", front));
    let Ok(entries) = fs::read_dir(parent) else { return Vec::new() };
    let starts = |name: &OsStr| name.to_string_lossy().starts_with(prefix);
    let mut folders: Vec<PathBuf> = entries
        .flatten()
        .filter(|entry| starts(&entry.file_name()))
        .map(|entry| entry.path().join(rest.trim_start_matches('/')))
        .collect();
    folders.sort();
    folders
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn binary(version: &str) -> Binary {
        Binary {
            kind: ServerKind::Postgres,
            program: PathBuf::from(format!("/pg/{version}/postgres")),
            version: Version::parse(version).unwrap(),
            modified: SystemTime::UNIX_EPOCH,
        }
    }

    fn picked(asked: Option<&str>) -> Result<String, String> {
        let found = ["13.23", "18.4", "15.3", "15.18"].map(binary).to_vec();
        let asked = asked.map(|text| parse_asked(ServerKind::Postgres, text).unwrap());
        pick(ServerKind::Postgres, found, asked.as_ref())
            .map(|binary| binary.version.to_string())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_highest_or_the_asked_version_is_picked() {
        assert_eq!(picked(None).unwrap(), "18.4");
        assert_eq!(picked(Some("15")).unwrap(), "15.18");
        assert_eq!(picked(Some("15.3")).unwrap(), "15.3");
        assert_eq!(
            picked(Some("14")).unwrap_err(),
            "no PostgreSQL 14 is installed, only 13.23 (/pg/13.23/postgres), 15.18 (/pg/15.18/postgres), 15.3 \
             (/pg/15.3/postgres), 18.4 (/pg/18.4/postgres)\nhelp: ask for one of these, or: install it (Debian package \
             `postgresql`), or set SCHEMAGEN_PG_BIN to the folder that holds `postgres` and `initdb`"
        );
    }

    #[test]
    fn nothing_found_says_where_it_looked() {
        let places = Places { usual: &["/nowhere/a", "/nowhere/b-*/c"], ..Places::default() };
        let error = find(ServerKind::MySql, None, None, &places).unwrap_err();
        assert_eq!(
            error.to_string(),
            "no MySQL server is installed: looked for `mysqld` in PATH, /nowhere/a, /nowhere/b-*/c \
             (SCHEMAGEN_MYSQL_BIN is not set)\nhelp: install it (package `mysql-server`), or set SCHEMAGEN_MYSQL_BIN to \
             the folder that holds `mysqld`"
        );
    }

    #[test]
    fn the_variable_is_the_only_place_and_impostors_are_named() {
        let folder = tempfile::tempdir_in("/tmp").unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let program = folder.path().join("mysqld");
        fs::write(&program, "#!/bin/sh\necho 'mysqld  Ver 10.11.2-MariaDB'\n").unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let places = Places { variable: Some(folder.path().into()), ..Places::default() };

        let error = find(ServerKind::MySql, None, None, &places).unwrap_err().to_string();
        assert!(
            error.contains(&format!("SCHEMAGEN_MYSQL_BIN={}", folder.path().display())),
            "{error}"
        );
        assert!(
            error.contains(&format!(
                "\n  not usable: {}: it is MariaDB 10.11.2\n",
                program.display()
            )),
            "{error}"
        );

        let mariadb = find(ServerKind::MariaDb, Some("10"), None, &places).unwrap();
        assert_eq!(mariadb.version.to_string(), "10.11.2");
    }

    #[test]
    fn an_asked_version_must_be_numbers() {
        let error =
            find(ServerKind::MariaDb, Some("latest"), None, &Places::default()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`latest` in `local:mariadb@latest` is not a version\nhelp: write numbers such as `local:mariadb@10.11`"
        );
    }
}
