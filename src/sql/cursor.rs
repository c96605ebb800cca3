//! A lexer for SQL that a server has printed or stored: just enough to cut a text at the right places.
//!
//! It never fails: an unterminated string reaches to the end of the text. Blanks and comments are no
//! tokens; [`Cursor::slice`] gives back the text between two tokens as it was written. It knows no
//! grammar and no meanings, those belong to its callers.

/// How strings, names and comments are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    /// `"name"`, `[name]`, `` `name` ``; quotes are doubled inside strings.
    Sqlite,
    /// `` `name` ``; both `'` and `"` delimit strings, in which a backslash escapes; `#` begins a comment.
    MySql,
    /// `"name"`; quotes are doubled inside strings, a backslash escapes in `e'…'`, and `$tag$` delimits too.
    Postgres,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A keyword or a name without quotes.
    Word,
    /// A name in quotes.
    QuotedName,
    /// A string literal with its prefix, if it has one: `'a'`, `x'00'`.
    Text,
    Number,
    /// An operator or a punctuation mark.
    Symbol,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'t> {
    pub kind: TokenKind,
    /// As written.
    pub text: &'t str,
    /// Byte offset in the whole text.
    pub start: usize,
}

/// All tokens of a text.
pub fn tokens(text: &str, flavour: Flavour) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let blank = blank_length(rest, flavour);
        if blank > 0 {
            at += blank;
            continue;
        }
        let (kind, length) = token_length(rest, flavour);
        found.push(Token { kind, text: &rest[..length], start: at });
        at += length;
    }
    found
}

/// A text that is not cut: `needle` words and symbols are found at its top level only.
#[derive(Debug, Clone)]
pub struct Cursor<'t> {
    text: &'t str,
    tokens: Vec<Token<'t>>,
    at: usize,
}

impl<'t> Cursor<'t> {
    pub fn new(text: &'t str, flavour: Flavour) -> Cursor<'t> {
        Cursor { text, tokens: tokens(text, flavour), at: 0 }
    }

    pub fn peek(&self) -> Option<Token<'t>> {
        self.tokens.get(self.at).copied()
    }

    #[expect(clippy::should_implement_trait, reason = "a cursor is looked at, not iterated over")]
    pub fn next(&mut self) -> Option<Token<'t>> {
        let token = self.peek();
        self.at += usize::from(token.is_some());
        token
    }

    pub fn is_at_end(&self) -> bool {
        self.at >= self.tokens.len()
    }

    pub fn is(&self, word: &str) -> bool {
        self.peek().is_some_and(|token| token.is(word))
    }

    /// Moves over a keyword or a symbol, if it is next.
    pub fn eat(&mut self, word: &str) -> bool {
        let found = self.is(word);
        self.at += usize::from(found);
        found
    }

    /// Moves over several keywords, if all are next.
    pub fn eat_all(&mut self, words: &[&str]) -> bool {
        let found = words
            .iter()
            .enumerate()
            .all(|(index, word)| self.tokens.get(self.at + index).is_some_and(|t| t.is(word)));
        self.at += if found { words.len() } else { 0 };
        found
    }

    /// The name that is next.
    pub fn name(&mut self) -> Option<String> {
        let name = self.peek()?.name()?;
        self.at += 1;
        Some(name)
    }

    /// The text inside the parentheses that open here; moves behind them.
    pub fn group(&mut self) -> Option<&'t str> {
        let open = self.peek().filter(|token| token.text == "(")?;
        let mut depth = 0usize;
        while let Some(token) = self.next() {
            match token.text {
                "(" => depth += 1,
                ")" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Some(self.text[open.end()..token.start].trim());
            }
        }
        Some(self.text[open.end()..].trim())
    }

    /// Where the next token begins, or the end of the text.
    pub fn position(&self) -> usize {
        self.peek().map_or(self.text.len(), |token| token.start)
    }

    /// The text from an earlier [`position`](Self::position) up to the next token, without blanks around it.
    pub fn slice(&self, from: usize) -> &'t str {
        self.text.get(from..self.position()).unwrap_or_default().trim()
    }

    /// The text from the next token on.
    pub fn rest(&self) -> &'t str {
        self.text[self.position()..].trim()
    }

    /// Moves before the first of these words or symbols that stands outside all parentheses.
    pub fn seek(&mut self, words: &[&str]) -> bool {
        while let Some(token) = self.peek() {
            if words.iter().any(|word| token.is(word)) {
                return true;
            }
            if token.text == "(" {
                self.group();
            } else {
                self.at += 1;
            }
        }
        false
    }
}

/// The parts of a list: cut at the commas outside all parentheses.
pub fn split_list(text: &str, flavour: Flavour) -> Vec<&str> {
    let mut cursor = Cursor::new(text, flavour);
    let mut parts = Vec::new();
    while !cursor.is_at_end() {
        let start = cursor.position();
        cursor.seek(&[","]);
        parts.push(cursor.slice(start));
        cursor.eat(",");
    }
    parts
}

/// The text without parentheses that enclose all of it.
pub fn without_parentheses(text: &str, flavour: Flavour) -> &str {
    let mut text = text.trim();
    loop {
        let mut cursor = Cursor::new(text, flavour);
        match cursor.group() {
            Some(inner) if cursor.is_at_end() && !inner.is_empty() => text = inner,
            _ => return text,
        }
    }
}

impl Token<'_> {
    /// Whether it is this keyword, in any case, or this symbol.
    pub fn is(&self, word: &str) -> bool {
        matches!(self.kind, TokenKind::Word | TokenKind::Symbol)
            && self.text.eq_ignore_ascii_case(word)
    }

    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// The name it stands for. SQLite takes strings for names too.
    pub fn name(&self) -> Option<String> {
        let inner = || self.text.get(1..self.text.len().saturating_sub(1)).unwrap_or_default();
        match (self.kind, self.text.chars().next()?) {
            (TokenKind::Word, _) => Some(self.text.to_owned()),
            // `4o6_prefix` is a name where a name can stand.
            (TokenKind::Number, _)
                if self.text.contains(|c: char| c.is_alphabetic() || c == '_') =>
            {
                Some(self.text.to_owned())
            }
            (TokenKind::QuotedName, '[') => Some(inner().to_owned()),
            (TokenKind::QuotedName | TokenKind::Text, quote @ ('"' | '`' | '\'')) => {
                Some(inner().replace(&format!("{quote}{quote}"), &quote.to_string()))
            }
            _ => None,
        }
    }
}

fn blank_length(rest: &str, flavour: Flavour) -> usize {
    let blanks = rest.len() - rest.trim_start().len();
    if blanks > 0 {
        return blanks;
    }
    let to_line_end = || rest.find('\n').unwrap_or(rest.len());
    let dashes = rest.starts_with("--")
        && (flavour != Flavour::MySql || !rest[2..].starts_with(|c: char| !c.is_whitespace()));
    let hash = rest.starts_with('#') && flavour == Flavour::MySql;
    if dashes || hash {
        to_line_end()
    } else if rest.starts_with("/*") {
        rest.find("*/").map_or(rest.len(), |end| end + 2)
    } else {
        0
    }
}

fn token_length(rest: &str, flavour: Flavour) -> (TokenKind, usize) {
    const SYMBOLS: [&str; 14] =
        ["<=>", "->>", "||", "&&", "->", "<=", ">=", "<>", "!=", "==", "<<", ">>", ":=", "::"];
    let mut characters = rest.chars();
    let first = characters.next().unwrap_or(' ');
    let second = characters.next();
    match first {
        '`' => (TokenKind::QuotedName, quoted_length(rest, '`', Escape::Doubled)),
        '"' if flavour != Flavour::MySql => {
            (TokenKind::QuotedName, quoted_length(rest, '"', Escape::Doubled))
        }
        '$' if flavour == Flavour::Postgres && dollar_length(rest).is_some() => {
            (TokenKind::Text, dollar_length(rest).unwrap_or(rest.len()))
        }
        'e' | 'E' if flavour == Flavour::Postgres && second == Some('\'') => {
            (TokenKind::Text, 1 + quoted_length(&rest[1..], '\'', Escape::DoubledOrBackslash))
        }
        '[' if flavour == Flavour::Sqlite => {
            (TokenKind::QuotedName, rest.find(']').map_or(rest.len(), |end| end + 1))
        }
        '\'' | '"' => (TokenKind::Text, quoted_length(rest, first, escape(flavour))),
        'x' | 'X' | 'b' | 'B' | 'n' | 'N' if second == Some('\'') => {
            (TokenKind::Text, 1 + quoted_length(&rest[1..], '\'', escape(flavour)))
        }
        '0'..='9' => (TokenKind::Number, number_length(rest)),
        '.' if second.is_some_and(|c| c.is_ascii_digit()) => {
            (TokenKind::Number, number_length(rest))
        }
        _ if is_name_start(first) => {
            let end = rest.find(|c: char| !(is_name_start(c) || c.is_ascii_digit() || c == '$'));
            (TokenKind::Word, end.unwrap_or(rest.len()))
        }
        _ => {
            let length = SYMBOLS
                .iter()
                .find(|symbol| rest.starts_with(**symbol))
                .map_or(first.len_utf8(), |s| s.len());
            (TokenKind::Symbol, length)
        }
    }
}

/// How a quote inside a quoted text is written.
#[derive(Clone, Copy)]
enum Escape {
    Doubled,
    DoubledOrBackslash,
}

fn escape(flavour: Flavour) -> Escape {
    match flavour {
        Flavour::Sqlite | Flavour::Postgres => Escape::Doubled,
        Flavour::MySql => Escape::DoubledOrBackslash,
    }
}

/// The length of what stands in quotes at the start of the text, quotes included.
fn quoted_length(rest: &str, quote: char, escape: Escape) -> usize {
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((index, character)) = characters.next() {
        if character == '\\' && matches!(escape, Escape::DoubledOrBackslash) {
            characters.next();
        } else if character == quote {
            if characters.peek().is_some_and(|(_, next)| *next == quote) {
                characters.next();
            } else {
                return index + quote.len_utf8();
            }
        }
    }
    rest.len()
}

/// The length of a `$tag$ … $tag$`; none where the dollar begins nothing of the kind.
fn dollar_length(rest: &str) -> Option<usize> {
    let end = rest.get(1..)?.find('$')? + 2;
    let tag = rest.get(..end)?;
    let inner = &tag[1..end - 1];
    let is_tag = inner.chars().all(|c| is_name_start(c) || c.is_ascii_digit())
        && !inner.starts_with(|c: char| c.is_ascii_digit());
    let closing = rest.get(end..)?.find(tag).map(|at| end + at + tag.len());
    is_tag.then(|| closing.unwrap_or(rest.len()))
}

fn number_length(rest: &str) -> usize {
    let mut previous = ' ';
    let is_hexadecimal = rest.starts_with("0x") || rest.starts_with("0X");
    let end = rest.find(|c: char| {
        let sign_of_exponent =
            matches!(c, '+' | '-') && matches!(previous, 'e' | 'E') && !is_hexadecimal;
        let inside = c.is_ascii_alphanumeric() || c == '.' || c == '_' || sign_of_exponent;
        previous = c;
        !inside
    });
    end.unwrap_or(rest.len())
}

fn is_name_start(character: char) -> bool {
    character.is_alphabetic() || character == '_' || !character.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str, flavour: Flavour) -> Vec<&str> {
        tokens(text, flavour).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn strings_names_and_comments_follow_the_flavour() {
        let text = "a -- c\n\"b c\" [d e] 'it''s' /* x */ `f``g` x'00' 1.5e-3||_u";
        assert_eq!(
            texts(text, Flavour::Sqlite),
            ["a", "\"b c\"", "[d e]", "'it''s'", "`f``g`", "x'00'", "1.5e-3", "||", "_u"]
        );
        assert_eq!(
            texts("a--1 # rest\n \"it\\\"s\" 'x\\'y' _utf8mb4'z'", Flavour::MySql),
            ["a", "-", "-", "1", "\"it\\\"s\"", "'x\\'y'", "_utf8mb4", "'z'"]
        );
    }

    #[test]
    fn dollars_delimit_strings_on_postgres_alone() {
        let text = "a$b $$x;'$$ $t$ $$ $t$ $1 e'\\'' \"q\" x::int[]";
        assert_eq!(
            texts(text, Flavour::Postgres),
            [
                "a$b",
                "$$x;'$$",
                "$t$ $$ $t$",
                "$",
                "1",
                "e'\\''",
                "\"q\"",
                "x",
                "::",
                "int",
                "[",
                "]"
            ]
        );
        assert_eq!(texts("$$abc", Flavour::Postgres), ["$$abc"]);
    }

    #[test]
    fn what_is_never_closed_reaches_to_the_end() {
        for text in ["'abc", "\"abc", "[abc", "`abc", "x'ab"] {
            assert_eq!(texts(text, Flavour::Sqlite), [text]);
        }
        assert!(texts("/* abc", Flavour::MySql).is_empty());
        assert_eq!(Cursor::new("(a (b)", Flavour::Sqlite).group(), Some("a (b)"));
    }

    #[test]
    fn lists_are_cut_outside_parentheses_and_strings() {
        assert_eq!(
            split_list("(1,2), 'a,b' , f(x, y)", Flavour::MySql),
            ["(1,2)", "'a,b'", "f(x, y)"]
        );
        assert!(split_list("  ", Flavour::MySql).is_empty());
    }

    #[test]
    fn only_parentheses_around_everything_are_taken_off() {
        assert_eq!(without_parentheses(" ((a) + (b)) ", Flavour::Sqlite), "(a) + (b)");
        assert_eq!(without_parentheses("(a) + (b)", Flavour::Sqlite), "(a) + (b)");
        assert_eq!(without_parentheses("((a))", Flavour::Sqlite), "a");
        assert_eq!(without_parentheses("()", Flavour::Sqlite), "()");
    }

    #[test]
    fn names_lose_their_quotes() {
        let names =
            |text| tokens(text, Flavour::Sqlite).iter().map(Token::name).collect::<Vec<_>>();
        let expected = ["a\"b", "c d", "e`f", "g'h", "i"].map(|name| Some(name.to_owned()));
        assert_eq!(names("\"a\"\"b\" [c d] `e``f` 'g''h' i"), expected);
    }
}
