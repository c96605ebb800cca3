//! The new text of the files.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Form;
use super::error::RewriteError;
use super::lines::{Files, Statement, statements, without};
use super::plan::{NewEntity, Plan};
use crate::language;
use crate::language::ast::{self, AstNode, Line};
use crate::normal::relation::EntityRelation;
use crate::normal::report::Report;
use crate::normal::usage::position;
use crate::normal::words::listed;
use crate::sql::identifiers;
use crate::text::{FileId, SourceMap};
use crate::theory::AttributeSet;

pub struct Written {
    pub texts: BTreeMap<FileId, String>,
    pub notes: Vec<String>,
}

/// What becomes of a statement.
pub(super) enum Fate {
    Stays,
    /// Goes into the part, as it stands.
    Moves(usize),
    /// Another text takes its place.
    Becomes(String),
    Goes,
}

pub fn write(
    files: &Files,
    sources: &SourceMap,
    report: &Report<'_>,
    plan: &Plan,
) -> Result<Written, RewriteError> {
    let no_text = || RewriteError::NoText { entity: report.entity.name().to_string() };
    let facts = report.entity.facts.ok_or_else(no_text)?;
    let node = files.entity(facts.span).ok_or_else(no_text)?;
    let file = facts.span.file;
    let source = &sources.get(file).ok_or_else(no_text)?.text;
    let mut writer = Writer {
        files,
        sources,
        entity: &report.entity,
        plan,
        moved_lines: vec![Vec::new(); plan.parts.len()],
        attributes: BTreeMap::new(),
        notes: Vec::new(),
    };
    let mut edits = writer.body(&statements(file, node.syntax(), source), source)?;
    let end = facts.body.end as usize;
    let indent = indent_at(source, facts.body.start as usize);
    let new: String = (0..plan.parts.len())
        .map(|index| format!("\n\n{}", writer.new_entity(&node, index, &indent)))
        .collect();
    edits.push((end..end, new));
    let text = applied(source, edits);
    let spelled = language::format(source).is_ok_and(|formatted| formatted == *source);
    let text = match language::format(&text) {
        Ok(formatted) if spelled => formatted,
        _ => text,
    };
    let notes = writer.notes;
    Ok(Written { texts: BTreeMap::from([(file, text)]), notes })
}

type TextEdit = (Range<usize>, String);

fn applied(source: &str, mut edits: Vec<TextEdit>) -> String {
    let newline = if source.contains("\r\n") { "\r\n" } else { "\n" };
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut text = String::with_capacity(source.len() + 512);
    let mut at = 0;
    for (range, new) in edits {
        text.push_str(source.get(at..range.start).unwrap_or_default());
        text.push_str(&new.replace('\n', newline));
        at = range.end.max(at);
    }
    text.push_str(source.get(at..).unwrap_or_default());
    text
}

fn indent_at(source: &str, at: usize) -> String {
    let line = source[..at].rfind('\n').map_or(0, |at| at + 1);
    source[line..].chars().take_while(|c| *c == ' ' || *c == '\t').collect()
}

pub(super) struct Writer<'a, 'd> {
    pub(super) files: &'a Files,
    pub(super) sources: &'a SourceMap,
    pub(super) entity: &'a EntityRelation<'d>,
    pub(super) plan: &'a Plan,
    /// What each part gets besides its attributes, line by line.
    pub(super) moved_lines: Vec<Vec<String>>,
    /// The statement of each attribute.
    pub(super) attributes: BTreeMap<usize, Statement>,
    pub(super) notes: Vec<String>,
}

impl Writer<'_, '_> {
    /// The edits of the entity's own lines.
    fn body(
        &mut self,
        statements: &[Statement],
        source: &str,
    ) -> Result<Vec<TextEdit>, RewriteError> {
        let mut edits = Vec::new();
        // The references stand behind the keys, else where a dependency stood, else at the end.
        let key = statements.iter().rfind(|one| {
            matches!(one.line, Line::PrimaryKey(_) | Line::Unique(_) | Line::Ref(_))
                && !self.used(one).intersects(&self.plan.moved)
        });
        let last = statements
            .iter()
            .rfind(|one| matches!(one.line, Line::Attribute(_) | Line::Include(_)));
        let references = self.references();
        let mut written = false;
        for statement in statements {
            let indent = indent_at(source, statement.range.start);
            match &statement.line {
                Line::Attribute(attribute) => {
                    let name = attribute.name().map(|name| name.text).unwrap_or_default();
                    let Some(at) = self.entity.relation.position(&name) else { continue };
                    self.attributes.insert(at, statement.clone());
                    if self.plan.moved.contains(at) {
                        edits.push((statement.extent.clone(), String::new()));
                    }
                }
                Line::Include(include) if self.touches(include) => {
                    let lines = self.inlined(include)?;
                    let text: String =
                        lines.iter().map(|line| format!("{indent}{line}\n")).collect();
                    edits.push((statement.extent.clone(), text));
                }
                Line::Include(include) => self.learn(include),
                _ => match self.fate(statement, source)? {
                    Fate::Stays => {}
                    Fate::Moves(part) => {
                        self.moved_lines[part].extend(statement.text(source));
                        edits.push((statement.extent.clone(), String::new()));
                    }
                    Fate::Becomes(text) => edits.push((statement.range.clone(), text)),
                    Fate::Goes if key.is_none() && !written && is_dependency(statement) => {
                        written = true;
                        edits.push((
                            statement.range.clone(),
                            references.join(&format!("\n{indent}")),
                        ));
                    }
                    Fate::Goes => edits.push((statement.extent.clone(), String::new())),
                },
            }
        }
        if !written && !references.is_empty() {
            let (after, blank) = match (key, last) {
                (Some(key), _) => (key, ""),
                (None, Some(last)) => (last, "\n"),
                (None, None) => return Ok(edits),
            };
            let indent = indent_at(source, after.range.start);
            let text: String = references.iter().map(|line| format!("{indent}{line}\n")).collect();
            let at = after.extent.end;
            // The last attribute itself may go, and its edit ends where this one begins.
            let at_line = source[..at].ends_with('\n');
            let text = if at_line { format!("{blank}{text}") } else { format!("\n{text}") };
            edits.push((at..at, text));
        }
        Ok(edits)
    }

    /// `ref (zip) to zip_area (zip)`
    pub(super) fn references(&self) -> Vec<String> {
        self.plan.root_refers_to().map(|part| self.reference(part)).collect()
    }

    pub(super) fn reference(&self, to: &NewEntity) -> String {
        let columns = self.columns(&to.key);
        format!("ref ({columns}) to {} ({columns})", word(&to.name))
    }

    pub(super) fn columns(&self, set: &AttributeSet) -> String {
        self.entity.names_of(set).into_iter().map(word).collect::<Vec<_>>().join(", ")
    }

    /// The attributes that a statement names.
    pub(super) fn used(&self, statement: &Statement) -> AttributeSet {
        let relation = &self.entity.relation;
        let named = |names: Vec<ast::Name>| -> AttributeSet {
            names.iter().filter_map(|name| relation.position(&name.text)).collect()
        };
        let name = match &statement.line {
            Line::Dependency(node) => {
                return &named(node.left()) | &named(node.right());
            }
            Line::Multivalued(node) => {
                return &named(node.left()) | &named(node.right());
            }
            Line::Distinct(node) => return named(node.attributes()),
            Line::Shard(node) => return named(node.columns()),
            Line::Ref(node) => return named(node.columns()),
            Line::PrimaryKey(node) => node.name(),
            Line::Unique(node) => node.name(),
            Line::Index(node) => node.name(),
            Line::Check(node) => node.name(),
            Line::Exclude(node) => node.name(),
            Line::Partition(_) | Line::Policy(_) | Line::Only(_) => None,
            _ => return AttributeSet::new(),
        };
        let source = self.sources.get(statement.file).map_or("", |file| file.text.as_str());
        let gone: Vec<Range<u32>> = name.into_iter().map(|name| name.range).collect();
        let text = without(source, statement.range.clone(), &gone);
        identifiers(&text).filter_map(|name| position(relation, name)).collect()
    }

    pub(super) fn fate(
        &mut self,
        statement: &Statement,
        source: &str,
    ) -> Result<Fate, RewriteError> {
        if let Line::Allow(allow) = &statement.line {
            let code = allow.code().map(|code| code.text.to_ascii_uppercase()).unwrap_or_default();
            let settled: &[&str] = match self.plan.form {
                Form::Third => &["SG1202", "SG1203"],
                Form::BoyceCodd => &["SG1202", "SG1203", "SG1205"],
            };
            return Ok(if settled.contains(&code.as_str()) { Fate::Goes } else { Fate::Stays });
        }
        let used = self.used(statement);
        if !used.intersects(&self.plan.moved) {
            return Ok(Fate::Stays);
        }
        let part = self.plan.part_with(&used);
        let text = statement.text(source).join(" ");
        match (&statement.line, part) {
            (Line::Dependency(node), part) => {
                let relation = &self.entity.relation;
                let set = |names: Vec<ast::Name>| -> AttributeSet {
                    names.iter().filter_map(|name| relation.position(&name.text)).collect()
                };
                let enforced = self.plan.enforces(&set(node.left()), &set(node.right()));
                Ok(match part {
                    Some(part) if !enforced => Fate::Moves(part),
                    _ => Fate::Goes,
                })
            }
            (Line::PrimaryKey(_), _) => {
                let key = self.columns(&self.plan.root_key);
                self.notes.push(format!(
                    "`{text}` cannot be declared any more; the key of `{}` is ({key}) now",
                    self.entity.name()
                ));
                Ok(Fate::Becomes(format!("primary key ({key})")))
            }
            (Line::Unique(_), Some(part)) if used == self.plan.parts[part].key => Ok(Fate::Goes),
            (
                Line::Unique(_)
                | Line::Ref(_)
                | Line::Check(_)
                | Line::Exclude(_)
                | Line::Index(_)
                | Line::Distinct(_)
                | Line::Multivalued(_),
                Some(part),
            ) => Ok(Fate::Moves(part)),
            (Line::Distinct(_), None) => Ok(Fate::Goes),
            (
                Line::Unique(_)
                | Line::Ref(_)
                | Line::Check(_)
                | Line::Exclude(_)
                | Line::Index(_)
                | Line::Multivalued(_),
                None,
            ) => {
                self.notes
                    .push(format!("`{text}` spans what is now several entities, and was dropped"));
                Ok(Fate::Goes)
            }
            _ => Err(RewriteError::InTheWay {
                entity: self.entity.name().to_string(),
                line: format!("`{}`", text.chars().take(60).collect::<String>()),
                attributes: listed(self.entity.names_of(&(&used & &self.plan.moved))),
            }),
        }
    }
}

fn is_dependency(statement: &Statement) -> bool {
    matches!(statement.line, Line::Dependency(_))
}

/// A name as the language writes it.
pub fn word(name: &str) -> String {
    let plain = name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    if plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}
