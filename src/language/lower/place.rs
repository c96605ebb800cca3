//! From places of one file's tree to spans and words of the whole design.

use std::ops::Range;

use crate::language::ast;
use crate::text::{FileId, Span};

/// A name with its place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Word {
    pub text: String,
    pub span: Span,
}

/// The file a piece of the tree stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct InFile(pub FileId);

impl InFile {
    pub fn span(self, range: Range<u32>) -> Span {
        Span::new(self.0, range.start, range.end)
    }

    pub fn word(self, name: ast::Name) -> Word {
        Word { span: self.span(name.range), text: name.text }
    }

    pub fn words(self, names: Vec<ast::Name>) -> Vec<Word> {
        names.into_iter().map(|name| self.word(name)).collect()
    }

    pub fn path(self, path: ast::Path) -> Vec<Word> {
        self.words(path.parts)
    }

    pub fn node(self, node: &impl ast::AstNode) -> Span {
        self.span(node.range())
    }
}

impl Word {
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// `a`, `b` and `c`, each in backticks.
pub fn listed<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let words: Vec<_> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// The span that holds all of them.
pub fn cover(words: &[Word]) -> Option<Span> {
    words.iter().map(|word| word.span).reduce(Span::cover)
}
