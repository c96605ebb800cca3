use std::collections::BTreeMap;
use std::fmt::Write;

use sha2::{Digest, Sha256};

/// The list's file, in the folder of migrations.
pub const CHECKSUMS: &str = "checksums";

/// What tells git that lines of the list never contradict each other.
pub const ATTRIBUTES: &str = "checksums merge=union\n";

/// The files of a folder of migrations and what they held when they were written.
///
/// Each line stands for itself: no line depends on another, as it would in a chain, so that branches
/// which both add migrations both stay true after a merge.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checksums {
    /// By path inside of the folder.
    lines: BTreeMap<String, Vec<String>>,
}

/// A file that is not what the list says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mismatch {
    Changed(String),
    /// In the list, and not there.
    Missing(String),
    /// There, and not in the list.
    Unlisted(String),
}

impl std::fmt::Display for Mismatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Mismatch::Changed(path) => write!(f, "`{path}` was changed since it was made"),
            Mismatch::Missing(path) => write!(f, "`{path}` is missing"),
            Mismatch::Unlisted(path) => write!(f, "`{path}` is not in the list of checksums"),
        }
    }
}

/// The checksum of a file's text; how lines end is no difference.
pub fn checksum(text: &str) -> String {
    let mut sum = Summing::default();
    sum.0.update(text.replace("\r\n", "\n").as_bytes());
    sum.finish()
}

/// A checksum of what is written into it, which is kept nowhere.
#[derive(Default)]
pub struct Summing(Sha256);

impl Summing {
    pub fn finish(self) -> String {
        self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Write for Summing {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}

impl Checksums {
    /// Reads the list; lines that are none are left out, as what a merge marks conflicts with.
    pub fn parse(text: &str) -> Checksums {
        let mut lines: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for line in text.lines() {
            if let Some((sum, path)) = line.split_once("  ")
                && sum.len() == 64
            {
                lines.entry(path.trim().to_owned()).or_default().push(sum.to_owned());
            }
        }
        Checksums { lines }
    }

    pub fn set(&mut self, path: &str, text: &str) {
        self.lines.insert(path.to_owned(), vec![checksum(text)]);
    }

    pub fn remove(&mut self, folder: &str) {
        let prefix = format!("{folder}/");
        self.lines.retain(|path, _| !path.starts_with(&prefix));
    }

    /// What differs between the list and the files, by path. After a merge a file may have two lines:
    /// one of them has to be true.
    pub fn compare(&self, files: &BTreeMap<String, String>) -> Vec<Mismatch> {
        let mut found = Vec::new();
        for (path, sums) in &self.lines {
            match files.get(path) {
                None => found.push(Mismatch::Missing(path.clone())),
                Some(text) if !sums.contains(&checksum(text)) => {
                    found.push(Mismatch::Changed(path.clone()));
                }
                Some(_) => {}
            }
        }
        let unlisted = files.keys().filter(|path| !self.lines.contains_key(*path));
        found.extend(unlisted.map(|path| Mismatch::Unlisted(path.clone())));
        found
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    pub fn text(&self) -> String {
        let mut text = String::new();
        for (path, sums) in &self.lines {
            for sum in sums {
                let _ = writeln!(text, "{sum}  {path}");
            }
        }
        text
    }
}
