//! Partitions.

use super::SyntaxError;
use super::core::Parser;
use crate::language::kind::SyntaxKind;
use crate::language::rules;

const CLAUSES: &[&str] =
    &["every", "starting", "ahead", "keep", "default", "partitions", "subpartition"];

impl Parser<'_> {
    /// `partition by range|list|hash|key (…) …`
    pub fn partition_line(&mut self) {
        self.start_documented(SyntaxKind::PartitionLine);
        self.partition_scheme();
        self.close();
    }

    /// `by METHOD (keys)` and its clauses, after `partition` or `subpartition`.
    fn partition_scheme(&mut self) {
        const METHODS: &[&str] = &["range", "list", "hash", "key"];
        const HELP: &str =
            "write `partition by range (…)`, `by list (…)`, `by hash (…)` or `by key (…)`";
        self.keyword();
        if !(self.on_line() && self.eat_word("by")) {
            self.expected_with("`by`", HELP);
            return self.skip_rest_of_line();
        }
        let known = self.on_line()
            && (self.at_any_word(METHODS)
                || (self.at(SyntaxKind::Identifier)
                    && self.unknown_word("way to partition", METHODS, HELP).is_some()));
        if known {
            self.keyword();
        } else {
            if !self.at(SyntaxKind::Identifier) {
                self.expected_with("`range`, `list`, `hash` or `key`", HELP);
            }
            return self.skip_rest_of_line();
        }
        if self.partition_keys() {
            self.partition_clauses();
        } else {
            self.skip_rest_of_line();
        }
    }

    /// `(a, (expression), function(b))`
    fn partition_keys(&mut self) -> bool {
        self.start(SyntaxKind::PartitionKeys);
        let good = self.index_columns();
        self.close();
        good
    }

    fn partition_clauses(&mut self) {
        while self.continues(CLAUSES) || (self.at(SyntaxKind::LeftBrace) && self.on_line()) {
            // Of a partition in a list: the next one follows.
            if self.at(SyntaxKind::Comma) {
                return;
            }
            if self.at(SyntaxKind::LeftBrace) {
                self.partition_list();
            } else if self.at_word("every") {
                self.partition_interval(SyntaxKind::PartitionEvery);
            } else if self.at_word("keep") {
                self.partition_interval(SyntaxKind::PartitionKeep);
            } else if self.at_word("starting") {
                self.start(SyntaxKind::PartitionStarting);
                self.keyword();
                self.text_value("a date in quotes: `starting '2026-01-01'`");
                self.close();
            } else if self.at_word("ahead") {
                self.partition_count(SyntaxKind::PartitionAhead);
            } else if self.at_word("partitions") {
                self.partition_count(SyntaxKind::PartitionCount);
            } else if self.at_word("default") {
                self.partition_default();
            } else if self.at_word("subpartition") {
                self.start(SyntaxKind::Subpartition);
                self.partition_scheme();
                self.close();
                return;
            } else if !self.unknown_clause(
                "clause of a partitioning",
                CLAUSES,
                "the clauses are `every INTERVAL`, `starting 'DATE'`, `ahead N`, `keep INTERVAL`, `default [NAME]`, `partitions N`, `subpartition by …`, or partitions in braces",
            ) {
                return;
            }
        }
    }

    fn partition_interval(&mut self, kind: SyntaxKind) {
        self.start(kind);
        self.keyword();
        if !self.interval() {
            self.skip_rest_of_line();
        }
        self.close();
    }

    fn partition_count(&mut self, kind: SyntaxKind) {
        self.start(kind);
        self.keyword();
        if !self.whole_number("a whole number") {
            self.skip_rest_of_line();
        }
        self.close();
    }

    /// `default [NAME]`
    fn partition_default(&mut self) {
        self.start(SyntaxKind::PartitionDefault);
        self.keyword();
        let clause = self.at_any_word(CLAUSES)
            && matches!(
                self.nth(1),
                SyntaxKind::Number | SyntaxKind::String | SyntaxKind::Identifier
            )
            && !self.nth_after_newline(1);
        if self.on_line() && self.at_name() && !clause {
            self.name("the name of the default partition");
        }
        self.close();
    }

    /// `{ NAME: bounds … }`
    fn partition_list(&mut self) {
        self.start(SyntaxKind::PartitionList);
        let opener = self.current_range();
        self.bump();
        while !self.at_end() && !self.at(SyntaxKind::RightBrace) && !self.at_item() {
            self.partition_entry();
        }
        self.close_block(opener, "partition list");
        self.close();
    }

    /// `eu: ('de', 'fr')`, `p0: below (1000)`, `p1: from (1000) to (2000)`, `h0: modulus 4 remainder 0`,
    /// `rest: default`, `table archive.old: …`; each possibly with a `partition by …` of its own
    fn partition_entry(&mut self) {
        if !self.at_name() {
            self.expected_here("a partition", "partitions are written `NAME: (values)`, `NAME: below (…)`, `NAME: from (…) to (…)` or `NAME: default`");
            return self.skip_element();
        }
        self.start_documented(SyntaxKind::PartitionEntry);
        let is_table = self.at_word("table") && self.nth(1) != SyntaxKind::Colon;
        if is_table {
            self.keyword();
            self.path("the name of the partition's table");
        } else {
            self.name("the name of a partition");
        }
        let good = if self.eat(SyntaxKind::Colon) {
            self.partition_bounds() && self.nested_scheme()
        } else {
            self.expected_with("`:`", "partitions are written `NAME: (values)`");
            false
        };
        self.close();
        let another = self.at_word("table") || (self.at_name() && self.nth(1) == SyntaxKind::Colon);
        if !good {
            self.skip_element();
        } else if !self.eat(SyntaxKind::Comma) && self.on_line() && !another {
            self.expected("`,` or a new line");
            self.skip_element();
        }
    }

    /// `partition by …` behind the bounds: how this partition alone is split again.
    fn nested_scheme(&mut self) -> bool {
        if self.at_word("partition") && self.on_line() {
            self.start(SyntaxKind::Subpartition);
            self.partition_scheme();
            self.close();
        }
        true
    }

    fn partition_bounds(&mut self) -> bool {
        if self.at(SyntaxKind::LeftParen) {
            return self.bound(SyntaxKind::PartitionValues, 0);
        }
        if self.at_word("below") {
            return self.bound(SyntaxKind::PartitionBelow, 1);
        }
        if self.at_word("from") {
            if !self.bound(SyntaxKind::PartitionFrom, 1) {
                return false;
            }
            if !self.at_word("to") {
                self.expected_with(
                    "`to` and the upper bound",
                    "write `from (1000) to (2000)`; the upper bound lies outside",
                );
                return false;
            }
            return self.bound(SyntaxKind::PartitionTo, 1);
        }
        if self.at_word("default") {
            self.words_as(SyntaxKind::PartitionRest, 1);
            return true;
        }
        if self.at_word("modulus") {
            return self.remainder();
        }
        if matches!(self.current(), SyntaxKind::Number | SyntaxKind::String | SyntaxKind::Minus) {
            let range = self.current_range();
            self.report(
                SyntaxError::new(
                    &rules::UNEXPECTED,
                    range,
                    "the values of a partition stand in parentheses",
                )
                .label("write `(…)` around the values"),
            );
            return false;
        }
        const HELP: &str = "bounds are `(values)`, `below (…)`, `from (…) to (…)`, `modulus N remainder M` or `default`";
        if self.at(SyntaxKind::Identifier)
            && self
                .unknown_word(
                    "bound of a partition",
                    &["below", "from", "modulus", "default"],
                    HELP,
                )
                .is_some()
        {
            return self.partition_bounds();
        }
        if !self.at(SyntaxKind::Identifier) {
            self.expected_with("the bounds of the partition", HELP);
        }
        false
    }

    /// `modulus 4 remainder 0`
    fn remainder(&mut self) -> bool {
        self.start(SyntaxKind::PartitionRemainder);
        self.keyword();
        let mut good = self.whole_number("a whole number");
        if good {
            good = self.on_line() && self.eat_word("remainder");
            if !good {
                self.expected_with("`remainder`", "write `modulus 4 remainder 0`");
            }
        }
        good = good && self.whole_number("a whole number");
        self.close();
        good
    }

    /// Keywords and the values in parentheses.
    fn bound(&mut self, kind: SyntaxKind, keywords: usize) -> bool {
        self.start(kind);
        self.keywords(keywords);
        let good = if self.at(SyntaxKind::LeftParen) {
            self.start(SyntaxKind::SqlParen);
            let good = self.bracketed_sql();
            self.close();
            good
        } else {
            self.expected("`(` and the values");
            false
        };
        self.close();
        good
    }
}
