//! `phone1`, `phone2`, `phone3`.

use indexmap::IndexMap;

use super::names::words;
use super::suspicion::{Confidence, Suspicion};
use super::world::{World, refers};
use crate::diagnostics::{Level, Rule};
use crate::normal::words::listed;
use crate::schema::{Column, Table};

pub static RULE: Rule = Rule {
    code: "SG1102",
    name: "numbered-group",
    level: Level::Warning,
    summary: "attributes are numbered: a list written sideways",
    page: "\
# What it says
Attributes differ in a number alone (`phone1`, `phone2`, `phone3`): a list with a fixed number of places.

# Why it matters
Whoever has a fourth phone has a problem, whoever looks for a number has to ask three columns, and an index covers one of
them. The numbers mean nothing, or mean something that has no name.

# What to do
Make a table with a row for each, and a reference to the entity; a column for the order if it means something. Where the number
is a part of the name (lines of an address, quarters of a year): `allow SG1102 \"reason\"`.
",
};

/// Names whose numbers are a part of them.
const NO_LIST: [&str; 26] = [
    "address", "addr", "line", "street", "iso", "sha", "md", "utf", "base", "oauth", "s", "h", "x",
    "y", "z", "lat", "lon", "lng", "ipv", "mp", "v", "version", "entity", "p", "t", "c",
];

pub fn look(_: &World<'_>, table: &Table) -> Vec<Suspicion> {
    let mut groups: IndexMap<String, Vec<(u32, &Column)>> = IndexMap::new();
    for column in &table.columns {
        if let Some((stem, number)) = numbered(&column.name) {
            groups.entry(stem).or_default().push((number, column));
        }
    }
    let mut found: Vec<Suspicion> = Vec::new();
    for mut members in groups.into_values() {
        members.sort_by_key(|(number, _)| *number);
        if !is_list(table, &members) {
            continue;
        }
        let columns: Vec<&Column> = members.iter().map(|(_, column)| *column).collect();
        let names = columns.iter().map(|column| column.name.as_str());
        // `phone1_kind` beside `phone1` is the same list.
        let first_word = |name: &str| words(name).into_iter().next();
        let known = found.iter().any(|one| {
            one.attributes.first().and_then(|name| first_word(name)) == first_word(&columns[0].name)
        });
        if known {
            continue;
        }
        let confidence = if members.len() > 2 { Confidence::Likely } else { Confidence::Possible };
        found.push(Suspicion {
            rule: &RULE,
            confidence,
            table: table.name.clone(),
            attributes: columns.iter().map(|column| column.name.clone()).collect(),
            message: format!(
                "{} of `{}` are a list written sideways",
                listed(names.take(4)),
                table.name
            ),
            because: format!("{} attributes of one type differ in a number alone", members.len()),
            confirm: "make a table with a row for each".to_owned(),
        });
    }
    found
}

/// The name with its number taken out, and the number.
fn numbered(name: &str) -> Option<(String, u32)> {
    let mut words = words(name);
    let digits = words.iter().filter(|word| word.bytes().all(|byte| byte.is_ascii_digit())).count();
    let place = words.iter().position(|word| word.bytes().all(|byte| byte.is_ascii_digit()))?;
    if digits != 1 || place == 0 {
        return None;
    }
    let number: u32 = words[place].parse().ok()?;
    if NO_LIST.contains(&words[place - 1].as_str()) {
        return None;
    }
    "#".clone_into(&mut words[place]);
    Some((words.join("_"), number))
}

/// Members in a row from 0 or 1, of one type; of two, one may be missing and none refers elsewhere.
fn is_list(table: &Table, members: &[(u32, &Column)]) -> bool {
    let Some(((first, column), _)) = members.split_first() else { return false };
    let in_a_row = members.iter().zip(*first..).all(|((number, _), expected)| *number == expected);
    let alike = members.iter().all(|(_, other)| other.data_type == column.data_type);
    let plain = members.iter().all(|(_, other)| other.generated.is_none());
    match members.len() {
        0 | 1 => false,
        2 => {
            let optional = members.iter().filter(|(_, other)| other.nullable).count() == 1;
            let refer = members.iter().any(|(_, other)| refers(table, &other.name));
            *first == 1 && in_a_row && alike && plain && optional && !refer
        }
        _ => *first <= 1 && in_a_row && alike && plain,
    }
}
