//! Running the binary, and finding things in the repository.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The binary under test, with nothing of the caller's environment that could change its answers.
pub fn schemagen(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_schemagen"));
    command.current_dir(folder);
    for name in ["SCHEMAGEN_CONFIG", "SCHEMAGEN_DIALECTS", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    // Partitions that follow the calendar must not follow the day of the test.
    command.env("SCHEMAGEN_AS_OF", "2026-01-15").env("NO_COLOR", "1");
    command.stdin(std::process::Stdio::null());
    command
}

pub fn run(folder: &Path, arguments: &[&str]) -> Output {
    schemagen(folder).args(arguments).output().expect("the binary was built by cargo")
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// All files with this name below a folder, in path order.
pub fn find(folder: &Path, matches: &dyn Fn(&Path) -> bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if matches(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

pub fn blessing() -> bool {
    std::env::var_os("SCHEMAGEN_BLESS").is_some_and(|value| value == "1")
}
