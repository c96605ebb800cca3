//! An address, written out twice.

use indexmap::IndexMap;

use super::names::words;
use super::suspicion::{Confidence, Suspicion};
use super::world::World;
use crate::diagnostics::{Level, Rule};
use crate::normal::words::listed;
use crate::schema::Table;

pub static RULE: Rule = Rule {
    code: "SG1103",
    name: "repeated-block",
    level: Level::Warning,
    summary: "a block of attributes, as an address, is written out more than once",
    page: "\
# What it says
The parts of an address stand in an entity under two prefixes (`ship_city`, `bill_city`), or in several entities.

# Why it matters
What is one thing has several shapes: one of them gets the new column, the longer zip code or the check, and the others do
not. A customer whose two addresses are one has to change it twice.

# What to do
Make an `address` and refer to it, once for each purpose; or at least a `mixin`, so that the shape is said once. Copies that
must not change afterwards, as on an invoice, are a good reason: `allow SG1103 \"reason\"`.
",
};

/// Words that parts of an address have.
const PARTS: [&str; 20] = [
    "street",
    "address",
    "address1",
    "address2",
    "line1",
    "line2",
    "city",
    "town",
    "zip",
    "zipcode",
    "postcode",
    "postal",
    "state",
    "region",
    "province",
    "county",
    "country",
    "district",
    "addressee",
    "recipient",
];

/// Parts that say that it is an address, not a place.
const STREETS: [&str; 7] = ["street", "address", "address1", "line1", "zip", "zipcode", "postcode"];

pub fn look(world: &World<'_>) -> Vec<Suspicion> {
    let mut found = Vec::new();
    let mut tables: Vec<(&Table, Vec<String>)> = Vec::new();
    for table in &world.design.schema.tables {
        let blocks = blocks(world, table);
        if blocks.len() > 1 {
            let prefixes: Vec<&str> = blocks.keys().map(String::as_str).collect();
            let attributes = blocks.values().flatten().cloned().collect();
            found.push(Suspicion {
                rule: &RULE,
                confidence: Confidence::Likely,
                table: table.name.clone(),
                attributes,
                message: format!("`{}` writes out an address {} times", table.name, blocks.len()),
                because: format!(
                    "the same parts of an address stand under the prefixes {}",
                    listed(prefixes)
                ),
                confirm: "make an `address` and refer to it for each purpose, or write the block once, as a `mixin`".to_owned(),
            });
        } else if let Some((_, parts)) = blocks.first() {
            tables.push((table, parts.clone()));
        }
    }
    // The same block in several entities, said once.
    let wide: Vec<_> = tables.iter().filter(|(_, parts)| parts.len() > 3).collect();
    if let (Some((table, parts)), true) = (wide.last(), wide.len() > 1) {
        let names: Vec<String> = wide.iter().map(|(table, _)| table.name.to_string()).collect();
        found.push(Suspicion {
            rule: &RULE,
            confidence: Confidence::Possible,
            table: table.name.clone(),
            attributes: parts.clone(),
            message: format!(
                "{} each write out an address",
                listed(names.iter().map(String::as_str))
            ),
            because: "each has four or more parts of an address".to_owned(),
            confirm: "make an `address` and refer to it, or write the block once, as a `mixin`"
                .to_owned(),
        });
    }
    found
}

/// The address-like blocks of a table by prefix: attributes in their order. What a mixin brings is
/// written once already.
fn blocks(world: &World<'_>, table: &Table) -> IndexMap<String, Vec<String>> {
    let facts = world.design.entities.get(&table.name);
    let own = |name: &str| {
        let attribute = facts.and_then(|facts| facts.attributes.get(name));
        attribute.is_none_or(|attribute| attribute.mixin.is_none())
    };
    let mut blocks: IndexMap<String, Vec<(String, String)>> = IndexMap::new();
    for column in table.columns.iter().filter(|column| own(&column.name)) {
        let words = words(&column.name);
        let Some(place) = words.iter().position(|word| PARTS.contains(&word.as_str())) else {
            continue;
        };
        let prefix = words[..place].join("_");
        blocks.entry(prefix).or_default().push((words[place].clone(), column.name.clone()));
    }
    blocks.retain(|_, parts| {
        let mut distinct: Vec<&str> = parts.iter().map(|(word, _)| word.as_str()).collect();
        distinct.sort_unstable();
        distinct.dedup();
        distinct.len() > 2 && distinct.iter().any(|word| STREETS.contains(word))
    });
    let names = |parts: Vec<(String, String)>| parts.into_iter().map(|(_, name)| name).collect();
    blocks.into_iter().map(|(prefix, parts)| (prefix, names(parts))).collect()
}
