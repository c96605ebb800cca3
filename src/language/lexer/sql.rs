//! Finds where a piece of SQL ends, by SQL's own lexical rules.
//!
//! Strings, escape strings, dollar quotes, quoted identifiers, comments and nested brackets are
//! passed over as a server would. The scan keeps no nesting of its own on the call stack.

use super::{Fault, Token, is_name_part, is_space};
use crate::language::kind::SyntaxKind;

/// How the SQL of an island is cut.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    pub flavour: Flavour,
    pub bracket: Bracket,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flavour {
    /// Quotes are doubled, block comments nest.
    Standard,
    /// Backslash escapes, `#` comments, `--` only before a space.
    MySql,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bracket {
    /// `( … )`: strings end on the line they begin on; brackets of all kinds nest.
    Paren,
    /// `{ … }`: strings may span lines; only braces nest.
    Brace,
}

/// How a scan ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// With the closing bracket, the last token.
    Closed,
    /// Inside a literal or comment that begins at `start`.
    Open { start: u32, fault: Fault },
    /// Without the bracket that closes the one at `opener`.
    Unclosed { opener: u32 },
}

/// Cuts the island whose opening bracket stands at `start`; looks at nothing from `limit` on.
///
/// Also returns how far it looked: behind the island, if that ends. `tokens` receives the opening bracket, the parts, and the closing bracket when there is one.
pub(crate) fn scan(
    text: &str,
    start: u32,
    limit: u32,
    rules: Rules,
    tokens: &mut Vec<Token>,
) -> (End, u32) {
    let mut scanner = Scanner {
        text: text.get(..limit as usize).unwrap_or(text),
        position: start as usize,
        run: start as usize,
        rules,
        open: Vec::new(),
        tokens,
    };
    let end = scanner.run();
    (end, scanner.position as u32)
}

struct Scanner<'a> {
    text: &'a str,
    position: usize,
    /// Where the run of plain SQL before `position` begins.
    run: usize,
    rules: Rules,
    /// Brackets still open, with their places.
    open: Vec<(u8, u32)>,
    tokens: &'a mut Vec<Token>,
}

impl Scanner<'_> {
    fn run(&mut self) -> End {
        self.bracket();
        self.remark();
        while let Some(character) = self.peek() {
            let mark = self.position;
            let outcome = match character {
                '\n' => self.trivia(SyntaxKind::Newline, 1),
                '\r' if self.rest().starts_with("\r\n") => self.trivia(SyntaxKind::Newline, 2),
                _ if is_space(character) => {
                    self.trivia(SyntaxKind::Whitespace, character.len_utf8())
                }
                '\'' => self.string('\'', Fault::String),
                '"' => self.string('"', Fault::Quoted),
                '`' => self.string('`', Fault::Quoted),
                '$' => self.dollar_quote(),
                '-' if self.starts_line_comment() => self.line_comment(),
                '#' if self.rules.flavour == Flavour::MySql => self.line_comment(),
                '/' if self.rest().starts_with("/*") => self.block_comment(),
                '(' | '[' if self.rules.bracket == Bracket::Paren => self.opening(character),
                '{' => self.opening(character),
                ')' | ']' if self.rules.bracket == Bracket::Paren => self.closing(character),
                '}' => self.closing(character),
                _ => {
                    self.position += character.len_utf8();
                    None
                }
            };
            if let Some(end) = outcome {
                return end;
            }
            debug_assert!(self.position > mark);
        }
        self.flush();
        let opener = self.open.last().map_or(0, |(_, at)| *at);
        End::Unclosed { opener }
    }

    fn rest(&self) -> &str {
        self.text.get(self.position..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Takes the island's own opening bracket.
    fn bracket(&mut self) {
        let kind = match self.rules.bracket {
            Bracket::Paren => SyntaxKind::LeftParen,
            Bracket::Brace => SyntaxKind::LeftBrace,
        };
        let character = if self.rules.bracket == Bracket::Paren { b'(' } else { b'{' };
        self.open.push((character, self.position as u32));
        self.position += 1;
        self.take(kind);
    }

    /// A `// …` behind the opening brace is the language's own comment: no SQL begins so.
    fn remark(&mut self) {
        let spaces = self.rest().len() - self.rest().trim_start_matches([' ', '\t']).len();
        let after = self.rest().get(spaces..).unwrap_or("");
        if self.rules.bracket == Bracket::Brace && after.starts_with("//") {
            let length = super::line_length(after);
            if spaces > 0 {
                self.trivia(SyntaxKind::Whitespace, spaces);
            }
            self.position += length;
            self.take(SyntaxKind::Comment);
        }
    }

    fn flush(&mut self) {
        if self.run < self.position {
            self.take(SyntaxKind::SqlText);
        }
    }

    /// Everything since the last token becomes a token.
    fn take(&mut self, kind: SyntaxKind) {
        self.tokens.push(Token {
            kind,
            start: self.run as u32,
            end: self.position as u32,
            fault: None,
        });
        self.run = self.position;
    }

    fn trivia(&mut self, kind: SyntaxKind, length: usize) -> Option<End> {
        self.flush();
        self.position += length;
        if kind == SyntaxKind::Whitespace {
            while self.peek().is_some_and(is_space) && !self.rest().starts_with("\r\n") {
                self.position += self.peek().map_or(0, char::len_utf8);
            }
        }
        self.take(kind);
        None
    }

    fn opening(&mut self, bracket: char) -> Option<End> {
        self.open.push((bracket as u8, self.position as u32));
        self.position += 1;
        None
    }

    /// A closing bracket closes the nearest one of its kind, and what is open within. A stray one is
    /// plain text, except that no expression in parentheses reaches over a `}`.
    fn closing(&mut self, bracket: char) -> Option<End> {
        let opener = match bracket {
            ')' => b'(',
            ']' => b'[',
            _ => b'{',
        };
        let innermost = self.open.last().copied();
        if self.rules.bracket == Bracket::Paren && bracket != ')' {
            match innermost {
                Some((open, _)) if open == opener => {
                    self.open.pop();
                }
                Some((_, opener)) if bracket == '}' => {
                    self.flush();
                    return Some(End::Unclosed { opener });
                }
                _ => {}
            }
            self.position += 1;
            return None;
        }
        while let Some((open, _)) = self.open.pop() {
            if open == opener {
                break;
            }
        }
        if self.open.is_empty() {
            self.flush();
            self.position += 1;
            self.take(if bracket == ')' { SyntaxKind::RightParen } else { SyntaxKind::RightBrace });
            return Some(End::Closed);
        }
        self.position += 1;
        None
    }

    fn string(&mut self, quote: char, fault: Fault) -> Option<End> {
        let escapes = quote != '`'
            && (self.rules.flavour == Flavour::MySql || (quote == '\'' && self.escape_prefix()));
        self.flush();
        let start = self.position;
        let lines = self.rules.bracket == Bracket::Brace;
        let mut length = None;
        let mut characters = self.rest().char_indices().skip(1).peekable();
        while let Some((at, character)) = characters.next() {
            if character == '\n' && !lines {
                break;
            }
            if character == '\\' && escapes {
                if lines || characters.peek().is_none_or(|(_, next)| *next != '\n') {
                    characters.next();
                }
            } else if character == quote {
                if characters.peek().is_some_and(|(_, next)| *next == quote) {
                    characters.next();
                } else {
                    length = Some(at + 1);
                    break;
                }
            }
        }
        match length {
            Some(length) => {
                self.position = start + length;
                self.take(SyntaxKind::SqlLiteral);
                None
            }
            None => {
                if lines {
                    self.position = self.text.len();
                }
                Some(End::Open { start: start as u32, fault })
            }
        }
    }

    /// Whether `E` stands before the quote, as a word of its own.
    fn escape_prefix(&self) -> bool {
        let mut before = self.text.get(self.run..self.position).unwrap_or("").chars().rev();
        matches!(before.next(), Some('e' | 'E')) && !before.next().is_some_and(is_name_part)
    }

    fn dollar_quote(&mut self) -> Option<End> {
        let after_name = self
            .text
            .get(self.run..self.position)
            .and_then(|run| run.chars().next_back())
            .is_some_and(is_name_part);
        let tag = dollar_tag(self.rest())
            .filter(|_| !after_name && self.rules.flavour == Flavour::Standard);
        let Some(tag) = tag.map(str::to_owned) else {
            self.position += 1;
            return None;
        };
        self.flush();
        let start = self.position;
        match self.rest().get(tag.len()..).and_then(|inside| inside.find(&tag)) {
            Some(at) => {
                self.position = start + at + 2 * tag.len();
                self.take(SyntaxKind::SqlLiteral);
                None
            }
            None => {
                self.position = self.text.len();
                Some(End::Open { start: start as u32, fault: Fault::DollarQuote })
            }
        }
    }

    fn starts_line_comment(&self) -> bool {
        let rest = self.rest();
        rest.starts_with("--")
            && (self.rules.flavour == Flavour::Standard
                || rest.chars().nth(2).is_none_or(|next| next.is_whitespace()))
    }

    fn line_comment(&mut self) -> Option<End> {
        self.flush();
        self.position += super::line_length(self.rest());
        self.take(SyntaxKind::SqlComment);
        None
    }

    fn block_comment(&mut self) -> Option<End> {
        self.flush();
        let start = self.position;
        let bytes = self.rest().as_bytes();
        let (mut at, mut depth) = (2, 1u32);
        while let (Some(first), Some(second)) = (bytes.get(at), bytes.get(at + 1)) {
            match (first, second) {
                (b'*', b'/') => {
                    at += 2;
                    depth -= 1;
                    if depth == 0 {
                        self.position = start + at;
                        self.take(SyntaxKind::SqlComment);
                        return None;
                    }
                }
                (b'/', b'*') if self.rules.flavour == Flavour::Standard => {
                    at += 2;
                    depth += 1;
                }
                _ => at += 1,
            }
        }
        self.position = self.text.len();
        Some(End::Open { start: start as u32, fault: Fault::Comment })
    }
}

/// `$$` or `$word$` at the start of `rest`.
fn dollar_tag(rest: &str) -> Option<&str> {
    let inside = rest.strip_prefix('$')?;
    let length = inside
        .find(|character| !is_name_part(character))
        .filter(|at| inside.as_bytes().get(*at) == Some(&b'$'))?;
    let digit = inside.starts_with(|character: char| character.is_numeric());
    rest.get(..length + 2).filter(|_| !digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, flavour: Flavour, expected: Result<&str, End>) {
        let bracket = if text.starts_with('(') { Bracket::Paren } else { Bracket::Brace };
        let mut tokens = Vec::new();
        let (end, position) =
            scan(text, 0, text.len() as u32, Rules { flavour, bracket }, &mut tokens);
        match expected {
            Ok(island) => {
                assert_eq!((end, &text[..position as usize]), (End::Closed, island));
                let joined: String = tokens
                    .iter()
                    .map(|token| &text[token.start as usize..token.end as usize])
                    .collect();
                assert_eq!(joined, island);
            }
            Err(expected) => assert_eq!(end, expected),
        }
    }

    #[test]
    fn literals_hide_brackets() {
        let standard = Flavour::Standard;
        check("(a = ')' or b = 'it''s )') x", standard, Ok("(a = ')' or b = 'it''s )')"));
        check(r"(a = E'\')' and e'x') x", standard, Ok(r"(a = E'\')' and e'x')"));
        check(r"(a = '\') x", standard, Ok(r"(a = '\')"));
        check("{ $$ } $$ $fn$ } $$ $fn$ a$b$ } x", standard, Ok("{ $$ } $$ $fn$ } $$ $fn$ a$b$ }"));
        check(
            "{ -- }\n /* } /* } */ } */ \"}\" `}` { } } x",
            standard,
            Ok("{ -- }\n /* } /* } */ } */ \"}\" `}` { } }"),
        );
        check("{ 'two\nlines }' } x", standard, Ok("{ 'two\nlines }' }"));
        check("(a[1] = (b)) x", standard, Ok("(a[1] = (b))"));
        check("(:name = $1) x", standard, Ok("(:name = $1)"));
        check("{ // don't }\n a // b } x", standard, Ok("{ // don't }\n a // b }"));
    }

    #[test]
    fn mysql_has_its_own_rules() {
        let mysql = Flavour::MySql;
        check(
            r"{ 'it\'s }' # don't }
            5--3 -- don't }
            } x",
            mysql,
            Ok("{ 'it\\'s }' # don't }\n            5--3 -- don't }\n            }"),
        );
    }

    #[test]
    fn what_stays_open_is_named() {
        let standard = Flavour::Standard;
        check("(a = 'x\n) '", standard, Err(End::Open { start: 5, fault: Fault::String }));
        check("{ $$ }", standard, Err(End::Open { start: 2, fault: Fault::DollarQuote }));
        check("{ /* }", standard, Err(End::Open { start: 2, fault: Fault::Comment }));
        check("(a = (b)", standard, Err(End::Unclosed { opener: 0 }));
        check("(a = (b\n}", standard, Err(End::Unclosed { opener: 5 }));
        check("{ { }", standard, Err(End::Unclosed { opener: 0 }));
    }
}
