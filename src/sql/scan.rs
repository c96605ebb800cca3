use std::ops::Range;

/// A stretch of SQL text as far as quoting goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Words, operators, numbers, white space.
    Code,
    /// `'…'`, `E'…'`, `$tag$…$tag$`.
    Literal,
    /// `"…"`.
    QuotedName,
    /// `` `…` ``.
    BacktickName,
    Comment,
    /// `:name`; holds the name.
    Parameter(&'t str),
}

/// Cuts SQL into pieces that cover the text without gaps, in order. Never fails: what is not closed
/// runs to the end.
pub fn scan(sql: &str) -> Vec<(Piece<'_>, Range<usize>)> {
    let bytes = sql.as_bytes();
    let mut pieces = Vec::new();
    let (mut at, mut code) = (0, 0);
    while at < bytes.len() {
        let rest = &bytes[at..];
        let found = match bytes[at] {
            b'\'' => Some((Piece::Literal, string_end(bytes, at, escapes(bytes, at)))),
            b'"' => Some((Piece::QuotedName, quoted_end(bytes, at, b'"'))),
            b'`' => Some((Piece::BacktickName, quoted_end(bytes, at, b'`'))),
            b'-' if rest.starts_with(b"--") => Some((Piece::Comment, line_end(bytes, at))),
            b'/' if rest.starts_with(b"/*") => Some((Piece::Comment, comment_end(bytes, at))),
            b'$' if !follows_word(bytes, at) => {
                dollar_end(sql, at).map(|end| (Piece::Literal, end))
            }
            b':' => parameter_end(bytes, at).map(|end| (Piece::Parameter(&sql[at + 1..end]), end)),
            _ => None,
        };
        match found {
            Some((piece, end)) => {
                if code < at {
                    pieces.push((Piece::Code, code..at));
                }
                pieces.push((piece, at..end));
                (at, code) = (end, end);
            }
            // `::` is a cast; its second colon starts no parameter.
            None if rest.starts_with(b"::") => at += 2,
            None => at += 1,
        }
    }
    if code < bytes.len() {
        pieces.push((Piece::Code, code..bytes.len()));
    }
    pieces
}

/// Whether a string literal is Postgres' `E'…'`, in which a backslash escapes.
fn escapes(bytes: &[u8], quote: usize) -> bool {
    quote > 0 && matches!(bytes[quote - 1], b'e' | b'E') && !follows_word(bytes, quote - 1)
}

fn follows_word(bytes: &[u8], at: usize) -> bool {
    at > 0 && is_word(bytes[at - 1])
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn string_end(bytes: &[u8], start: usize, escapes: bool) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if escapes => at += 2,
            b'\'' if bytes.get(at + 1) == Some(&b'\'') => at += 2,
            b'\'' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn quoted_end(bytes: &[u8], start: usize, quote: u8) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            byte if byte != quote => at += 1,
            _ if bytes.get(at + 1) == Some(&quote) => at += 2,
            _ => return at + 1,
        }
    }
    bytes.len()
}

fn line_end(bytes: &[u8], start: usize) -> usize {
    bytes[start..]
        .iter()
        .position(|byte| *byte == b'\n')
        .map_or(bytes.len(), |length| start + length)
}

/// Comments nest, as the standard and Postgres have it.
fn comment_end(bytes: &[u8], start: usize) -> usize {
    let (mut at, mut depth) = (start + 2, 1);
    while at < bytes.len() {
        match &bytes[at..bytes.len().min(at + 2)] {
            b"/*" => (at, depth) = (at + 2, depth + 1),
            b"*/" if depth == 1 => return at + 2,
            b"*/" => (at, depth) = (at + 2, depth - 1),
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The end of a dollar-quoted string that starts here; none where the dollar starts none.
fn dollar_end(sql: &str, start: usize) -> Option<usize> {
    let bytes = sql.as_bytes();
    let tag = bytes[start + 1..].iter().position(|byte| !is_word(*byte))? + start + 1;
    if bytes[tag] != b'$' || bytes.get(start + 1).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let delimiter = sql.get(start..=tag)?;
    let body = sql.get(tag + 1..)?;
    Some(body.find(delimiter).map_or(sql.len(), |length| tag + 1 + length + delimiter.len()))
}

/// `:name` that no word, bracket or colon precedes (`::int`, `a[1:n]`, `x:y` are none).
fn parameter_end(bytes: &[u8], start: usize) -> Option<usize> {
    let first = *bytes.get(start + 1)?;
    let starts_name = first.is_ascii_alphabetic() || first == b'_' || first >= 0x80;
    let before = start.checked_sub(1).map(|at| bytes[at]);
    if !starts_name || before.is_some_and(|byte| is_word(byte) || matches!(byte, b':' | b']')) {
        return None;
    }
    let length = bytes[start + 1..].iter().position(|byte| !is_word(*byte));
    Some(length.map_or(bytes.len(), |length| start + 1 + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_cover_the_text() {
        for sql in [
            "select 'it''s', E'\\'', $a$ ' $a$, \"q\"\"x\", `b` -- end",
            "/* a /* b */ c */ :p ::int 'open",
            "$1 + $x$ never closed",
            "é:ü :é",
        ] {
            let pieces = scan(sql);
            let joined: String = pieces.iter().map(|(_, range)| &sql[range.clone()]).collect();
            assert_eq!(joined, sql);
        }
        let kinds: Vec<_> = scan("a = :p").into_iter().map(|(piece, _)| piece).collect();
        assert_eq!(kinds, [Piece::Code, Piece::Parameter("p")]);
    }
}
