//! Items whose body is SQL: views, queries and native blocks.

use super::core::Parser;
use crate::language::kind::SyntaxKind;
use crate::language::lexer::sql::Flavour;

impl Parser<'_> {
    /// `[materialized] view NAME [was OLD] [(columns)] [with (security_barrier)]
    /// [owner ROLE] { SQL } [indexes { … }]`
    pub fn view(&mut self, materialized: bool) {
        const CLAUSES: &[&str] = &["was", "with", "owner"];
        self.start_documented(SyntaxKind::View);
        self.keyword();
        if materialized && !self.eat_word("view") {
            self.expected("`view`");
        }
        self.name_on_line("the name of the view");
        while !self.at(SyntaxKind::LeftBrace) && self.continues(CLAUSES) && !self.at_item() {
            if self.at_word("was") {
                self.was();
            } else if self.at(SyntaxKind::LeftParen) {
                self.start(SyntaxKind::ViewColumns);
                self.columns();
                self.close();
            } else if self.at_word("with") {
                self.view_options();
            } else if self.at_word("owner") {
                self.owner();
            } else if !self.unknown_clause(
                "clause of a view",
                CLAUSES,
                "write `view NAME (columns) with (security_barrier) { SQL }`",
            ) {
                break;
            }
        }
        self.sql_body(Flavour::Standard, "`{` and the SQL of the view");
        if self.at_word("indexes") && self.nth(1) == SyntaxKind::LeftBrace {
            self.view_indexes();
        }
        self.close();
    }

    /// `with (security_barrier, security_invoker = true)`
    fn view_options(&mut self) {
        self.start(SyntaxKind::ViewOptions);
        self.keyword();
        let opener = self.current_range();
        if self.eat(SyntaxKind::LeftParen) {
            self.comma_separated(opener, "an option", |parser| {
                parser.start(SyntaxKind::ViewOption);
                let mut good = parser.name("an option");
                if good && parser.eat(SyntaxKind::Equals) {
                    good = matches!(
                        parser.current(),
                        SyntaxKind::Identifier | SyntaxKind::Number | SyntaxKind::String
                    );
                    if good {
                        parser.bump();
                    } else {
                        parser.expected("a value");
                    }
                }
                parser.close();
                good
            });
        } else {
            self.expected("`(` and the options");
            self.skip_rest_of_line();
        }
        self.close();
    }

    /// `indexes { index (…) unique … }`
    fn view_indexes(&mut self) {
        self.start(SyntaxKind::ViewIndexes);
        self.keyword();
        let opener = self.current_range();
        self.bump();
        while !self.at_end() && !self.at(SyntaxKind::RightBrace) && !self.at_item() {
            if self.at_any_word(&["index", "fulltext", "spatial"]) {
                self.begin_statement();
                self.index_line();
                self.end_of_line();
            } else if self.at(SyntaxKind::Identifier)
                && self
                    .unknown_word(
                        "line of `indexes`",
                        &["index"],
                        "a materialized view has lines `index (…)` here",
                    )
                    .is_some()
            {
                self.index_line();
                self.end_of_line();
            } else {
                if !self.at(SyntaxKind::Identifier) {
                    self.expected_here("`index`", "a materialized view has lines `index (…)` here");
                }
                self.skip_line();
            }
        }
        self.close_block(opener, "list of indexes");
        self.close();
    }

    /// `query NAME [(parameter: type, …)] [RATE] [within DURATION] [only DIALECT] { SQL }`
    pub fn query(&mut self) {
        const CLAUSES: &[&str] = &["within", "only"];
        self.start_documented(SyntaxKind::Query);
        self.keyword();
        self.name_on_line("the name of the query");
        let mut flavour = Flavour::Standard;
        while !self.at(SyntaxKind::LeftBrace) && self.continues(CLAUSES) && !self.at_item() {
            if self.at(SyntaxKind::LeftParen) {
                self.parameters();
            } else if self.at(SyntaxKind::Number) {
                self.rate(&["s", "min", "hour", "day"]);
            } else if self.at_word("within") {
                self.keyword();
                if !self.duration() {
                    self.skip_clause();
                }
            } else if self.at_word("only") {
                self.keyword();
                flavour = self.dialect();
            } else if self.unknown_query_clause(CLAUSES) {
                continue;
            } else {
                self.skip_clause();
            }
        }
        self.sql_body(flavour, "`{` and the SQL of the query");
        self.close();
    }

    fn unknown_query_clause(&mut self, clauses: &[&'static str]) -> bool {
        const HELP: &str = "write `query NAME (parameter: type) 1200/s within 10ms { SQL }`";
        if self.at(SyntaxKind::Identifier) {
            return self.unknown_word("clause of a query", clauses, HELP).is_some();
        }
        self.expected_with("`{` and the SQL of the query", HELP);
        false
    }

    /// On to the body of the item, or to the end of the line where there is none.
    fn skip_clause(&mut self) {
        let mut end = self.last_end;
        while self.on_line() && !self.at(SyntaxKind::LeftBrace) {
            end = self.current_range().end;
            self.drop_ahead();
        }
        self.skip_dropped(end);
    }

    fn parameters(&mut self) {
        let opener = self.current_range();
        self.bump();
        self.comma_separated(opener, "a parameter", |parser| {
            parser.start(SyntaxKind::Parameter);
            let mut good = parser.name("a parameter");
            if good && parser.eat(SyntaxKind::Colon) {
                good = parser.data_type();
            } else if good {
                parser.expected_with("`:` and a type", "parameters are written `name: type`");
                good = false;
            }
            parser.close();
            good
        });
    }

    /// The name of a dialect, and how its SQL is cut.
    fn dialect(&mut self) -> Flavour {
        let mysql = ["mysql", "mariadb", "tidb", "vitess"].iter().any(|word| self.at_word(word));
        self.name_on_line("a dialect: postgres, mysql, mariadb or sqlite");
        if mysql { Flavour::MySql } else { Flavour::Standard }
    }

    /// `native DIALECT [NAME] [after A, B] [before C] { SQL }`
    pub fn native(&mut self) {
        const CLAUSES: &[&str] = &["after", "before"];
        self.start_documented(SyntaxKind::Native);
        self.keyword();
        let flavour = self.dialect();
        let clause = self.at_any_word(CLAUSES) && self.nth_is_name(1);
        if self.at_name() && self.on_line() && !clause {
            self.name("the name of the block");
        }
        while !self.at(SyntaxKind::LeftBrace) && self.continues(CLAUSES) && !self.at_item() {
            if self.at_word("after") || self.at_word("before") {
                let kind =
                    if self.at_word("after") { SyntaxKind::After } else { SyntaxKind::Before };
                self.start(kind);
                self.keyword();
                self.path_list("the name of an item");
                self.close();
            } else {
                let known = self.at(SyntaxKind::Identifier)
                    && self
                        .unknown_word(
                            "clause of `native`",
                            CLAUSES,
                            "write `native postgres NAME after ENTITY { SQL }`",
                        )
                        .is_some();
                if !known {
                    if !self.at(SyntaxKind::Identifier) {
                        self.expected("`{` and the SQL");
                    }
                    self.skip_clause();
                    break;
                }
            }
        }
        self.sql_body(flavour, "`{` and the SQL of the block");
        self.close();
    }
}
