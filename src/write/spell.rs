//! Names, texts and comments as the language spells them.

use crate::schema::QualifiedName;

/// A name: bare where it is one word of letters, digits and `_`, else in quotes.
pub(super) fn name(name: &str) -> String {
    let mut characters = name.chars();
    let starts = |c: char| c == '_' || c.is_alphabetic();
    let goes_on = |c: char| c == '_' || c.is_alphanumeric();
    let plain = characters.next().is_some_and(starts) && characters.all(goes_on);
    if plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

/// The name of a key, an index or a block, with a space before it: in quotes where the word could begin
/// a clause.
pub(super) fn label(given: &Option<String>) -> String {
    const CLAUSES: [&str; 5] = ["using", "key", "after", "before", "where"];
    match given.as_deref() {
        None => String::new(),
        Some(word) if CLAUSES.contains(&word.to_ascii_lowercase().as_str()) => {
            format!(" \"{word}\"")
        }
        Some(word) => format!(" {}", name(word)),
    }
}

pub(super) fn names<'n>(list: impl IntoIterator<Item = &'n String>) -> String {
    list.into_iter().map(|item| name(item)).collect::<Vec<_>>().join(", ")
}

/// A qualified name as it is written outside of every context.
pub(super) fn path(qualified: &QualifiedName) -> String {
    match &qualified.namespace {
        Some(namespace) => format!("{}.{}", name(namespace), name(&qualified.name)),
        None => name(&qualified.name),
    }
}

/// A name with dots that is one name to the server (a collation), as a path or in quotes.
pub(super) fn dotted(text: &str) -> String {
    let plain = |part: &str| name(part) == part;
    if text.split('.').all(plain) { text.to_owned() } else { name(text) }
}

/// A text in single quotes.
pub(super) fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

/// A value behind `=`: a word or a number as it is, all else in quotes.
pub(super) fn value(value: &str) -> String {
    let is_word = name(value) == value;
    let digits = value.strip_prefix('-').unwrap_or(value);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_word || is_number { value.to_owned() } else { text(value) }
}

/// `owner ROLE` with a space before it.
pub(super) fn owner(role: &Option<String>) -> String {
    role.as_deref().map(|role| format!(" owner {}", name(role))).unwrap_or_default()
}

/// The lines of a comment, each ended; a `\` marks the end of one that ends in blanks.
pub(super) fn docs(comment: &Option<String>) -> String {
    let Some(comment) = comment else { return String::new() };
    let mut lines = String::with_capacity(comment.len() + 8);
    for line in comment.split('\n') {
        let marked = line.ends_with(|c: char| c.is_whitespace() || c == '\\');
        let mark = if marked { "\\" } else { "" };
        // A line that begins with a slash would be read as another mark.
        let space = if line.is_empty() { "" } else { " " };
        lines.push_str(&format!("///{space}{line}{mark}\n"));
    }
    lines
}
