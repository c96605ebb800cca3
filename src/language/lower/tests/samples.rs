//! The samples are designs without mistakes.

use std::path::{Path, PathBuf};

use super::*;
use crate::diagnostics::Level;

/// The entity files below a folder, in a fixed order.
fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files_below(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "sgen") {
            found.push(path);
        }
    }
}

#[test]
fn every_sample_lowers_without_a_warning() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut folders: Vec<_> =
        std::fs::read_dir(&samples).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let mut seen = 0;
    let mut errors = Vec::new();
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        let (mut paths, mut sources, mut files) = (Vec::new(), SourceMap::default(), Vec::new());
        files_below(folder, &mut paths);
        for path in &paths {
            let text = std::fs::read_to_string(path).unwrap();
            let parsed = parse(&text);
            let shown = path.strip_prefix(&samples).unwrap().display().to_string();
            files.push((sources.add(shown, text), parsed));
        }
        let (design, findings) = lower(&files, &sources);
        seen += design.schema.tables.len();
        let parser = files.iter().flat_map(|(file, parsed)| parsed.diagnostics(*file));
        let bad = parser.chain(findings).filter(|finding| finding.level >= Level::Warning);
        errors.extend(bad.map(|finding| terminal(&finding, &sources, Styling::Plain)));
        for key in design.schema.atoms().keys() {
            assert!(design.spans.contains(key), "{key} was said nowhere");
        }
    }
    assert!(seen > 20, "only {seen} entities below {}", samples.display());
    assert!(errors.is_empty(), "{}", errors.join("\n\n"));
}
