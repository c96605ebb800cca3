//! A many-to-many squeezed into one attribute.

use super::names::{is_text, same_thing, words};
use super::suspicion::{Confidence, Suspicion};
use super::world::World;
use crate::diagnostics::{Level, Rule};
use crate::schema::{Column, DataType, Table};

pub static RULE: Rule = Rule {
    code: "SG1104",
    name: "list-of-references",
    level: Level::Warning,
    summary: "an attribute holds a list of references: a many-to-many without its table",
    page: "\
# What it says
An array, a json or a text is called `tag_ids`, or so, and there is an entity `tag`.

# Why it matters
No server checks a reference inside a list: what it points to can be deleted, the same id can stand there twice, and the
other direction (who has this tag?) reads everything.

# What to do
Make the table between the two, with both references as its key. Where the list is a copy for reading, kept up by something:
`allow SG1104 \"reason\"`.
",
};

pub fn look(world: &World<'_>, table: &Table) -> Vec<Suspicion> {
    table.columns.iter().filter_map(|column| suspicion(world, table, column)).collect()
}

fn suspicion(world: &World<'_>, table: &Table, column: &Column) -> Option<Suspicion> {
    let kind = match &column.data_type {
        DataType::Array { element } => match element.as_ref() {
            DataType::SmallInt | DataType::Int | DataType::BigInt | DataType::Uuid => "an array",
            _ => return None,
        },
        DataType::Json => "json",
        DataType::Native { sql } if sql.to_ascii_lowercase().contains("json") => "json",
        _ if is_text(column) => "a text",
        _ => return None,
    };
    let words = words(&column.name);
    let stem = match words.as_slice() {
        [stem @ .., ids] if ids == "ids" && !stem.is_empty() => stem.join("_"),
        [stem @ .., id, list] if id == "id" && list == "list" && !stem.is_empty() => stem.join("_"),
        _ => return None,
    };
    let other = world.table_of(&stem).or_else(|| {
        let last = words.get(words.len().checked_sub(2)?)?;
        world.table_of(last)
    });
    let (confidence, because) = match other {
        Some(other) => (
            Confidence::Likely,
            format!("it is {kind} named for `{}`, which is an entity", other.name),
        ),
        None => (Confidence::Possible, format!("it is {kind}, and its name says `ids`")),
    };
    let between = match other {
        Some(other) if same_thing(&other.name.name, &table.name.name) => {
            format!("{}_link", table.name.name)
        }
        Some(other) => format!("{}_{}", table.name.name, other.name.name),
        None => format!("{}_{stem}", table.name.name),
    };
    Some(Suspicion {
        rule: &RULE,
        confidence,
        table: table.name.clone(),
        attributes: vec![column.name.clone()],
        message: format!("`{}.{}` seems to hold a list of references", table.name, column.name),
        because,
        confirm: format!("make `{between}` with a reference to each side as its key"),
    })
}
