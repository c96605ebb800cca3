//! Taking tokens and opening nodes.

use super::Parser;
use crate::language::kind::SyntaxKind;
use crate::language::lexer::Token;

impl<'t> Parser<'t> {
    /// Opens the root, which holds the trivia before the first token too.
    pub fn start_root(&mut self) {
        self.builder.start_node(rowan::SyntaxKind(SyntaxKind::Root as u16));
    }

    pub fn start(&mut self, kind: SyntaxKind) {
        self.flush_trivia(usize::MAX);
        self.builder.start_node(rowan::SyntaxKind(kind as u16));
    }

    /// Opens a node that takes the doc comments standing on the lines above it.
    pub fn start_documented(&mut self, kind: SyntaxKind) {
        let count = self.nth_ahead(0).trivia;
        let mut own_line = self.last_end == 0;
        let mut outside = count;
        for (index, token) in self.trivia.iter().take(count).enumerate() {
            own_line |= token.kind == SyntaxKind::Newline;
            if token.kind == SyntaxKind::DocComment && own_line {
                outside = index;
                break;
            }
        }
        self.flush_trivia(outside);
        self.builder.start_node(rowan::SyntaxKind(kind as u16));
        self.flush_trivia(usize::MAX);
    }

    pub fn close(&mut self) {
        self.builder.finish_node();
    }

    /// Gives up to `most` pieces of the trivia before the current token to the tree.
    pub(super) fn flush_trivia(&mut self, most: usize) {
        let count = self.nth_ahead(0).trivia.min(most);
        for _ in 0..count {
            let Some(token) = self.trivia.pop_front() else { break };
            self.push(token, token.kind);
        }
        if let Some(first) = self.ahead.front_mut() {
            first.trivia -= count;
        }
    }

    /// Gives a token to the tree, and reports what is wrong with it.
    pub fn push(&mut self, token: Token, kind: SyntaxKind) {
        if let Some(fault) = token.fault {
            self.report_open(token.start..token.end, fault);
        }
        let text = self.slice(&token);
        self.builder.token(rowan::SyntaxKind(kind as u16), text);
        self.last_end = token.end;
        if !kind.is_trivia() {
            self.last_token_end = token.end;
        }
    }

    /// Takes the current token under another kind.
    pub fn bump_as(&mut self, kind: SyntaxKind) {
        self.flush_trivia(usize::MAX);
        if self.at_end() {
            return;
        }
        if let Some(first) = self.ahead.pop_front() {
            self.push(first.token, kind);
        }
    }

    pub fn bump(&mut self) {
        let kind = self.current();
        self.bump_as(kind);
    }

    pub fn keyword(&mut self) {
        self.bump_as(SyntaxKind::Keyword);
    }

    pub fn keywords(&mut self, count: usize) {
        for _ in 0..count {
            self.keyword();
        }
    }

    pub fn eat(&mut self, kind: SyntaxKind) -> bool {
        let found = self.at(kind);
        if found {
            self.bump();
        }
        found
    }

    pub fn eat_word(&mut self, word: &str) -> bool {
        let found = self.at_word(word);
        if found {
            self.keyword();
        }
        found
    }

    /// Forgets what was looked at, so that the text from the current token on can be cut anew.
    /// Returns where that is.
    pub fn recut(&mut self) -> u32 {
        self.flush_trivia(usize::MAX);
        let start = self.nth_ahead(0).token.start;
        self.ahead.clear();
        self.trivia.clear();
        self.lexer.jump(start);
        start
    }

    /// Passes over everything up to `end` as one piece of an error.
    pub fn skip_to(&mut self, end: u32) {
        let start = self.recut();
        if start < end {
            self.start(SyntaxKind::Error);
            self.recut();
            self.push(
                Token { kind: SyntaxKind::Skipped, start, end, fault: None },
                SyntaxKind::Skipped,
            );
            self.lexer.jump(end);
            self.builder.finish_node();
        }
    }

    /// Gives the trivia at the end of the file to the tree.
    pub fn flush_end(&mut self) {
        self.flush_trivia(usize::MAX);
    }
}
