use std::ops::Range;

use super::lexer::{Kind, Lexed, Lexer};
use crate::dialect::DialectData;

/// A statement without the qualifiers that `is_home` knows: `` `shop`.`order` `` becomes `` `order` ``,
/// outside of strings and comments. Every name before a period counts, so that a table's alias of
/// the same name is taken off too; what it qualified is nearly always found without it.
pub fn without_qualifier(
    text: &str,
    dialect: &DialectData,
    is_home: &dyn Fn(&str) -> bool,
) -> String {
    let lexer = Lexer::new(&dialect.script, dialect.strings.backslash_escapes);
    let bytes = text.as_bytes();
    let mut tokens: Vec<(Kind, Range<usize>)> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let Lexed::Token(kind, end) = lexer.lex(bytes, at, true) else { break };
        if !matches!(kind, Kind::Blank | Kind::Comment) {
            tokens.push((kind, at..end));
        }
        at = end;
    }
    let written = |index: usize| tokens.get(index).and_then(|(_, range)| text.get(range.clone()));
    let mut result = String::with_capacity(text.len());
    let mut copied = 0;
    for (index, (kind, range)) in tokens.iter().enumerate() {
        let name = match kind {
            Kind::Word => text[range.clone()].to_owned(),
            Kind::QuotedName => unquoted(&text[range.clone()]),
            _ => continue,
        };
        let before = index.checked_sub(1).and_then(written);
        let stands_alone = !matches!(before, Some("." | "@"));
        if stands_alone && written(index + 1) == Some(".") && is_home(&name) {
            result.push_str(&text[copied..range.start]);
            copied = tokens[index + 1].1.end;
        }
    }
    result.push_str(&text[copied..]);
    result
}

fn unquoted(name: &str) -> String {
    let inner = name.get(1..name.len().saturating_sub(1)).unwrap_or_default();
    let quote = &name[..1];
    inner.replace(&quote.repeat(2), quote)
}
