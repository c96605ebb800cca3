//! Where names are declared and spoken of.

use serde_json::{Value, json};

use super::index::{Declaration, Kind};
use super::place::{location, range};
use super::world::World;
use crate::text::FileId;

pub fn definition(world: &World, file: FileId, at: u32) -> Option<Value> {
    let found = world.index.at(file, at)?;
    location(&world.loaded.sources, world.index.declarations[found.declaration].span)
}

pub fn references(world: &World, file: FileId, at: u32, with_declaration: bool) -> Value {
    let Some(found) = world.index.at(file, at) else { return json!([]) };
    let declared = world.index.declarations[found.declaration].span;
    let all = world.index.occurrences.iter().filter(|other| {
        other.declaration == found.declaration && (with_declaration || other.span != declared)
    });
    all.filter_map(|other| location(&world.loaded.sources, other.span)).collect()
}

/// The protocol's numbers.
fn kind(kind: Kind) -> u8 {
    match kind {
        Kind::Context => 3,
        Kind::Entity => 5,
        Kind::Mixin => 11,
        Kind::Attribute => 8,
        Kind::Type => 10,
        Kind::Query => 12,
        Kind::View => 5,
    }
}

/// The file's declarations; attributes inside their entities, entities inside their contexts.
pub fn of_file(world: &World, file: FileId) -> Value {
    let Some(source) = world.loaded.sources.get(file) else { return json!([]) };
    let own: Vec<&Declaration> =
        world.index.declarations.iter().filter(|known| known.span.file == file).collect();
    // In the order of the text; each goes into the last one that holds it.
    fn gather(
        own: &[&Declaration],
        at: &mut usize,
        end: u32,
        source: &crate::text::SourceFile,
    ) -> Vec<Value> {
        let mut list = Vec::new();
        while let Some(known) = own.get(*at) {
            if known.whole.start >= end {
                break;
            }
            *at += 1;
            let children = gather(own, at, known.whole.end, source);
            list.push(json!({
                "name": known.name,
                "detail": known.detail,
                "kind": kind(known.kind),
                "range": range(source, known.whole),
                "selectionRange": range(source, known.span),
                "children": children,
            }));
        }
        list
    }
    let mut own = own;
    own.sort_by_key(|known| (known.whole.start, std::cmp::Reverse(known.whole.end)));
    Value::Array(gather(&own, &mut 0, u32::MAX, source))
}

/// Declarations of all designs whose names contain the wanted text.
pub fn everywhere<'w>(worlds: impl Iterator<Item = &'w World>, wanted: &str) -> Value {
    let mut list = Vec::new();
    for world in worlds {
        for known in &world.index.declarations {
            if !known.name.to_lowercase().contains(wanted) || known.kind == Kind::Attribute {
                continue;
            }
            if let Some(location) = location(&world.loaded.sources, known.span) {
                list.push(json!({
                    "name": known.name,
                    "kind": kind(known.kind),
                    "location": location,
                    "containerName": known.context,
                }));
            }
        }
    }
    Value::Array(list)
}
