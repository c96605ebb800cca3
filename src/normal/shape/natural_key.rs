//! Nothing but the surrogate key tells rows apart.

use super::names::{is_text, same_thing, singular, words};
use super::suspicion::{Confidence, Suspicion};
use super::world::{World, is_key};
use crate::diagnostics::{Level, Rule};
use crate::normal::surrogate::surrogates;
use crate::schema::{Column, DataType, Table};

pub static RULE: Rule = Rule {
    code: "SG1113",
    name: "natural-key-missing",
    level: Level::Info,
    summary: "only a surrogate key tells rows apart, and an attribute looks like a key",
    page: "\
# What it says
The entity's only key is an identity, a sequence or a UUID, and it has an attribute that such entities are identified by: a
`slug`, a `sku`, a `username`; or it is a short list of names that others refer to.

# Why it matters
The surrogate key is different in every row by construction, so nothing stops the same thing from being stored twice: two
categories of one name, and every reference has to guess which of them is meant. Normal forms say nothing about an entity
whose rows have no key of their own.

# What to do
Declare what identifies a row: `unique` at the attribute, or `unique (a, b)`. If rows really may repeat:
`allow SG1113 \"reason\"`.
",
};

/// Attributes that identify what they stand in.
const IDENTIFYING: [&str; 9] =
    ["slug", "sku", "isbn", "issn", "ean", "gtin", "iban", "vin", "barcode"];

/// Attributes that identify people, and the words of tables that hold people.
const LOGINS: [&str; 3] = ["username", "login", "handle"];
const PEOPLE: [&str; 9] =
    ["user", "account", "member", "person", "staff", "employee", "customer", "profile", "author"];

/// What a short list calls its members.
const NAMING: [&str; 4] = ["name", "code", "label", "title"];

pub fn look(world: &World<'_>, table: &Table) -> Vec<Suspicion> {
    let surrogate = surrogates(world.design, table);
    let other_keys = table.uniques.len()
        + table.exclusions.len()
        + table.indexes.iter().filter(|index| index.unique).count();
    if surrogate.is_empty() || other_keys > 0 {
        return Vec::new();
    }
    let Some((column, because)) = identifying(world, table) else { return Vec::new() };
    vec![Suspicion {
        rule: &RULE,
        confidence: Confidence::Possible,
        table: table.name.clone(),
        attributes: vec![column.name.clone()],
        message: format!("nothing but a surrogate key tells the rows of `{}` apart", table.name),
        because,
        confirm: format!("mark `{}` as `unique` if it is", column.name),
    }]
}

fn identifying<'t>(world: &World<'_>, table: &'t Table) -> Option<(&'t Column, String)> {
    let texts = || table.columns.iter().filter(|column| is_text(column) && !column.nullable);
    // `sku`, or `product_sku` of a product; that of something else identifies that.
    let own = |column: &Column| {
        let mut words = words(&column.name);
        let last = words.pop().unwrap_or_default();
        let is_own = words.is_empty() || same_thing(&words.join("_"), &table.name.name);
        if is_own { last } else { String::new() }
    };
    // Who logs in is identified so where people are stored; elsewhere it says whose the row is.
    let people =
        words(&table.name.name).iter().any(|word| PEOPLE.contains(&singular(word).as_str()));
    let single = texts().find(|column| {
        let word = own(column);
        IDENTIFYING.contains(&word.as_str()) || (people && LOGINS.contains(&word.as_str()))
    });
    if let Some(column) = single {
        return Some((column, format!("a `{}` mostly identifies what it stands in", column.name)));
    }
    // A list of names: others refer to it, and there is hardly more to it than the name.
    let plain = table
        .columns
        .iter()
        .filter(|column| !is_key(table, &column.name))
        .filter(|column| {
            !matches!(
                column.data_type,
                DataType::Timestamp { .. } | DataType::TimestampTz { .. } | DataType::Date
            )
        })
        .count();
    if plain > 2 || !world.is_referred(table) {
        return None;
    }
    let refers = !table.foreign_keys.is_empty();
    texts()
        .find(|column| {
            NAMING.contains(&own(column).as_str()) || same_thing(&column.name, &table.name.name)
        })
        .filter(|_| !refers)
        .map(|column| {
            (
                column,
                format!("others refer to it, and it has hardly more than its `{}`", column.name),
            )
        })
}
