use sqlparser::tokenizer::{Location, Span as SqlSpan};

use crate::text::Span;

/// SQL text with the place it has in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Island<'t> {
    pub text: &'t str,
    /// Byte for byte where `text` lies.
    pub span: Span,
}

impl<'t> Island<'t> {
    /// The island without white space around it.
    pub fn trimmed(text: &'t str, span: Span) -> Island<'t> {
        let start = text.len() - text.trim_start().len();
        let text = text.trim();
        Island { text, span: span.inner(start as u32, (start + text.len()) as u32) }
    }

    /// Where a node of the syntax tree lies; the whole island where the parser does not know.
    pub fn place(&self, span: SqlSpan) -> Span {
        match (self.offset(span.start), self.offset(span.end)) {
            (Some(start), Some(end)) if start < end => self.span.inner(start, end),
            _ => self.span,
        }
    }

    /// The token that starts at a line and column; the island's last byte where that is its end.
    pub fn token_at(&self, place: Location) -> Span {
        let length = self.text.len() as u32;
        let start = self.offset(place).unwrap_or(length);
        let rest = self.text.get(start as usize..).unwrap_or("");
        let Some(first) = rest.chars().next() else {
            let last = self.text.chars().next_back().map_or(0, |c| c.len_utf8() as u32);
            return self.span.inner(length - last, length);
        };
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let token = match first {
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            quote @ ('\'' | '"' | '`') => rest[1..].find([quote, '\n']).map_or(rest.len(), |at| {
                if rest.as_bytes()[at + 1] == b'\n' { at + 1 } else { at + 2 }
            }),
            c => c.len_utf8(),
        };
        self.span.inner(start, start + token as u32)
    }

    /// Bytes from the island's start. The parser counts lines and characters from 1; 0 means unknown.
    fn offset(&self, place: Location) -> Option<u32> {
        let (line, column) = (place.line.checked_sub(1)?, place.column.checked_sub(1)?);
        let mut start = 0;
        for _ in 0..line {
            start += self.text.get(start..)?.find('\n')? + 1;
        }
        let rest = self.text.get(start..)?;
        let bytes = rest.char_indices().nth(column as usize).map_or(rest.len(), |(at, _)| at);
        Some((start + bytes) as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::FileId;

    #[test]
    fn places_count_characters_and_lines() {
        let text = "é > 1\n and name";
        let island = Island { text, span: Span::new(FileId(0), 100, 100 + text.len() as u32) };
        let at = |line, column| Location { line, column };
        assert_eq!(island.place(SqlSpan::new(at(1, 1), at(1, 2))), Span::new(FileId(0), 100, 102));
        assert_eq!(island.token_at(at(2, 6)), Span::new(FileId(0), 112, 116));
        assert_eq!(island.token_at(at(9, 1)), Span::new(FileId(0), 115, 116));
        assert_eq!(island.place(SqlSpan::empty()), island.span);
    }
}
