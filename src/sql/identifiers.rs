//! The identifiers of a piece of SQL, found without parsing it.
//!
//! A superset of what the text depends on: every identifier counts, whether it names a table, a
//! column or a function, and keywords do too. Strings and comments do not, but dollar-quoted bodies
//! do, for they are code.

/// Every identifier of a text, unquoted, in order.
pub fn identifiers(sql: &str) -> impl Iterator<Item = &str> {
    pieces(sql).filter_map(|piece| match piece {
        Piece::Identifier { name, .. } => Some(name),
        Piece::Other(_) => None,
    })
}

/// Every identifier of a text, unquoted, in order, each with the one that stands before it and a dot.
pub fn qualified_identifiers(sql: &str) -> impl Iterator<Item = (Option<&str>, &str)> {
    let mut last: Option<&str> = None;
    let mut dotted = false;
    pieces(sql).filter_map(move |piece| match piece {
        Piece::Identifier { name, .. } => {
            let qualifier = if dotted { last } else { None };
            (last, dotted) = (Some(name), false);
            Some((qualifier, name))
        }
        Piece::Other(".") => {
            dotted = true;
            None
        }
        Piece::Other(_) => {
            (last, dotted) = (None, false);
            None
        }
    })
}

/// The text with every bare identifier `from`, in whatever case, written as `to`. Strings, comments,
/// quoted names and names behind a dot stay as they are.
pub fn replace_identifier(sql: &str, from: &str, to: &str) -> String {
    let mut text = String::with_capacity(sql.len());
    for piece in pieces(sql) {
        match piece {
            Piece::Identifier { name, written }
                if name.len() == written.len()
                    && name.eq_ignore_ascii_case(from)
                    && !text.ends_with('.') =>
            {
                text.push_str(to);
            }
            Piece::Identifier { written, .. } | Piece::Other(written) => text.push_str(written),
        }
    }
    text
}

/// The text with every identifier `from`, bare or quoted, in whatever case, written as `to` in the same
/// quotes. Strings, comments and names behind a dot stay as they are.
pub fn rename_identifier(sql: &str, from: &str, to: &str) -> String {
    let mut text = String::with_capacity(sql.len());
    for piece in pieces(sql) {
        match piece {
            Piece::Identifier { name, written }
                if name.eq_ignore_ascii_case(from) && !text.ends_with('.') =>
            {
                text.push_str(&written.replacen(name, to, 1));
            }
            Piece::Identifier { written, .. } | Piece::Other(written) => text.push_str(written),
        }
    }
    text
}

/// The functions, procedures and aggregates that a raw block creates, in lower case; of a name with
/// a namespace both parts count.
pub fn created_functions(sql: &str) -> Vec<String> {
    let words: Vec<&str> = identifiers(sql).collect();
    let mut found = Vec::new();
    for (place, word) in words.iter().enumerate() {
        let creates =
            words[..place].iter().rev().take(4).any(|word| word.eq_ignore_ascii_case("create"));
        let is_kind = ["function", "procedure", "aggregate"]
            .iter()
            .any(|kind| word.eq_ignore_ascii_case(kind));
        // An operator and a cast name a function that is there.
        let uses =
            words[..place].iter().rev().take(4).any(|word| {
                ["operator", "cast"].iter().any(|kind| word.eq_ignore_ascii_case(kind))
            });
        if creates && is_kind && !uses {
            found.extend(words.iter().skip(place + 1).take(2).map(|name| name.to_lowercase()));
        }
    }
    found.sort();
    found.dedup();
    found
}

/// What a raw block creates: functions, types, tables and their like, in lower case and without
/// their namespaces.
pub fn created_names(sql: &str) -> Vec<String> {
    created(sql).0
}

/// The operators that a raw block creates, and its text search configurations, which texts name too.
pub fn created_signs(sql: &str) -> Vec<String> {
    created(sql).1
}

/// Whether a text names something anywhere, in a string too: `'odd.english'::regconfig`, `a <# b`.
pub fn says(text: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let is_word = name.starts_with(is_part);
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        // `<` is not in `<=`.
        let goes_on = |c: char| if is_word { is_part(c) } else { "+-*/<>=~!@#%^&|`?".contains(c) };
        !before.is_some_and(goes_on) && !after.is_some_and(goes_on)
    })
}

/// The trigger that a text creates, or the one that it switches on or off.
pub fn trigger(sql: &str) -> Option<(TriggerUse, String)> {
    let words: Vec<&str> = identifiers(sql).collect();
    let is = |place: usize, word: &str| {
        words.get(place).is_some_and(|found| found.eq_ignore_ascii_case(word))
    };
    let place = (0..words.len()).find(|place| is(*place, "trigger"))?;
    let name = (*words.get(place + 1)?).to_owned();
    let before = place.checked_sub(1)?;
    if is(0, "alter")
        && ["enable", "disable", "always", "replica"].iter().any(|word| is(before, word))
    {
        return Some((TriggerUse::Switched, name));
    }
    let created = is(0, "create") && !is(before, "event");
    created.then_some((TriggerUse::Created, name))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TriggerUse {
    Created,
    Switched,
}

/// The type of several ranges that comes with a range type, where it is named.
fn multirange(pieces: &[Piece<'_>]) -> Option<String> {
    let word = |piece: &Piece<'_>| match piece {
        Piece::Identifier { name, .. } => Some(name.to_lowercase()),
        Piece::Other(_) => None,
    };
    let place =
        pieces.iter().position(|piece| word(piece).as_deref() == Some("multirange_type_name"))?;
    let mut name = None;
    for piece in &pieces[place + 1..] {
        match (word(piece), piece) {
            (Some(found), _) => name = Some(found),
            (None, Piece::Other("=" | ".")) => {}
            _ => break,
        }
    }
    name
}

/// Names and signs that a text creates.
fn created(sql: &str) -> (Vec<String>, Vec<String>) {
    const KINDS: [&str; 15] = [
        "collation",
        "class",
        "family",
        "configuration",
        "dictionary",
        "method",
        "function",
        "procedure",
        "aggregate",
        "type",
        "domain",
        "table",
        "view",
        "sequence",
        "index",
    ];
    // What these create has no name that others use, but they name functions.
    const UNNAMED: [&str; 6] = ["cast", "trigger", "rule", "policy", "transform", "publication"];
    const BETWEEN: [&str; 3] = ["if", "not", "exists"];
    // `create or replace definer = a@b function f`
    const FARTHEST: usize = 9;
    let pieces: Vec<Piece<'_>> = pieces(sql)
        .filter(|piece| !matches!(piece, Piece::Other(text) if text.trim().is_empty()))
        .collect();
    let word = |at: usize| match pieces.get(at) {
        Some(Piece::Identifier { name, .. }) => Some(*name),
        _ => None,
    };
    let is = |at: usize, words: &[&str]| {
        word(at).is_some_and(|found| words.iter().any(|word| found.eq_ignore_ascii_case(word)))
    };
    let behind_dots = |mut at: usize| {
        while word(at).is_some() && matches!(pieces.get(at + 1), Some(Piece::Other("."))) {
            at += 2;
        }
        at
    };
    let (mut names, mut signs) = (Vec::new(), Vec::new());
    for place in (0..pieces.len()).filter(|place| is(*place, &["create"])) {
        for kind in place + 1..=place + FARTHEST {
            if is(kind, &["operator"]) && !is(kind + 1, &["class", "family"]) {
                let sign =
                    pieces[behind_dots(kind + 1).min(pieces.len())..].iter().map_while(|piece| {
                        match piece {
                            Piece::Other(text) if !text.starts_with(['(', ' ', '\n']) => {
                                Some(*text)
                            }
                            _ => None,
                        }
                    });
                signs.extend(Some(sign.collect::<String>()).filter(|sign| !sign.is_empty()));
                break;
            }
            if is(kind, &UNNAMED) {
                break;
            }
            if is(kind, &KINDS) {
                let mut at = kind + 1;
                while is(at, &BETWEEN) {
                    at += 1;
                }
                let name = word(behind_dots(at)).map(str::to_lowercase);
                if is(kind, &["configuration"]) {
                    signs.extend(name.clone());
                }
                names.extend(name);
                names.extend(multirange(&pieces[kind..]));
                break;
            }
        }
    }
    for found in [&mut names, &mut signs] {
        found.sort();
        found.dedup();
    }
    (names, signs)
}

enum Piece<'s> {
    Identifier { name: &'s str, written: &'s str },
    Other(&'s str),
}

/// The whole text in pieces.
fn pieces(sql: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = sql;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let goes_on = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let word = |text: &str| text.find(|c: char| !goes_on(c)).unwrap_or(text.len());
        let (length, is_identifier) = match first {
            '\'' => (closing(rest, '\''), false),
            '"' | '`' => (closing(rest, first), true),
            '-' if rest.starts_with("--") => (rest.find('\n').unwrap_or(rest.len()), false),
            '/' if rest.starts_with("/*") => {
                (rest.find("*/").map_or(rest.len(), |at| at + 2), false)
            }
            c if c.is_alphabetic() || c == '_' => (word(rest), true),
            c if c.is_ascii_digit() => (word(rest), false),
            c => (c.len_utf8(), false),
        };
        let (written, after) = rest.split_at(length);
        rest = after;
        Some(match (is_identifier, first) {
            (true, '"' | '`') => {
                let name = written.get(1..written.len().saturating_sub(1)).unwrap_or("");
                Piece::Identifier { name, written }
            }
            (true, _) => Piece::Identifier { name: written, written },
            (false, _) => Piece::Other(written),
        })
    })
}

/// The length of a quoted token that begins the text, both quotes included; a doubled quote does not end it.
fn closing(text: &str, quote: char) -> usize {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if character == quote {
            if characters.peek().is_some_and(|(_, next)| *next == quote) {
                characters.next();
            } else {
                return at + character.len_utf8();
            }
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_found_quoted_or_not_but_not_in_strings_and_comments() {
        let sql = "select \"Odd \"\"name\", t.a1 -- b\n from `order` /* c */ where x = 'd ''e' and f($1, 2e3)";
        let found: Vec<_> = identifiers(sql).collect();
        assert_eq!(
            found,
            ["select", "Odd \"\"name", "t", "a1", "from", "order", "where", "x", "and", "f"]
        );
        assert_eq!(identifiers("'unclosed").count(), 0);
        assert_eq!(identifiers("\"unclosed").count(), 1);
        assert_eq!(identifiers("é_1 /* no end").collect::<Vec<_>>(), ["é_1"]);
    }

    #[test]
    fn identifiers_are_replaced_whole_and_bare() {
        let sql = "value > 0 and values < 1 and t.value = 'value' and \"value\" <> VALUE -- value";
        let changed =
            "price > 0 and values < 1 and t.value = 'value' and \"value\" <> price -- value";
        assert_eq!(replace_identifier(sql, "value", "price"), changed);
    }

    #[test]
    fn what_a_raw_block_makes_is_found_without_its_namespace() {
        let sql = "create or replace function \"s\".\"First\"(d date) returns date as $$ select d $$;\n\
                   create type s.pair as (a int); create table if not exists t (a int);";
        assert_eq!(created_names(sql), ["first", "pair", "t"]);
        assert_eq!(created_names("create definer=`a`@`%` procedure `p`() begin end"), ["p"]);
    }

    #[test]
    fn the_functions_of_a_raw_block_are_found() {
        let sql = "CREATE OR REPLACE FUNCTION s.first_day(d date) RETURNS date AS $$ select d $$;\n\
                   create aggregate group_concat(text) (sfunc = x, stype = text);";
        let found = created_functions(sql);
        assert!(
            ["first_day", "group_concat"].iter().all(|name| found.contains(&(*name).to_owned()))
        );
        assert!(created_functions("drop function f; create table function_of (a int)").is_empty());
    }
}
