//! What a file says about itself: `schema`, `extension`, `import`.

use super::core::Parser;
use crate::language::kind::SyntaxKind;

impl Parser<'_> {
    /// `schema NAME targets postgres >= 15, mysql`
    pub fn schema(&mut self) {
        self.start_documented(SyntaxKind::Schema);
        self.keyword();
        if !self.at_word("targets") || self.nth_is_word(1, "targets") {
            self.name_on_line("the name of the schema");
        }
        if self.continues(&["targets"]) && !self.at_item() {
            const HELP: &str = "write `schema NAME targets postgres >= 15, mysql`";
            if self.at_word("targets")
                || self.unknown_clause("clause of `schema`", &["targets"], HELP)
            {
                self.keyword();
                self.targets();
            }
        }
        self.close();
    }

    fn targets(&mut self) {
        loop {
            if !self.at_name() {
                return self.expected("a dialect: postgres, mysql, mariadb or sqlite");
            }
            self.start(SyntaxKind::Target);
            self.name("a dialect");
            if self.on_line() {
                self.target_version();
            }
            self.close();
            if !(self.on_line() && self.eat(SyntaxKind::Comma)) {
                return;
            }
        }
    }

    /// `>= VERSION`, or nothing where the next target or another line follows.
    fn target_version(&mut self) {
        const HELP: &str = "a target names the oldest version it must run on: `postgres >= 15`";
        let comparison = matches!(
            self.current(),
            SyntaxKind::AtLeast | SyntaxKind::Operator | SyntaxKind::Equals
        );
        if !comparison && !self.at(SyntaxKind::Number) {
            return;
        }
        let compared = self.eat(SyntaxKind::AtLeast);
        if !compared {
            self.expected_with("`>=`", HELP);
            if comparison {
                self.bump();
            }
        }
        if self.on_line() && matches!(self.current(), SyntaxKind::Number | SyntaxKind::String) {
            self.bump();
            return;
        }
        if compared {
            self.expected_with("a version", HELP);
        }
        if self.on_line() && !self.at(SyntaxKind::Comma) {
            self.start(SyntaxKind::Error);
            self.bump();
            self.close();
        }
    }

    /// `extension NAME [schema X] [version 'x']`
    pub fn extension(&mut self) {
        self.start_documented(SyntaxKind::Extension);
        self.keyword();
        self.name_on_line("the name of the extension");
        while self.on_line() {
            if self.at_word("schema") {
                self.start(SyntaxKind::ExtensionSchema);
                self.keyword();
                self.name_on_line("the name of a schema");
                self.close();
            } else if self.at_word("version") {
                self.start(SyntaxKind::ExtensionVersion);
                self.keyword();
                self.text_value("a version in quotes");
                self.close();
            } else if self.at_item()
                || !self.unknown_clause(
                    "clause of `extension`",
                    &["schema", "version"],
                    "write `extension NAME schema NAME version '1.0'`",
                )
            {
                break;
            }
        }
        self.close();
    }

    /// `import "file"`
    pub fn import(&mut self) {
        self.start_documented(SyntaxKind::Import);
        self.keyword();
        self.text_value("a file in quotes");
        self.close();
    }

    /// A text in single or double quotes, on this line.
    pub fn text_value(&mut self, expected: &str) -> bool {
        let found =
            matches!(self.current(), SyntaxKind::String | SyntaxKind::Quoted) && self.on_line();
        if found {
            self.bump();
        } else {
            self.expected(expected);
        }
        found
    }
}
