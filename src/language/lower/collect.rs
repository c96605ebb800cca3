//! First pass: what the files declare, by kind, with every name entered once.

use crate::diagnostics::Diagnostic;
use crate::language::{Parse, ast};
use crate::schema::QualifiedName;
use crate::text::FileId;

use super::names::{Declared, ObjectKind, Space};
use super::place::{InFile, Word};
use super::rules;
use super::world::{Names, Output};

/// A declaration with its name, its file and the context it stands in.
#[derive(Debug, Clone)]
pub struct Item<N> {
    pub node: N,
    pub here: InFile,
    pub context: Option<String>,
    pub name: Word,
}

impl<N> Item<N> {
    pub fn full_name(&self) -> QualifiedName {
        QualifiedName::new(self.context.as_deref(), &self.name.text)
    }

    pub fn context(&self) -> Option<&str> {
        self.context.as_deref()
    }
}

/// A statement that has no name of its own.
#[derive(Debug, Clone)]
pub struct Unnamed<N> {
    pub node: N,
    pub here: InFile,
    pub context: Option<String>,
}

/// All declarations in the order of the files.
#[derive(Debug, Default)]
pub struct Items {
    /// Every block of a context, also a second one of the same name.
    pub contexts: Vec<Item<ast::Context>>,
    pub entities: Vec<Item<ast::Entity>>,
    pub mixins: Vec<Item<ast::Mixin>>,
    pub enums: Vec<Item<ast::Enum>>,
    pub domains: Vec<Item<ast::Domain>>,
    pub sequences: Vec<Item<ast::Sequence>>,
    pub views: Vec<Item<ast::View>>,
    pub queries: Vec<Item<ast::Query>>,
    pub roles: Vec<Item<ast::Role>>,
    pub extensions: Vec<Item<ast::Extension>>,
    pub grants: Vec<Unnamed<ast::Grant>>,
    pub natives: Vec<Unnamed<ast::Native>>,
    pub schemas: Vec<Unnamed<ast::Schema>>,
}

/// Enters every declaration. A second one of the same name is reported and left out.
pub fn collect(files: &[(FileId, Parse)], names: &mut Names, out: &mut Output) -> Items {
    let mut collector = Collector { items: Items::default(), names, out };
    for (file, parse) in files {
        for item in parse.tree().items() {
            collector.item(item, InFile(*file), None);
        }
    }
    collector.items
}

struct Collector<'w> {
    items: Items,
    names: &'w mut Names,
    out: &'w mut Output,
}

impl Collector<'_> {
    fn item(&mut self, item: ast::Item, here: InFile, context: Option<&str>) {
        let owned = context.map(str::to_owned);
        let (items, names, out) = (&mut self.items, &mut *self.names, &mut *self.out);
        // A declaration without a name is reported by the parser and leaves nothing to refer to.
        macro_rules! named {
            ($node:expr) => {
                match $node.name() {
                    Some(name) => Item { here, context: owned, name: here.word(name), node: $node },
                    None => return,
                }
            };
        }
        match item {
            ast::Item::Schema(node) => items.schemas.push(Unnamed { node, here, context: owned }),
            ast::Item::Grant(node) => items.grants.push(Unnamed { node, here, context: owned }),
            ast::Item::Native(node) => items.natives.push(Unnamed { node, here, context: owned }),
            ast::Item::Import(_) => {}
            ast::Item::Context(node) => self.context(node, here, context),
            ast::Item::Entity(node) => {
                object(ObjectKind::Entity, named!(node), &mut items.entities, names, out)
            }
            ast::Item::View(node) => {
                object(ObjectKind::View, named!(node), &mut items.views, names, out)
            }
            ast::Item::Enum(node) => {
                object(ObjectKind::Enum, named!(node), &mut items.enums, names, out)
            }
            ast::Item::Domain(node) => {
                object(ObjectKind::Domain, named!(node), &mut items.domains, names, out)
            }
            ast::Item::Sequence(node) => {
                object(ObjectKind::Sequence, named!(node), &mut items.sequences, names, out)
            }
            ast::Item::Mixin(node) => {
                enter(&mut names.mixins, named!(node), &mut items.mixins, |index, _| index, out)
            }
            ast::Item::Query(node) => {
                enter(&mut names.queries, named!(node), &mut items.queries, |index, _| index, out)
            }
            // Roles and extensions belong to the whole database, wherever they are written.
            ast::Item::Role(node) => {
                let item = Item { context: None, ..named!(node) };
                enter(&mut names.roles, item, &mut items.roles, |index, _| index, out);
            }
            ast::Item::Extension(node) => {
                let item = Item { context: None, ..named!(node) };
                enter(&mut names.extensions, item, &mut items.extensions, |index, _| index, out);
            }
        }
    }

    fn context(&mut self, node: ast::Context, here: InFile, outer: Option<&str>) {
        let name = node.name().map(|name| here.word(name));
        if let (Some(name), Some(outer)) = (&name, outer) {
            self.out.report(
                Diagnostic::new(
                    &rules::CONTEXT_NESTED,
                    format!("context `{}` stands inside context `{outer}`", name.text),
                )
                .at(name.span, "contexts do not nest")
                .help("move it out, beside the other one"),
            );
        }
        let context = name.as_ref().map(|name| name.text.clone());
        for item in node.items() {
            self.item(item, here, context.as_deref());
        }
        if let Some(name) = name {
            self.names.contexts.entry(name.text.clone()).or_insert(name.span);
            self.items.contexts.push(Item { node, here, context: None, name });
        }
    }
}

fn object<N>(
    kind: ObjectKind,
    item: Item<N>,
    list: &mut Vec<Item<N>>,
    names: &mut Names,
    out: &mut Output,
) {
    enter(&mut names.objects, item, list, |index, span| Declared { kind, index, span }, out);
}

fn enter<T: Copy, N>(
    space: &mut Space<T>,
    item: Item<N>,
    list: &mut Vec<Item<N>>,
    value: impl FnOnce(usize, crate::text::Span) -> T,
    out: &mut Output,
) {
    let span = item.name.span;
    match space.declare(item.full_name(), value(list.len(), span), span) {
        Ok(warning) => {
            out.report_all(warning);
            list.push(item);
        }
        Err(finding) => out.report(finding),
    }
}
