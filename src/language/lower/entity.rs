//! Entities before they become tables: their attributes and lines with those of their mixins, and
//! their keys.

use std::rc::Rc;

use crate::language::ast;
use crate::schema::{DataType, QualifiedName};
use crate::text::Span;

use super::collect::Item;
use super::mixin::Mixins;
use super::names::Once;
use super::place::{InFile, Word};
use super::sql::Columns;
use super::world::Output;

/// An entity with everything its mixins bring.
#[derive(Debug)]
pub struct Entity {
    pub name: QualifiedName,
    pub word: Word,
    pub here: InFile,
    pub node: ast::Entity,
    pub attributes: Vec<Attribute>,
    /// All lines but attributes and includes.
    pub lines: Vec<Line>,
    pub columns: Columns,
    /// Those and what `only` blocks add: a query may be written for one dialect.
    pub columns_anywhere: Columns,
    pub keys: Keys,
    /// False where a mixin is unknown: then nobody knows which attributes there are.
    pub complete: bool,
}

#[derive(Debug, Clone)]
pub struct Attribute {
    pub name: Word,
    pub node: ast::Attribute,
    /// Read once: most attributes have none, and looking for each kind costs a walk.
    pub modifiers: Vec<ast::Modifier>,
    pub origin: Origin,
    /// None until types are resolved, and where the type is unknown.
    pub data_type: Option<DataType>,
    /// Written as `serial`.
    pub numbered: bool,
    /// What a `ref` refers to.
    pub target: Option<Target>,
}

/// The attribute a `ref` refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    pub entity: usize,
    pub attribute: usize,
}

#[derive(Debug, Clone)]
pub struct Line {
    pub node: ast::Line,
    pub origin: Origin,
}

/// Where an attribute or a line comes from.
#[derive(Debug, Clone)]
pub struct Origin {
    pub here: InFile,
    /// The context in which its names are looked up.
    pub context: Option<Rc<str>>,
    pub mixin: Option<Rc<str>>,
    /// The `include` in the entity itself that brought it.
    pub included_at: Option<Span>,
}

/// The keys of an entity by the names of their attributes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keys {
    pub primary: Option<Vec<String>>,
    pub uniques: Vec<Vec<String>>,
}

impl Entity {
    pub fn new(item: Item<ast::Entity>, mixins: &Mixins<'_>, out: &mut Output) -> Entity {
        let origin = Origin {
            here: item.here,
            context: item.context.as_deref().map(Rc::from),
            mixin: None,
            included_at: None,
        };
        let expanded = mixins.expand(item.node.lines(), &origin, out);
        let mut once = Once::default();
        let owner = format!("`{}`", item.full_name());
        let mut attributes = Vec::with_capacity(expanded.attributes.len());
        for attribute in expanded.attributes {
            let place = attribute.origin.included_at.unwrap_or(attribute.name.span);
            match once.add_at("attribute", &owner, &attribute.name, place) {
                Some(finding) => out.report(finding),
                None => attributes.push(attribute),
            }
        }
        let keys = Keys::of(&attributes, &expanded.lines);
        let columns: Columns =
            attributes.iter().map(|attribute| attribute.name.text.as_str()).collect();
        Entity {
            name: item.full_name(),
            columns_anywhere: with_overlays(&columns, &expanded.lines),
            columns,
            word: item.name,
            here: item.here,
            node: item.node,
            attributes,
            lines: expanded.lines,
            keys,
            complete: expanded.complete,
        }
    }

    /// The position of an attribute.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.position(name)
    }

    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.get(self.position(name)?)
    }
}

impl Keys {
    fn of(attributes: &[Attribute], lines: &[Line]) -> Keys {
        let mut keys = Keys::default();
        for attribute in attributes {
            if attribute.primary_key().is_some() && keys.primary.is_none() {
                keys.primary = Some(vec![attribute.name.text.clone()]);
            }
            if attribute.unique().is_some() {
                keys.uniques.push(vec![attribute.name.text.clone()]);
            }
        }
        for line in lines {
            match &line.node {
                ast::Line::PrimaryKey(key) => {
                    let columns = plain_columns(&key.columns());
                    keys.primary = keys.primary.or(columns);
                }
                ast::Line::Unique(key) if key.predicate().is_none() => {
                    keys.uniques.extend(plain_columns(&key.columns()))
                }
                ast::Line::Index(index) if index.unique() && index.predicate().is_none() => {
                    keys.uniques.extend(plain_columns(&index.columns()));
                }
                _ => {}
            }
        }
        keys
    }

    /// Whether these attributes, in any order, are a key.
    pub fn has_set(&self, columns: &[String]) -> bool {
        let same = |key: &Vec<String>| {
            key.len() == columns.len() && columns.iter().all(|name| key.contains(name))
        };
        self.primary.iter().chain(&self.uniques).any(same)
    }
}

fn with_overlays(columns: &Columns, lines: &[Line]) -> Columns {
    let mut all = columns.clone();
    for line in lines {
        let ast::Line::Only(only) = &line.node else { continue };
        for line in only.lines() {
            if let ast::Line::Attribute(attribute) = line
                && let Some(name) = attribute.name()
            {
                all.insert(name.text);
            }
        }
    }
    all
}

/// The names of a key's columns; none where one is an expression, or the list is empty.
fn plain_columns(columns: &[ast::IndexColumn]) -> Option<Vec<String>> {
    let names: Option<Vec<String>> =
        columns.iter().map(|column| column.column().map(|name| name.text)).collect();
    names.filter(|names| !names.is_empty())
}

impl Attribute {
    pub fn new(name: Word, node: ast::Attribute, origin: Origin) -> Attribute {
        let modifiers = node.modifiers().collect();
        Attribute { name, node, modifiers, origin, data_type: None, numbered: false, target: None }
    }

    /// Where `primary key` stands.
    pub fn primary_key(&self) -> Option<Span> {
        self.modifiers.iter().find_map(|modifier| match modifier {
            ast::Modifier::PrimaryKey(range) => Some(self.origin.here.span(range.clone())),
            _ => None,
        })
    }

    /// Where `unique` stands.
    pub fn unique(&self) -> Option<Span> {
        self.modifiers.iter().find_map(|modifier| match modifier {
            ast::Modifier::Unique(range) => Some(self.origin.here.span(range.clone())),
            _ => None,
        })
    }

    pub fn refers_to(&self) -> Option<&ast::RefTarget> {
        self.modifiers.iter().find_map(|modifier| match modifier {
            ast::Modifier::Ref(target) => Some(target),
            _ => None,
        })
    }
}

impl Origin {
    pub fn context(&self) -> Option<&str> {
        self.context.as_deref()
    }
}
