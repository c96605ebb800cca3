//! Expressions of the server in the places where the language takes SQL.

use crate::dialect::{Capability, Dialect};
use crate::schema::{DataType, Expression};
use crate::sql::{Piece, scan};

use super::Writer;
use super::spell;

/// SQL for parentheses: what the server printed, with strings that the language reads as one line.
pub(super) fn inline(text: &str, dialect: Dialect<'_>) -> String {
    let text = standard(text, dialect);
    if !scan(&text).iter().any(|(piece, range)| breaks(*piece, &text, range)) {
        return text;
    }
    let mut kept = String::with_capacity(text.len() + 8);
    for (piece, range) in scan(&text) {
        let part = text.get(range.clone()).unwrap_or_default();
        if !breaks(piece, &text, &range) {
            kept.push_str(part);
        } else if dialect.data.strings.backslash_escapes {
            kept.push_str(&part.replace('\r', "\\r").replace('\n', "\\n"));
        } else if dialect.has(Capability::CompositeTypes) && part.starts_with('\'') {
            // Postgres' escape strings.
            let inside = part.replace('\\', "\\\\").replace('\r', "\\r").replace('\n', "\\n");
            kept.push_str(&format!("E{inside}"));
        } else {
            kept.push_str(part);
        }
    }
    kept
}

fn breaks(piece: Piece<'_>, text: &str, range: &std::ops::Range<usize>) -> bool {
    piece == Piece::Literal && text.get(range.clone()).is_some_and(|part| part.contains('\n'))
}

/// Strings with their quotes doubled, where a server also prints `\'`.
pub(super) fn standard(text: &str, dialect: Dialect<'_>) -> String {
    if !dialect.data.strings.backslash_escapes || !text.contains("\\'") {
        return text.to_owned();
    }
    let mut kept = String::with_capacity(text.len());
    let mut quote: Option<char> = None;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some('\''), '\\') => match characters.next() {
                Some('\'') => kept.push_str("''"),
                Some(other) => kept.extend(['\\', other]),
                None => kept.push('\\'),
            },
            (None, '\'' | '`' | '"') => {
                quote = Some(character);
                kept.push(character);
            }
            (Some(open), _) if open == character => {
                quote = None;
                kept.push(character);
            }
            _ => kept.push(character),
        }
    }
    kept
}

/// Whether the text is a literal, a number, a word or one call, which may stand without parentheses.
pub(super) fn is_bare(text: &str) -> bool {
    is_string(text) || is_number(text) || is_call(text)
}

fn is_string(text: &str) -> bool {
    let inside = text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    inside.is_some_and(|inside| {
        !inside.contains(['\n', '\r']) && !inside.replace("''", "").contains('\'')
    })
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let mut parts = digits.splitn(2, '.');
    let number = |part: Option<&str>| {
        part.is_some_and(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    number(parts.next()) && parts.next().is_none_or(|rest| number(Some(rest)))
}

/// `word`, `schema.function(…)` and nothing behind it.
pub(super) fn is_call(text: &str) -> bool {
    let is_word = |word: &str| {
        let mut characters = word.chars();
        characters.next().is_some_and(|c| c == '_' || c.is_ascii_alphabetic())
            && characters.all(|c| c == '_' || c.is_ascii_alphanumeric())
    };
    let Some(open) = text.find('(') else { return is_word(text) };
    let (name, arguments) = text.split_at(open);
    if !name.split('.').all(is_word) || text.contains('\n') {
        return false;
    }
    // Words that are no functions: what stands in their brackets is not theirs.
    if ["not", "in", "any", "all", "exists", "case", "array", "row"]
        .contains(&name.to_ascii_lowercase().as_str())
    {
        return false;
    }
    let mut depth = 0usize;
    for (piece, range) in scan(arguments) {
        if piece != Piece::Code {
            continue;
        }
        let start = range.start;
        for (at, byte) in arguments.get(range).unwrap_or_default().bytes().enumerate() {
            match byte {
                b'(' => depth += 1,
                b')' => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return start + at + 1 == arguments.len();
                    }
                }
                _ => {}
            }
        }
    }
    false
}

impl Writer<'_> {
    /// An expression in its parentheses.
    pub(super) fn parenthesised(&mut self, expression: &Expression) -> String {
        let text = inline(expression.text(), self.dialect);
        let still_breaks = scan(&text).iter().any(|(piece, range)| breaks(*piece, &text, range));
        if still_breaks {
            self.note(format!(
                "a text over several lines cannot be written inside of an expression: {}",
                text.replace('\n', " ")
            ));
        }
        format!("({text})")
    }

    /// What stands behind `default`.
    pub(super) fn value(&mut self, expression: &Expression, data_type: &DataType) -> String {
        let text = expression.text();
        if let Some(literal) = self.uncast(text, data_type) {
            return literal.to_owned();
        }
        match is_bare(text) && text == inline(text, self.dialect) {
            true => text.to_owned(),
            false => self.parenthesised(expression),
        }
    }

    /// `'draft'` of `'draft'::status`: the server puts the column's own type behind a literal.
    fn uncast<'t>(&self, text: &'t str, data_type: &DataType) -> Option<&'t str> {
        let (literal, cast) = text.split_once("'::")?;
        let literal = text.get(..literal.len() + 1)?;
        let own = match data_type {
            DataType::Text => "text".to_owned(),
            DataType::Varchar { .. } => "character varying".to_owned(),
            DataType::Char { .. } => "bpchar".to_owned(),
            DataType::Named { name } if self.schema.enums.iter().any(|item| item.name == *name) => {
                self.dialect.qualified(name)
            }
            _ => return None,
        };
        (is_string(literal) && cast == own).then_some(literal)
    }

    /// A target of an index or a key: a column's name, a call, or an expression in parentheses.
    pub(super) fn target(&mut self, target: &crate::schema::IndexTarget) -> String {
        use crate::schema::IndexTarget;
        match target {
            IndexTarget::Column(column) => spell::name(column),
            IndexTarget::Expression(expression) => {
                let text = expression.text();
                let call = text.contains('(') && is_call(text);
                match call && text == inline(text, self.dialect) {
                    true => text.to_owned(),
                    false => self.parenthesised(expression),
                }
            }
        }
    }
}
