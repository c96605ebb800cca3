//! From typed syntax trees to a [`Design`].
//!
//! Passes, as in a compiler: `collect` enters every declared name; `mixin` and `entity` give each
//! entity the attributes and lines of its mixins; `references` finds the type of every attribute;
//! then each kind of item becomes its part of the design, and what needs the whole is checked last.
//!
//! Lowering never fails and never stops: whatever the trees hold, there is a design, as complete as
//! the input allows, and a list of findings, one for each mistake. What rests on a mistake that was
//! reported (an attribute of an unknown type, an entity with an unknown mixin) is passed over in
//! silence. It is pure: files were read by the caller, [`imports`] says which others are asked for.

mod access;
mod collect;
mod declared_type;
mod entity;
mod former_names;
mod mixin;
mod names;
mod place;
mod program;
mod references;
pub mod rules;
mod sequence;
pub mod sql;
mod table;
mod tables;
mod target;
mod types;
mod world;

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use crate::design::{Design, Spanned};
use crate::diagnostics::Diagnostic;
use crate::language::ast::AstNode;
use crate::language::{Parse, ast};
use crate::schema::{AtomKey, AtomKind, Extension, Namespace, QualifiedName};
use crate::sql::{Piece, scan};
use crate::text::{FileId, SourceMap, Span};

pub use types::{is_type, is_type_word};

use collect::{Item, Items, collect};
use entity::Entity;
use mixin::Mixins;
use world::{Names, Output, World};

/// Lowers all files of one design, in the given order. Findings come in the order of their places;
/// those of the parser are not among them.
pub fn lower(files: &[(FileId, Parse)], sources: &SourceMap) -> (Design, Vec<Diagnostic>) {
    let (mut names, mut out) = (Names::default(), Output::default());
    let mut items = collect(files, &mut names, &mut out);
    target::lower(&items.schemas, &mut out);

    let entities = std::mem::take(&mut items.entities);
    let mixins = Mixins { items: &items.mixins, names: &names.mixins };
    mixins.report_cycles(&mut out);
    let entities = entities.into_iter().map(|item| Entity::new(item, &mixins, &mut out)).collect();

    let entities = inherited(entities, &names);
    let mut world = World {
        sources,
        names,
        entities,
        domains: HashMap::new(),
        enums: enum_values(&items),
        native_words: native_words(&items),
        broken: broken(files),
    };
    declared_type::domain_types(&items.domains, &mut world, &mut out);
    let types = references::resolve(&world, &mut out);
    references::check_mixins(&items.mixins, &world, &mut out);
    for (entity, types) in world.entities.iter_mut().zip(types) {
        for (attribute, typed) in entity.attributes.iter_mut().zip(types) {
            attribute.data_type = typed.data_type;
            attribute.numbered = typed.numbered;
            attribute.target = typed.target;
        }
    }

    contexts(&items.contexts, &world, &mut out);
    access::lower_roles(&items.roles, &world, &mut out);
    items.extensions.iter().for_each(|item| extension(item, &mut out));
    items.enums.iter().for_each(|item| declared_type::lower_enum(item, &world, &mut out));
    items.domains.iter().for_each(|item| declared_type::lower_domain(item, &world, &mut out));
    items.sequences.iter().for_each(|item| sequence::lower(item, &world, &mut out));
    world.entities.iter().for_each(|entity| table::build(&world, entity, &mut out));
    items.views.iter().for_each(|item| program::lower_view(item, &world, &mut out));
    items.natives.iter().for_each(|item| program::lower_native(item, &world, &mut out));
    items.queries.iter().for_each(|item| program::lower_query(item, &world, &mut out));
    items.grants.iter().for_each(|item| access::lower_grant(item, &world, &mut out));
    former_names::check(&world, &mut out);
    table::check_shards(&mut out);

    let Output { mut design, spans, mut findings, .. } = out;
    design.spans = spans.build();
    Diagnostic::sort(&mut findings);
    (design, findings)
}

/// The files a file imports, as written.
pub fn imports(file: FileId, parse: &Parse) -> Vec<(String, Span)> {
    fn of(item: ast::Item, file: FileId, found: &mut Vec<(String, Span)>) {
        match item {
            ast::Item::Import(import) => {
                let text = import.file();
                found.extend(
                    text.map(|text| (text.text, Span::new(file, text.range.start, text.range.end))),
                );
            }
            ast::Item::Context(context) => context.items().for_each(|item| of(item, file, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    parse.tree().items().for_each(|item| of(item, file, &mut found));
    found
}

fn contexts(items: &[Item<ast::Context>], world: &World<'_>, out: &mut Output) {
    for item in items {
        let name = QualifiedName::bare(&item.name.text);
        if let Some(was) = item.node.was().map(|was| item.here.word(was)) {
            let former = Spanned { value: was.text, span: was.span };
            out.design
                .renames
                .entry(AtomKey::new(&name, AtomKind::Namespace, ""))
                .or_insert(former);
        }
        let comment = item.node.docs();
        let role = item.node.owner().map(|role| item.here.word(role));
        let owner = declared_type::owner(&name, role, world, out);
        let known = out.design.schema.namespaces.iter().position(|known| known.name == name.name);
        match known.and_then(|index| out.design.schema.namespaces.get_mut(index)) {
            Some(known) if owner.is_some() && known.owner.is_none() => known.owner = owner,
            // A context may go on in another file; the first comment is its comment.
            Some(known) if known.comment.is_some() || comment.is_none() => {}
            Some(known) => {
                known.comment = comment;
                out.said(&name, AtomKind::Comment, "", item.name.span);
            }
            None => {
                out.said(&name, AtomKind::Namespace, "", item.name.span);
                if comment.is_some() {
                    out.said(&name, AtomKind::Comment, "", item.name.span);
                }
                out.design.schema.namespaces.push(Namespace { name: name.name, owner, comment });
            }
        }
    }
}

fn extension(item: &Item<ast::Extension>, out: &mut Output) {
    let name = QualifiedName::bare(&item.name.text);
    out.said(&name, AtomKind::Extension, "", item.name.span);
    let comment = item.node.docs();
    if comment.is_some() {
        out.said(&name, AtomKind::Comment, "", item.name.span);
    }
    out.design.schema.extensions.push(Extension {
        name: name.name,
        schema: item.node.schema().map(|name| name.text),
        version: item.node.version().map(|text| text.text),
        comment,
    });
}

fn enum_values(items: &Items) -> HashMap<QualifiedName, Vec<String>> {
    let values = |item: &Item<ast::Enum>| {
        let values = item.node.values().filter_map(|value| value.value());
        values.map(|value| value.text).collect()
    };
    items.enums.iter().map(|item| (item.full_name(), values(item))).collect()
}

/// Gives every entity the names of the attributes it inherits; chains are followed as long as they add any.
fn inherited(mut entities: Vec<Entity>, names: &Names) -> Vec<Entity> {
    let parents: Vec<Vec<usize>> = entities
        .iter()
        .map(|entity| {
            let context = entity.name.namespace.as_deref();
            let paths = entity.node.inherits().into_iter();
            paths.filter_map(|path| names.entity(context, &path)).collect()
        })
        .collect();
    for _ in 0..entities.len() {
        let mut grew = false;
        for (index, parents) in parents.iter().enumerate() {
            for parent in parents.iter().filter(|parent| **parent != index) {
                let columns = entities[*parent].columns.clone();
                let entity = &mut entities[index];
                for column in columns.iter() {
                    grew |= entity.columns.insert(column);
                    entity.columns_anywhere.insert(column);
                }
            }
        }
        if !grew {
            break;
        }
    }
    entities
}

/// The native blocks' names and every word of their code, lower case.
fn native_words(items: &Items) -> HashSet<String> {
    let mut words = HashSet::new();
    for item in &items.natives {
        words.extend(item.node.name().map(|name| name.text.to_lowercase()));
        let Some(body) = item.node.body() else { continue };
        for (piece, range) in scan(&body.text) {
            // A function's body is a literal, and may create tables too.
            if piece != Piece::Comment {
                let is_break = |c: char| !c.is_alphanumeric() && c != '_';
                words.extend(
                    body.text[range]
                        .split(is_break)
                        .filter(|word| !word.is_empty())
                        .map(str::to_lowercase),
                );
            }
        }
    }
    words
}

/// Where the parser found something wrong, in order.
fn broken(files: &[(FileId, Parse)]) -> HashMap<FileId, Vec<u32>> {
    let places = |parse: &Parse| {
        let mut places: Vec<u32> = parse.errors.iter().map(|error| error.range.start).collect();
        places.sort_unstable();
        places
    };
    files
        .iter()
        .filter(|(_, parse)| !parse.errors.is_empty())
        .map(|(file, parse)| (*file, places(parse)))
        .collect()
}
