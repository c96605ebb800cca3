//! Renaming: every place that speaks of a thing, and `was OLD` where it is declared, so that a plan renames too.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use super::index::{Declaration, Kind};
use super::place::{range, uri};
use super::world::World;
use crate::text::{FileId, Span};

pub fn prepare(world: &World, file: FileId, at: u32) -> Option<Value> {
    let found = world.index.at(file, at)?;
    let source = world.loaded.sources.get(file)?;
    Some(json!({
        "range": range(source, found.span),
        "placeholder": world.index.declarations[found.declaration].name,
    }))
}

pub fn rename(world: &World, file: FileId, at: u32, name: &str) -> Result<Value, String> {
    let found = world.index.at(file, at).ok_or("there is no name here that could be changed")?;
    if name.trim().is_empty() || name.contains(['\n', '\r', '\0']) {
        return Err("a name has at least one letter, and stands on one line".to_owned());
    }
    let known = &world.index.declarations[found.declaration];
    let taken = world.index.declarations.iter().any(|other| {
        other.name == name
            && other.kind == known.kind
            && other.context == known.context
            && other.container == known.container
    });
    if taken {
        return Err(format!("there is a `{name}` already"));
    }
    let sources = &world.loaded.sources;
    let mut edits: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let mut edit = |span: Span, text: String| {
        let Some(source) = sources.get(span.file) else { return };
        let Some(uri) = uri(Path::new(&source.path)) else { return };
        let value = json!({ "range": range(source, span), "newText": text });
        edits.entry(uri).or_default().push(value);
    };
    for other in &world.index.occurrences {
        if other.declaration == found.declaration {
            edit(other.span, written(name, sources.slice(other.span)));
        }
    }
    if let Some((place, was)) = former(world, known) {
        edit(place, was);
    }
    Ok(json!({ "changes": edits }))
}

/// In quotes where it is no plain word, or stood in quotes before; SQL folds what is not quoted, and so do names
/// with capitals get some there.
fn written(name: &str, before: &str) -> String {
    let mut letters = name.chars();
    let plain = letters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    if plain && !before.starts_with('"') {
        return name.to_owned();
    }
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Where `was OLD` goes; nowhere if a former name is said already, or for what has none.
fn former(world: &World, known: &Declaration) -> Option<(Span, String)> {
    let sources = &world.loaded.sources;
    let entities = &world.loaded.design.entities;
    let (place, told) = match known.kind {
        Kind::Entity => {
            let facts = entities.get(&super::hover::qualified(known))?;
            (known.span.end, facts.was.is_some())
        }
        Kind::Attribute => {
            let facts = entities.values().find_map(|facts| {
                facts.attributes.get(&known.name).filter(|facts| facts.span == known.span)
            })?;
            (known.whole.end, facts.was.is_some() || facts.moved_from.is_some())
        }
        _ => return None,
    };
    if told {
        return None;
    }
    let at = Span::new(known.span.file, place, place);
    Some((at, format!(" was {}", written(&known.name, sources.slice(known.span)))))
}
