//! `advise --write`: the advised indexes become lines of the design, and nothing else changes.

use std::path::Path;

use libtest_mimic::{Failed, Trial};

use crate::tool;

const DESIGNS: [&str; 3] = [
    "tests/cases/advise/rules/postgres.sgen",
    "tests/cases/advise/rules/mysql.sgen",
    "samples/shop",
];

pub fn trials() -> Vec<Trial> {
    DESIGNS
        .into_iter()
        .map(|design| {
            Trial::test(format!("advise --write keeps all else of {design}"), move || kept(design))
        })
        .collect()
}

fn kept(design: &str) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let from = tool::repository().join(design);
    let files = match from.is_dir() {
        true => tool::find(&from, &|path| path.extension().is_some_and(|end| end == "sgen")),
        false => vec![from.clone()],
    };
    for file in &files {
        let inside = file.strip_prefix(&from).ok().filter(|path| path.iter().next().is_some());
        let name = inside.unwrap_or(Path::new("design.sgen"));
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap_or(folder.path()))?;
        std::fs::copy(file, path)?;
    }
    let before = texts(folder.path())?;
    super::run(folder.path(), &["advise", ".", "--write"])?;
    let after = texts(folder.path())?;
    if before == after {
        return Err("nothing was written".into());
    }
    for ((name, old), (_, new)) in before.iter().zip(&after) {
        let mut left = old.lines().peekable();
        for line in new.lines() {
            if left.peek() == Some(&line) {
                left.next();
            } else if !is_new(line) {
                return Err(format!("{name}: `{line}` was neither there nor is it an index").into());
            }
        }
        if let Some(lost) = left.next() {
            return Err(format!("{name}: `{lost}` was lost or moved\n{new}").into());
        }
    }
    // Written in the project's own form, and nothing is left to add.
    super::run(folder.path(), &["fmt", "--check", "."])?;
    let again = super::run(folder.path(), &["advise", ".", "--write"])?;
    if !again.contains("no index to add") || texts(folder.path())? != after {
        return Err(format!("a second run still writes:\n{again}").into());
    }
    Ok(())
}

/// An index, or the block for one server that holds some, or the space before them.
fn is_new(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line == "}" || line.starts_with("index ") || line.starts_with("only ")
}

fn texts(folder: &Path) -> Result<Vec<(String, String)>, Failed> {
    let files = tool::find(folder, &|path| path.extension().is_some_and(|end| end == "sgen"));
    files
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path)?;
            Ok((path.display().to_string(), text))
        })
        .collect()
}
