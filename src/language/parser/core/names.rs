//! Names, paths and lists of them.

use super::Parser;
use crate::language::kind::SyntaxKind;

impl<'t> Parser<'t> {
    /// One identifier; reports `expected` where there is none.
    pub fn name(&mut self, expected: &str) -> bool {
        if !self.at_name() {
            self.expected(expected);
            return false;
        }
        self.start(SyntaxKind::Name);
        self.bump();
        self.close();
        true
    }

    /// One identifier on the same line.
    pub fn name_on_line(&mut self, expected: &str) -> bool {
        if self.at_name() && !self.on_line() {
            self.expected(expected);
            return false;
        }
        self.name(expected)
    }

    /// Identifiers with dots between them.
    pub fn path(&mut self, expected: &str) -> bool {
        if !self.at_name() || !self.on_line() {
            self.expected(expected);
            return false;
        }
        self.start(SyntaxKind::Path);
        self.bump();
        while self.at(SyntaxKind::Dot) && self.on_line() {
            self.bump();
            if !self.at_name() || !self.on_line() {
                self.expected("a name after the dot");
                break;
            }
            self.bump();
        }
        self.close();
        true
    }

    /// `a, b, c` as a list of names; a line break may stand after a comma.
    pub fn name_list(&mut self, expected: &str) -> bool {
        self.start(SyntaxKind::NameList);
        let mut good = self.name_on_line(expected);
        while good && self.at(SyntaxKind::Comma) && self.on_line() {
            self.bump();
            good = self.name(expected);
        }
        self.close();
        good
    }

    /// `a, b.c` as a list of paths.
    pub fn path_list(&mut self, expected: &str) -> bool {
        self.start(SyntaxKind::NameList);
        let mut good = self.path(expected);
        while good && self.at(SyntaxKind::Comma) && self.on_line() {
            self.bump();
            good = self.across_lines(|parser| parser.path(expected));
        }
        self.close();
        good
    }
}
