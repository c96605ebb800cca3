//! What every name of the texts means: declarations, and where they are spoken of.

use std::collections::{BTreeMap, BTreeSet};

use super::sql;
use crate::language::{SyntaxKind, SyntaxNode, parse, unquote};
use crate::text::{FileId, SourceMap, Span};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Context,
    Entity,
    Mixin,
    Attribute,
    /// An enum or a domain.
    Type,
    Query,
    View,
}

#[derive(Debug, Clone)]
pub struct Declaration {
    pub kind: Kind,
    pub name: String,
    /// The name itself.
    pub span: Span,
    /// All of what is declared.
    pub whole: Span,
    pub context: Option<String>,
    /// Of an attribute: the entity or mixin that it stands in.
    pub container: Option<usize>,
    /// What comes behind the colon of an attribute.
    pub detail: String,
    /// Of an entity or mixin: what it includes.
    includes: Vec<String>,
}

/// A name, and what it means.
#[derive(Debug, Clone, Copy)]
pub struct Occurrence {
    pub span: Span,
    pub declaration: usize,
}

#[derive(Debug, Clone, Default)]
pub struct Index {
    pub declarations: Vec<Declaration>,
    /// In the order of files and places.
    pub occurrences: Vec<Occurrence>,
    attributes: BTreeMap<(usize, String), usize>,
}

fn span(file: FileId, node: &SyntaxNode) -> Span {
    let range = node.text_range();
    Span::new(file, range.start().into(), range.end().into())
}

/// Without the white space and comments around it.
fn trimmed(file: FileId, node: &SyntaxNode) -> Span {
    let tokens = || {
        node.descendants_with_tokens()
            .filter_map(|element| element.into_token())
            .filter(|token| !token.kind().is_trivia())
    };
    match (tokens().next(), tokens().last()) {
        (Some(first), Some(last)) => {
            Span::new(file, first.text_range().start().into(), last.text_range().end().into())
        }
        _ => span(file, node),
    }
}

fn name_of(node: &SyntaxNode) -> Option<(SyntaxNode, String)> {
    let name = node
        .children()
        .find(|child| matches!(child.kind(), SyntaxKind::Name | SyntaxKind::Path))?;
    let text = parts(&name).last()?.1.clone();
    Some((name, text))
}

/// The identifiers of a name or a path, with their places.
fn parts(node: &SyntaxNode) -> Vec<((u32, u32), String)> {
    node.descendants_with_tokens()
        .filter_map(|element| element.into_token())
        .filter(|token| {
            matches!(
                token.kind(),
                SyntaxKind::Identifier | SyntaxKind::Quoted | SyntaxKind::Keyword
            )
        })
        .map(|token| {
            let range = token.text_range();
            ((range.start().into(), range.end().into()), unquote(token.text()))
        })
        .collect()
}

fn inside(node: &SyntaxNode, kinds: &[SyntaxKind]) -> bool {
    node.ancestors().skip(1).any(|above| kinds.contains(&above.kind()))
}

fn context_of(node: &SyntaxNode) -> Option<String> {
    let context = node.ancestors().skip(1).find(|above| above.kind() == SyntaxKind::Context)?;
    name_of(&context).map(|(_, name)| name)
}

impl Index {
    pub fn of(sources: &SourceMap) -> Index {
        let trees: Vec<(FileId, SyntaxNode)> =
            sources.files().map(|(file, source)| (file, parse(&source.text).syntax())).collect();
        let mut index = Index::default();
        for (file, tree) in &trees {
            index.declare(*file, tree, sources);
        }
        for (file, tree) in &trees {
            index.resolve(*file, tree);
        }
        index.occurrences.sort_by_key(|found| (found.span.file, found.span.start, found.span.end));
        index.occurrences.dedup_by_key(|found| (found.span, found.declaration));
        index
    }

    fn declare(&mut self, file: FileId, tree: &SyntaxNode, sources: &SourceMap) {
        // The entities and mixins around the place, by where they end.
        let mut container: Option<(usize, SyntaxNode)> = None;
        for node in tree.descendants() {
            let kind = match node.kind() {
                SyntaxKind::Context => Kind::Context,
                SyntaxKind::Entity => Kind::Entity,
                SyntaxKind::Mixin => Kind::Mixin,
                SyntaxKind::Attribute => Kind::Attribute,
                SyntaxKind::Enum | SyntaxKind::Domain => Kind::Type,
                SyntaxKind::Query => Kind::Query,
                SyntaxKind::View => Kind::View,
                SyntaxKind::IncludeLine => {
                    let names = node.descendants().filter(|below| below.kind() == SyntaxKind::Path);
                    let names: Vec<String> =
                        names.filter_map(|name| Some(parts(&name).last()?.1.clone())).collect();
                    if let Some((at, _)) = &container {
                        self.declarations[*at].includes.extend(names);
                    }
                    continue;
                }
                _ => continue,
            };
            let Some((name_node, name)) = name_of(&node) else { continue };
            let place = trimmed(file, &name_node);
            let held = container
                .as_ref()
                .filter(|(_, around)| around.text_range().contains_range(node.text_range()))
                .map(|(at, _)| *at);
            let whole = trimmed(file, &node);
            let rest = Span::new(file, place.end, whole.end);
            self.declarations.push(Declaration {
                kind,
                name: name.clone(),
                span: place,
                whole,
                context: context_of(&node),
                container: held.filter(|_| kind == Kind::Attribute),
                detail: match kind {
                    Kind::Attribute => {
                        sources.slice(rest).trim_start_matches([':', ' ']).trim().to_owned()
                    }
                    _ => String::new(),
                },
                includes: Vec::new(),
            });
            let at = self.declarations.len() - 1;
            self.occurrences.push(Occurrence { span: place, declaration: at });
            match kind {
                Kind::Entity | Kind::Mixin => container = Some((at, node.clone())),
                Kind::Attribute => {
                    // What an `only` block says again of an attribute is the same attribute.
                    if let Some(held) = held {
                        self.attributes.entry((held, name)).or_insert(at);
                    }
                }
                _ => {}
            }
        }
    }

    pub fn entity(&self, context: Option<&str>, name: &str) -> Option<usize> {
        let find = |context: Option<&str>| {
            self.declarations.iter().position(|known| {
                known.kind == Kind::Entity
                    && known.name == name
                    && known.context.as_deref() == context
            })
        };
        find(context).or_else(|| find(None))
    }

    fn named(&self, kind: Kind, context: Option<&str>, name: &str) -> Option<usize> {
        let find = |context: Option<&str>| {
            self.declarations.iter().position(|known| {
                known.kind == kind && known.name == name && known.context.as_deref() == context
            })
        };
        find(context).or_else(|| find(None))
    }

    /// An attribute of an entity or a mixin, its own or of what it includes.
    pub fn attribute(&self, container: usize, name: &str) -> Option<usize> {
        let mut open = vec![container];
        let mut seen = Vec::new();
        while let Some(at) = open.pop() {
            if seen.contains(&at) {
                continue;
            }
            seen.push(at);
            if let Some(found) = self.attributes.get(&(at, name.to_owned())) {
                return Some(*found);
            }
            let known = &self.declarations[at];
            open.extend(
                known
                    .includes
                    .iter()
                    .filter_map(|mixin| self.named(Kind::Mixin, known.context.as_deref(), mixin)),
            );
        }
        None
    }

    /// All attributes of an entity or a mixin.
    pub fn attributes_of(&self, container: usize) -> Vec<usize> {
        let mut open = vec![container];
        let mut seen = Vec::new();
        let mut found = Vec::new();
        while let Some(at) = open.pop() {
            if seen.contains(&at) {
                continue;
            }
            seen.push(at);
            let own = self.attributes.iter().filter(|((held, _), _)| *held == at);
            found.extend(own.map(|(_, attribute)| *attribute));
            let known = &self.declarations[at];
            open.extend(
                known
                    .includes
                    .iter()
                    .filter_map(|mixin| self.named(Kind::Mixin, known.context.as_deref(), mixin)),
            );
        }
        found.sort_by_key(|at| {
            (self.declarations[*at].span.file, self.declarations[*at].span.start)
        });
        found
    }

    /// The entity or mixin around a place.
    pub fn container_at(&self, file: FileId, offset: u32) -> Option<usize> {
        self.declarations.iter().position(|known| {
            matches!(known.kind, Kind::Entity | Kind::Mixin)
                && known.whole.file == file
                && known.whole.start <= offset
                && offset <= known.whole.end
        })
    }

    pub fn at(&self, file: FileId, offset: u32) -> Option<Occurrence> {
        self.occurrences
            .iter()
            .find(|found| {
                found.span.file == file && found.span.start <= offset && offset <= found.span.end
            })
            .copied()
    }

    fn resolve(&mut self, file: FileId, tree: &SyntaxNode) {
        let mut found: Vec<(Span, usize)> = Vec::new();
        let declared: BTreeSet<Span> = self.occurrences.iter().map(|known| known.span).collect();
        for node in tree.descendants() {
            match node.kind() {
                SyntaxKind::Path => self.resolve_path(file, &node, &declared, &mut found),
                SyntaxKind::Name
                    if node.parent().is_none_or(|above| above.kind() != SyntaxKind::Path) =>
                {
                    self.resolve_path(file, &node, &declared, &mut found);
                }
                SyntaxKind::SqlParen | SyntaxKind::SqlBody | SyntaxKind::SqlBare => {
                    self.resolve_sql(file, &node, &mut found);
                }
                _ => {}
            }
        }
        self.occurrences
            .extend(found.into_iter().map(|(span, declaration)| Occurrence { span, declaration }));
    }

    fn resolve_path(
        &self,
        file: FileId,
        node: &SyntaxNode,
        declared: &BTreeSet<Span>,
        found: &mut Vec<(Span, usize)>,
    ) {
        use SyntaxKind::*;
        let place = trimmed(file, node);
        let names = parts(node);
        let silent = [Was, Tags, Owner, AllowLine, SetLine, Schema, Role, RoleOption, Extension];
        if names.is_empty() || inside(node, &silent) || declared.contains(&place) {
            return;
        }
        let context = context_of(node);
        let container = self.container_at(file, place.start);
        let own = |found: &mut Vec<(Span, usize)>, container: Option<usize>| {
            let ((start, end), name) = &names[names.len() - 1];
            if let Some(at) = container.and_then(|container| self.attribute(container, name)) {
                found.push((Span::new(file, *start, *end), at));
            }
        };
        if inside(node, &[Type]) {
            let ((start, end), name) = &names[names.len() - 1];
            let around = if names.len() > 1 { Some(names[0].1.clone()) } else { context };
            if let Some(at) = self.named(Kind::Type, around.as_deref(), name) {
                found.push((Span::new(file, *start, *end), at));
            }
        } else if inside(node, &[IncludeLine]) {
            let ((start, end), name) = &names[names.len() - 1];
            if let Some(at) = self.named(Kind::Mixin, context.as_deref(), name) {
                found.push((Span::new(file, *start, *end), at));
            }
        } else if let Some(line) =
            node.ancestors().skip(1).find(|above| matches!(above.kind(), RefLine | ShardLine))
        {
            let in_list = inside(node, &[NameList]);
            // `ref (own) to ENTITY (theirs)`, `shard by (own) with ENTITY`.
            let entity = line
                .children()
                .filter(|child| child.kind() == Path)
                .last()
                .or_else(|| line.children().filter(|child| child.kind() == Name).last());
            match entity {
                Some(entity) if entity == *node => self.entity_path(file, &names, context, found),
                Some(entity)
                    if in_list && entity.text_range().end() <= node.text_range().start() =>
                {
                    let path = parts(&entity);
                    own(found, self.entity_of(&path, context));
                }
                _ if in_list => own(found, container),
                _ => {}
            }
        } else if inside(node, &[RefTarget, Inherits, GrantObject, OwnedBy])
            || node.parent().is_some_and(|above| above.kind() == RefTarget)
        {
            self.entity_path(file, &names, context, found);
        } else if container.is_some() && names.len() == 1 {
            own(found, container);
        }
    }

    fn entity_of(&self, names: &[((u32, u32), String)], context: Option<String>) -> Option<usize> {
        match names {
            [(_, name)] => self.entity(context.as_deref(), name),
            [(_, around), (_, name), ..] => self
                .named(Kind::Entity, Some(around), name)
                .filter(|at| self.declarations[*at].context.as_deref() == Some(around))
                .or_else(|| self.entity(context.as_deref(), around)),
            [] => None,
        }
    }

    /// `entity`, `entity.attribute`, `context.entity`, `context.entity.attribute`.
    fn entity_path(
        &self,
        file: FileId,
        names: &[((u32, u32), String)],
        context: Option<String>,
        found: &mut Vec<(Span, usize)>,
    ) {
        let Some(at) = self.entity_of(names, context) else { return };
        let place = |part: usize| {
            let (start, end) = names[part].0;
            Span::new(file, start, end)
        };
        let known = &self.declarations[at];
        let part = names.iter().position(|(_, name)| *name == known.name).unwrap_or(0);
        found.push((place(part), at));
        if let Some((_, name)) = names.get(part + 1)
            && let Some(attribute) = self.attribute(at, name)
        {
            found.push((place(part + 1), attribute));
        }
    }

    fn resolve_sql(&self, file: FileId, island: &SyntaxNode, found: &mut Vec<(Span, usize)>) {
        let words = sql::words(island);
        let place = |word: &sql::Word| Span::new(file, word.start, word.end);
        let start = u32::from(island.text_range().start());
        if let Some(container) = self.container_at(file, start) {
            for word in words.iter().filter(|word| word.before != ':' && word.before != '.') {
                if let Some(at) = self.attribute(container, &word.text) {
                    found.push((place(word), at));
                }
            }
            return;
        }
        let scope = self.scope(&words, context_of(island));
        for (at, word) in words.iter().enumerate() {
            if let Some((_, entity, _)) = scope.iter().find(|(place, _, _)| *place == at) {
                found.push((place(word), *entity));
                continue;
            }
            if word.before == ':' {
                continue;
            }
            let attribute = if word.before == '.' {
                let qualifier = at.checked_sub(1).map(|before| words[before].text.as_str());
                scope
                    .iter()
                    .find(|(_, _, alias)| {
                        qualifier.is_some_and(|qualifier| alias.eq_ignore_ascii_case(qualifier))
                    })
                    .and_then(|(_, entity, _)| self.attribute(*entity, &word.text))
            } else {
                scope.iter().find_map(|(_, entity, _)| self.attribute(*entity, &word.text))
            };
            if let Some(attribute) = attribute {
                found.push((place(word), attribute));
            }
        }
    }

    /// The tables that a statement uses: the place of the name among its words, the entity, and what it is called.
    pub fn scope(
        &self,
        words: &[sql::Word],
        context: Option<String>,
    ) -> Vec<(usize, usize, String)> {
        sql::uses(words)
            .into_iter()
            .filter_map(|used| {
                let last = *used.path.last()?;
                let around = match used.path[..] {
                    [_] => context.clone(),
                    _ => used.path.first().map(|at| words[*at].text.clone()),
                };
                let name = &words[last].text;
                let entity = self.entity(around.as_deref(), name).or_else(|| {
                    // Servers fold what is not quoted.
                    let folded = self.declarations.iter().position(|known| {
                        known.kind == Kind::Entity && known.name.eq_ignore_ascii_case(name)
                    });
                    folded.filter(|_| !words[last].quoted)
                })?;
                Some((last, entity, used.alias.unwrap_or_else(|| name.clone())))
            })
            .collect()
    }
}
