//! Indexes, and lists of columns and expressions as keys and indexes have them.

use super::core::Parser;
use crate::language::kind::SyntaxKind;

impl Parser<'_> {
    /// `[fulltext|spatial] index [NAME] (columns) [unique] [using METHOD] [include (…)] [where (…)]
    /// [nulls not distinct] [with (…)] [invisible]`
    pub fn index_line(&mut self) {
        self.start_documented(SyntaxKind::IndexLine);
        if self.at_word("index") {
            self.keyword();
        } else {
            self.keyword();
            if self.on_line() && self.at_word("index") {
                self.keyword();
            } else {
                self.expected_with("`index`", "write `fulltext index (…)` or `spatial index (…)`");
            }
        }
        self.index_rest();
        self.close();
    }

    fn index_rest(&mut self) {
        const CLAUSES: &[&str] =
            &["unique", "using", "include", "where", "nulls", "with", "invisible"];
        if self.at_name() && self.on_line() && !(self.at_word("using") && self.nth_is_name(1)) {
            self.name("the name of the index");
        }
        if self.at_word("using") && self.on_line() {
            self.index_method();
        }
        if !self.index_columns() {
            return self.skip_rest_of_line();
        }
        while self.clause_follows(CLAUSES) {
            if self.at_word("unique") {
                self.words_as(SyntaxKind::IndexUnique, 1);
            } else if self.at_word("using") {
                self.index_method();
            } else if self.at_word("include") {
                self.include_columns();
            } else if self.at_word("where") {
                self.where_clause();
            } else if self.at_words(&["nulls", "not", "distinct"]) {
                self.words_as(SyntaxKind::NullsNotDistinct, 3);
            } else if self.at_word("with") {
                self.start(SyntaxKind::IndexOptions);
                self.keyword();
                self.sql_paren("the options in parentheses: `with (fillfactor = 70)`");
                self.close();
            } else if self.at_word("invisible") {
                self.words_as(SyntaxKind::IndexInvisible, 1);
            } else if !self.unknown_clause(
                "clause of an index",
                CLAUSES,
                "the clauses are `unique`, `using METHOD`, `include (…)`, `where (…)`, `nulls not distinct`, `with (…)` and `invisible`",
            ) {
                break;
            }
        }
    }

    /// `using METHOD`
    pub fn index_method(&mut self) {
        self.start(SyntaxKind::IndexMethod);
        self.keyword();
        self.name_on_line("the method: btree, hash, gin, gist, …");
        self.close();
    }

    /// `(a, b desc nulls last, lower(c), (d + e) opclass)`
    pub fn index_columns(&mut self) -> bool {
        if !self.at(SyntaxKind::LeftParen) || !self.on_line() {
            self.expected("`(` and a list of columns");
            return false;
        }
        self.start(SyntaxKind::IndexColumns);
        let opener = self.current_range();
        self.bump();
        let good = self.comma_separated(opener, "a column", Parser::index_column);
        self.close();
        good
    }

    /// A column, a column with a prefix length, a call or an expression in parentheses, and its options.
    pub fn index_column(&mut self) -> bool {
        self.start(SyntaxKind::IndexColumn);
        let good = self.index_key() && self.index_column_options();
        self.close();
        good
    }

    fn index_key(&mut self) -> bool {
        if self.at(SyntaxKind::LeftParen) {
            self.start(SyntaxKind::SqlParen);
            let good = self.bracketed_sql();
            self.close();
            return good;
        }
        if !self.at_name() {
            self.expected_with(
                "a column or an expression",
                "write a column, `lower(column)`, or an expression in parentheses",
            );
            return false;
        }
        if self.nth(1) != SyntaxKind::LeftParen && self.nth(1) != SyntaxKind::Dot {
            return self.name("a column");
        }
        if self.nth(1) == SyntaxKind::LeftParen
            && self.nth(2) == SyntaxKind::Number
            && self.nth(3) == SyntaxKind::RightParen
        {
            self.name("a column");
            self.start(SyntaxKind::IndexPrefix);
            self.bump();
            self.bump();
            self.bump();
            self.close();
            return true;
        }
        self.start(SyntaxKind::SqlBare);
        let good = self.call();
        self.close();
        good
    }

    fn index_column_options(&mut self) -> bool {
        let mut classed = false;
        loop {
            if self.at_word("asc") || self.at_word("desc") {
                self.words_as(SyntaxKind::IndexOrder, 1);
            } else if self.at_words(&["nulls", "first"]) || self.at_words(&["nulls", "last"]) {
                self.words_as(SyntaxKind::IndexNulls, 2);
            } else if self.at_word("collate") {
                self.collate_clause();
            } else if !classed && self.at_operator_class() {
                classed = true;
                if !self.operator_class() {
                    return false;
                }
            } else {
                return true;
            }
        }
    }

    /// A name that is no attribute of a following line, after a list that was not closed.
    fn at_operator_class(&mut self) -> bool {
        self.at_name()
            && !self.at_word("with")
            && self.nth(1) != SyntaxKind::Colon
            && !self.nth_after_newline(0)
    }

    fn operator_class(&mut self) -> bool {
        self.start(SyntaxKind::OperatorClass);
        self.path("an operator class");
        let good = !self.at(SyntaxKind::LeftParen) || self.sql_paren("parameters");
        self.close();
        good
    }
}
