//! Designs as people write them, and what becomes of them on each server.

mod expressions;
mod indexes;
mod keys;
mod names;
mod objects;
mod partitions;
mod types;

use super::{Physical, PhysicalOptions, physical};
use crate::diagnostics::Level;
use crate::dialect::{Dialects, Version};
use crate::language;
use crate::schema::{QualifiedName, Table};
use crate::text::SourceMap;

/// A design on a server, and the findings as `CODE LINE: MESSAGE`.
struct Held {
    physical: Physical,
    findings: Vec<String>,
}

/// `target` is a dialect and a version: `mysql 8.4`.
fn held(text: &str, target: &str) -> Held {
    let mut sources = SourceMap::default();
    let file = sources.add("test.sgen", text);
    let parse = language::parse(text);
    let (design, mistakes) = language::lower(&[(file, parse)], &sources);
    let errors: Vec<_> = mistakes.iter().filter(|finding| finding.level == Level::Error).collect();
    assert!(errors.is_empty(), "the test's own design is wrong: {errors:?}");
    let dialects = Dialects::builtin().unwrap();
    let (name, version) = target.split_once(' ').unwrap();
    let dialect = dialects.at(name, Some(version.parse::<Version>().unwrap())).unwrap();
    let options = PhysicalOptions { as_of: "2026-11-20".parse().unwrap() };
    let (physical, findings) = physical(&design, dialect, &options);
    let findings = findings
        .into_iter()
        .map(|finding| {
            let place = finding.span().and_then(|span| sources.locate(span));
            let line = place.map_or("-".to_owned(), |(_, position)| position.line.to_string());
            format!("{} {line}: {}", finding.rule.code, finding.message)
        })
        .collect();
    Held { physical, findings }
}

impl Held {
    fn table(&self, name: &str) -> &Table {
        self.physical.schema.table(&QualifiedName::bare(name)).unwrap()
    }

    #[track_caller]
    fn finds(&self, expected: &[&str]) {
        assert_eq!(self.findings, expected);
    }

    /// The findings, those that only inform left out.
    #[track_caller]
    fn objects(&self, expected: &[&str]) {
        let quiet = ["SG3002", "SG3011", "SG3012", "SG3021", "SG3056", "SG3062"];
        let loud = self
            .findings
            .iter()
            .filter(|finding| !quiet.iter().any(|code| finding.starts_with(code)));
        assert_eq!(loud.collect::<Vec<_>>(), expected);
    }
}

fn names<'a>(names: impl Iterator<Item = &'a Option<String>>) -> Vec<&'a str> {
    names.map(|name| name.as_deref().unwrap_or("(none)")).collect()
}
