//! Attributes as rows.

use super::names::{is_text, words};
use super::suspicion::{Confidence, Suspicion};
use super::world::{World, refers};
use crate::diagnostics::{Level, Rule};
use crate::schema::{DataType, Table};

pub static RULE: Rule = Rule {
    code: "SG1106",
    name: "entity-attribute-value",
    level: Level::Warning,
    summary: "rows hold the name and the value of an attribute: a table inside a table",
    page: "\
# What it says
A table refers to an entity, names an attribute and holds its value as text; the two together are a key.

# Why it matters
Types, checks, references and not-null rules stop at the value: all values are texts. A row of the thing that is meant is a
join for each attribute.

# What to do
Give the entity the attributes it has. Where users invent them, json in the entity keeps a thing's attributes together. Where
attributes are what the design is about (a form builder, a registry): `allow SG1106 \"reason\"`.
",
};

const ATTRIBUTES: [&str; 8] =
    ["attribute", "attr", "property", "field", "key", "name", "parameter", "meta"];

pub fn look(_: &World<'_>, table: &Table) -> Vec<Suspicion> {
    // A table with more to it than the three is something else.
    if table.columns.len() > 8 {
        return Vec::new();
    }
    let value = table.columns.iter().find(|column| {
        let words = words(&column.name);
        let named = words.last().is_some_and(|word| word == "value" || word == "val");
        named && (is_text(column) || column.data_type == DataType::Json)
    });
    let attribute = table.columns.iter().find(|column| {
        let words = words(&column.name);
        let meaning = match words.as_slice() {
            [.., word, id] if id == "id" || id == "name" || id == "key" => word,
            [.., word] => word,
            [] => return false,
        };
        ATTRIBUTES.contains(&meaning.as_str()) && (is_text(column) || refers(table, &column.name))
    });
    let (Some(value), Some(attribute)) = (value, attribute) else { return Vec::new() };
    if value.name == attribute.name {
        return Vec::new();
    }
    let keys = table
        .primary_key
        .iter()
        .map(|key| &key.columns)
        .chain(table.uniques.iter().map(|unique| &unique.columns));
    let is_pair = |columns: &Vec<String>| {
        columns.contains(&attribute.name)
            && columns.iter().any(|name| *name != attribute.name && refers(table, name))
            && !columns.contains(&value.name)
    };
    if !keys.into_iter().any(is_pair) {
        return Vec::new();
    }
    vec![Suspicion {
        rule: &RULE,
        confidence: Confidence::Likely,
        table: table.name.clone(),
        attributes: vec![attribute.name.clone(), value.name.clone()],
        message: format!("`{}` holds attributes of another entity as rows", table.name),
        because: format!(
            "a reference and `{}` are its key, and `{}` is a text",
            attribute.name, value.name
        ),
        confirm: "give the entity the attributes themselves, or one json".to_owned(),
    }]
}
