//! What is written reads back as an equal database, on every server, for everything it has.

mod names;
mod round;
mod text;

use crate::diagnostics::{Diagnostic, Level};
use crate::dialect::Dialect;
use crate::language;
use crate::physical::{Physical, PhysicalOptions, physical};
use crate::text::SourceMap;

/// The design as the server will hold it; a design with errors fails the test.
#[track_caller]
fn held(text: &str, dialect: Dialect<'_>) -> Physical {
    let mut sources = SourceMap::default();
    let file = sources.add("written.sgen", text);
    let parse = language::parse(text);
    assert!(parse.errors.is_empty(), "{:#?}\n{text}", parse.errors);
    let (design, mistakes) = language::lower(&[(file, parse)], &sources);
    let options = PhysicalOptions { as_of: "2026-11-20".parse().unwrap() };
    let (physical, findings) = physical(&design, dialect, &options);
    let is_error = |finding: &&Diagnostic| finding.level == Level::Error;
    let errors: Vec<_> = mistakes.iter().chain(&findings).filter(is_error).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{text}");
    physical
}
