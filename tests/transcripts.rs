//! `transcript.txt`: a command line after `$ `, then its exit code and what it printed.

use std::fmt::Write;
use std::path::Path;

use libtest_mimic::{Failed, Trial};

use crate::tool;

pub fn trials() -> Vec<Trial> {
    let cases = tool::repository().join("tests/cases");
    tool::find(&cases, &|path| path.file_name().is_some_and(|name| name == "transcript.txt"))
        .into_iter()
        .map(|path| {
            let folder = path.parent().unwrap_or(&cases).to_owned();
            let name = folder.strip_prefix(&cases).unwrap_or(&folder).display().to_string();
            Trial::test(format!("transcript {name}"), move || check(&folder, &path))
        })
        .collect()
}

fn check(folder: &Path, path: &Path) -> Result<(), Failed> {
    let expected = std::fs::read_to_string(path)?;
    let mut actual = String::new();
    // What stands above the first command says what the case is about.
    for line in expected.lines().take_while(|line| !line.starts_with("$ ")) {
        let _ = writeln!(actual, "{line}");
    }
    for line in expected.lines() {
        let Some(command) = line.strip_prefix("$ schemagen ") else { continue };
        let words: Vec<&str> = command.split_whitespace().collect();
        let output = tool::run(folder, &words);
        let _ = writeln!(actual, "$ schemagen {command}");
        let _ = writeln!(actual, "exit {}", output.status.code().unwrap_or(-1));
        for (name, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
            if !bytes.is_empty() {
                let _ = writeln!(
                    actual,
                    "--- {name}\n{}",
                    without_versions(tool::text(bytes).trim_end())
                );
            }
        }
        actual.push('\n');
    }
    let actual = format!("{}\n", actual.trim_end());
    if actual == expected {
        return Ok(());
    }
    if tool::blessing() {
        std::fs::write(path, actual)?;
        return Ok(());
    }
    let difference = similar::TextDiff::from_lines(&expected, &actual);
    Err(format!(
        "{}\n(SCHEMAGEN_BLESS=1 accepts)",
        difference.unified_diff().header("expected", "actual")
    )
    .into())
}

/// Installed servers are as new as their packages: what they are called must not depend on the day. A design's own target
/// has two numbers, and stays.
fn without_versions(text: &str) -> String {
    let mut text = text.to_owned();
    for (title, numbers) in [
        ("local PostgreSQL ", 1),
        ("local MySQL ", 1),
        ("local MariaDB ", 1),
        (" for MySQL ", 3),
        (" for MariaDB ", 3),
    ] {
        let masked = |piece: &str| {
            let rest = piece.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
            let version = &piece[..piece.len() - rest.len()];
            match version.split('.').count() >= numbers {
                true => format!("{title}…{rest}"),
                false => format!("{title}{piece}"),
            }
        };
        let mut pieces = text.split(title);
        let start = pieces.next().unwrap_or_default().to_owned();
        text = start + &pieces.map(masked).collect::<String>();
    }
    text
}
