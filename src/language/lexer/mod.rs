//! Cuts the text of an entity file into tokens, one call a token.
//!
//! The parser drives it, because only the parser knows where SQL begins: there it lets [`sql`] cut
//! instead. Every byte ends up in exactly one token. What is wrong with a token is a [`Fault`] on
//! it; the parser reports it when it takes the token, so looking ahead reports nothing.

pub(crate) mod sql;

use super::kind::SyntaxKind;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    pub kind: SyntaxKind,
    pub start: u32,
    pub end: u32,
    pub fault: Option<Fault>,
}

/// A token that does not end as it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    String,
    Quoted,
    Comment,
    DollarQuote,
}

pub(crate) struct Lexer<'t> {
    text: &'t str,
    position: usize,
    /// No `*/` follows: known after one search, so that many open comments stay cheap.
    comments_stay_open: bool,
}

impl<'t> Lexer<'t> {
    pub fn new(text: &'t str) -> Lexer<'t> {
        Lexer { text, position: 0, comments_stay_open: false }
    }

    /// Continues at another place, which must be a character boundary.
    pub fn jump(&mut self, position: u32) {
        self.position = position as usize;
    }

    /// The next token, trivia included; `EndOfFile` for ever at the end.
    pub fn next(&mut self) -> Token {
        let start = self.position;
        let rest = self.text.get(start..).unwrap_or("");
        let (kind, length, fault) = self.cut(rest);
        self.position = start + length;
        Token { kind, start: start as u32, end: self.position as u32, fault }
    }

    fn cut(&mut self, rest: &str) -> (SyntaxKind, usize, Option<Fault>) {
        use SyntaxKind::*;
        let Some(first) = rest.chars().next() else {
            return (EndOfFile, 0, None);
        };
        let bytes = rest.as_bytes();
        let (kind, length) = match first {
            '\n' => (Newline, breaks_length(rest)),
            '\r' if bytes.get(1) == Some(&b'\n') => (Newline, breaks_length(rest)),
            _ if is_space(first) => (Whitespace, space_length(rest)),
            '/' if rest.starts_with("//") => {
                let length = line_length(rest);
                let documents = rest.starts_with("///") && !rest.starts_with("////");
                (if documents { DocComment } else { Comment }, length)
            }
            '/' if rest.starts_with("/*") => return self.block_comment(rest),
            '/' => (Slash, 1),
            '\'' => return quoted(rest, '\'', String, Fault::String),
            '"' => return quoted(rest, '"', Quoted, Fault::Quoted),
            '0'..='9' => (Number, number_length(rest)),
            _ if is_name_start(first) => (Identifier, name_length(rest)),
            ':' if bytes.get(1) == Some(&b':') => (Operator, 2),
            ':' => (Colon, 1),
            ',' => (Comma, 1),
            '.' => (Dot, 1),
            '?' => (Question, 1),
            '(' => (LeftParen, 1),
            ')' => (RightParen, 1),
            '{' => (LeftBrace, 1),
            '}' => (RightBrace, 1),
            '[' => (LeftBracket, 1),
            ']' => (RightBracket, 1),
            _ if is_operator(first) => {
                let length = operator_length(rest);
                let kind = match rest.get(..length) {
                    Some("=") => Equals,
                    Some(">=") => AtLeast,
                    Some("->") => Arrow,
                    Some("->>") => DoubleArrow,
                    Some("-") => Minus,
                    _ => Operator,
                };
                (kind, length)
            }
            _ => (Unknown, first.len_utf8()),
        };
        (kind, length, None)
    }

    /// Block comments do not nest. An open one ends with its line, so that the rest is still read.
    fn block_comment(&mut self, rest: &str) -> (SyntaxKind, usize, Option<Fault>) {
        if !self.comments_stay_open {
            if let Some(at) = rest.get(2..).and_then(|inside| inside.find("*/")) {
                return (SyntaxKind::BlockComment, at + 4, None);
            }
            self.comments_stay_open = true;
        }
        (SyntaxKind::BlockComment, line_length(rest), Some(Fault::Comment))
    }
}

/// A text between quotes, the quote doubled inside; ends with its line at the latest.
fn quoted(
    rest: &str,
    quote: char,
    kind: SyntaxKind,
    fault: Fault,
) -> (SyntaxKind, usize, Option<Fault>) {
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if character == '\n' {
            break;
        }
        if character == quote {
            match characters.peek() {
                Some((_, next)) if *next == quote => {
                    characters.next();
                }
                _ => return (kind, at + 1, None),
            }
        }
    }
    (kind, rest.get(..line_length(rest)).unwrap_or(rest).trim_end().len(), Some(fault))
}

/// The value of a quoted token: quotes off, doubled quotes single; other text as it is.
pub fn unquote(text: &str) -> String {
    for (quote, doubled) in [("'", "''"), ("\"", "\"\"")] {
        if let Some(inside) = text.strip_prefix(quote) {
            return inside.strip_suffix(quote).unwrap_or(inside).replace(doubled, quote);
        }
    }
    text.to_owned()
}

pub(crate) fn is_name_start(character: char) -> bool {
    character == '_' || character.is_alphabetic()
}

pub(crate) fn is_name_part(character: char) -> bool {
    character == '_' || character.is_alphanumeric()
}

/// Whitespace within a line; the byte order mark counts, so that it needs no treatment of its own.
pub(crate) fn is_space(character: char) -> bool {
    character == '\u{feff}' || (character.is_whitespace() && character != '\n')
}

fn is_operator(character: char) -> bool {
    "=<>!~@#%^&|*+-`?".contains(character)
}

/// A run of line breaks with nothing between them.
fn breaks_length(rest: &str) -> usize {
    let mut length = 0;
    loop {
        match rest.get(length..) {
            Some(after) if after.starts_with('\n') => length += 1,
            Some(after) if after.starts_with("\r\n") => length += 2,
            _ => return length,
        }
    }
}

fn space_length(rest: &str) -> usize {
    rest.char_indices()
        .find(|(at, character)| {
            !is_space(*character)
                || (*character == '\r' && rest.as_bytes().get(at + 1) == Some(&b'\n'))
        })
        .map_or(rest.len(), |(at, _)| at)
}

/// Up to the line break, without a carriage return before it.
fn line_length(rest: &str) -> usize {
    let line = rest.find('\n').and_then(|at| rest.get(..at)).unwrap_or(rest);
    line.strip_suffix('\r').map_or(line.len(), str::len)
}

fn name_length(rest: &str) -> usize {
    rest.find(|character| !is_name_part(character)).unwrap_or(rest.len())
}

/// Digits, one fraction, and the letters glued to them: `1.5k`, `10ms`.
fn number_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let digits = |from: usize| {
        bytes.iter().skip(from).take_while(|byte| byte.is_ascii_digit() || **byte == b'_').count()
    };
    let mut length = digits(0);
    if bytes.get(length) == Some(&b'.') && bytes.get(length + 1).is_some_and(u8::is_ascii_digit) {
        length += 1 + digits(length + 1);
    }
    length + rest.get(length..).map_or(0, name_length)
}

/// A run of operator characters; stops before a comment.
fn operator_length(rest: &str) -> usize {
    rest.find(|character| !is_operator(character) || character == '?').unwrap_or(rest.len()).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut lexer = Lexer::new(text);
        let mut cut = Vec::new();
        loop {
            let token = lexer.next();
            if token.kind == SyntaxKind::EndOfFile {
                break;
            }
            if token.kind != SyntaxKind::Whitespace {
                let fault = token.fault.map(|fault| format!("!{fault:?}")).unwrap_or_default();
                cut.push(format!(
                    "{:?}{fault} {:?}",
                    token.kind,
                    &text[token.start as usize..token.end as usize]
                ));
            }
        }
        assert_eq!(
            cut.join("\n"),
            expected.trim_matches('\n').lines().map(str::trim_start).collect::<Vec<_>>().join("\n")
        );
    }

    #[test]
    fn numbers_keep_what_is_glued_to_them() {
        check(
            "2M 3k/day 10ms 8.4 1_000 1.x",
            r#"Number "2M"
               Number "3k"
               Slash "/"
               Identifier "day"
               Number "10ms"
               Number "8.4"
               Number "1_000"
               Number "1"
               Dot "."
               Identifier "x""#,
        );
    }

    #[test]
    fn names_may_use_any_letters_and_quotes() {
        check(
            "größe 注文_1 \"Any \"\"thing\"\"\" :",
            r#"Identifier "größe"
               Identifier "注文_1"
               Quoted "\"Any \"\"thing\"\"\""
               Colon ":""#,
        );
    }

    #[test]
    fn open_literals_end_with_their_line() {
        check(
            "'open\n\"open \n/* open\r\nx 'it''s'",
            r#"String!String "'open"
               Newline "\n"
               Quoted!Quoted "\"open"
               Newline "\n"
               BlockComment!Comment "/* open"
               Newline "\r\n"
               Identifier "x"
               String "'it''s'""#,
        );
    }

    #[test]
    fn operators_and_comments() {
        check(
            "a -> b ->> c >= && // x\n/// doc\n//// not\n/* a\nb */ ::",
            r#"Identifier "a"
               Arrow "->"
               Identifier "b"
               DoubleArrow "->>"
               Identifier "c"
               AtLeast ">="
               Operator "&&"
               Comment "// x"
               Newline "\n"
               DocComment "/// doc"
               Newline "\n"
               Comment "//// not"
               Newline "\n"
               BlockComment "/* a\nb */"
               Operator "::""#,
        );
    }

    #[test]
    fn quotes_come_off() {
        assert_eq!(unquote("'it''s'"), "it's");
        assert_eq!(unquote("\"a\"\"b\""), "a\"b");
        assert_eq!(unquote("plain"), "plain");
        assert_eq!(unquote("'open"), "open");
    }
}
