//! Looking ahead: tokens and words that were not taken yet.

use std::ops::Range;

use super::{Ahead, Parser};
use crate::language::kind::SyntaxKind;
use crate::language::lexer::Token;

impl<'t> Parser<'t> {
    pub(super) fn nth_ahead(&mut self, n: usize) -> Ahead {
        while self.ahead.len() <= n {
            let mut trivia = 0;
            let mut newline_before = false;
            let mut breaks = 0;
            let token = loop {
                let token = self.lexer.next();
                match token.kind {
                    SyntaxKind::Newline => {
                        newline_before = true;
                        breaks += self.slice(&token).matches('\n').count();
                    }
                    SyntaxKind::Whitespace => {}
                    kind if kind.is_trivia() => breaks = 0,
                    _ => break token,
                }
                trivia += 1;
                self.trivia.push_back(token);
            };
            self.ahead.push_back(Ahead { token, trivia, newline_before, blank_before: breaks > 1 });
        }
        self.ahead[n]
    }

    pub fn nth(&mut self, n: usize) -> SyntaxKind {
        self.nth_ahead(n).token.kind
    }

    pub fn current(&mut self) -> SyntaxKind {
        self.nth(0)
    }

    pub fn at(&mut self, kind: SyntaxKind) -> bool {
        self.current() == kind
    }

    pub fn at_end(&mut self) -> bool {
        self.at(SyntaxKind::EndOfFile)
    }

    pub fn nth_text(&mut self, n: usize) -> &'t str {
        let token = self.nth_ahead(n).token;
        self.slice(&token)
    }

    pub fn current_range(&mut self) -> Range<u32> {
        self.nth_range(0)
    }

    pub fn nth_range(&mut self, n: usize) -> Range<u32> {
        let token = self.nth_ahead(n).token;
        token.start..token.end
    }

    pub fn nth_is_word(&mut self, n: usize, word: &str) -> bool {
        let token = self.nth_ahead(n).token;
        if token.kind != SyntaxKind::Identifier {
            return false;
        }
        match self.misread {
            Some((start, meant)) if start == token.start => meant == word,
            _ => self.slice(&token).eq_ignore_ascii_case(word),
        }
    }

    pub fn at_word(&mut self, word: &str) -> bool {
        self.nth_is_word(0, word)
    }

    pub fn at_words(&mut self, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(n, word)| self.nth_is_word(n, word))
    }

    /// The one of `words` that stands here.
    pub fn one_of(&mut self, words: &[&'static str]) -> Option<&'static str> {
        self.current_word()
            .and_then(|here| words.iter().copied().find(|word| word.eq_ignore_ascii_case(here)))
    }

    pub fn at_any_word(&mut self, words: &[&str]) -> bool {
        self.current_word()
            .is_some_and(|here| words.iter().any(|word| word.eq_ignore_ascii_case(here)))
    }

    /// The identifier here, or the word it is read as.
    pub(super) fn current_word(&mut self) -> Option<&'t str> {
        let token = self.nth_ahead(0).token;
        if token.kind != SyntaxKind::Identifier {
            return None;
        }
        match self.misread {
            Some((start, meant)) if start == token.start => Some(meant),
            _ => Some(self.slice(&token)),
        }
    }

    /// An unquoted or quoted identifier at `n`.
    pub fn nth_is_name(&mut self, n: usize) -> bool {
        matches!(self.nth(n), SyntaxKind::Identifier | SyntaxKind::Quoted)
    }

    pub fn at_name(&mut self) -> bool {
        self.nth_is_name(0)
    }

    pub fn nth_after_newline(&mut self, n: usize) -> bool {
        self.nth_ahead(n).newline_before
    }

    /// Whether a line break that counts stands before the current token.
    pub fn at_line_start(&mut self) -> bool {
        self.brackets == 0 && self.nth_after_newline(0)
    }

    /// Reads a part in which line breaks mean nothing.
    pub fn across_lines<T>(&mut self, part: impl FnOnce(&mut Self) -> T) -> T {
        self.brackets += 1;
        let result = part(self);
        self.brackets -= 1;
        result
    }

    pub(super) fn slice(&self, token: &Token) -> &'t str {
        self.text.get(token.start as usize..token.end as usize).unwrap_or("")
    }
}
