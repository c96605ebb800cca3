//! `title_en`, `title_de`.

use indexmap::IndexMap;

use super::names::{is_text, words};
use super::suspicion::{Confidence, Suspicion};
use super::world::World;
use crate::diagnostics::{Level, Rule};
use crate::normal::words::listed;
use crate::schema::Table;

pub static RULE: Rule = Rule {
    code: "SG1112",
    name: "translated-attributes",
    level: Level::Warning,
    summary: "attributes differ in a language alone: a list written sideways",
    page: "\
# What it says
Attributes differ in the code of a language alone: `title_en`, `title_de`.

# Why it matters
A new language is a change of every table and every query. Which languages a row has cannot be asked.

# What to do
Make a table of translations: the reference, the language, the texts; the reference and the language are its key. Where the
languages are fixed by law or by contract: `allow SG1112 \"reason\"`.
",
};

/// Languages that make a group credible, and others that may stand in it.
const COMMON: [&str; 4] = ["en", "de", "fr", "es"];
const OTHERS: [&str; 19] = [
    "it", "pt", "nl", "pl", "ru", "zh", "ja", "ko", "sv", "da", "fi", "cs", "tr", "ar", "he", "hu",
    "ro", "uk", "el",
];

pub fn look(_: &World<'_>, table: &Table) -> Vec<Suspicion> {
    let mut groups: IndexMap<String, Vec<(String, String)>> = IndexMap::new();
    for column in table.columns.iter().filter(|column| is_text(column)) {
        let words = words(&column.name);
        let Some((code, stem)) = words.split_last() else { continue };
        let is_code = COMMON.contains(&code.as_str()) || OTHERS.contains(&code.as_str());
        if is_code && !stem.is_empty() {
            groups.entry(stem.join("_")).or_default().push((code.clone(), column.name.clone()));
        }
    }
    groups.retain(|_, members| {
        members.len() > 1 && members.iter().any(|(code, _)| COMMON.contains(&code.as_str()))
    });
    let Some((_, first)) = groups.first() else { return Vec::new() };
    let attributes: Vec<String> = first.iter().map(|(_, name)| name.clone()).collect();
    vec![Suspicion {
        rule: &RULE,
        confidence: Confidence::Likely,
        table: table.name.clone(),
        message: format!(
            "{} of `{}` are translations written sideways",
            listed(attributes.iter().map(String::as_str).take(4)),
            table.name
        ),
        because: "the names differ in a language alone, the types in nothing".to_owned(),
        confirm: format!("make `{}_translation` with a row for each language", table.name.name),
        attributes,
    }]
}
