use std::rc::Rc;

use indexmap::IndexMap;

use crate::sql::statements::{Encoding, Statement};

/// The settings that the scripts have made so far, by name, the latest last; a statement that is
/// tried again later is tried under the settings it was written under.
pub(super) type Settings = Rc<IndexMap<String, String>>;

/// What a setting is about. `set search_path = x` and `set_config('search_path', …)` are the same.
pub(super) fn key(statement: &Statement) -> String {
    let words = &statement.words;
    if statement.word(0) == "select" {
        let text = &statement.text;
        let from = text.find("set_config").map_or(0, |at| at + "set_config".len());
        return text[from..].split('\'').nth(1).unwrap_or_default().to_lowercase();
    }
    let skip = |word: &&String| {
        !matches!(word.as_str(), "set" | "reset" | "local" | "session" | "@" | "." | "pragma")
    };
    words.iter().find(skip).cloned().unwrap_or_default()
}

/// `set local` ends with a transaction, of which there are none here.
pub(super) fn without_local(statement: &Statement) -> String {
    if statement.word(1) != "local" {
        return statement.text.clone();
    }
    let at = statement.text.to_lowercase().find("local").unwrap_or_default();
    format!(
        "{} {}",
        &statement.text[..at].trim_end(),
        &statement.text[at + "local".len()..].trim_start()
    )
}

/// What a setting says about the bytes of the script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Charset {
    /// For the whole script, from here on.
    Names(String),
    /// Until it is set back.
    Client(String),
    /// Back to the whole script's.
    Back,
    /// Only of what the server sends: none of the script's business.
    Results(String),
}

impl Charset {
    pub fn of(statement: &Statement) -> Option<Charset> {
        let value = || value(&statement.text);
        let key = key(statement);
        match key.as_str() {
            "names" | "client_encoding" => Some(Charset::Names(value())),
            "character" if statement.word(2) == "set" => Some(Charset::Names(value())),
            "character_set_client" if value().starts_with('@') => Some(Charset::Back),
            "character_set_client" => Some(Charset::Client(value())),
            "character_set_results" => Some(Charset::Results(value())),
            _ => None,
        }
    }

    /// Whether the session may be told so too: it always speaks UTF-8.
    pub fn is_ours(name: &str) -> bool {
        name.starts_with('@') || name.to_lowercase().replace('-', "").starts_with("utf8")
    }

    pub fn encoding(name: &str) -> Option<Encoding> {
        Encoding::named(name)
    }
}

/// The word behind `=`, `to`, or the setting's name.
fn value(text: &str) -> String {
    let text = text.trim_end_matches(['*', '/', ' ']);
    let text = text.split_once('=').map_or(text, |(_, value)| value);
    let lower = text.to_lowercase();
    let word = match lower.find(" collate ") {
        Some(end) => &text[..end],
        None => text,
    };
    let word = word.split(',').next().unwrap_or_default();
    word.split_whitespace()
        .next_back()
        .unwrap_or_default()
        .trim_matches(['\'', '"', '`'])
        .to_owned()
}

/// `set standard_conforming_strings = off`: whether a backslash escapes from here on.
pub(super) fn backslash_escapes(statement: &Statement) -> Option<bool> {
    (key(statement) == "standard_conforming_strings")
        .then(|| matches!(value(&statement.text).to_lowercase().as_str(), "off" | "false" | "0"))
}
