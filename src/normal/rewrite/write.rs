//! The new text of the files.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Form;
use super::error::RewriteError;
use super::lines::{Files, Statement, nullable_mark, place, statements, without};
use super::plan::{NewEntity, Plan};
use crate::language;
use crate::language::ast::{self, AstNode, Line, Modifier};
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
enum Fate {
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

struct Writer<'a, 'd> {
    files: &'a Files,
    sources: &'a SourceMap,
    entity: &'a EntityRelation<'d>,
    plan: &'a Plan,
    /// What each part gets besides its attributes, line by line.
    moved_lines: Vec<Vec<String>>,
    /// The statement of each attribute.
    attributes: BTreeMap<usize, Statement>,
    notes: Vec<String>,
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
    fn references(&self) -> Vec<String> {
        self.plan.root_refers_to().map(|part| self.reference(part)).collect()
    }

    fn reference(&self, to: &NewEntity) -> String {
        let columns = self.columns(&to.key);
        format!("ref ({columns}) to {} ({columns})", word(&to.name))
    }

    fn columns(&self, set: &AttributeSet) -> String {
        self.entity.names_of(set).into_iter().map(word).collect::<Vec<_>>().join(", ")
    }

    /// The attributes that a statement names.
    fn used(&self, statement: &Statement) -> AttributeSet {
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

    fn fate(&mut self, statement: &Statement, source: &str) -> Result<Fate, RewriteError> {
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

    /// Whether a mixin brings something that moves.
    fn touches(&self, include: &ast::Include) -> bool {
        include.mixins().iter().any(|path| self.touched(&path.text(), 0))
    }

    fn touched(&self, name: &str, depth: usize) -> bool {
        let Some((file, mixin)) = self.mixin(name).filter(|_| depth < DEEPEST) else {
            return false;
        };
        let source = self.sources.get(file).map_or("", |file| file.text.as_str());
        statements(file, mixin.syntax(), source).iter().any(|one| match &one.line {
            Line::Attribute(attribute) => attribute
                .name()
                .and_then(|name| self.entity.relation.position(&name.text))
                .is_some_and(|at| self.plan.moved.contains(at)),
            Line::Include(include) => {
                include.mixins().iter().any(|path| self.touched(&path.text(), depth + 1))
            }
            _ => self.used(one).intersects(&self.plan.moved),
        })
    }

    fn mixin(&self, path: &str) -> Option<(FileId, ast::Mixin)> {
        self.files.mixin(path.rsplit('.').next().unwrap_or(path))
    }

    /// Remembers the attributes that an include brings and that stay in it.
    fn learn(&mut self, include: &ast::Include) {
        let mut open: Vec<String> = include.mixins().iter().map(|path| path.text()).collect();
        let mut depth = 0;
        while let Some(name) = open.pop() {
            depth += 1;
            let Some((file, mixin)) = self.mixin(&name).filter(|_| depth < 1_000) else { continue };
            let source = self.sources.get(file).map_or("", |file| file.text.as_str());
            for one in statements(file, mixin.syntax(), source) {
                match &one.line {
                    Line::Attribute(attribute) => {
                        let name = attribute.name().map(|name| name.text).unwrap_or_default();
                        if let Some(at) = self.entity.relation.position(&name) {
                            self.attributes.entry(at).or_insert(one);
                        }
                    }
                    Line::Include(include) => {
                        open.extend(include.mixins().iter().map(|path| path.text()));
                    }
                    _ => {}
                }
            }
        }
    }

    /// The lines that take an include's place: mixins of which nothing moves stay included, the
    /// others are written out without what moves.
    fn inlined(&mut self, include: &ast::Include) -> Result<Vec<String>, RewriteError> {
        let mut lines = Vec::new();
        // Mixins that are left, and what is open of each: a stack, for mixins include mixins.
        let mut open: Vec<String> = include.mixins().iter().map(|path| path.text()).collect();
        open.reverse();
        let mut taken = 0;
        while let Some(name) = open.pop() {
            taken += 1;
            if taken > 1_000 {
                break;
            }
            if !self.touched(&name, 0) {
                self.learn_mixin(&name);
                lines.push(format!("include {}", path_words(&name)));
                continue;
            }
            let Some((file, mixin)) = self.mixin(&name) else { continue };
            let source = self.sources.get(file).map(|file| file.text.clone()).unwrap_or_default();
            let mut inner = Vec::new();
            for one in statements(file, mixin.syntax(), &source) {
                match &one.line {
                    Line::Attribute(attribute) => {
                        let name = attribute.name().map(|name| name.text).unwrap_or_default();
                        let Some(at) = self.entity.relation.position(&name) else { continue };
                        self.attributes.insert(at, one.clone());
                        if !self.plan.moved.contains(at) {
                            lines.extend(one.text(&source));
                        }
                    }
                    Line::Include(include) => {
                        inner.extend(include.mixins().iter().map(|path| path.text()));
                    }
                    _ => match self.fate(&one, &source)? {
                        Fate::Stays => lines.extend(one.text(&source)),
                        Fate::Moves(part) => self.moved_lines[part].extend(one.text(&source)),
                        Fate::Becomes(text) => lines.push(text),
                        Fate::Goes => {}
                    },
                }
            }
            open.extend(inner.into_iter().rev());
        }
        let names: Vec<String> = include.mixins().iter().map(|path| path.text()).collect();
        let written = names.iter().filter(|name| self.touched(name, 0)).map(String::as_str);
        self.notes.push(format!(
            "mixin {} was written out in `{}`, because a part of it moves",
            listed(written),
            self.entity.name()
        ));
        Ok(lines)
    }

    fn learn_mixin(&mut self, name: &str) {
        let Some((file, mixin)) = self.mixin(name) else { return };
        let source = self.sources.get(file).map_or("", |file| file.text.as_str());
        for one in statements(file, mixin.syntax(), source) {
            let found = one.attribute().and_then(|attribute| attribute.name());
            let at = found.and_then(|name| self.entity.relation.position(&name.text));
            if let Some(at) = at {
                self.attributes.entry(at).or_insert(one);
            }
        }
    }

    /// The text of a new entity.
    fn new_entity(&self, old: &ast::Entity, index: usize, indent: &str) -> String {
        let part = &self.plan.parts[index];
        let owner = old.owner().map(|owner| format!(" owner {}", word(&owner.text)));
        let tags: Vec<String> = old.tags().iter().map(|tag| word(&tag.text)).collect();
        let tags = (!tags.is_empty()).then(|| format!(" tags {}", tags.join(", ")));
        let single = part.key.len() == 1;
        let mut lines: Vec<String> = Vec::new();
        let rest = &part.attributes - &part.key;
        for attribute in part.key.iter().chain(rest.iter()) {
            let is_key = part.key.contains(attribute);
            let mut text = self.attribute(attribute, is_key);
            if let (true, true, Some(last)) = (is_key, single, text.last_mut()) {
                last.push_str(" primary key");
            }
            lines.extend(text);
        }
        let mut keys: Vec<String> = Vec::new();
        if !single {
            keys.push(format!("primary key ({})", self.columns(&part.key)));
        }
        for key in &part.other_keys {
            let not_null = key.iter().all(|attribute| !self.entity.is_nullable(attribute));
            let line = format!("unique ({})", self.columns(key));
            if not_null && !self.moved_lines[index].contains(&line) && !self.is_unique(key) {
                keys.push(line);
            }
        }
        keys.extend(part.refers_to.iter().map(|to| self.reference(&self.plan.parts[*to])));
        keys.extend(self.moved_lines[index].iter().cloned());
        let mut text = format!(
            "{indent}/// What {} {}; split off from {}.\n",
            self.entity.names_of(&part.key).join(" and "),
            if single { "determines" } else { "determine" },
            self.entity.name().name
        );
        text.push_str(&format!(
            "{indent}entity {}{}{} {{\n",
            word(&part.name),
            tags.unwrap_or_default(),
            owner.unwrap_or_default()
        ));
        for line in &lines {
            text.push_str(&format!("{indent}  {line}\n"));
        }
        if !keys.is_empty() {
            text.push('\n');
        }
        for line in &keys {
            text.push_str(&format!("{indent}  {line}\n"));
        }
        text.push_str(&format!("{indent}}}"));
        text
    }

    /// Whether the attribute is marked `unique` itself.
    fn is_unique(&self, key: &AttributeSet) -> bool {
        let (Some(only), 1) = (key.lowest(), key.len()) else { return false };
        self.attributes
            .get(&only)
            .and_then(Statement::attribute)
            .is_some_and(|attribute| attribute.unique().is_some())
    }

    /// An attribute's lines in a new entity. A key is not null, has no default and is a copy: what
    /// made or identified it stays where it was.
    fn attribute(&self, at: usize, is_key: bool) -> Vec<String> {
        let Some(statement) = self.attributes.get(&at) else { return Vec::new() };
        let Some(attribute) = statement.attribute() else { return Vec::new() };
        let source = self.sources.get(statement.file).map_or("", |file| file.text.as_str());
        let mut gone: Vec<Range<u32>> = Vec::new();
        for modifier in attribute.modifiers() {
            let goes = match &modifier {
                Modifier::PrimaryKey(_) | Modifier::Identity(_) | Modifier::Was(_) => true,
                Modifier::Unique(_) | Modifier::Default(_) | Modifier::OnUpdateExpression(_) => {
                    is_key
                }
                Modifier::OnDelete(node) | Modifier::OnUpdate(node) => {
                    is_key && is_setting(node, source)
                }
                Modifier::Check(node) => self.is_foreign(node, at),
                _ => false,
            };
            if goes {
                gone.push(place(&modifier));
            }
        }
        if is_key {
            gone.extend(nullable_mark(attribute));
        }
        let stays = !self.plan.moved.contains(at);
        if is_key || stays {
            return vec![without(source, statement.range.clone(), &gone)];
        }
        let whole = statement.extent.start..statement.extent.end.max(statement.range.end);
        let text = without(source, whole, &gone);
        text.lines().map(|line| line.trim().to_owned()).collect()
    }

    /// A check at an attribute that speaks of others as well.
    fn is_foreign(&self, check: &ast::CheckClause, at: usize) -> bool {
        let Some(condition) = check.condition() else { return true };
        let named: AttributeSet = identifiers(&condition.text)
            .filter_map(|name| position(&self.entity.relation, name))
            .collect();
        !named.is_subset(&AttributeSet::single(at))
    }
}

/// Mixins within mixins go this deep.
const DEEPEST: usize = 64;

fn is_dependency(statement: &Statement) -> bool {
    matches!(statement.line, Line::Dependency(_))
}

/// `on delete set null` of an attribute that cannot be null.
fn is_setting(node: &ast::OnAction, source: &str) -> bool {
    let range = node.0.text_range();
    let text = source.get(usize::from(range.start())..usize::from(range.end())).unwrap_or_default();
    text.to_ascii_lowercase().contains("set")
}

/// A name as the language writes it.
pub fn word(name: &str) -> String {
    let plain = name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    if plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

fn path_words(path: &str) -> String {
    path.split('.').map(word).collect::<Vec<_>>().join(".")
}
