//! What could stand where the cursor is.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::index::{Index, Kind};
use super::sql;
use super::world::World;
use crate::language::{SyntaxKind, parse};
use crate::text::FileId;

const TYPES: [&str; 20] = [
    "smallint",
    "int",
    "bigint",
    "decimal",
    "real",
    "double",
    "boolean",
    "text",
    "varchar",
    "char",
    "bytes",
    "date",
    "time",
    "timestamp",
    "timestamptz",
    "interval",
    "uuid",
    "json",
    "native",
    "ref",
];
const ITEMS: [&str; 15] = [
    "schema",
    "import",
    "extension",
    "context",
    "entity",
    "mixin",
    "enum",
    "domain",
    "sequence",
    "query",
    "view",
    "materialized",
    "role",
    "grant",
    "native",
];
const LINES: [&str; 23] = [
    "primary key",
    "unique",
    "ref",
    "check",
    "exclude",
    "index",
    "fulltext index",
    "spatial index",
    "partition by",
    "fd",
    "mvd",
    "rows",
    "grows",
    "distinct",
    "keep",
    "shard by",
    "reference table",
    "tags",
    "owner",
    "allow",
    "include",
    "only",
    "set",
];
const MODIFIERS: [&str; 14] = [
    "primary key",
    "unique",
    "identity",
    "default",
    "generated",
    "check",
    "collate",
    "on delete",
    "on update",
    "deferrable",
    "was",
    "tags",
    "invisible",
    "match full",
];
const SQL: [&str; 20] = [
    "select",
    "from",
    "where",
    "join",
    "left join",
    "on",
    "group by",
    "order by",
    "having",
    "limit",
    "insert into",
    "values",
    "update",
    "set",
    "delete from",
    "and",
    "or",
    "not",
    "in",
    "returning",
];

/// The protocol's numbers for what is offered.
const KEYWORD: u8 = 14;
const FIELD: u8 = 5;
const CLASS: u8 = 7;
const TYPE: u8 = 25;

struct List {
    items: Vec<Value>,
    seen: BTreeSet<String>,
}

impl List {
    fn add(&mut self, label: &str, kind: u8, detail: &str) {
        if self.seen.insert(label.to_owned()) {
            self.items.push(json!({ "label": label, "kind": kind, "detail": detail }));
        }
    }

    fn words(&mut self, words: &[&str]) {
        for word in words {
            self.add(word, KEYWORD, "");
        }
    }

    fn entities(&mut self, index: &Index) {
        for known in index.declarations.iter().filter(|known| known.kind == Kind::Entity) {
            let context = known.context.as_deref().unwrap_or_default();
            self.add(&known.name, CLASS, context);
        }
    }

    fn attributes(&mut self, index: &Index, container: usize) {
        let of = index.declarations[container].name.clone();
        for at in index.attributes_of(container) {
            let known = &index.declarations[at];
            self.add(&known.name, FIELD, &format!("{of}: {}", known.detail));
        }
    }
}

pub fn complete(world: &World, file: FileId, at: u32) -> Value {
    let mut list = List { items: Vec::new(), seen: BTreeSet::new() };
    if let Some(source) = world.loaded.sources.get(file) {
        fill(world, file, &source.text, at, &mut list);
    }
    json!({ "isIncomplete": false, "items": list.items })
}

fn fill(world: &World, file: FileId, text: &str, at: u32, list: &mut List) {
    let index = &world.index;
    let before = text.get(..at as usize).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    if line.trim_start().starts_with("//") {
        return;
    }
    // The word that is being written does not count.
    let head = line.trim_end_matches(|letter: char| letter.is_alphanumeric() || letter == '_');
    let tree = parse(text).syntax();
    let island = tree.descendants().find(|node| {
        let range = node.text_range();
        matches!(node.kind(), SyntaxKind::SqlBody | SyntaxKind::SqlParen)
            && u32::from(range.start()) < at
            && at <= u32::from(range.end())
            && node.parent().is_some_and(|above| above.kind() != SyntaxKind::Native)
    });
    let container = index.container_at(file, at);
    if let Some(island) = &island {
        if let Some(container) = container {
            list.attributes(index, container);
            return;
        }
        let words = sql::words(island);
        let context = island
            .ancestors()
            .find(|above| above.kind() == SyntaxKind::Context)
            .and_then(|context| context.children().find(|child| child.kind() == SyntaxKind::Name))
            .map(|name| name.text().to_string().trim().to_owned());
        let scope = index.scope(&words, context);
        if let Some(qualifier) = head.strip_suffix('.') {
            let alias = last_word(qualifier);
            for (_, entity, name) in &scope {
                if name.eq_ignore_ascii_case(alias) {
                    list.attributes(index, *entity);
                }
            }
            return;
        }
        let word = last_word(head.trim_end()).to_ascii_lowercase();
        if ["from", "join", "into", "update"].contains(&word.as_str()) {
            list.entities(index);
            return;
        }
        for (_, entity, _) in &scope {
            list.attributes(index, *entity);
        }
        list.entities(index);
        list.words(&SQL);
        return;
    }
    let trimmed = head.trim();
    let word = last_word(head.trim_end());
    if let Some(qualifier) = head.strip_suffix('.') {
        let name = last_word(qualifier);
        if let Some(entity) = index.entity(None, name) {
            list.attributes(index, entity);
        }
        for known in index.declarations.iter() {
            if known.kind == Kind::Entity && known.context.as_deref() == Some(name) {
                list.add(&known.name, CLASS, name);
            }
        }
        return;
    }
    if ["ref", "to", "with", "inherits"].contains(&word) {
        list.entities(index);
        return;
    }
    if word == "include" && trimmed == "include" {
        for known in index.declarations.iter().filter(|known| known.kind == Kind::Mixin) {
            list.add(&known.name, CLASS, "mixin");
        }
        return;
    }
    let Some(container) = container else {
        if trimmed.is_empty() {
            list.words(&ITEMS);
        }
        return;
    };
    if trimmed.is_empty() {
        list.words(&LINES);
    } else if trimmed.ends_with(':') {
        list.words(&TYPES);
        for known in index.declarations.iter().filter(|known| known.kind == Kind::Type) {
            list.add(&known.name, TYPE, "");
        }
    } else if head.matches('(').count() > head.matches(')').count()
        || ["fd", "mvd", "distinct"].iter().any(|line| trimmed.starts_with(line))
    {
        list.attributes(index, container);
    } else if trimmed.contains(':') {
        list.words(&MODIFIERS);
    }
}

fn last_word(text: &str) -> &str {
    let start = text
        .char_indices()
        .rev()
        .take_while(|(_, letter)| letter.is_alphanumeric() || *letter == '_')
        .last()
        .map_or(text.len(), |(at, _)| at);
    &text[start..]
}
