//! The entity language: text in, lossless tree, typed access, formatted text out.
//!
//! `lexer` cuts the text, `parser` builds a rowan tree from it, `ast` reads the tree by name and
//! `format` prints it in its one spelling. The tree holds every byte of the text, comments and
//! mistakes included.
//!
//! Parsing never fails: [`parse`] always gives a tree, and what was wrong is a list beside it.
//! The parser knows neither what a name refers to nor whether a type exists; `lower` does, and
//! makes a design of the trees. SQL inside a file is found and delimited by the parser, read by
//! `lower`, and kept verbatim by both.

pub mod ast;
mod format;
mod kind;
mod lexer;
pub mod lower;
mod parser;
pub mod rules;

pub use format::{equivalent, format};
pub use kind::{SyntaxElement, SyntaxKind, SyntaxNode, SyntaxToken};
pub use lexer::unquote;
pub use lower::{imports, is_type, is_type_word, lower};
pub use parser::{Parse, SyntaxError, parse};
pub use rules::{NOT_FORMATTED, RULES};

#[cfg(test)]
mod tests;
