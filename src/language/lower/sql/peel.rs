//! Clauses sqlparser cannot read although servers can, taken out before it looks.
//!
//! None of them holds a name or changes what a statement reads. They are overwritten with spaces,
//! so that every other token keeps its place.

use std::ops::Range;

use crate::sql::{Piece, scan};

/// The text without the known clauses; none where it holds none of them.
pub fn peel(text: &str) -> Option<String> {
    let words = words(text);
    let mut cut: Vec<Range<usize>> = Vec::new();
    for at in 0..words.len() {
        let follows = |wanted: &[&str]| {
            let found = words.get(at..at + wanted.len());
            found.is_some_and(|found| {
                found.iter().zip(wanted).all(|(word, wanted)| word.text == *wanted)
            })
        };
        let span = |from: usize, to: usize| words[at + from].range.start..words[at + to].range.end;
        if follows(&["for", "no", "key", "update"]) {
            cut.push(span(1, 2));
        } else if follows(&["for", "key", "share"]) {
            cut.push(span(1, 1));
        } else if follows(&["lock", "in", "share", "mode"]) {
            cut.push(span(0, 3));
        } else if follows(&["between", "symmetric"]) {
            cut.push(span(1, 1));
        } else if follows(&["not", "indexed"]) {
            cut.push(span(0, 1));
        } else if follows(&["indexed", "by"]) && words.len() > at + 2 {
            cut.push(span(0, 2));
        } else if follows(&["on", "conflict"]) {
            cut.extend(conflict_condition(&words[at..]));
        }
    }
    if cut.is_empty() {
        return None;
    }
    let mut peeled = text.to_owned();
    for range in cut {
        let blank: String =
            text.get(range.clone())?.chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
        // A character takes as many columns as before; bytes may become fewer, but none stand before them.
        if blank.len() == range.len() {
            peeled.replace_range(range, &blank);
        }
    }
    Some(peeled)
}

/// The condition of a partial unique index: `on conflict (a) where (b) do …`.
fn conflict_condition(words: &[Word<'_>]) -> Option<Range<usize>> {
    let start =
        words.iter().position(|word| word.text == "where" && word.depth == words[0].depth)?;
    let end = words.iter().position(|word| word.text == "do" && word.depth == words[0].depth)?;
    let condition = words.get(start)?.range.start..words.get(end)?.range.start;
    (start < end).then_some(condition)
}

struct Word<'t> {
    text: std::borrow::Cow<'t, str>,
    range: Range<usize>,
    /// How many parentheses are open around it.
    depth: u32,
}

/// The words outside of strings, names in quotes and comments, lower case.
fn words(text: &str) -> Vec<Word<'_>> {
    let (mut words, mut depth) = (Vec::new(), 0u32);
    for (piece, range) in scan(text) {
        if piece != Piece::Code {
            continue;
        }
        let code = &text[range.clone()];
        let mut start = None;
        for (at, c) in code.char_indices().chain([(code.len(), ' ')]) {
            match (c.is_alphanumeric() || c == '_', start) {
                (true, None) => start = Some(at),
                (false, Some(from)) => {
                    let word = &code[from..at];
                    let text = if word.bytes().any(|byte| byte.is_ascii_uppercase()) {
                        word.to_ascii_lowercase().into()
                    } else {
                        word.into()
                    };
                    words.push(Word { text, range: range.start + from..range.start + at, depth });
                    start = None;
                }
                _ => {}
            }
            match c {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::peel;

    #[test]
    fn clauses_go_and_places_stay() {
        for (text, peeled) in [
            ("select 1 from a FOR NO KEY UPDATE", "select 1 from a FOR        UPDATE"),
            ("select 1 from a for key share", "select 1 from a for     share"),
            ("select a between symmetric 1 and 2", "select a between           1 and 2"),
            (
                "insert into a values (1) on conflict (b) where (c > 0) do nothing",
                "insert into a values (1) on conflict (b)               do nothing",
            ),
        ] {
            assert_eq!(peel(text).as_deref(), Some(peeled));
        }
        assert_eq!(peel("select 'for key share' -- for key share"), None);
    }
}
