//! Who may do what: roles, grants, policies and row security.

use super::core::Parser;
use crate::language::kind::SyntaxKind;

impl Parser<'_> {
    /// `role NAME [login] [in group, group]`
    pub fn role(&mut self) {
        const CLAUSES: &[&str] = &["login", "in"];
        self.start_documented(SyntaxKind::Role);
        self.keyword();
        self.name_on_line("the name of the role");
        while self.continues(CLAUSES) && !self.at_item() {
            if self.at_word("login") {
                self.words_as(SyntaxKind::RoleOption, 1);
            } else if self.at_word("in") {
                self.start(SyntaxKind::RoleGroups);
                self.keyword();
                self.name_list("a role");
                self.close();
            } else if !self.unknown_clause(
                "clause of a role",
                CLAUSES,
                "write `role NAME login in GROUP`",
            ) {
                break;
            }
        }
        self.close();
    }

    /// `grant select, insert (a, b) on OBJECT to role, role [with grant option]`
    pub fn grant(&mut self) {
        const HELP: &str = "write `grant select, insert on ENTITY to ROLE`";
        self.start_documented(SyntaxKind::Grant);
        self.keyword();
        let mut good = self.privileges();
        if good && !self.eat_word("on") {
            self.expected_with("`on` and what the privileges are for", HELP);
            good = false;
        }
        good = good && self.grant_object();
        if good && !(self.continues(&["to"]) && self.eat_word("to")) {
            self.expected_with("`to` and a role", HELP);
            good = false;
        }
        good = good && self.name_list("a role");
        if !good {
            self.skip_rest_of_line();
        } else if self.continues(&["with"]) && self.at_word("with") {
            self.start(SyntaxKind::GrantOption);
            self.keyword();
            if self.at_words(&["grant", "option"]) {
                self.keywords(2);
            } else {
                self.expected("`grant option`");
                self.skip_rest_of_line();
            }
            self.close();
        }
        self.close();
    }

    fn privileges(&mut self) -> bool {
        loop {
            if !self.at(SyntaxKind::Identifier) || self.at_word("on") {
                self.expected("a privilege: select, insert, update, delete, all, …");
                return false;
            }
            self.start(SyntaxKind::Privilege);
            // Some privileges have two words: `all privileges`, `create view`, `show view`.
            while self.at(SyntaxKind::Identifier) && !self.at_word("on") && self.on_line() {
                self.keyword();
            }
            let good = !(self.on_line() && self.at(SyntaxKind::LeftParen)) || self.columns();
            self.close();
            if !good {
                return false;
            }
            if !self.eat(SyntaxKind::Comma) {
                return true;
            }
        }
    }

    /// `ENTITY`, `sequence X`, `schema X`, `all tables [in schema X]`
    fn grant_object(&mut self) -> bool {
        const KINDS: &[&str] = &[
            "table",
            "view",
            "sequence",
            "schema",
            "context",
            "type",
            "domain",
            "enum",
            "function",
            "procedure",
        ];
        self.start(SyntaxKind::GrantObject);
        let all = self.at_word("all")
            && (self.nth_is_word(1, "tables")
                || self.nth_is_word(1, "sequences")
                || self.nth_is_word(1, "functions"));
        let good = if all {
            self.keywords(2);
            if self.at_word("in") {
                self.keyword();
                if self.at_word("schema") || self.at_word("context") {
                    self.keyword();
                }
                self.path("a schema")
            } else {
                true
            }
        } else {
            let kind = self.at_any_word(KINDS)
                && self.nth_is_name(1)
                && !self.nth_is_word(1, "to")
                && !self.nth_after_newline(1);
            if kind {
                self.keyword();
            }
            self.path("what the privileges are for")
                && (!(self.at(SyntaxKind::LeftParen) && self.on_line())
                    || self.sql_paren("argument types"))
        };
        self.close();
        good
    }

    /// `row security enabled|forced|disabled`
    pub fn row_security_line(&mut self) {
        const HELP: &str =
            "write `row security enabled`, `row security forced` or `row security disabled`";
        self.start_documented(SyntaxKind::RowSecurityLine);
        self.keyword();
        let good = if !(self.on_line() && self.eat_word("security")) {
            self.expected_with("`security`", HELP);
            false
        } else if self.on_line()
            && (self.at_word("enabled")
                || self.at_word("forced")
                || self.at_word("disabled")
                || self.at(SyntaxKind::Identifier)
                    && self
                        .unknown_word(
                            "mode of row security",
                            &["enabled", "forced", "disabled"],
                            HELP,
                        )
                        .is_some())
        {
            self.keyword();
            true
        } else {
            if !self.at(SyntaxKind::Identifier) || !self.on_line() {
                self.expected_with("`enabled`, `forced` or `disabled`", HELP);
            }
            false
        };
        if !good {
            self.skip_rest_of_line();
        }
        self.close();
    }

    /// `policy NAME [restrictive] [for COMMAND] [to role, role] [using (…)] [check (…)]`
    pub fn policy_line(&mut self) {
        const CLAUSES: &[&str] = &["restrictive", "permissive", "for", "to", "using", "check"];
        self.start_documented(SyntaxKind::PolicyLine);
        self.keyword();
        self.name_on_line("the name of the policy");
        while self.continues(CLAUSES) {
            if self.at_word("restrictive") || self.at_word("permissive") {
                self.keyword();
            } else if self.at_word("for") {
                self.policy_command();
            } else if self.at_word("to") {
                self.start(SyntaxKind::PolicyRoles);
                self.keyword();
                self.name_list("a role");
                self.close();
            } else if self.at_word("using") {
                self.start(SyntaxKind::PolicyUsing);
                self.keyword();
                self.sql_paren("the condition in parentheses");
                self.close();
            } else if self.at_word("check") || self.at_words(&["with", "check"]) {
                self.start(SyntaxKind::PolicyCheck);
                let words = if self.at_word("with") { 2 } else { 1 };
                self.keywords(words);
                self.sql_paren("the condition in parentheses");
                self.close();
            } else if !self.unknown_clause(
                "clause of a policy",
                CLAUSES,
                "write `policy NAME for select to ROLE using (…) check (…)`",
            ) {
                break;
            }
        }
        self.close();
    }

    fn policy_command(&mut self) {
        const COMMANDS: &[&str] = &["all", "select", "insert", "update", "delete"];
        self.start(SyntaxKind::PolicyCommand);
        self.keyword();
        if self.on_line() && self.at_any_word(COMMANDS) {
            self.keyword();
        } else if self.on_line() && self.at(SyntaxKind::Identifier) {
            self.unknown_word(
                "command",
                COMMANDS,
                "the commands are all, select, insert, update and delete",
            );
            self.bump();
        } else {
            self.expected("a command: all, select, insert, update or delete");
        }
        self.close();
    }
}
