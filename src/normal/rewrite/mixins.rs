//! Mixins that something moves out of: written out where they were included, without it.

use super::error::RewriteError;
use super::lines::statements;
use super::write::{Fate, Writer, word};
use crate::language::ast::{self, AstNode, Line};
use crate::normal::words::listed;
use crate::text::FileId;

/// Mixins within mixins go this deep.
const DEEPEST: usize = 64;

impl Writer<'_, '_> {
    /// Whether a mixin brings something that moves.
    pub(super) fn touches(&self, include: &ast::Include) -> bool {
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
    pub(super) fn learn(&mut self, include: &ast::Include) {
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
    pub(super) fn inlined(&mut self, include: &ast::Include) -> Result<Vec<String>, RewriteError> {
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
}

fn path_words(path: &str) -> String {
    path.split('.').map(word).collect::<Vec<_>>().join(".")
}
