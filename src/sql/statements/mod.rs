//! A script cut into its statements, as the server's own client would cut it.
//!
//! [`Splitter`] reads a stream and gives one [`Item`] after the other, so that a dump of any size
//! takes as much memory as its longest statement. What differs between dialects is data
//! ([`Script`](crate::dialect::Script)): quotes, comments, delimiters, bodies with semicolons of their own.
//!
//! Rows are none of a schema's business: those behind a `copy … from stdin` are counted and passed
//! over, and of a long `insert` only the beginning is kept. Nothing here fails but the stream: what is
//! never closed, and bytes that are no text, are items with their places.

mod body;
mod guess;
mod lexer;
mod qualifier;
mod splitter;
#[cfg(test)]
mod tests;

pub use guess::{Guess, guess};
pub use qualifier::without_qualifier;
pub use splitter::{Dump, Splitter};

/// What stands in a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    Statement(Statement),
    /// A line for the client alone: `\connect shop`, `.mode box`.
    Command(Command),
    /// Rows that belong to the `copy` before them.
    Rows(Rows),
    /// Something that was opened and never closed; the last item.
    Unfinished(Unfinished),
    /// A statement with bytes that are no text in the encoding.
    NotText(NotText),
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Without its delimiter, and without comments before it.
    pub text: String,
    /// Where it begins, from 1.
    pub line: u32,
    /// Bytes of the stream, as they stand there.
    pub start: u64,
    pub end: u64,
    /// Its first words and symbols, words in lower case, quoted names with their quotes, comments and
    /// the marks of version comments left out.
    pub words: Vec<String>,
    pub ending: Ending,
    /// Whether `text` is all of it: of rows, only the beginning is kept.
    pub whole: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Delimiter,
    /// A line that other servers' clients take for the end: `go`.
    ForeignLine,
    /// The stream ended.
    EndOfFile,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// The whole line, with its first character.
    pub text: String,
    pub line: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rows {
    pub count: u64,
    /// Of the first row.
    pub line: u32,
}

/// What is missing at the end of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    pub what: Unclosed,
    /// Where it was opened.
    pub line: u32,
    /// The statement it stands in: its first line, and where it begins.
    pub statement: Option<(String, u32)>,
    /// The last line of the stream.
    pub end: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unclosed {
    String,
    Name,
    Comment,
    DollarQuote,
    /// `begin` without its `end`.
    Body,
    /// `(`.
    Parenthesis,
    /// The rows of a `copy`.
    Rows,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotText {
    pub byte: u8,
    pub line: u32,
    /// Of the byte, in the stream.
    pub offset: u64,
}

/// How a stream's bytes become text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Encoding {
    #[default]
    Utf8,
    Latin1,
    /// Latin 1 with letters where that has control characters; MySQL's `latin1`.
    Windows1252,
}

impl Statement {
    pub fn word(&self, index: usize) -> &str {
        self.words.get(index).map_or("", String::as_str)
    }

    /// Whether it begins with these words.
    pub fn begins(&self, words: &[&str]) -> bool {
        self.words.len() >= words.len()
            && words.iter().zip(&self.words).all(|(word, found)| word == found)
    }

    /// The first line, shortened to what a message can carry.
    pub fn head(&self) -> String {
        head(&self.text)
    }
}

/// The beginning of a statement, on one line.
pub(super) fn head(text: &str) -> String {
    const LONGEST: usize = 72;
    let line = text.trim().lines().next().unwrap_or_default().trim_end();
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} …", line[..end].trim_end()),
        None if line.len() < text.trim().len() => format!("{line} …"),
        None => line.to_owned(),
    }
}

impl Encoding {
    /// The encoding behind a name that a server knows; none for those that are not read.
    pub fn named(name: &str) -> Option<Encoding> {
        let plain: String =
            name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        Some(match plain.as_str() {
            "utf8" | "utf8mb3" | "utf8mb4" | "unicode" | "sqlascii" | "ascii" | "usascii"
            | "binary" => Encoding::Utf8,
            "latin1" | "iso88591" => Encoding::Latin1,
            "win1252" | "windows1252" | "cp1252" => Encoding::Windows1252,
            _ => return None,
        })
    }

    /// The text, or the place of the first byte that is none.
    pub fn decode(self, bytes: &[u8]) -> Result<String, usize> {
        if let Some(zero) = bytes.iter().position(|byte| *byte == 0) {
            return Err(zero);
        }
        match self {
            Encoding::Utf8 => {
                std::str::from_utf8(bytes).map(str::to_owned).map_err(|error| error.valid_up_to())
            }
            Encoding::Latin1 => Ok(bytes.iter().map(|byte| char::from(*byte)).collect()),
            Encoding::Windows1252 => Ok(bytes.iter().map(|byte| windows_1252(*byte)).collect()),
        }
    }
}

fn windows_1252(byte: u8) -> char {
    const UPPER: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => UPPER[usize::from(byte - 0x80)],
        other => char::from(other),
    }
}
