//! Entities, mixins and the lines in their braces.

use super::SyntaxError;
use super::core::Parser;
use super::words;
use crate::language::kind::SyntaxKind;
use crate::language::rules;
use crate::text::did_you_mean;

/// Keywords that no line has before the name of a type: `rows bigint` is an attribute without its colon.
const NEVER_BEFORE_TYPES: &[&str] =
    &["rows", "row", "grows", "keep", "partition", "shard", "reference"];

/// Whether an `only` block may stand among the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Entity,
    Mixin,
    Only,
}

impl Parser<'_> {
    /// `entity NAME [was OLD] [tags a, b] [owner X] [inherits E, F] { lines }`
    pub fn entity(&mut self) {
        const CLAUSES: &[&str] = &["was", "tags", "owner", "inherits"];
        self.start_documented(SyntaxKind::Entity);
        self.keyword();
        self.name_on_line("the name of the entity");
        while !self.at(SyntaxKind::LeftBrace)
            && self.continues(CLAUSES)
            && self.nth(1) != SyntaxKind::Colon
            && !self.at_item()
        {
            if self.at_word("was") {
                self.was();
            } else if self.at_word("tags") {
                self.tags();
            } else if self.at_word("owner") {
                self.owner();
            } else if self.at_word("inherits") {
                self.start(SyntaxKind::Inherits);
                self.keyword();
                self.path_list("an entity");
                self.close();
            } else if !self.unknown_clause(
                "clause of an entity",
                CLAUSES,
                "the clauses of an entity are `was`, `tags`, `owner` and `inherits`",
            ) {
                break;
            }
        }
        self.body("entity", Place::Entity);
        self.close();
    }

    /// `mixin NAME { lines }`
    pub fn mixin(&mut self) {
        self.start_documented(SyntaxKind::Mixin);
        self.keyword();
        self.name_on_line("the name of the mixin");
        self.body("mixin", Place::Mixin);
        self.close();
    }

    fn body(&mut self, what: &str, place: Place) {
        if !self.at(SyntaxKind::LeftBrace) {
            self.expected(&format!("`{{` and the lines of the {what}"));
            let lines_follow = self.at_line_start()
                && !self.at_item()
                && !self.at_end()
                && !self.at(SyntaxKind::RightBrace);
            if !lines_follow {
                return self.skip_rest_of_line();
            }
        }
        self.start(SyntaxKind::Body);
        let opener = self.current_range();
        self.eat(SyntaxKind::LeftBrace);
        while !self.at_end() && !self.at(SyntaxKind::RightBrace) && !self.at_item() {
            self.line(place);
        }
        self.close_block(opener, what);
        self.close();
    }

    fn line(&mut self, place: Place) {
        self.begin_statement();
        if self.at_name() && self.nth(1) == SyntaxKind::Colon {
            self.attribute();
        } else if !self.keyword_line(place) {
            if self.lacks_colon() {
                self.attribute();
            } else if self.current() != SyntaxKind::Identifier {
                self.expected_here(
                    "an attribute or a line of the entity",
                    "attributes are written `name: type`",
                );
                return self.skip_line();
            } else {
                const HELP: &str = "attributes are written `name: type`; other lines begin with a keyword, as `index (…)` or `check (…)`";
                if self.unknown_word("line of an entity", words::LINES, HELP).is_none()
                    || !self.keyword_line(place)
                {
                    return self.skip_line();
                }
            }
        }
        if self.on_line() {
            self.left_over();
        }
    }

    /// What stands behind a complete line.
    fn left_over(&mut self) {
        let begins = self.at_name() && self.nth(1) == SyntaxKind::Colon;
        let known = self.at_any_word(words::LINES);
        if begins || known {
            let range = self.current_range();
            let word = self.nth_text(0);
            self.report(
                SyntaxError::new(
                    &rules::UNEXPECTED,
                    range,
                    format!("`{word}` begins another line here"),
                )
                .label("put a line break before it")
                .help("a line holds one attribute or one statement"),
            );
        } else {
            self.expected("a new line");
            self.skip_rest_of_line();
        }
    }

    /// `name type` where `name: type` was meant: the second word is the name of a type, or what follows
    /// is what follows types and the first word is close to no keyword.
    fn lacks_colon(&mut self) -> bool {
        if !self.at_name() || !self.nth_is_name(1) || self.nth_after_newline(1) {
            return false;
        }
        if self.nth_is_type(1) {
            return true;
        }
        let goes_on = matches!(
            self.nth(2),
            SyntaxKind::Question | SyntaxKind::LeftParen | SyntaxKind::RightBrace
        ) || self.nth_after_newline(2)
            || words::MODIFIERS.iter().any(|word| self.nth_is_word(2, word));
        goes_on && did_you_mean(self.nth_text(0), words::LINES.iter().copied()).is_none()
    }

    /// A line that begins with a keyword; false where it begins with none.
    fn keyword_line(&mut self, place: Place) -> bool {
        let Some(word) = self.one_of(words::LINES) else {
            return false;
        };
        if NEVER_BEFORE_TYPES.contains(&word) && self.nth_is_type(1) {
            return false;
        }
        match word {
            "primary" => self.primary_key_line(),
            "unique" => self.unique_line(),
            "ref" => self.ref_line(),
            "check" => self.check_line(),
            "exclude" => self.exclude_line(),
            "index" | "fulltext" | "spatial" => self.index_line(),
            "fd" => self.dependency_line(),
            "mvd" => self.multivalued_line(),
            "partition" => self.partition_line(),
            "shard" => self.shard_line(),
            "reference" => self.reference_table_line(),
            "policy" => self.policy_line(),
            "row" => self.row_security_line(),
            "rows" => self.rows_line(),
            "grows" => self.grows_line(),
            "keep" => self.keep_line(),
            "distinct" => self.distinct_line(),
            "include" => self.include_line(),
            "owner" => self.owner(),
            "tags" => self.tags(),
            "allow" => self.allow_line(),
            "set" => self.set_line(),
            _ => self.only_line(place),
        }
        true
    }

    /// Whether the word at `n` is one of SQL's type names, on the same line.
    fn nth_is_type(&mut self, n: usize) -> bool {
        let word = self.nth_text(n).to_ascii_lowercase();
        !self.nth_after_newline(n) && words::TYPES.contains(&word.as_str())
    }

    /// `only DIALECT { lines }`
    fn only_line(&mut self, place: Place) {
        if place == Place::Only {
            let range = self.current_range();
            self.report(
                SyntaxError::new(
                    &rules::NESTED_TOO_DEEP,
                    range,
                    "an `only` block cannot stand in another one",
                )
                .label("a second dialect has its own block, beside this one"),
            );
            self.start(SyntaxKind::Error);
            self.keyword();
            self.close();
            return self.skip_rest_of_line();
        }
        self.start_documented(SyntaxKind::OnlyLine);
        self.keyword();
        self.name_on_line("a dialect: postgres, mysql, mariadb or sqlite");
        if self.at(SyntaxKind::LeftBrace) {
            self.body("`only` block", Place::Only);
        } else {
            self.expected_with(
                "`{`",
                "what holds on one dialect stands in braces: `only mysql { set engine = InnoDB }`",
            );
            self.skip_rest_of_line();
        }
        self.close();
    }

    /// `was OLD`
    pub fn was(&mut self) {
        self.start(SyntaxKind::Was);
        self.keyword();
        self.name_on_line("the former name");
        self.close();
    }

    /// `was OLD` or `was ENTITY.OLD`, of an attribute
    pub fn was_attribute(&mut self) {
        self.start(SyntaxKind::Was);
        self.keyword();
        self.path("the former name");
        self.close();
    }

    /// `tags a, b`
    pub fn tags(&mut self) {
        self.start_documented(SyntaxKind::Tags);
        self.keyword();
        self.name_list("a tag");
        self.close();
    }

    /// `owner NAME`
    pub fn owner(&mut self) {
        self.start_documented(SyntaxKind::Owner);
        self.keyword();
        self.name_on_line("a role");
        self.close();
    }

    /// `include a, b`
    fn include_line(&mut self) {
        self.start_documented(SyntaxKind::IncludeLine);
        self.keyword();
        self.path_list("a mixin");
        self.close();
    }

    /// `check [NAME] (CONDITION)`
    fn check_line(&mut self) {
        self.start_documented(SyntaxKind::CheckClause);
        self.check_rest();
        self.close();
    }
}
