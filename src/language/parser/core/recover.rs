//! Passing over what was not understood.

use super::Parser;
use crate::language::kind::SyntaxKind;

impl<'t> Parser<'t> {
    /// Looks past the current token without taking it; `skip_dropped` must follow.
    pub fn drop_ahead(&mut self) {
        if let Some(first) = self.ahead.pop_front() {
            for _ in 0..first.trivia {
                self.trivia.pop_front();
            }
        }
    }

    /// Puts everything between the last token taken and `end` into an error node.
    pub fn skip_dropped(&mut self, end: u32) {
        let start = self.last_end;
        self.ahead.clear();
        self.trivia.clear();
        self.lexer.jump(start);
        if start < end {
            self.flush_trivia(usize::MAX);
            self.skip_to(end);
        }
    }

    /// Passes over the rest of the line, and over a block in braces that begins on it.
    pub fn skip_rest_of_line(&mut self) {
        let mut depth = 0usize;
        let mut end = self.last_end;
        loop {
            let kind = self.current();
            let stop = match kind {
                SyntaxKind::EndOfFile => true,
                _ if depth > 0 => self.nth_after_newline(0) && self.at_item(),
                SyntaxKind::RightBrace => true,
                _ => self.nth_after_newline(0),
            };
            if stop {
                break;
            }
            match kind {
                SyntaxKind::LeftBrace => depth += 1,
                SyntaxKind::RightBrace => depth = depth.saturating_sub(1),
                _ => {}
            }
            end = self.current_range().end;
            self.drop_ahead();
        }
        self.skip_dropped(end);
    }

    /// As [`skip_rest_of_line`](Self::skip_rest_of_line), for a line of which nothing was understood.
    pub fn skip_line(&mut self) {
        if let Some(first) = self.ahead.front_mut() {
            first.newline_before = false;
        }
        self.skip_rest_of_line();
    }

    /// On to the next comma, line or closing brace.
    pub fn skip_element(&mut self) {
        let mut end = self.last_end;
        loop {
            if matches!(
                self.current(),
                SyntaxKind::EndOfFile | SyntaxKind::RightBrace | SyntaxKind::Comma
            ) || (end > self.last_end && self.at_line_start())
            {
                break;
            }
            end = self.current_range().end;
            self.drop_ahead();
        }
        self.skip_dropped(end);
        self.eat(SyntaxKind::Comma);
    }
}
