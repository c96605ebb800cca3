//! Strings and expressions.

use crate::schema::Expression;
use crate::sql::cursor::{Cursor, Flavour, Token, TokenKind, without_parentheses};

/// What a string literal means.
pub(super) fn string(token: Token<'_>) -> Option<String> {
    if token.kind != TokenKind::Text {
        return None;
    }
    let start = token.text.find(['\'', '"'])?;
    let quote = token.text[start..].chars().next()?;
    let inner = token.text.get(start + 1..token.text.len().checked_sub(1)?)?;
    let mut plain = String::with_capacity(inner.len());
    let mut characters = inner.chars().peekable();
    while let Some(character) = characters.next() {
        if character == quote {
            characters.next_if_eq(&quote);
            plain.push(quote);
        } else if character == '\\' {
            match characters.next() {
                Some('n') => plain.push('\n'),
                Some('t') => plain.push('\t'),
                Some('r') => plain.push('\r'),
                Some('0') => plain.push('\0'),
                Some('b') => plain.push('\u{8}'),
                Some('Z') => plain.push('\u{1a}'),
                Some(wild @ ('%' | '_')) => plain.extend(['\\', wild]),
                Some(other) => plain.push(other),
                None => {}
            }
        } else {
            plain.push(character);
        }
    }
    Some(plain)
}

/// The string that is next.
pub(super) fn eat_string(cursor: &mut Cursor<'_>) -> Option<String> {
    let value = string(cursor.peek()?)?;
    cursor.next();
    Some(value)
}

/// A string literal for a value.
pub(super) fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\\', "\\\\").replace('\'', "''"))
}

/// An expression as written, without parentheses around all of it.
pub(super) fn expression(text: &str) -> Expression {
    Expression::new(without_parentheses(text, Flavour::MySql))
}

/// The column that a text is the name of, and nothing else.
pub(super) fn column(text: &str) -> Option<String> {
    let mut cursor = Cursor::new(text, Flavour::MySql);
    let token = cursor.next()?;
    let is_name = matches!(token.kind, TokenKind::QuotedName | TokenKind::Word);
    (is_name && cursor.is_at_end()).then(|| token.name()).flatten()
}

/// The names in a list.
pub(super) fn names(text: &str) -> Vec<String> {
    crate::sql::cursor::split_list(text, Flavour::MySql).into_iter().filter_map(column).collect()
}
