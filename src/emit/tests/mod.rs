//! What is written, in which order, and whether servers take it and hold just that.

mod order;
mod servers;
mod text;

use crate::diagnostics::{Diagnostic, Level};
use crate::dialect::{Dialect, Dialects, Version};
use crate::emit::{Statement, emit, script};
use crate::language;
use crate::physical::{Physical, PhysicalOptions, physical};
use crate::text::SourceMap;

/// A design as a server will hold it.
fn held(text: &str, dialect: Dialect<'_>) -> Physical {
    let mut sources = SourceMap::default();
    let file = sources.add("test.sgen", text);
    let parse = language::parse(text);
    let (design, mistakes) = language::lower(&[(file, parse)], &sources);
    let options = PhysicalOptions { as_of: "2026-11-20".parse().unwrap() };
    let (physical, findings) = physical(&design, dialect, &options);
    let is_error = |finding: &&Diagnostic| finding.level == Level::Error;
    let errors: Vec<_> = mistakes.iter().chain(&findings).filter(is_error).collect();
    assert!(errors.is_empty(), "the test's own design is wrong: {errors:#?}");
    physical
}

/// Its statements on `mysql 8.4`, say.
fn statements(text: &str, target: &str) -> Vec<Statement> {
    let dialects = Dialects::builtin().unwrap();
    let dialect = at(&dialects, target);
    emit(&held(text, dialect).schema, dialect).unwrap()
}

/// Its script, without the first line.
fn written(text: &str, target: &str) -> String {
    let dialects = Dialects::builtin().unwrap();
    let script = script(&statements(text, target), at(&dialects, target));
    script.split_once('\n').unwrap().1.trim_start().to_owned()
}

fn at<'d>(dialects: &'d Dialects, target: &str) -> Dialect<'d> {
    let (name, version) = target.split_once(' ').unwrap();
    dialects.at(name, Some(version.parse::<Version>().unwrap())).unwrap()
}
