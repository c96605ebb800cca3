//! Enums, domains and sequences.

use super::core::Parser;
use crate::language::kind::SyntaxKind;

impl Parser<'_> {
    /// `enum NAME [was OLD] [owner ROLE] { a, b 'quoted value' was old }`
    pub fn enumeration(&mut self) {
        self.start_documented(SyntaxKind::Enum);
        self.keyword();
        self.name_on_line("the name of the enum");
        while self.continues(&["was", "owner"]) {
            if self.at_word("was") {
                self.was();
            } else if self.at_word("owner") {
                self.owner();
            } else {
                break;
            }
        }
        let opener = self.current_range();
        if self.eat(SyntaxKind::LeftBrace) {
            while !self.at_end()
                && !self.at(SyntaxKind::RightBrace)
                && (!self.at_line_start() || !self.at_item())
            {
                self.enum_value();
            }
            self.close_block(opener, "enum");
        } else {
            self.expected_with(
                "`{`",
                "the values of an enum stand in braces: `enum status { open, closed }`",
            );
            self.skip_rest_of_line();
        }
        self.close();
    }

    fn enum_value(&mut self) {
        if !self.at_name() && !self.at(SyntaxKind::String) {
            self.expected_here("a value of the enum", "values are names or texts in single quotes");
            return self.skip_element();
        }
        self.start_documented(SyntaxKind::EnumValue);
        self.bump();
        if self.at_word("was")
            && (self.nth_is_name(1) || self.nth(1) == SyntaxKind::String)
            && self.on_line()
        {
            self.start(SyntaxKind::Was);
            self.keyword();
            self.bump();
            self.close();
        }
        self.close();
        if !self.eat(SyntaxKind::Comma)
            && self.on_line()
            && !(self.at_name() || self.at(SyntaxKind::String))
        {
            self.expected("`,` or a new line");
            self.skip_element();
        }
    }

    /// `domain NAME [was OLD] TYPE [default …] [not null] [collate …] check [NAME] (…) …`
    pub fn domain(&mut self) {
        const CLAUSES: &[&str] = &["default", "not", "check", "collate", "was", "owner"];
        self.start_documented(SyntaxKind::Domain);
        self.keyword();
        self.name_on_line("the name of the domain");
        if self.at_word("was") && self.on_line() {
            self.was();
        }
        if self.at(SyntaxKind::Colon) {
            self.expected_with(
                "a type",
                "a domain is written without a colon: `domain NAME TYPE check (…)`",
            );
            self.skip_rest_of_line();
        } else {
            self.data_type();
        }
        while self.continues(CLAUSES) && !self.at_item() {
            if self.at_word("default") {
                self.default_clause();
            } else if self.at_words(&["not", "null"]) {
                self.start(SyntaxKind::NotNull);
                self.keywords(2);
                self.close();
            } else if self.at_word("check") {
                self.check_clause();
            } else if self.at_word("collate") {
                self.collate_clause();
            } else if self.at_word("was") {
                self.was();
            } else if self.at_word("owner") {
                self.owner();
            } else if !self.unknown_clause(
                "clause of a domain",
                CLAUSES,
                "a domain has a type, `default`, `not null` and `check (…)`",
            ) {
                break;
            }
        }
        self.close();
    }

    /// `sequence NAME [was OLD] [as TYPE] [start N] [increment N] [min N] [max N] [cache N] [cycle]
    /// [owned by ENTITY.ATTRIBUTE] [owner ROLE]`
    pub fn sequence(&mut self) {
        self.start_documented(SyntaxKind::Sequence);
        self.keyword();
        self.name_on_line("the name of the sequence");
        const CLAUSES: &[&str] =
            &["was", "as", "start", "increment", "min", "max", "cache", "cycle", "owned", "owner"];
        while self.continues(CLAUSES) && !self.at_item() {
            if self.at_word("was") {
                self.was();
            } else if self.at_word("as") {
                self.keyword();
                self.data_type();
            } else if self.at_words(&["owned", "by"]) {
                self.start(SyntaxKind::OwnedBy);
                self.keywords(2);
                self.path("an attribute: `owned by order.id`");
                self.close();
            } else if self.at_word("owner") {
                self.owner();
            } else if !self.sequence_option() {
                self.skip_rest_of_line();
            }
        }
        self.close();
    }

    /// One option of a sequence or an identity, `start 10` or `cycle`; false where there is none.
    pub fn sequence_option(&mut self) -> bool {
        const OPTIONS: &[&str] = &["start", "increment", "min", "max", "cache", "cycle"];
        self.start(SyntaxKind::SequenceOption);
        if !self.at_any_word(OPTIONS) {
            if self.at(SyntaxKind::Identifier) {
                if self
                    .unknown_word(
                        "option of a sequence",
                        OPTIONS,
                        "the options are start, increment, min, max, cache and cycle",
                    )
                    .is_none()
                {
                    self.close();
                    return false;
                }
            } else {
                self.expected("an option: start, increment, min, max, cache or cycle");
                self.close();
                return false;
            }
        }
        let counts = !self.at_word("cycle");
        self.keyword();
        let good = !counts || self.signed_number();
        self.close();
        good
    }
}
