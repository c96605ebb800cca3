use std::fmt;

use serde::Serialize;

use crate::sql::statements::Statement;

/// Where a statement begins.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    pub file: String,
    pub line: u32,
}

/// A statement, and the file it stands in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed<'s> {
    pub file: &'s str,
    pub statement: &'s Statement,
}

impl Placed<'_> {
    pub fn place(&self) -> Place {
        Place { file: self.file.to_owned(), line: self.statement.line }
    }

    /// The place of a byte of the text.
    pub fn place_at(&self, offset: usize) -> Place {
        let before = self.statement.text.bytes().take(offset);
        let lines = before.filter(|byte| *byte == b'\n').count();
        let line = self.statement.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        Place { file: self.file.to_owned(), line }
    }

    /// Its first words, for people.
    pub fn head(&self) -> String {
        const LENGTH: usize = 60;
        let mut head = String::new();
        for word in self.statement.text.split_whitespace() {
            if head.len() + word.len() > LENGTH {
                head.push_str(" …");
                break;
            }
            if !head.is_empty() {
                head.push(' ');
            }
            head.push_str(word);
        }
        head
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}
