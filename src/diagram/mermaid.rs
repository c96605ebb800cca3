//! The picture as a Mermaid `erDiagram`, which code hosts render inside a pull request.
//!
//! Mermaid knows no escape inside quoted names; it has character codes (`#quot;`) for texts. So entities get plain
//! ids with their names as aliases, attributes whose names are no plain words are written with `_` and told in
//! their comment, and everything that could end a text or begin markup becomes a code.

use std::fmt::Write;

use super::{Cardinality, Change, Detail, EdgeKind, Picture, Row};
use crate::text::markup::line;

/// Hosts refuse larger ones.
const MOST_CHARACTERS: usize = 50_000;
const MOST_EDGES: usize = 500;

/// The text, and a warning where hosts will not render it.
pub fn mermaid(picture: &Picture, detail: Detail) -> (String, Option<String>) {
    let mut out = format!("---\ntitle: \"{}\"\n---\nerDiagram\n", text(&picture.title));
    for (at, node) in picture.nodes.iter().enumerate() {
        let sign = match node.change {
            Change::Same => String::new(),
            change => format!("{} {} ", change.sign(), change.word()),
        };
        let _ = writeln!(out, "  {}[\"{}{}\"] {{", id(at), sign, text(&node.name.to_string()));
        for row in &node.rows {
            let kept = match detail {
                Detail::Names => false,
                Detail::Keys => row.is_key() || row.change != Change::Same,
                Detail::Attributes | Detail::All => true,
            };
            if kept {
                attribute(row, &mut out);
            }
        }
        out.push_str("  }\n");
    }
    for edge in &picture.edges {
        let (left, right) = match edge.kind {
            EdgeKind::Inherits => ("||", "||"),
            _ => (left(edge.to.cardinality), right(edge.from.cardinality)),
        };
        let line = if edge.kind == EdgeKind::Identifying { "--" } else { ".." };
        let sign = match edge.change {
            Change::Same => String::new(),
            change => format!("{} {}: ", change.sign(), change.word()),
        };
        let _ = writeln!(
            out,
            "  {} {left}{line}{right} {} : \"{sign}{}\"",
            id(edge.to.node),
            id(edge.from.node),
            text(&edge.label)
        );
    }
    styles(picture, &mut out);
    let characters = out.chars().count();
    let warning = (characters > MOST_CHARACTERS || picture.edges.len() > MOST_EDGES).then(|| {
        format!(
            "Mermaid draws up to {MOST_CHARACTERS} characters and {MOST_EDGES} references unless configured otherwise, \
             and this has {characters} and {}; draw less of it (`--detail keys`, `--focus ENTITY`, `--context NAME`)",
            picture.edges.len()
        )
    });
    (out, warning)
}

fn id(at: usize) -> String {
    format!("e{at}")
}

fn attribute(row: &Row, out: &mut String) {
    let mut keys = Vec::new();
    if row.primary {
        keys.push("PK");
    }
    if row.reference {
        keys.push("FK");
    }
    if row.unique && !row.primary {
        keys.push("UK");
    }
    let mut about: Vec<String> = Vec::new();
    if row.change != Change::Same {
        about.push(format!("{} {}", row.change.sign(), row.change.word()));
    }
    about.extend(row.before.as_ref().map(|before| format!("was {before}")));
    let (kind, name) = (word(&row.data_type), word(&row.name));
    if name != row.name {
        about.push(row.name.clone());
    }
    if kind != row.data_type {
        about.push(row.data_type.clone());
    }
    if row.nullable {
        about.push("may be null".to_owned());
    }
    about.extend(row.comment.clone());
    let _ = write!(out, "    {kind} {name}");
    if !keys.is_empty() {
        let _ = write!(out, " {}", keys.join(", "));
    }
    if !about.is_empty() {
        let _ = write!(out, " \"{}\"", text(&about.join(", ")));
    }
    out.push('\n');
}

/// Colours of a change, for hosts whose Mermaid knows styles of entities.
fn styles(picture: &Picture, out: &mut String) {
    let looks = [
        (Change::Added, "fill:#d3eddb,stroke:#1f8a45,stroke-width:3px,color:#1c2430"),
        (
            Change::Dropped,
            "fill:#fbdfe3,stroke:#c22f3d,stroke-width:2px,stroke-dasharray:6 4,color:#1c2430",
        ),
        (Change::Altered, "fill:#fbe8c8,stroke:#c77700,stroke-width:3px,color:#1c2430"),
        (Change::Renamed, "fill:#dbe7fa,stroke:#3d74c7,stroke-width:3px,color:#1c2430"),
    ];
    for (change, look) in looks {
        let places: Vec<String> = (0..picture.nodes.len())
            .filter(|at| picture.nodes[*at].change == change)
            .map(id)
            .collect();
        if !places.is_empty() {
            let _ = writeln!(out, "  classDef {} {look}", change.word());
            let _ = writeln!(out, "  class {} {}", places.join(","), change.word());
        }
    }
}

/// The end that is referred to, written on the left.
fn left(cardinality: Cardinality) -> &'static str {
    match cardinality {
        Cardinality::One => "||",
        Cardinality::ZeroOrOne => "|o",
        Cardinality::Many => "}o",
    }
}

fn right(cardinality: Cardinality) -> &'static str {
    match cardinality {
        Cardinality::One => "||",
        Cardinality::ZeroOrOne => "o|",
        Cardinality::Many => "o{",
    }
}

/// A word of Mermaid's grammar: a letter, then letters, digits and `_`.
fn word(name: &str) -> String {
    let mut out: String = name
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || letter == '_' { letter } else { '_' })
        .collect();
    while out.contains("__") && !name.contains("__") {
        out = out.replace("__", "_");
    }
    let out = out.trim_end_matches('_').to_owned();
    match out.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => out,
        _ => format!("a{out}"),
    }
}

/// A text between double quotes.
fn text(words: &str) -> String {
    let mut out = String::new();
    for letter in line(words).chars() {
        match letter {
            '"' => out.push_str("#quot;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '&' => out.push_str("#amp;"),
            '#' | '%' | '\\' | '`' | ';' | '{' | '}' | '[' | ']' => {
                let _ = write!(out, "#{};", u32::from(letter));
            }
            letter if letter.is_control() => out.push('\u{fffd}'),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_are_words() {
        assert_eq!(super::word("decimal(12,2)"), "decimal_12_2");
        assert_eq!(super::word("größe"), "gr_e");
        assert_eq!(super::word("1st"), "a1st");
        assert_eq!(super::word(""), "a");
        assert_eq!(super::word("a__b"), "a__b");
    }
}
