//! Small readings of what the server prints.

use indexmap::IndexMap;

use crate::schema::Expression;

/// The expression without parentheses that enclose all of it.
pub(super) fn expression(text: &str) -> Expression {
    let mut text = text.trim();
    while let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        if !is_balanced(inner) {
            break;
        }
        text = inner.trim();
    }
    Expression::new(text)
}

/// The query of a view, without the semicolon.
pub(super) fn query(text: &str) -> Expression {
    Expression::new(text.trim().trim_end_matches(';').trim_end())
}

/// Splits at commas outside of parentheses, brackets, strings and quoted names.
pub(super) fn split_list(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (offset, character, depth) in outside_quotes(text) {
        if character == ',' && depth == 0 {
            parts.push(text[start..offset].trim());
            start = offset + 1;
        }
    }
    let last = text[start..].trim();
    if !last.is_empty() {
        parts.push(last);
    }
    parts
}

/// `{fillfactor=70, "autovacuum_enabled=false"}` as names and values.
///
/// `pg_attver` is bookkeeping of some builds of PostgreSQL 15: nobody set it, and it differs from one
/// creation of the same table to the next.
pub(super) fn options(items: Option<Vec<String>>) -> IndexMap<String, String> {
    let pair = |item: String| {
        item.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let mut options: IndexMap<_, _> =
        items.unwrap_or_default().into_iter().filter_map(pair).collect();
    options.retain(|name, _| name != "pg_attver");
    options
}

/// Whether every parenthesis that closes was opened before, and no other stays open.
fn is_balanced(text: &str) -> bool {
    let mut last = 0;
    for (_, _, depth) in outside_quotes(text) {
        if depth < 0 {
            return false;
        }
        last = depth;
    }
    last == 0
}

/// The characters outside of quotes with the depth of parentheses after each.
///
/// What a server prints has only plain quotes, doubled inside; its `E''` strings have no `\'`.
fn outside_quotes(text: &str) -> impl Iterator<Item = (usize, char, i32)> {
    let mut quote = None;
    let mut depth = 0;
    text.char_indices().filter_map(move |(offset, character)| {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => return None,
            (None, '\'' | '"') => quote = Some(character),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth -= 1,
            (None, _) => {}
        }
        Some((offset, character, depth))
    })
}

#[cfg(test)]
mod tests {
    use super::{expression, options, split_list};

    #[test]
    fn only_parentheses_around_the_whole_are_taken_off() {
        for (printed, expected) in [
            ("((a > 0))", "a > 0"),
            ("(a) + (b)", "(a) + (b)"),
            ("(a = ')'::text)", "a = ')'::text"),
            ("f(a)", "f(a)"),
            ("('(' || \"x(\")", "'(' || \"x(\""),
            ("'it''s (' || b)", "'it''s (' || b)"),
        ] {
            assert_eq!(expression(printed).text(), expected);
        }
    }

    #[test]
    fn lists_are_split_at_their_own_commas() {
        assert_eq!(
            split_list("f(a, b), \"x,y\", 'p,''q', ARRAY[1, 2]"),
            ["f(a, b)", "\"x,y\"", "'p,''q'", "ARRAY[1, 2]"]
        );
        assert!(split_list(" ").is_empty());
    }

    #[test]
    fn bookkeeping_is_no_option() {
        let found =
            options(Some(vec!["pg_attver=17".into(), "n_distinct=-0.5".into(), "a=b=c".into()]));
        assert_eq!(
            found.into_iter().collect::<Vec<_>>(),
            [("n_distinct".to_owned(), "-0.5".to_owned()), ("a".to_owned(), "b=c".to_owned())]
        );
    }
}
