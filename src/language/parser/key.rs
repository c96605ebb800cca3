//! Keys and references: `primary key`, `unique`, `ref` and `exclude` lines.

use super::core::Parser;
use crate::language::kind::SyntaxKind;

impl Parser<'_> {
    /// `primary key [NAME] (a, b) [include (…)] [deferrable …] [with (OPTIONS)]`
    pub fn primary_key_line(&mut self) {
        self.start_documented(SyntaxKind::PrimaryKeyLine);
        self.keyword();
        if !self.eat_word("key") {
            let meant = self.on_line()
                && self.at(SyntaxKind::Identifier)
                && self
                    .unknown_word("word after `primary`", &["key"], "write `primary key (…)`")
                    .is_some();
            if meant {
                self.keyword();
            } else if !self.at(SyntaxKind::Identifier) {
                self.expected("`key`");
            }
        }
        if self.at_name() && self.on_line() {
            self.name("the name of the key");
        }
        if self.index_columns() {
            self.key_clauses("primary key");
        } else {
            self.skip_rest_of_line();
        }
        self.close();
    }

    /// `unique [NAME] (a, b) [nulls not distinct] [include (…)] [where (…)] [deferrable …]
    /// [with (OPTIONS)]`
    pub fn unique_line(&mut self) {
        self.start_documented(SyntaxKind::UniqueLine);
        self.keyword();
        self.eat_word("key");
        if self.at_name() && self.on_line() {
            self.name("the name of the key");
        }
        if self.index_columns() {
            self.key_clauses("unique key");
        } else {
            self.skip_rest_of_line();
        }
        self.close();
    }

    fn key_clauses(&mut self, what: &str) {
        const CLAUSES: &[&str] = &["include", "where", "nulls", "deferrable", "with"];
        while self.clause_follows(CLAUSES) {
            if self.at_word("include") {
                self.include_columns();
            } else if self.at_word("where") {
                self.where_clause();
            } else if self.at_words(&["nulls", "not", "distinct"]) {
                self.words_as(SyntaxKind::NullsNotDistinct, 3);
            } else if self.at_word("deferrable") {
                self.deferrable();
            } else if self.at_word("with") {
                self.start(SyntaxKind::IndexOptions);
                self.keyword();
                self.sql_paren("the options in parentheses: `with (fillfactor = 70)`");
                self.close();
            } else if !self.unknown_clause(
                &format!("clause of a {what}"),
                CLAUSES,
                "the clauses are `include (…)`, `where (…)`, `nulls not distinct`, `deferrable` and `with (…)`",
            ) {
                break;
            }
        }
    }

    /// Whether a clause of a key or an index follows, on this line or below. An `include` before a
    /// parenthesis belongs to the key however it is indented; mixins stand without.
    pub fn clause_follows(&mut self, clauses: &[&str]) -> bool {
        let includes = self.at_word("include") && self.nth(1) == SyntaxKind::LeftParen;
        includes || self.continues(clauses)
    }

    /// `include (a, b)`
    pub fn include_columns(&mut self) {
        self.start(SyntaxKind::IncludeColumns);
        self.keyword();
        if !self.columns() {
            self.skip_rest_of_line();
        }
        self.close();
    }

    /// `where (CONDITION)`
    pub fn where_clause(&mut self) {
        self.start(SyntaxKind::WhereClause);
        self.keyword();
        self.sql_paren("the condition in parentheses: `where (status = 'paid')`");
        self.close();
    }

    /// `ref [NAME] (a, b) to ENTITY [(c, d)] [on delete …] [on update …] [match full] [deferrable …]
    /// [not valid] [not enforced]`
    pub fn ref_line(&mut self) {
        const CLAUSES: &[&str] = &["on", "match", "deferrable", "not"];
        self.start_documented(SyntaxKind::RefLine);
        self.keyword();
        if self.at_name() && self.on_line() {
            self.name("the name of the reference");
        }
        let mut good = self.columns();
        if good {
            good = self.on_line() && self.eat_word("to");
            if !good {
                self.expected_with("`to` and an entity", "write `ref (a, b) to ENTITY (c, d)`");
            }
        }
        good = good && self.path("the entity that is referred to");
        if good && self.at(SyntaxKind::LeftParen) && self.on_line() {
            good = self.columns();
        }
        if !good {
            self.skip_rest_of_line();
        }
        while good && self.continues(CLAUSES) {
            good = if self.at_word("on") {
                self.on_action()
            } else if self.at_words(&["match", "full"]) {
                self.words_as(SyntaxKind::MatchFull, 2);
                true
            } else if self.at_word("deferrable") {
                self.deferrable();
                true
            } else if self.constraint_state() {
                true
            } else {
                self.unknown_clause(
                    "clause of a reference",
                    CLAUSES,
                    "the clauses are `on delete`, `on update`, `match full`, `deferrable`, `not valid` and `not enforced`",
                )
            };
        }
        self.close();
    }

    /// `exclude [NAME] using gist (room with =, during with &&) [include (…)] [where (…)] [deferrable …]`
    pub fn exclude_line(&mut self) {
        self.start_documented(SyntaxKind::ExcludeLine);
        self.keyword();
        if self.at_name() && self.on_line() && !(self.at_word("using") && self.nth_is_name(1)) {
            self.name("the name of the constraint");
        }
        if self.at_word("using") && self.on_line() {
            self.index_method();
        }
        if self.exclude_elements() {
            self.key_clauses("exclusion");
        } else {
            self.skip_rest_of_line();
        }
        self.close();
    }

    fn exclude_elements(&mut self) -> bool {
        if !self.at(SyntaxKind::LeftParen) || !self.on_line() {
            self.expected_with(
                "`(` and what is compared",
                "write `exclude using gist (room with =, during with &&)`",
            );
            return false;
        }
        self.start(SyntaxKind::ExcludeElements);
        let opener = self.current_range();
        self.bump();
        let good = self.comma_separated(opener, "a column `with` an operator", |parser| {
            parser.start(SyntaxKind::ExcludeElement);
            let mut good = parser.index_column();
            if good && !parser.eat_word("with") {
                parser.expected_with("`with` and an operator", "write `room with =`");
                good = false;
            }
            if good {
                let operator = matches!(
                    parser.current(),
                    SyntaxKind::Operator
                        | SyntaxKind::Equals
                        | SyntaxKind::Minus
                        | SyntaxKind::AtLeast
                        | SyntaxKind::Arrow
                        | SyntaxKind::DoubleArrow
                        | SyntaxKind::Slash
                );
                if operator {
                    parser.bump();
                } else {
                    parser.expected("an operator");
                    good = false;
                }
            }
            parser.close();
            good
        });
        self.close();
        good
    }
}
