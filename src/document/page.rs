//! What a page is made of, whatever it is written as.

/// A page; its file's name has no ending.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    pub file: String,
    pub title: String,
    pub blocks: Vec<Block>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    Heading(String),
    Text(Vec<Inline>),
    /// The first row is the head.
    Table(Vec<Vec<Vec<Inline>>>),
    List(Vec<Vec<Inline>>),
    Code(String),
    /// A picture in the folder, and what it shows.
    Image {
        file: String,
        words: String,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub enum Inline {
    Plain(String),
    Code(String),
    /// To another page of the document, by its file.
    Page {
        file: String,
        words: String,
    },
    /// To a file of the folder.
    File {
        file: String,
        words: String,
    },
}

pub fn plain(text: impl Into<String>) -> Vec<Inline> {
    vec![Inline::Plain(text.into())]
}

pub fn code(text: impl Into<String>) -> Vec<Inline> {
    vec![Inline::Code(text.into())]
}

pub fn head(words: &[&str]) -> Vec<Vec<Inline>> {
    words.iter().map(|word| plain(*word)).collect()
}

pub fn page(file: &str, words: &str) -> Inline {
    Inline::Page { file: file.to_owned(), words: words.to_owned() }
}

/// A sentence of a finding: the names in its backticks are code.
pub fn sentence(text: &str) -> Vec<Inline> {
    if !text.matches('`').count().is_multiple_of(2) {
        return plain(text);
    }
    let pieces = text.split('`').enumerate().filter(|(_, piece)| !piece.is_empty());
    pieces
        .map(|(at, piece)| match at % 2 {
            0 => Inline::Plain(piece.to_owned()),
            _ => Inline::Code(piece.to_owned()),
        })
        .collect()
}
