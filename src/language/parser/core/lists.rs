//! Lists in parentheses, and what becomes of those that are not closed.

use std::ops::Range;

use super::Parser;
use crate::language::kind::SyntaxKind;
use crate::language::parser::SyntaxError;
use crate::language::rules;

impl<'t> Parser<'t> {
    /// `(a, b)` as a list of names.
    pub fn columns(&mut self) -> bool {
        if !self.at(SyntaxKind::LeftParen) || !self.on_line() {
            self.expected("`(` and a list of columns");
            return false;
        }
        self.start(SyntaxKind::NameList);
        let opener = self.current_range();
        self.bump();
        let good = self.comma_separated(opener, "a column", |parser| parser.name("a column"));
        self.close();
        good
    }

    /// The elements of a bracketed list and its `)`, after the `(` at `opener`. On a mistake, the rest
    /// of the list is passed over, to its end or the end of the line.
    pub fn comma_separated(
        &mut self,
        opener: Range<u32>,
        expected: &str,
        mut element: impl FnMut(&mut Self) -> bool,
    ) -> bool {
        loop {
            if self.at(SyntaxKind::RightParen) {
                self.bump();
                return true;
            }
            if self.list_is_cut(&opener) {
                return false;
            }
            if !self.across_lines(&mut element) {
                return self.skip_list();
            }
            match self.current() {
                SyntaxKind::Comma => {
                    self.bump();
                    if self.at(SyntaxKind::RightParen) {
                        self.across_lines(|parser| parser.expected(expected));
                    }
                }
                SyntaxKind::RightParen => {}
                _ if self.nth_after_newline(0) => {
                    self.report_unclosed(&opener);
                    return false;
                }
                _ if self.list_is_cut(&opener) => return false,
                _ => {
                    self.across_lines(|parser| parser.expected("`,` or `)`"));
                    return self.skip_list();
                }
            }
        }
    }

    /// Reports a list that cannot go on here because a line of another kind begins.
    pub(super) fn list_is_cut(&mut self, opener: &Range<u32>) -> bool {
        let next_line =
            self.at_line_start() && self.nth_is_name(0) && self.nth(1) == SyntaxKind::Colon;
        let cut = next_line
            || matches!(
                self.current(),
                SyntaxKind::EndOfFile | SyntaxKind::RightBrace | SyntaxKind::LeftBrace
            );
        if cut {
            self.report_unclosed(opener);
        }
        cut
    }

    pub(super) fn report_unclosed(&mut self, opener: &Range<u32>) {
        self.report(
            SyntaxError::new(&rules::UNTERMINATED, opener.clone(), "this `(` is never closed")
                .label("opened here")
                .help("close the list with `)`"),
        );
    }

    /// After a mistake in a list: on to its `)` or the end of the line.
    pub(super) fn skip_list(&mut self) -> bool {
        let mut depth = 0usize;
        let mut end = self.last_end;
        while self.on_line() {
            match self.current() {
                SyntaxKind::LeftParen => depth += 1,
                SyntaxKind::RightParen if depth == 0 => break,
                SyntaxKind::RightParen => depth -= 1,
                SyntaxKind::LeftBrace => break,
                _ => {}
            }
            end = self.current_range().end;
            self.drop_ahead();
        }
        self.skip_dropped(end);
        if self.on_line() && self.at(SyntaxKind::RightParen) {
            self.bump();
        }
        false
    }
}
