//! Saying what is wrong.

use std::ops::Range;

use super::Parser;
use crate::language::kind::SyntaxKind;
use crate::language::lexer::Fault;
use crate::language::parser::SyntaxError;
use crate::language::rules;
use crate::text::did_you_mean;

/// Beyond this many mistakes a file is not worth more messages.
const MOST_ERRORS: usize = 1000;

impl<'t> Parser<'t> {
    pub fn report(&mut self, error: SyntaxError) {
        if self.errors.len() < MOST_ERRORS {
            self.errors.push(error);
        }
    }

    /// Reports that `what` should stand at the current place.
    pub fn expected(&mut self, what: &str) {
        let error = self.expectation(what);
        self.report(error);
    }

    /// As [`expected`](Self::expected), for a place where a line or an element begins: the mistake is
    /// what stands there, not what ended before it.
    pub fn expected_here(&mut self, what: &str, help: &str) {
        let error = self.across_lines(|parser| parser.expectation(what));
        self.report(error.help(help));
    }

    pub fn expected_with(&mut self, what: &str, help: &str) {
        let error = self.expectation(what).help(help);
        self.report(error);
    }

    /// The message that `what` should stand here. Where the line has ended, its place is the line's end.
    pub(super) fn expectation(&mut self, what: &str) -> SyntaxError {
        let cut = self.at_end() || self.at_line_start();
        let range =
            if cut { self.last_token_end..self.last_token_end } else { self.current_range() };
        let found = match self.current() {
            SyntaxKind::EndOfFile => "the end of the file".to_owned(),
            _ if cut => "the end of the line".to_owned(),
            _ => format!("`{}`", shorten(self.nth_text(0))),
        };
        SyntaxError::new(&rules::UNEXPECTED, range, format!("expected {what}, found {found}"))
            .label(format!("expected {what}"))
    }

    /// Reports that the current word is none of `words`; returns the one that was probably meant. From
    /// now on the word is read as that one.
    pub fn unknown_word(
        &mut self,
        role: &str,
        words: &[&'static str],
        help: &str,
    ) -> Option<&'static str> {
        let word = self.nth_text(0);
        let range = self.current_range();
        if self.misread.is_some_and(|(start, _)| start == range.start) {
            return None;
        }
        let known = words.iter().any(|known| known.eq_ignore_ascii_case(word));
        let meant = if known { None } else { did_you_mean(word, words.iter().copied()) };
        let meant = words.iter().copied().find(|known| Some(*known) == meant);
        let message = match known {
            true => format!("`{}` is not complete here", shorten(word)),
            false => format!("`{}` is no {role}", shorten(word)),
        };
        let error = SyntaxError::new(&rules::UNKNOWN_WORD, range.clone(), message);
        let error = match meant {
            Some(meant) => {
                self.misread = Some((range.start, meant));
                error.label(format!("did you mean `{meant}`?")).fix(
                    format!("write `{meant}`"),
                    range,
                    meant,
                )
            }
            None if known => error.label("does not go on as expected").help(help),
            None => error.label("not known here").help(help),
        };
        self.report(error);
        meant
    }

    /// What stands where a clause should begin, and begins none: reports it. True where it is a
    /// misspelled word, which the caller's loop now reads as the right one; otherwise the rest of the
    /// line is passed over.
    pub fn unknown_clause(&mut self, role: &str, clauses: &[&'static str], help: &str) -> bool {
        let meant = if self.at(SyntaxKind::Identifier) {
            self.unknown_word(role, clauses, help).is_some()
        } else {
            self.expected_with(&format!("a {role} or a new line"), help);
            false
        };
        if !meant {
            self.skip_rest_of_line();
        }
        meant
    }

    pub(super) fn report_open(&mut self, range: Range<u32>, fault: Fault) {
        let (what, help) = match fault {
            Fault::String => ("string", "close it with `'`; a quote inside is doubled: `''`"),
            Fault::Quoted => {
                ("quoted text", "close it with `\"`; a quote inside is doubled: `\"\"`")
            }
            Fault::Comment => ("comment", "close it with `*/`"),
            Fault::DollarQuote => {
                ("dollar-quoted text", "close it with the same `$…$` that opens it")
            }
        };
        let message = format!("this {what} is never closed");
        self.report(
            SyntaxError::new(&rules::UNTERMINATED, range, message).label("begins here").help(help),
        );
    }

    pub fn report_fault(&mut self, start: u32, fault: Fault) {
        let rest = self.text.get(start as usize..).unwrap_or("");
        let line = rest.lines().next().unwrap_or("").trim_end();
        self.report_open(start..start + line.len().max(1) as u32, fault);
    }
}

/// Long tokens are quoted by their beginning only.
fn shorten(text: &str) -> String {
    let line = text.lines().next().unwrap_or("");
    match line.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    }
}
