//! Types.

use super::core::Parser;
use super::words;
use crate::language::kind::SyntaxKind;

impl Parser<'_> {
    /// `varchar(200)`, `money_amount`, `billing.status`, `text[]`, `native("tsvector")`; false, and a
    /// message, where no type begins.
    pub fn data_type(&mut self) -> bool {
        if !self.at_name() || !self.on_line() {
            self.expected_with("a type", "types are SQL's: int, bigint, decimal(10,2), text, varchar(n), timestamptz, uuid, json, …");
            return false;
        }
        self.start(SyntaxKind::Type);
        if self.at_word("native") && self.nth(1) == SyntaxKind::LeftParen {
            self.native_type();
        } else {
            self.type_name();
            if self.at(SyntaxKind::LeftParen) && self.on_line() {
                self.type_arguments();
            }
            self.type_suffix();
        }
        while self.at(SyntaxKind::LeftBracket) && self.on_line() {
            self.start(SyntaxKind::ArraySuffix);
            self.bump();
            self.eat(SyntaxKind::Number);
            if !self.eat(SyntaxKind::RightBracket) {
                self.expected("`]`");
            }
            self.close();
        }
        self.close();
        true
    }

    fn native_type(&mut self) {
        self.keyword();
        let opener = self.current_range();
        self.bump();
        self.comma_separated(opener, "`)`", |parser| {
            parser.text_value("the type in quotes: `native(\"tsvector\")`")
        });
    }

    fn type_name(&mut self) {
        let long = words::LONG_TYPES.iter().find(|(first, rest)| {
            self.at_word(first)
                && rest.iter().enumerate().all(|(n, word)| {
                    self.nth_is_word(n + 1, word) && !self.nth_after_newline(n + 1)
                })
        });
        let Some((_, rest)) = long else {
            self.path("a type");
            return;
        };
        self.start(SyntaxKind::Path);
        for _ in 0..=rest.len() {
            self.bump();
        }
        self.close();
    }

    fn type_arguments(&mut self) {
        self.start(SyntaxKind::TypeArguments);
        let opener = self.current_range();
        self.bump();
        self.comma_separated(opener, "a number", |parser| match parser.current() {
            SyntaxKind::Number | SyntaxKind::String | SyntaxKind::Identifier => {
                parser.bump();
                true
            }
            SyntaxKind::Minus => parser.signed_number(),
            _ => {
                parser.expected("a number");
                false
            }
        });
        self.close();
    }

    /// `with time zone` and the like: synonyms that lowering answers with the short name.
    fn type_suffix(&mut self) {
        let suffix = words::TYPE_SUFFIXES.iter().find(|suffix| {
            suffix
                .iter()
                .enumerate()
                .all(|(n, word)| self.nth_is_word(n, word) && !self.nth_after_newline(n))
        });
        for _ in 0..suffix.map_or(0, |suffix| suffix.len()) {
            self.bump();
        }
    }
}
