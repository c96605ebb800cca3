use std::io::{IsTerminal, Write};
use std::path::Path;

use super::args::{ColorChoice, Common};
use super::failure::Failure;
use crate::diagnostics::render::{self, Styling};
use crate::diagnostics::{Diagnostic, Level};
use crate::text::SourceMap;

/// The two streams, and how much goes to them.
pub struct Output {
    pub out: Styling,
    pub err: Styling,
    pub quiet: bool,
    pub verbose: u8,
}

impl Output {
    pub fn new(common: &Common) -> Output {
        let styling = |terminal: bool| match common.color {
            ColorChoice::Always => Styling::Coloured,
            ColorChoice::Never => Styling::Plain,
            // NO_COLOR counts when it is set to anything but the empty string (no-color.org).
            ColorChoice::Auto => {
                let forbidden = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
                let forced = std::env::var_os("CLICOLOR_FORCE")
                    .is_some_and(|value| value != "0" && !value.is_empty());
                let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
                if !forbidden && (forced || terminal && !dumb) {
                    Styling::Coloured
                } else {
                    Styling::Plain
                }
            }
        };
        Output {
            out: styling(std::io::stdout().is_terminal()),
            err: styling(std::io::stderr().is_terminal()),
            quiet: common.quiet,
            verbose: common.verbose,
        }
    }

    /// Writes a result to stdout.
    pub fn result(&self, text: &str) -> Result<(), Failure> {
        let mut stdout = std::io::stdout().lock();
        match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
            // `schemagen … | head` is no failure.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            Err(source) => Err(Failure::Write { place: "to stdout".to_owned(), source }),
            Ok(()) => Ok(()),
        }
    }

    /// Writes a result to the file, whole or not at all, or to stdout without one.
    pub fn result_to(&self, file: Option<&Path>, text: &str) -> Result<(), Failure> {
        match file {
            Some(path) => write_file(path, text),
            None => self.result(text),
        }
    }

    /// Something for the person who waits; silent with `--quiet`.
    pub fn say(&self, text: &str) {
        if !self.quiet {
            eprintln!("{text}");
        }
    }

    /// Findings on stderr, worst last so that they stay in sight.
    pub fn findings(&self, findings: &[Diagnostic], sources: &SourceMap) {
        for finding in findings {
            if self.quiet && finding.level < Level::Error {
                continue;
            }
            eprintln!("{}\n", render::terminal(finding, sources, self.err));
        }
    }

    pub fn failure(&self, failure: &Failure) {
        let (red, bold, off) = match self.err {
            Styling::Coloured => ("\u{1b}[1;31m", "\u{1b}[1m", "\u{1b}[0m"),
            Styling::Plain => ("", "", ""),
        };
        eprintln!("{red}error{off}{bold}:{off} {failure}");
    }
}

/// Writes beside the target and renames, so that no half file is ever seen.
pub fn write_file(path: &Path, text: &str) -> Result<(), Failure> {
    let failure =
        |source: std::io::Error| Failure::Write { place: format!("`{}`", path.display()), source };
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failure)?;
    file.write_all(text.as_bytes()).map_err(failure)?;
    // A new file gets the rights it would have had without the detour; an old one keeps its own.
    set_permissions(&file, path).map_err(failure)?;
    file.as_file().sync_all().map_err(failure)?;
    file.persist(path).map_err(|error| failure(error.error))?;
    Ok(())
}

#[cfg(unix)]
fn set_permissions(file: &tempfile::NamedTempFile, target: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode =
        std::fs::metadata(target).map_or(0o644, |metadata| metadata.permissions().mode() & 0o777);
    file.as_file().set_permissions(std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_permissions(_: &tempfile::NamedTempFile, _: &Path) -> std::io::Result<()> {
    Ok(())
}
