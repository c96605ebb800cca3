//! SQL islands: finding their end, and going on sensibly where they have none.

use super::SyntaxError;
use super::core::Parser;
use crate::language::kind::SyntaxKind;
use crate::language::lexer::Token;
use crate::language::lexer::sql::{Bracket, End, Flavour, Rules, scan};
use crate::language::rules;

impl Parser<'_> {
    /// `( … )` with an expression in it, on this line; else reports that `expected` is missing and passes
    /// over the rest of the line.
    pub fn sql_paren(&mut self, expected: &str) -> bool {
        if !self.at(SyntaxKind::LeftParen) || !self.on_line() {
            self.expected_with(expected, "an expression stands in parentheses");
            self.skip_rest_of_line();
            return false;
        }
        self.start(SyntaxKind::SqlParen);
        let good = self.island(Rules { flavour: Flavour::Standard, bracket: Bracket::Paren });
        self.close();
        good
    }

    /// The island at the `(` here, without a node of its own.
    pub fn bracketed_sql(&mut self) -> bool {
        self.island(Rules { flavour: Flavour::Standard, bracket: Bracket::Paren })
    }

    /// `{ … }` with SQL in it.
    pub fn sql_body(&mut self, flavour: Flavour, expected: &str) {
        if !self.at(SyntaxKind::LeftBrace) {
            self.expected(expected);
            return self.skip_rest_of_line();
        }
        self.start(SyntaxKind::SqlBody);
        self.island(Rules { flavour, bracket: Bracket::Brace });
        self.close();
    }

    /// What stands after `default`: a literal, a word, one call, or any expression in parentheses.
    pub fn value_expression(&mut self) -> bool {
        const HELP: &str = "a literal or one call may stand bare, other expressions stand in parentheses: `default (1 + 2)`";
        if !self.on_line() {
            self.expected_with("a value", HELP);
            return false;
        }
        if self.at(SyntaxKind::LeftParen) {
            return self.sql_paren("a value");
        }
        self.start(SyntaxKind::SqlBare);
        let good = match self.current() {
            SyntaxKind::String | SyntaxKind::Number => {
                self.bump();
                true
            }
            SyntaxKind::Minus => self.signed_number(),
            SyntaxKind::Identifier | SyntaxKind::Quoted => self.call(),
            _ => {
                self.expected_with("a value", HELP);
                self.skip_rest_of_line();
                false
            }
        };
        self.close();
        let goes_on = matches!(
            self.current(),
            SyntaxKind::Operator
                | SyntaxKind::Minus
                | SyntaxKind::Slash
                | SyntaxKind::Equals
                | SyntaxKind::Arrow
                | SyntaxKind::DoubleArrow
                | SyntaxKind::AtLeast
                | SyntaxKind::String
        );
        if good && goes_on && self.on_line() {
            self.expected_with("a modifier or a new line", HELP);
            self.skip_rest_of_line();
            return false;
        }
        good
    }

    /// A word, or a call `schema.function(…)`.
    pub fn call(&mut self) -> bool {
        self.bump();
        while self.at(SyntaxKind::Dot) && self.nth_is_name(1) && self.on_line() {
            self.bump();
            self.bump();
        }
        if self.at(SyntaxKind::LeftParen) && self.on_line() {
            return self.sql_paren("arguments");
        }
        true
    }

    /// Takes the island at the current bracket, and reports where it does not end.
    fn island(&mut self, rules: Rules) -> bool {
        let start = self.recut();
        let mut tokens = Vec::new();
        let length = self.text.len() as u32;
        let mut outcome = (End::Unclosed { opener: start }, start);
        // An island that does not end costs a look at all the rest of the file. After some of those, only
        // the nearest place where it should have ended is looked at.
        if self.wasted <= 4 * self.text.len() + 65_536 {
            outcome = scan(self.text, start, length, rules, &mut tokens);
        }
        if outcome.0 != End::Closed {
            self.wasted += (outcome.1 - start) as usize;
            let limit = match rules.bracket {
                Bracket::Paren => self.end_of_line_at(start),
                Bracket::Brace => self.end_of_block_at(start),
            };
            tokens.clear();
            outcome = scan(self.text, start, limit, rules, &mut tokens);
            match outcome.0 {
                End::Closed => {}
                End::Open { start, fault } => self.report_fault(start, fault),
                End::Unclosed { opener } => {
                    let bracket = if rules.bracket == Bracket::Paren { "(" } else { "{" };
                    let bracket =
                        self.text.get(opener as usize..opener as usize + 1).unwrap_or(bracket);
                    let close = match bracket {
                        "(" => ")",
                        "[" => "]",
                        _ => "}",
                    };
                    self.report(
                        SyntaxError::new(
                            &rules::UNTERMINATED,
                            opener..opener + 1,
                            format!("this `{bracket}` is never closed"),
                        )
                        .label("opened here")
                        .help(format!("close it with `{close}`")),
                    );
                }
            }
            if outcome.0 != End::Closed {
                outcome.1 = limit;
            }
        }
        let mut end = start;
        for token in tokens.drain(..) {
            end = token.end;
            self.push(token, token.kind);
        }
        if end < outcome.1 {
            self.push(
                Token { kind: SyntaxKind::Skipped, start: end, end: outcome.1, fault: None },
                SyntaxKind::Skipped,
            );
        }
        self.lexer.jump(outcome.1);
        if outcome.0 != End::Closed && rules.bracket == Bracket::Brace {
            self.eat(SyntaxKind::RightBrace);
        }
        outcome.0 == End::Closed
    }

    /// Where the line of `start` ends, its comment and line break left out.
    fn end_of_line_at(&self, start: u32) -> u32 {
        let rest = self.text.get(start as usize..).unwrap_or("");
        let line = rest.find('\n').and_then(|at| rest.get(..at)).unwrap_or(rest);
        start + line.trim_end().len() as u32
    }

    /// Where a body that begins at `start` and has no end should have ended: before the first line that,
    /// indented no deeper than the body's own line, begins with `}` or with an item's keyword.
    fn end_of_block_at(&self, start: u32) -> u32 {
        let start = start as usize;
        let head = self.text.get(..start).unwrap_or("");
        let own = head.rfind('\n').and_then(|at| head.get(at + 1..)).unwrap_or(head);
        let indentation = own.len() - own.trim_start().len();
        let mut position = start;
        let rest = self.text.get(start..).unwrap_or("");
        for line in rest.split_inclusive('\n') {
            let content = line.trim_start();
            let word = content
                .split(|character: char| !character.is_alphanumeric() && character != '_')
                .next()
                .unwrap_or("");
            let names_follow =
                content.get(word.len()..).is_some_and(|after| after.starts_with(' '));
            let ends =
                content.starts_with('}') || (names_follow && super::words::ITEMS.contains(&word));
            if position > start && ends && line.len() - content.len() <= indentation {
                return position as u32;
            }
            position += line.len();
        }
        self.text.len() as u32
    }
}
