//! Recursive descent over tokens into a lossless tree.
//!
//! One function a production; each leaves the parser behind what it understood. A mistake becomes one
//! [`SyntaxError`] and the parser goes on at the next place that is surely a beginning: the next
//! line, the next item, the closing brace. A misspelled keyword is reported and then read as the
//! word that was meant.
//!
//! Line breaks matter in one way: a statement ends with its line, unless the break stands inside
//! brackets or the next line goes on with it, as [`continues`](core::Parser::continues) says.
//!
//! Nothing recurses with the input, except contexts, which have a limit. The tree's depth is bounded.

mod access;
mod attribute;
mod core;
mod definition;
mod entity;
mod error;
mod facts;
mod head;
mod index;
mod item;
mod key;
mod partition;
mod program;
mod sql;
mod types;
mod words;

use rowan::GreenNode;

use super::ast::Root;
use super::kind::{SyntaxKind, SyntaxNode};
use super::rules;
use crate::diagnostics::Diagnostic;
use crate::text::FileId;

pub use error::SyntaxError;

/// The largest text that is read: spans count bytes in 32 bits, and no entity file comes near.
const LARGEST: usize = 1 << 30;

/// A tree, whatever the text was, and what was wrong with the text.
#[derive(Debug, Clone)]
pub struct Parse {
    pub green: GreenNode,
    /// In the order of the text.
    pub errors: Vec<SyntaxError>,
}

impl Parse {
    pub fn syntax(&self) -> SyntaxNode {
        SyntaxNode::new_root(self.green.clone())
    }

    pub fn tree(&self) -> Root {
        Root::from_root(self.syntax())
    }

    /// The mistakes as findings about `file`.
    pub fn diagnostics(&self, file: FileId) -> Vec<Diagnostic> {
        self.errors.iter().map(|error| error.diagnostic(file)).collect()
    }
}

/// Reads a text as an entity file.
///
/// The tree's text is the given text, byte for byte, except for texts beyond 1 GiB, which are refused.
pub fn parse(text: &str) -> Parse {
    if text.len() > LARGEST {
        let error = SyntaxError::new(&rules::NOT_TEXT, 0..0, "the file is larger than 1 GiB");
        return refused("", error);
    }
    if let Some(at) = text.bytes().position(|byte| byte == 0) {
        let error = SyntaxError::new(
            &rules::NOT_TEXT,
            at as u32..at as u32 + 1,
            "the file is binary: it holds a NUL byte",
        )
        .label("not text")
        .help("save the file as UTF-8 text, or take it out of the folder");
        return refused(text, error);
    }
    let mut parser = core::Parser::new(text);
    parser.root();
    parser.finish()
}

/// A tree that holds the text as one token.
fn refused(text: &str, error: SyntaxError) -> Parse {
    let mut builder = rowan::GreenNodeBuilder::new();
    builder.start_node(rowan::SyntaxKind(SyntaxKind::Root as u16));
    if !text.is_empty() {
        builder.token(rowan::SyntaxKind(SyntaxKind::Skipped as u16), text);
    }
    builder.finish_node();
    Parse { green: builder.finish(), errors: vec![error] }
}
