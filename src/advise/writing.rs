//! Advised indexes as lines of the design: every other line stays as it is.

use std::collections::BTreeMap;

use super::advice::{Added, Advice, described};
use crate::design::Design;
use crate::diagnostics::Level;
use crate::language::ast::{AstNode, Line};
use crate::language::{self, Parse};
use crate::normal::rewrite::lines::{Files, statements};
use crate::text::{FileId, SourceMap};

/// A design with the advised indexes.
pub struct Written {
    pub sources: SourceMap,
    pub changed: Vec<FileId>,
    pub design: Design,
    /// What was written where: the entity, and the line.
    pub lines: Vec<(String, String)>,
    /// What has no entity in these files, or what the language cannot say.
    pub left: Vec<String>,
}

/// Writes each advised index behind the indexes of its entity, or else behind its attributes and
/// keys. `only` are the targets an index is for, where the others cannot hold it.
pub fn write(
    advice: &Advice,
    design: &Design,
    sources: &SourceMap,
    only: &dyn Fn(&Added) -> Option<String>,
) -> Written {
    let files = Files::new(sources);
    let (mut lines, mut left) = (Vec::new(), Vec::new());
    let mut insertions: BTreeMap<FileId, Vec<(usize, String)>> = BTreeMap::new();
    for added in &advice.added {
        let line = format!("index {}", described(&added.index));
        let line = match only(added) {
            Some(targets) => format!("only {targets} {{ {line} }}"),
            None => line,
        };
        match place(&files, design, sources, added) {
            Some((file, place)) => {
                lines.push((added.table.to_string(), line.clone()));
                insertions.entry(file).or_default().push((place, line));
            }
            None => left.push(format!("{} {line}", added.table)),
        }
    }
    let mut new = SourceMap::default();
    let mut changed = Vec::new();
    for (file, source) in sources.files() {
        let text = match insertions.get(&file) {
            Some(own) => inserted(&source.text, own),
            None => source.text.clone(),
        };
        let id = new.add(source.path.clone(), text.clone());
        if *text != source.text {
            changed.push(id);
        }
    }
    let parses: Vec<(FileId, Parse)> =
        new.files().map(|(file, source)| (file, language::parse(&source.text))).collect();
    let (design, findings) = language::lower(&parses, &new);
    let syntax = parses.iter().flat_map(|(file, parse)| parse.diagnostics(*file));
    for finding in syntax.chain(findings).filter(|finding| finding.level == Level::Error) {
        left.push(finding.message.clone());
    }
    Written { sources: new, changed, design, lines, left }
}

/// Where a line goes: the end of the statement it follows.
fn place(
    files: &Files,
    design: &Design,
    sources: &SourceMap,
    added: &Added,
) -> Option<(FileId, usize)> {
    let facts = design.entities.get(&added.table)?;
    let node = files.entity(facts.span)?;
    let file = facts.span.file;
    let all = statements(file, node.syntax(), &sources.get(file)?.text);
    let index = all.iter().rfind(|one| matches!(one.line, Line::Index(_)));
    let part = || {
        all.iter().rfind(|one| {
            matches!(
                one.line,
                Line::Attribute(_)
                    | Line::Include(_)
                    | Line::PrimaryKey(_)
                    | Line::Unique(_)
                    | Line::Ref(_)
                    | Line::Check(_)
                    | Line::Exclude(_)
            )
        })
    };
    Some((file, index.or_else(part)?.extent.end))
}

fn inserted(source: &str, lines: &[(usize, String)]) -> String {
    let newline = if source.contains("\r\n") { "\r\n" } else { "\n" };
    let mut lines: Vec<&(usize, String)> = lines.iter().collect();
    // Lines for one place stay in the order of the advice.
    lines.sort_by_key(|(place, _)| *place);
    let mut text = String::with_capacity(source.len() + 256);
    let mut at = 0;
    for (place, line) in lines {
        text.push_str(&source[at..*place]);
        at = *place;
        if !text.ends_with('\n') {
            text.push_str(newline);
        }
        let before = text.trim_end().rsplit('\n').next().unwrap_or_default();
        let indent: String = before.chars().take_while(|c| *c == ' ' || *c == '\t').collect();
        let indent = if indent.is_empty() { "  ".to_owned() } else { indent };
        let beside =
            before.trim_start().starts_with("index") || before.trim_start().starts_with("only");
        if !beside {
            text.push_str(newline);
        }
        text.push_str(&format!("{indent}{line}{newline}"));
    }
    text.push_str(&source[at..]);
    let spelled = language::format(source).is_ok_and(|formatted| formatted == *source);
    match language::format(&text) {
        Ok(formatted) if spelled => formatted,
        _ => text,
    }
}
