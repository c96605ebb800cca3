//! Tokens with their places, from sqlparser's tokenizer.

use std::ops::Range;

use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::tokenizer::{Location, Token as Parsed, Tokenizer};

/// A piece of SQL that is no white space and no comment.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub kind: TokenKind,
    /// Bytes of the text.
    pub range: Range<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    /// A keyword or a bare name, as written.
    Word(String),
    /// A quoted name, without its quotes.
    QuotedName(String),
    Number,
    /// A string, with what it means: escapes and dollar quotes are resolved.
    String {
        value: String,
        plain: bool,
    },
    /// A literal of another kind: `x'00'`, `b'01'`, `n'…'`.
    OtherLiteral,
    /// `$1`, `:name`.
    Parameter,
    Operator(String),
    Cast,
    Comma,
    Period,
    Open(char),
    Close(char),
    /// Semicolons and whatever has no part in expressions.
    Other,
}

/// Operators that a `?` may follow without a space.
const BEFORE_PARAMETERS: &[&str] =
    &["=", "<", ">", "<=", ">=", "<>", "!=", "+", "-", "*", "/", "%", "||"];

impl Token {
    /// Whether it is this bare word, in any case.
    pub fn is_word(&self, word: &str) -> bool {
        matches!(&self.kind, TokenKind::Word(written) if written.eq_ignore_ascii_case(word))
    }

    pub fn is_operator(&self, operator: &str) -> bool {
        matches!(&self.kind, TokenKind::Operator(written) if written == operator)
    }
}

/// Cuts a text into tokens; the error is a sentence and the place it is about.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, (String, Range<usize>)> {
    let places = Places::new(text);
    let parsed =
        Tokenizer::new(&PostgreSqlDialect {}, text).tokenize_with_location().map_err(|error| {
            let at = places.offset(error.location);
            (error.message, at..text.len())
        })?;
    let mut tokens: Vec<Token> = Vec::with_capacity(parsed.len());
    for token in parsed {
        let range = places.offset(token.span.start)..places.offset(token.span.end);
        let Some(kind) = kind(token.token, text.get(range.clone()).unwrap_or_default()) else {
            continue;
        };
        // `:name`: the tokenizer gives the colon and the name apart.
        if let (TokenKind::Word(_), Some(previous)) = (&kind, tokens.last_mut())
            && previous.kind == TokenKind::Other
            && previous.range.end == range.start
            && text.get(previous.range.clone()) == Some(":")
        {
            previous.kind = TokenKind::Parameter;
            previous.range.end = range.end;
            continue;
        }
        // `=?`: an operator and a parameter, not an operator of PostgreSQL's.
        if let TokenKind::Operator(operator) = &kind
            && let Some(before) =
                operator.strip_suffix('?').filter(|before| BEFORE_PARAMETERS.contains(before))
        {
            let middle = range.start + before.len();
            tokens.push(Token {
                kind: TokenKind::Operator(before.to_owned()),
                range: range.start..middle,
            });
            tokens.push(Token { kind: TokenKind::Operator("?".into()), range: middle..range.end });
            continue;
        }
        tokens.push(Token { kind, range });
    }
    Ok(tokens)
}

fn kind(token: Parsed, source: &str) -> Option<TokenKind> {
    Some(match token {
        Parsed::Whitespace(_) | Parsed::EOF => return None,
        Parsed::Word(word) if word.quote_style.is_some() => TokenKind::QuotedName(word.value),
        Parsed::Word(word) => TokenKind::Word(word.value),
        Parsed::Number(..) => TokenKind::Number,
        Parsed::SingleQuotedString(value) => TokenKind::String { value, plain: true },
        Parsed::EscapedStringLiteral(value) | Parsed::UnicodeStringLiteral(value) => {
            TokenKind::String { value, plain: false }
        }
        Parsed::DollarQuotedString(quoted) => {
            TokenKind::String { value: quoted.value, plain: false }
        }
        Parsed::NationalStringLiteral(_)
        | Parsed::HexStringLiteral(_)
        | Parsed::SingleQuotedByteStringLiteral(_)
        | Parsed::Char(_) => TokenKind::OtherLiteral,
        Parsed::Placeholder(_) => TokenKind::Parameter,
        Parsed::DoubleColon => TokenKind::Cast,
        Parsed::Comma => TokenKind::Comma,
        Parsed::Period => TokenKind::Period,
        Parsed::LParen => TokenKind::Open('('),
        Parsed::RParen => TokenKind::Close(')'),
        Parsed::LBracket => TokenKind::Open('['),
        Parsed::RBracket => TokenKind::Close(']'),
        Parsed::Colon | Parsed::SemiColon | Parsed::LBrace | Parsed::RBrace | Parsed::Backslash => {
            TokenKind::Other
        }
        _ => TokenKind::Operator(source.to_owned()),
    })
}

/// Byte offsets of the lines, since the tokenizer counts lines and characters.
struct Places<'t> {
    lines: Vec<(usize, &'t str)>,
    end: usize,
}

impl<'t> Places<'t> {
    fn new(text: &'t str) -> Places<'t> {
        let mut start = 0;
        let mut lines = Vec::new();
        for line in text.split('\n') {
            lines.push((start, line));
            start += line.len() + 1;
        }
        Places { lines, end: text.len() }
    }

    fn offset(&self, location: Location) -> usize {
        let line = usize::try_from(location.line).unwrap_or(usize::MAX).saturating_sub(1);
        let column = usize::try_from(location.column).unwrap_or(usize::MAX).saturating_sub(1);
        let Some((start, text)) = self.lines.get(line) else { return self.end };
        let inside = if text.is_ascii() {
            column.min(text.len())
        } else {
            text.char_indices().nth(column).map_or(text.len(), |(offset, _)| offset)
        };
        start + inside
    }
}

#[cfg(test)]
mod tests {
    use super::tokens;

    fn pieces(text: &str) -> Vec<&str> {
        tokens(text).unwrap().into_iter().map(|token| &text[token.range]).collect()
    }

    #[test]
    fn tokens_keep_their_places_over_lines_and_wide_characters() {
        assert_eq!(
            pieces("a\n  || 'ä\nö' -- why\n|| \"ß\".b"),
            ["a", "||", "'ä\nö'", "||", "\"ß\"", ".", "b"]
        );
        assert_eq!(
            pieces("x=-1 and y::int[]"),
            ["x", "=", "-", "1", "and", "y", "::", "int", "[", "]"]
        );
        assert_eq!(
            pieces("a = :name and b->>'k' = $1"),
            ["a", "=", ":name", "and", "b", "->>", "'k'", "=", "$1"]
        );
        assert_eq!(pieces("a=? and b <=?"), ["a", "=", "?", "and", "b", "<=", "?"]);
        assert_eq!(pieces("e'a\\'b' || $x$it's$x$"), ["e'a\\'b'", "||", "$x$it's$x$"]);
    }

    #[test]
    fn what_cannot_be_cut_says_where() {
        let (message, range) = tokens("a = 'open").unwrap_err();
        assert!(message.contains("nterminated"), "{message}");
        assert_eq!(range.end, 9);
    }
}
