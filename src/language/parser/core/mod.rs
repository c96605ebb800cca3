//! The parser's state, and its hands: looking ahead, taking tokens, opening nodes, reporting.
//!
//! Trivia is kept apart from tokens until a token is taken or a node is opened, so that productions
//! never see it.

mod build;
mod lists;
mod look;
mod names;
mod recover;
mod report;
mod statement;

use std::collections::VecDeque;

use rowan::GreenNodeBuilder;

use super::{Parse, SyntaxError};
use crate::language::lexer::{Lexer, Token};

pub(crate) struct Parser<'t> {
    pub(super) text: &'t str,
    pub(super) lexer: Lexer<'t>,
    builder: GreenNodeBuilder<'static>,
    /// Tokens looked at and not yet taken, without trivia.
    ahead: VecDeque<Ahead>,
    /// The trivia before the tokens in `ahead`.
    trivia: VecDeque<Token>,
    errors: Vec<SyntaxError>,
    /// A misspelled word that was reported, by its start, and the word it is read as.
    misread: Option<(u32, &'static str)>,
    /// Where the text given to the tree ends.
    pub(super) last_end: u32,
    /// The same without trivia: where something that is missing should have stood.
    last_token_end: u32,
    /// Where the statement begins that is being read.
    statement: u32,
    /// Brackets around the current place, within which line breaks mean nothing.
    brackets: u32,
    /// Bodies that were left open: as many `}` may still come, and are no further mistakes.
    pub(super) owed_braces: u32,
    /// Contexts around the current place.
    pub(super) depth: u32,
    /// Bytes looked at in SQL islands that turned out not to end; see `sql`.
    pub(super) wasted: usize,
}

#[derive(Debug, Clone, Copy)]
struct Ahead {
    token: Token,
    /// How many entries of `trivia` stand before it.
    trivia: usize,
    newline_before: bool,
    /// An empty line stands before it, behind the last comment if there is one.
    blank_before: bool,
}

impl<'t> Parser<'t> {
    pub fn new(text: &'t str) -> Parser<'t> {
        Parser {
            text,
            lexer: Lexer::new(text),
            builder: GreenNodeBuilder::new(),
            ahead: VecDeque::new(),
            trivia: VecDeque::new(),
            errors: Vec::new(),
            misread: None,
            last_end: 0,
            last_token_end: 0,
            statement: 0,
            brackets: 0,
            owed_braces: 0,
            depth: 0,
            wasted: 0,
        }
    }

    pub fn finish(mut self) -> Parse {
        self.errors.sort_by_key(|error| error.range.start);
        Parse { green: self.builder.finish(), errors: self.errors }
    }
}
