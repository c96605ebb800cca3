use std::io::{IsTerminal, Write};
use std::path::Path;

use super::args::{ColorChoice, Common};
use super::failure::Failure;
use crate::diagnostics::render::{self, Styling};
use crate::diagnostics::{Diagnostic, Level};
use crate::emit::File;
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

    /// A line for programs, whatever else is silent.
    pub fn log(&self, text: &str) {
        eprintln!("{text}");
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

/// Writes beside the target and renames, so that no half file is ever seen. A link is followed; what is
/// no file (`/dev/null`, a pipe) is written to as it stands, for a rename would put a file in its place.
pub fn write_file(path: &Path, text: &str) -> Result<(), Failure> {
    write_bytes(path, text.as_bytes())
}

/// Writes files into a folder, which is made if it is not there.
pub fn write_files(folder: &Path, files: &[File]) -> Result<(), Failure> {
    let place = format!("`{}`", folder.display());
    std::fs::create_dir_all(folder).map_err(|source| Failure::Write { place, source })?;
    files.iter().try_for_each(|file| write_file(&folder.join(&file.name), &file.text))
}

/// As [`write_file`], of what is no text.
pub fn write_bytes(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let place = format!("`{}`", path.display());
    let failure = |source: std::io::Error| Failure::Write { place: place.clone(), source };
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if std::fs::metadata(&target).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
        return std::fs::write(&target, bytes).map_err(failure);
    }
    let path = target.as_path();
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failure)?;
    file.write_all(bytes).map_err(failure)?;
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

#[cfg(all(test, unix))]
mod tests {
    use std::io::Read;
    use std::os::unix::fs::{FileTypeExt, symlink};

    use super::write_file;

    #[test]
    fn links_stay_links_and_pipes_stay_pipes() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        std::fs::write(&file, "before").unwrap();
        symlink(&file, &link).unwrap();
        write_file(&link, "after").unwrap();
        assert!(link.is_symlink());
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "after");

        let pipe = folder.path().join("pipe");
        let name = std::ffi::CString::new(pipe.to_str().unwrap()).unwrap();
        // SAFETY: the name ends with a zero.
        assert_eq!(unsafe { libc::mkfifo(name.as_ptr(), 0o600) }, 0);
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || {
                let mut text = String::new();
                std::fs::File::open(pipe).unwrap().read_to_string(&mut text).unwrap();
                text
            }
        });
        write_file(&pipe, "through").unwrap();
        assert_eq!(reader.join().unwrap(), "through");
        assert!(std::fs::metadata(&pipe).unwrap().file_type().is_fifo());
    }
}
