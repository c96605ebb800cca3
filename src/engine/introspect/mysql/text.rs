//! Brings the SQL that the servers print into the form of the model.
//!
//! MySQL escapes expressions as if they were to stand in a string, marks literals with their charset
//! and, for some texts, sends UTF-8 that was encoded twice; both servers put the database's name
//! before every table. All that is taken off, and nothing else: two texts that differ in meaning stay
//! different.

use super::Family;
use crate::engine::introspect::tokens::{Flavour, TokenKind, tokens, without_parentheses};
use crate::schema::Expression;

/// How a server prints expressions into its catalog.
#[derive(Debug, Clone, Copy)]
pub(super) struct Printer<'p> {
    pub family: Family,
    /// The database that the model calls the default namespace.
    pub home: &'p str,
}

impl Printer<'_> {
    /// An expression of a default, a check, a generated column or an index.
    pub fn expression(&self, text: &str) -> Expression {
        match self.family {
            Family::MySql => self.plain(&unescaped(&decoded_once(text))),
            Family::MariaDb => self.plain(text),
        }
    }

    /// A text that is printed as it would be written: a view's query, a partition's expression.
    pub fn plain(&self, text: &str) -> Expression {
        let text = self.without_marks(text);
        Expression::new(without_parentheses(&text, Flavour::MySql))
    }

    /// Takes off the name of the home database, and the charset that literals have anyway.
    fn without_marks(&self, text: &str) -> String {
        let tokens = tokens(text, Flavour::MySql);
        let mut kept = String::with_capacity(text.len());
        let mut from = 0;
        for (index, token) in tokens.iter().enumerate() {
            let next = tokens.get(index + 1);
            let is_after_point =
                index.checked_sub(1).and_then(|at| tokens.get(at)).is_some_and(|t| t.text == ".");
            let is_home = token.kind == TokenKind::QuotedName
                && !is_after_point
                && next.is_some_and(|next| next.text == ".")
                && tokens.get(index + 2).is_some_and(|after| after.kind == TokenKind::QuotedName)
                && token.name().as_deref() == Some(self.home);
            let is_mark = token.text == "_utf8mb4"
                && next.is_some_and(|next| {
                    next.kind == TokenKind::Text && next.text.starts_with('\'')
                });
            if let Some(next) = next.filter(|_| is_home || is_mark) {
                kept.push_str(&text[from..token.start]);
                from = if is_home { next.end() } else { next.start };
            }
        }
        kept.push_str(&text[from..]);
        kept
    }
}

/// A string literal for a value that MySQL's catalog shows bare.
pub(super) fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\\', "\\\\").replace('\'', "''"))
}

/// `` `name` ``.
pub(in crate::engine) fn quoted_name(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// Undoes the escapes of a string's inside.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            plain.push(character);
            continue;
        }
        match characters.next() {
            Some('n') => plain.push('\n'),
            Some('r') => plain.push('\r'),
            Some('0') => plain.push('\0'),
            Some('Z') => plain.push('\u{1a}'),
            Some(other) => plain.push(other),
            None => plain.push('\\'),
        }
    }
    plain
}

/// Undoes one encoding too many: `Ã©` is `é` whose bytes were taken for Latin-1. A text that was
/// encoded once does not read as UTF-8 after that, and stays.
fn decoded_once(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let bytes: Option<Vec<u8>> = text.chars().map(latin1_byte).collect();
    bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_else(|| text.to_owned())
}

/// The byte of a character in what MySQL calls latin1, the code page 1252.
fn latin1_byte(character: char) -> Option<u8> {
    const FROM_0X80: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    match u32::from(character) {
        code @ (0..=0x7f | 0xa0..=0xff) => u8::try_from(code).ok(),
        _ => FROM_0X80
            .iter()
            .position(|known| *known == character)
            .and_then(|at| u8::try_from(0x80 + at).ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mysql(text: &str) -> String {
        Printer { family: Family::MySql, home: "scratch" }.expression(text).text().to_owned()
    }

    fn mariadb(text: &str) -> String {
        Printer { family: Family::MariaDb, home: "scratch" }.expression(text).text().to_owned()
    }

    #[test]
    fn escapes_marks_and_parentheses_go() {
        assert_eq!(mysql(r"((`i` > 0) and (`s` <> _utf8mb4\'x\'))"), "(`i` > 0) and (`s` <> 'x')");
        assert_eq!(mysql(r"_utf8mb4\'a\\\\b\\\'c\\n\'"), r"'a\\b\'c\n'");
        assert_eq!(mysql(r"concat(_utf8mb4\'a\',_latin1\'b\')"), "concat('a',_latin1'b')");
        assert_eq!(
            mariadb(r"`s` <> 'a\\b' or `_utf8mb4` = '_utf8mb4\'x'"),
            r"`s` <> 'a\\b' or `_utf8mb4` = '_utf8mb4\'x'"
        );
    }

    #[test]
    fn only_the_home_database_is_taken_off() {
        assert_eq!(
            mariadb("select `scratch`.`a`.`id` from `scratch`.`a`"),
            "select `a`.`id` from `a`"
        );
        assert_eq!(
            mariadb("select `b`.`scratch`.`id` from `b`.`scratch`"),
            "select `b`.`scratch`.`id` from `b`.`scratch`"
        );
        assert_eq!(mariadb("'`scratch`.`a`'"), "'`scratch`.`a`'");
    }

    #[test]
    fn texts_that_were_encoded_twice_are_read() {
        assert_eq!(mysql("(`s` <> _utf8mb4\\'Ã©â‚¬ðŸ˜€\\')"), "`s` <> 'é€😀'");
        assert_eq!(mysql("_utf8mb4\\'é€\\'"), "'é€'");
        assert_eq!(mysql("_utf8mb4\\'日本\\'"), "'日本'");
    }
}
