//! What can go wrong with a throwaway server. Every message says what, why and what to do.

use std::io;
use std::path::PathBuf;

use super::ServerKind;

/// Why a throwaway server could not be had.
#[derive(Debug, thiserror::Error)]
pub enum LocalError {
    /// No usable binary at all.
    #[error(
        "no {title} server is installed: looked for `{program}` in {looked}{rejected}\nhelp: {advice}",
        title = kind.title(),
        program = kind.programs()[0],
        advice = kind.advice()
    )]
    NotFound {
        kind: ServerKind,
        /// The places, in words.
        looked: String,
        /// What was there and is not usable, each on a line of its own, or nothing.
        rejected: String,
    },

    /// There are servers, but none of the version that was asked for.
    #[error(
        "no {title} {asked} is installed, only {found}\nhelp: ask for one of these, or: {advice}",
        title = kind.title(),
        advice = kind.advice()
    )]
    VersionNotFound { kind: ServerKind, asked: String, found: String },

    /// The text behind the `@` is no version.
    #[error(
        "`{asked}` in `local:{kind}@{asked}` is not a version\nhelp: write numbers such as `local:{kind}@{example}`"
    )]
    InvalidVersion { kind: ServerKind, asked: String, example: &'static str },

    /// Started by root, and there is no other user to run the server as.
    #[error(
        "cannot run {title} as root, and found no user to run it as: none of {tried} is in /etc/passwd\nhelp: run \
         schemagen as an ordinary user",
        title = kind.title()
    )]
    NoAccount { kind: ServerKind, tried: String },

    /// The file system refused something.
    #[error("cannot {action} {}: {source}\nhelp: {help}", path.display())]
    File { action: &'static str, path: PathBuf, help: &'static str, source: io::Error },

    /// A file that belongs to the server's installation is missing.
    #[error(
        "the {title} installation of {} is incomplete: {missing}\nhelp: {advice}",
        program.display(),
        title = kind.title(),
        advice = kind.advice()
    )]
    Incomplete { kind: ServerKind, program: PathBuf, missing: String },

    /// The data folder could not be initialised, or the server did not come up.
    #[error("{server} failed to {stage}: {reason}{log}\nhelp: {help}", help = failure_help(*kind, log))]
    Failed {
        kind: ServerKind,
        /// Its name, version and program.
        server: String,
        /// "initialise its data folder" or "start".
        stage: &'static str,
        reason: String,
        /// The end of the server's own log, indented, with a line break in front, or nothing.
        log: String,
    },

    /// Ctrl-C arrived while the server was starting.
    #[error("interrupted while {} was starting", kind.title())]
    Interrupted { kind: ServerKind },

    /// Not a unix system.
    #[error(
        "local:{kind} is not supported on this system: throwaway servers need unix sockets\nhelp: use the embedded \
         engine, or the URL of a server"
    )]
    Unsupported { kind: ServerKind },
}

impl LocalError {
    /// Whether a start from a template may have failed because of the template, so that a start
    /// without it may work.
    #[cfg(unix)]
    pub(super) fn may_come_from_template(&self) -> bool {
        match self {
            LocalError::Failed { log, .. } => !tells_of_full_disk(log),
            LocalError::File { source, .. } => source.kind() != io::ErrorKind::StorageFull,
            _ => false,
        }
    }
}

/// What to do when the temporary folder is full.
pub(super) const FREE_SPACE: &str =
    "free some space in the temporary folder, or set TMPDIR to another one";

fn failure_help(kind: ServerKind, log: &str) -> String {
    if tells_of_full_disk(log) {
        FREE_SPACE.to_owned()
    } else {
        format!("try another version with `local:{kind}@VERSION`, or another engine")
    }
}

/// The usual failure on a machine that has worked before; each server has its own words for it.
fn tells_of_full_disk(log: &str) -> bool {
    let words = ["No space left", "free disk space", "out of disk space"];
    words.iter().any(|words| log.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(log: &str) -> String {
        let kind = ServerKind::MySql;
        let server = "MySQL 9.7.4 (/usr/sbin/mysqld)".to_owned();
        let reason = "it ended with exit status: 1".to_owned();
        LocalError::Failed { kind, server, stage: "start", reason, log: log.to_owned() }.to_string()
    }

    #[test]
    fn a_failure_quotes_the_log_and_names_a_full_disk() {
        assert_eq!(
            failed("\n  | Unknown option"),
            "MySQL 9.7.4 (/usr/sbin/mysqld) failed to start: it ended with exit status: 1\n  | Unknown \
             option\nhelp: try another version with `local:mysql@VERSION`, or another engine"
        );
        let full = failed("\n  | Error number 28 means 'No space left on device'");
        assert!(
            full.ends_with(
                "\nhelp: free some space in the temporary folder, or set TMPDIR to another one"
            ),
            "{full}"
        );
    }
}
