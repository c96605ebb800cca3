//! Which attributes are surrogate keys: made by the machine, with no meaning of their own.

use crate::design::Design;
use crate::schema::{Column, DataType, Table};
use crate::theory::AttributeSet;

/// Functions whose result identifies a row and says nothing about it.
const GENERATORS: [&str; 9] = [
    "nextval",
    "uuid_v4",
    "uuid_v7",
    "gen_random_uuid",
    "uuidv4",
    "uuidv7",
    "uuid_generate_v4",
    "uuid_generate_v1mc",
    "newid",
];

/// The single attributes that are a key by themselves and are numbered or drawn by the machine.
pub fn surrogates(design: &Design, table: &Table) -> AttributeSet {
    table
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| is_made(column) && is_key(table, &column.name))
        .filter(|(_, column)| !refers(table, &column.name) && !is_referring(design, table, column))
        .map(|(position, _)| position)
        .collect()
}

/// Whether the machine makes its values: an identity, a sequence, or a UUID.
fn is_made(column: &Column) -> bool {
    let generator = |text: &str| {
        let call = text.split('(').next().unwrap_or_default().trim().to_ascii_lowercase();
        let name = call.rsplit('.').next().unwrap_or_default();
        GENERATORS.contains(&name) || (name == "uuid" && text.contains('('))
    };
    column.identity.is_some()
        || column.data_type == DataType::Uuid
        || column.default.as_ref().is_some_and(|default| generator(default.text()))
}

fn is_key(table: &Table, column: &str) -> bool {
    let alone = |columns: &[String]| matches!(columns, [only] if only == column);
    table.primary_key.as_ref().is_some_and(|key| alone(&key.columns))
        || table.uniques.iter().any(|unique| alone(&unique.columns))
}

/// A shared key, `profile.user_id` that refers to `user`, has the meaning of what it refers to.
fn refers(table: &Table, column: &str) -> bool {
    table.foreign_keys.iter().any(|key| key.columns.iter().any(|name| name == column))
}

fn is_referring(design: &Design, table: &Table, column: &Column) -> bool {
    let facts = design.entities.get(&table.name);
    let attribute = facts.and_then(|facts| facts.attributes.get(&column.name));
    attribute.is_some_and(|attribute| attribute.refers_to.is_some())
}
