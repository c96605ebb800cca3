//! Several values in one text.

use super::names::{is_text, words};
use super::suspicion::{Confidence, Suspicion};
use super::world::{World, refers};
use crate::diagnostics::{Level, Rule};
use crate::schema::{Column, Table};

pub static RULE: Rule = Rule {
    code: "SG1101",
    name: "list-in-text",
    level: Level::Warning,
    summary: "a text seems to hold a list",
    page: "\
# What it says
A text attribute looks as if it held several values: its default has commas between words, a declared query looks
for a part between commas, or its name is one that lists have (`tags`, `emails`).

# Why it matters
First normal form asks for one value in one place. A value inside a list has no key, no reference and no index: asking
who has it reads every row, and nothing keeps it from standing there twice or misspelt.

# What to do
Make a table of the values, one a row, with a reference to the entity. Where the list is only ever read as a whole, an array
or json says so; where the text is not a list: `allow SG1101 \"reason\"`.
",
};

/// Names that lists have and texts do not.
const LISTS: [&str; 14] = [
    "tags",
    "emails",
    "labels",
    "categories",
    "interests",
    "skills",
    "permissions",
    "phones",
    "recipients",
    "attendees",
    "hobbies",
    "languages",
    "csv",
    "allergies",
];

/// Functions that take a list apart.
const SPLITTERS: [&str; 6] = [
    "find_in_set",
    "string_to_array",
    "regexp_split_to_table",
    "regexp_split_to_array",
    "string_to_table",
    "split_part",
];

pub fn look(world: &World<'_>, table: &Table) -> Vec<Suspicion> {
    let mut found = Vec::new();
    for column in table.columns.iter().filter(|column| is_text(column)) {
        if refers(table, &column.name) || column.generated.is_some() {
            continue;
        }
        let reason = match (default_list(column), taken_apart(world, table, column)) {
            (Some(default), _) => Some((Confidence::Likely, format!("its default is {default}"))),
            (_, Some(query)) => Some((
                Confidence::Likely,
                format!("the query `{query}` looks for a part of it between commas"),
            )),
            _ if is_list_word(column) => {
                Some((Confidence::Possible, "its name is one that lists have".to_owned()))
            }
            _ => None,
        };
        let Some((confidence, because)) = reason else { continue };
        found.push(Suspicion {
            rule: &RULE,
            confidence,
            table: table.name.clone(),
            attributes: vec![column.name.clone()],
            message: format!("`{}.{}` seems to hold a list in a text", table.name, column.name),
            because,
            confirm: format!("make a table with a row for each of `{}`", column.name),
        });
    }
    found
}

fn is_list_word(column: &Column) -> bool {
    words(&column.name).last().is_some_and(|word| LISTS.contains(&word.as_str()))
}

/// A default such as `'red,green'`: words with commas between them and nothing else.
fn default_list(column: &Column) -> Option<&str> {
    let text = column.default.as_ref()?.text().trim();
    let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
    let parts: Vec<&str> = inner.split([',', ';', '|']).map(str::trim).collect();
    let word = |part: &&str| {
        !part.is_empty()
            && part.len() <= 30
            && part.chars().all(|c| c.is_alphanumeric() || "_-@.".contains(c))
    };
    let number = |part: &&str| part.chars().all(|c| c.is_ascii_digit() || c == '.');
    (parts.len() > 1 && parts.iter().all(word) && !parts.iter().all(number)).then_some(text)
}

/// A declared query that takes the text apart at commas.
fn taken_apart<'d>(world: &World<'d>, table: &Table, column: &Column) -> Option<&'d str> {
    let name = column.name.to_lowercase();
    world
        .design
        .queries
        .iter()
        .find(|query| {
            let sql = query.sql.to_lowercase();
            let mentions = |word: &str| crate::sql::identifiers(&sql).any(|one| one == word);
            if !mentions(&table.name.name.to_lowercase()) || !mentions(&name) {
                return false;
            }
            let calls = SPLITTERS.iter().any(|function| {
                sql.match_indices(function).any(|(at, _)| {
                    let call: String = sql[at..].chars().take(80).collect();
                    crate::sql::identifiers(&call).any(|one| one == name)
                })
            });
            let like = sql.match_indices(" like ").any(|(at, _)| {
                let subject = sql[..at].trim_end().ends_with(&name)
                    || sql[..at].trim_end().ends_with(&format!("{name} || ','"));
                let pattern: String = sql[at..].chars().take(60).collect();
                subject && (pattern.contains("'%,") || pattern.contains(",%'"))
            });
            calls || like
        })
        .map(|query| query.name.as_str())
}
