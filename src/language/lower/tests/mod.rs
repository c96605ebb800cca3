//! Cases: a source, and what lowering makes of it or says about it.

mod complete;
mod draft;
mod mistakes;
mod robust;
mod samples;

use crate::design::Design;
use crate::diagnostics::render::{Styling, terminal};
use crate::language::{lower, parse};
use crate::text::{FileId, SourceMap};

/// Lowers sources as `a.sgen`, `b.sgen`, …, which must follow the grammar.
fn lowered(texts: &[&str]) -> (Design, Vec<String>) {
    let mut sources = SourceMap::default();
    let mut files: Vec<(FileId, _)> = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        let name = char::from(b'a' + index as u8);
        let parsed = parse(text);
        let errors: Vec<_> = parsed.errors.iter().map(|error| &error.message).collect();
        assert!(errors.is_empty(), "{errors:?} in\n{text}");
        files.push((sources.add(format!("{name}.sgen"), *text), parsed));
    }
    let (design, findings) = lower(&files, &sources);
    let shown =
        findings.iter().map(|finding| terminal(finding, &sources, Styling::Plain)).collect();
    (design, shown)
}

/// The design of a source without mistakes.
fn design(text: &str) -> Design {
    let (design, findings) = lowered(&[text]);
    assert!(findings.is_empty(), "{}", findings.join("\n\n"));
    design
}
