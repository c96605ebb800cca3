//! Attributes and their modifiers.

use super::SyntaxError;
use super::core::Parser;
use super::words;
use crate::language::kind::SyntaxKind;
use crate::language::rules;

impl Parser<'_> {
    /// `name: TYPE[?] modifiers` or `name: ref ENTITY[.attribute][?] modifiers`
    pub fn attribute(&mut self) {
        self.start_documented(SyntaxKind::Attribute);
        self.name("the name of the attribute");
        if !self.eat(SyntaxKind::Colon) {
            let range = self.current_range();
            let name_end = self.last_end;
            self.report(
                SyntaxError::new(
                    &rules::UNEXPECTED,
                    range,
                    "the `:` between name and type is missing",
                )
                .label("the type begins here")
                .help("attributes are written `name: type`")
                .fix("write the `:`", name_end..name_end, ":"),
            );
        }
        if !self.on_line() {
            self.expected("a type");
        } else if self.at_word("ref") {
            self.ref_target();
            self.nullable_mark();
        } else if self.data_type() {
            self.nullable_mark();
        } else {
            self.skip_rest_of_line();
        }
        while self.continues(words::MODIFIERS)
            && !(self.at_name() && self.nth(1) == SyntaxKind::Colon)
        {
            if !self.modifier() {
                break;
            }
        }
        self.close();
    }

    fn nullable_mark(&mut self) {
        if self.on_line() && self.at(SyntaxKind::Question) {
            self.start(SyntaxKind::NullableMark);
            self.bump();
            self.close();
        }
    }

    /// One modifier; false where the line cannot go on.
    fn modifier(&mut self) -> bool {
        if self.at_words(&["primary", "key"]) {
            self.words_as(SyntaxKind::PrimaryKeyModifier, 2);
        } else if self.at_word("unique") {
            self.words_as(SyntaxKind::UniqueModifier, 1);
        } else if self.at_word("identity") {
            self.identity();
        } else if self.at_word("default") {
            self.default_clause();
        } else if self.at_word("generated") {
            return self.generated();
        } else if self.at_word("check") {
            self.check_clause();
        } else if self.at_word("collate") {
            self.collate_clause();
        } else if self.at_word("on") {
            return self.on_clause();
        } else if self.at_word("ref") {
            self.ref_target();
        } else if self.at_word("deferrable") {
            self.deferrable();
        } else if self.at_words(&["match", "full"]) {
            self.words_as(SyntaxKind::MatchFull, 2);
        } else if self.at_word("was") {
            self.was_attribute();
        } else if self.at_word("tags") {
            self.tags();
        } else if self.at_word("invisible") {
            self.words_as(SyntaxKind::InvisibleModifier, 1);
        } else if self.at_word("set") {
            self.set_line();
        } else {
            return self.unknown_modifier();
        }
        true
    }

    /// A node of keywords alone.
    pub fn words_as(&mut self, kind: SyntaxKind, count: usize) {
        self.start(kind);
        self.keywords(count);
        self.close();
    }

    /// Words of SQL's column definitions, answered with this language's own; else any other word.
    fn unknown_modifier(&mut self) -> bool {
        let range = self.current_range();
        let answer = if self.at_words(&["not", "null"]) {
            Some((2, "attributes are not null unless their type is marked `?`", "leave it out"))
        } else if self.at_word("null") || self.at_word("nullable") || self.at_word("optional") {
            Some((1, "write `?` after the type: `name: text?`", "nullable is written `?`"))
        } else if self.at_word("auto_increment") || self.at_word("autoincrement") {
            Some((1, "write `identity`", "written `identity` here"))
        } else if self.at_word("references") {
            Some((
                0,
                "write `name: ref ENTITY`; the column takes the type of what it refers to",
                "written `ref ENTITY` here",
            ))
        } else if self.at_word("comment") {
            Some((
                0,
                "write a comment as `/// …` on the line above the attribute",
                "written `/// …` here",
            ))
        } else if self.at(SyntaxKind::Question) {
            Some((
                1,
                "write the `?` directly after the type: `name: text?`",
                "stands directly after the type",
            ))
        } else {
            None
        };
        let Some((words, help, label)) = answer else {
            return self.unknown_clause(
                "modifier of an attribute",
                words::MODIFIERS,
                "modifiers are primary key, unique, identity, default, generated, check, collate, on delete, on update, ref, was, tags, invisible and set",
            );
        };
        let last = words.max(1) - 1;
        let end = self.nth_range(last).end;
        let text = self.text.get(range.start as usize..end as usize).unwrap_or("");
        let range = range.start..end;
        let error = SyntaxError::new(
            &rules::UNKNOWN_WORD,
            range,
            format!("`{text}` is no modifier of an attribute"),
        );
        self.report(error.label(label).help(help));
        if words == 0 {
            self.skip_rest_of_line();
            return false;
        }
        self.start(SyntaxKind::Error);
        for _ in 0..words {
            self.bump();
        }
        self.close();
        true
    }

    /// `identity [always] [(start N increment N …)]`
    fn identity(&mut self) {
        self.start(SyntaxKind::IdentityModifier);
        self.keyword();
        if self.on_line() && self.at_word("always") {
            self.words_as(SyntaxKind::IdentityAlways, 1);
        }
        if self.on_line() && self.at(SyntaxKind::LeftParen) {
            let opener = self.current_range();
            self.bump();
            while !self.at(SyntaxKind::RightParen)
                && !self.at_end()
                && !self.at(SyntaxKind::RightBrace)
            {
                if !self.sequence_option() {
                    break;
                }
                self.eat(SyntaxKind::Comma);
            }
            self.comma_separated(opener, "an option", |_| false);
        }
        self.close();
    }

    /// `default LITERAL`, `default call(…)` or `default (EXPRESSION)`
    pub fn default_clause(&mut self) {
        self.start(SyntaxKind::DefaultClause);
        self.keyword();
        self.value_expression();
        self.close();
    }

    /// `generated (EXPRESSION) stored|virtual`
    fn generated(&mut self) -> bool {
        self.start(SyntaxKind::GeneratedModifier);
        self.keyword();
        let good =
            self.sql_paren("the expression in parentheses: `generated (price * quantity) stored`");
        if good && self.on_line() {
            let said = self.at_word("stored") || self.at_word("virtual");
            if said
                || self.at(SyntaxKind::Identifier)
                    && !self.at_any_word(words::MODIFIERS)
                    && self
                        .unknown_word(
                            "kind of generated column",
                            &["stored", "virtual"],
                            "write `stored` or `virtual`",
                        )
                        .is_some()
            {
                self.keyword();
            }
        }
        self.close();
        good
    }

    /// `check [NAME] (EXPRESSION) [not valid] [not enforced] [no inherit]`
    pub fn check_clause(&mut self) {
        self.start(SyntaxKind::CheckClause);
        self.check_rest();
        self.close();
    }

    pub fn check_rest(&mut self) {
        self.keyword();
        if self.at_name() && self.on_line() {
            self.name("the name of the check");
        }
        if self.sql_paren("the condition in parentheses: `check (quantity > 0)`") {
            while self.constraint_state() {}
        }
    }

    /// `not valid`, `not enforced` or `no inherit`; false where none of them follows.
    pub fn constraint_state(&mut self) -> bool {
        const STATES: [&[&str]; 3] = [&["not", "valid"], &["not", "enforced"], &["no", "inherit"]];
        let follows = self.continues(&["not", "no"])
            && STATES.iter().any(|state| self.at_words(state) && !self.nth_after_newline(1));
        if follows {
            self.words_as(SyntaxKind::ConstraintState, 2);
        }
        follows
    }

    /// `collate NAME`
    pub fn collate_clause(&mut self) {
        self.start(SyntaxKind::CollateClause);
        self.keyword();
        self.path("a collation");
        self.close();
    }

    /// `on delete ACTION`, `on update ACTION` or `on update EXPRESSION`
    fn on_clause(&mut self) -> bool {
        if self.nth_is_word(1, "update") && !self.nth_is_action(2) {
            self.start(SyntaxKind::OnUpdateExpression);
            self.keywords(2);
            self.value_expression();
            self.close();
            return true;
        }
        self.on_action()
    }

    /// Whether a referential action begins at `n`.
    fn nth_is_action(&mut self, n: usize) -> bool {
        words::ACTIONS.iter().any(|action| {
            action.split(' ').enumerate().all(|(index, word)| self.nth_is_word(n + index, word))
        }) && self.nth(n + 1) != SyntaxKind::LeftParen
    }

    /// `on delete ACTION` or `on update ACTION`; false where the line cannot go on.
    pub fn on_action(&mut self) -> bool {
        let kind = if self.nth_is_word(1, "delete") {
            SyntaxKind::OnDelete
        } else if self.nth_is_word(1, "update") {
            SyntaxKind::OnUpdate
        } else {
            self.start(SyntaxKind::Error);
            self.keyword();
            self.close();
            self.expected("`delete` or `update`");
            self.skip_rest_of_line();
            return false;
        };
        self.start(kind);
        self.keywords(2);
        let good = self.action();
        self.close();
        good
    }

    fn action(&mut self) -> bool {
        if self.on_line() && self.nth_is_action(0) {
            let one_word = self.at_word("cascade") || self.at_word("restrict");
            self.keywords(if one_word { 1 } else { 2 });
            let takes_columns = self.at(SyntaxKind::LeftParen) && self.on_line();
            return !takes_columns || self.columns();
        }
        const HELP: &str = "the actions are cascade, restrict, set null, set default and no action";
        if self.on_line() && self.at(SyntaxKind::Identifier) {
            if self.unknown_word("action", &["cascade", "restrict", "set", "no"], HELP).is_some()
                && self.nth_is_action(0)
            {
                return self.action();
            }
        } else {
            self.expected_with("an action", HELP);
        }
        self.skip_rest_of_line();
        false
    }

    /// `ref ENTITY[.attribute]`, the entity possibly with its context
    pub fn ref_target(&mut self) {
        self.start(SyntaxKind::RefTarget);
        self.keyword();
        self.path("the entity that is referred to");
        self.close();
    }

    /// `deferrable [initially deferred|immediate]`
    pub fn deferrable(&mut self) {
        self.start(SyntaxKind::Deferrable);
        self.keyword();
        if self.on_line() && self.at_word("initially") {
            self.keyword();
            if self.at_word("deferred") || self.at_word("immediate") {
                self.keyword();
            } else {
                self.expected("`deferred` or `immediate`");
            }
        }
        self.close();
    }
}
