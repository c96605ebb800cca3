use super::Unclosed;
use crate::dialect::Script;

/// How the bytes of a script are read; borrows nothing, so that the splitter can hold it.
#[derive(Debug, Clone)]
pub(super) struct Lexer {
    script: Script,
    /// Whether `\` escapes in a plain string.
    pub backslash_escapes: bool,
    /// What ends a statement.
    pub delimiter: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Blank,
    Comment,
    Word,
    QuotedName,
    Text,
    Symbol,
    Delimiter,
    /// `/*!50001`.
    VersionOpen,
    /// `*/` outside of a plain comment.
    VersionClose,
    /// A `\` that begins a command to the client.
    Backslash,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lexed {
    /// Up to this offset.
    Token(Kind, usize),
    /// The buffer ends inside it.
    More,
    /// The stream ends inside it.
    Unclosed(Unclosed),
}

/// A piece and where it ends; `None` where it is not closed.
type Ended = (Kind, Result<usize, Unclosed>);

/// A version that no server has: what stands behind it is a comment for all.
const NEVER: u64 = 999_999;

impl Lexer {
    pub fn new(script: &Script, backslash_escapes: bool) -> Lexer {
        Lexer { script: script.clone(), backslash_escapes, delimiter: b";".to_vec() }
    }

    /// The token that begins at `at`, which lies inside the buffer. `last` says that no byte follows it.
    pub fn lex(&self, buffer: &[u8], at: usize, last: bool) -> Lexed {
        let (kind, end) = self.token(buffer, at);
        match end {
            // What touches the end of the buffer may go on behind it.
            Ok(end) if end < buffer.len() || last || kind == Kind::Blank => Lexed::Token(kind, end),
            Err(what) if last => Lexed::Unclosed(what),
            _ => Lexed::More,
        }
    }

    fn token(&self, buffer: &[u8], at: usize) -> Ended {
        let script = &self.script;
        let rest = &buffer[at..];
        let first = rest[0];
        if self.is_delimiter(rest) {
            return (Kind::Delimiter, Ok(at + self.delimiter.len()));
        }
        match first {
            _ if first.is_ascii_whitespace() => {
                let length = rest.iter().position(|byte| !byte.is_ascii_whitespace());
                (Kind::Blank, Ok(length.map_or(buffer.len(), |length| at + length)))
            }
            b'-' if rest.starts_with(b"--") && self.dashes_comment(rest) => {
                (Kind::Comment, Ok(line_end(buffer, at)))
            }
            b'#' if script.hash_comments => (Kind::Comment, Ok(line_end(buffer, at))),
            b'/' if rest.starts_with(b"/*") => self.comment(buffer, at),
            b'*' if script.version_comments && rest.starts_with(b"*/") => {
                (Kind::VersionClose, Ok(at + 2))
            }
            b'$' if script.dollar_quotes => dollar_quote(buffer, at),
            b'\\' => (Kind::Backslash, Ok(at + 1)),
            _ if script.string_quotes.as_bytes().contains(&first) => {
                let end = quoted(buffer, at, first, self.backslash_escapes);
                (Kind::Text, end.ok_or(Unclosed::String))
            }
            _ if script.name_quotes.as_bytes().contains(&first) => {
                let close = if first == b'[' { b']' } else { first };
                (Kind::QuotedName, quoted(buffer, at, close, false).ok_or(Unclosed::Name))
            }
            _ if is_word(first) => self.word(buffer, at),
            _ => (Kind::Symbol, Ok(at + 1)),
        }
    }

    fn is_delimiter(&self, rest: &[u8]) -> bool {
        rest.len() >= self.delimiter.len()
            && rest[..self.delimiter.len()].eq_ignore_ascii_case(&self.delimiter)
    }

    fn dashes_comment(&self, rest: &[u8]) -> bool {
        !self.script.dashes_need_blank
            || rest.get(2).is_none_or(|byte| byte.is_ascii_whitespace() || byte.is_ascii_control())
    }

    fn comment(&self, buffer: &[u8], at: usize) -> Ended {
        let rest = &buffer[at..];
        let mark = if rest.starts_with(b"/*!") { 3 } else { 4 };
        if self.script.version_comments && (rest.starts_with(b"/*!") || rest.starts_with(b"/*M!")) {
            let digits = rest[mark..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            let text = std::str::from_utf8(&rest[mark..mark + digits]).unwrap_or_default();
            if text.parse::<u64>().unwrap_or_default() < NEVER {
                return (Kind::VersionOpen, Ok(at + mark + digits));
            }
        }
        let (mut from, mut depth) = (at + 2, 1);
        while let Some(next) = find(buffer, from, |byte| matches!(byte, b'*' | b'/')) {
            match &buffer[next..buffer.len().min(next + 2)] {
                b"*/" if depth == 1 => return (Kind::Comment, Ok(next + 2)),
                b"*/" => (from, depth) = (next + 2, depth - 1),
                b"/*" if self.script.nested_comments => (from, depth) = (next + 2, depth + 1),
                _ => from = next + 1,
            }
        }
        (Kind::Comment, Err(Unclosed::Comment))
    }

    /// A word, or the string that it is the prefix of.
    fn word(&self, buffer: &[u8], at: usize) -> Ended {
        let symbolic = self.delimiter.first().is_some_and(|byte| !is_word(*byte));
        let special = self.delimiter != b";";
        let mut end = at + 1;
        while end < buffer.len() && (is_word(buffer[end]) || buffer[end] == b'$') {
            // `END$$` and `END//` end in a delimiter, not in a name.
            if special && symbolic && self.is_delimiter(&buffer[end..]) {
                break;
            }
            end += 1;
        }
        let escapes = self.script.escape_strings
            && end == at + 1
            && matches!(buffer[at], b'e' | b'E')
            && buffer.get(end) == Some(&b'\'');
        if escapes {
            return (Kind::Text, quoted(buffer, end, b'\'', true).ok_or(Unclosed::String));
        }
        (Kind::Word, Ok(end))
    }
}

pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

pub(super) fn line_end(buffer: &[u8], at: usize) -> usize {
    find(buffer, at, |byte| byte == b'\n').unwrap_or(buffer.len())
}

fn find(buffer: &[u8], from: usize, wanted: impl Fn(u8) -> bool) -> Option<usize> {
    buffer.get(from..)?.iter().position(|byte| wanted(*byte)).map(|length| from + length)
}

fn quoted(buffer: &[u8], start: usize, close: u8, escapes: bool) -> Option<usize> {
    let mut at = start + 1;
    while let Some(next) = find(buffer, at, |byte| byte == close || (escapes && byte == b'\\')) {
        let doubled = close != b']' && buffer.get(next + 1) == Some(&close);
        if buffer[next] != close || doubled {
            // A backslash takes the byte behind it along, as the first of two quotes does.
            at = next + 2;
        } else {
            return Some(next + 1);
        }
    }
    None
}

fn dollar_quote(buffer: &[u8], at: usize) -> Ended {
    let starts_tag = buffer.get(at + 1).is_some_and(|byte| !byte.is_ascii_digit());
    let tag = find(buffer, at + 1, |byte| !is_word(byte));
    match tag {
        Some(end) if starts_tag && buffer[end] == b'$' => {
            let (delimiter, mut from) = (&buffer[at..=end], end + 1);
            while let Some(next) = find(buffer, from, |byte| byte == b'$') {
                if buffer[next..].starts_with(delimiter) {
                    return (Kind::Text, Ok(next + delimiter.len()));
                }
                from = next + 1;
            }
            (Kind::Text, Err(Unclosed::DollarQuote))
        }
        Some(_) => (Kind::Symbol, Ok(at + 1)),
        // The tag may go on behind the buffer; at the end of the stream it is none.
        None => (Kind::Symbol, Ok(buffer.len())),
    }
}
