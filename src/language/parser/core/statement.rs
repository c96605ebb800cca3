//! Where statements begin, and whether they go on.

use super::Parser;
use crate::language::kind::SyntaxKind;
use crate::language::parser::words;

impl<'t> Parser<'t> {
    /// Whether the statement goes on here with one of `clauses`, or with a mistake on the same line.
    ///
    /// On a new line, a word goes on with the statement above if no line could begin with it. If one
    /// could, it does so only where it is indented deeper than the statement, no empty line stands
    /// between, and a line does not surely begin here. A word before a colon is the name of an attribute.
    pub fn continues(&mut self, clauses: &[&str]) -> bool {
        if matches!(self.current(), SyntaxKind::EndOfFile | SyntaxKind::RightBrace) {
            return false;
        }
        if !self.at_line_start() {
            return true;
        }
        if !self.at_any_word(clauses) || self.nth(1) == SyntaxKind::Colon {
            return false;
        }
        if !self.at_any_word(words::LINES) && !self.at_any_word(words::ITEMS) {
            return true;
        }
        let here = self.nth_ahead_start();
        !self.nth_ahead(0).blank_before
            && !self.at_key()
            && self.column(here) > self.column(self.statement)
    }

    /// Whether a key or a reference over columns begins here: `unique (`, `primary key name (`. As modifiers
    /// and clauses these words have no parentheses.
    pub(super) fn at_key(&mut self) -> bool {
        let count = if self.at_words(&["primary", "key"]) {
            2
        } else if self.at_word("unique") || self.at_word("ref") {
            1
        } else {
            return false;
        };
        let mut goes_on = |word: &&str| self.nth_is_word(count, word);
        let goes_on =
            words::MODIFIERS.iter().chain(&["include", "where", "using"]).any(&mut goes_on);
        let named =
            usize::from(self.nth_is_name(count) && !self.nth_after_newline(count) && !goes_on);
        self.nth(count + named) == SyntaxKind::LeftParen && !self.nth_after_newline(count + named)
    }

    pub(super) fn nth_ahead_start(&mut self) -> u32 {
        self.nth_ahead(0).token.start
    }

    /// Marks the current token as the beginning of a statement, which later lines may go on with.
    pub fn begin_statement(&mut self) {
        self.statement = self.nth_ahead_start();
    }

    /// Characters between the beginning of the line and `offset`.
    pub(super) fn column(&self, offset: u32) -> usize {
        let before = self.text.get(..offset as usize).unwrap_or("");
        before.chars().rev().take_while(|character| *character != '\n').count()
    }

    /// Whether the current token belongs to the line begun before it.
    pub fn on_line(&mut self) -> bool {
        self.continues(&[])
    }
}
