//! Items: what stands at the top level of a file and inside contexts.

use super::SyntaxError;
use super::core::Parser;
use super::words;
use crate::language::kind::SyntaxKind;
use crate::language::rules;

/// Contexts may nest this deep.
const DEEPEST: u32 = 16;

impl Parser<'_> {
    pub(crate) fn root(&mut self) {
        self.start_root();
        while !self.at_end() {
            if self.at(SyntaxKind::RightBrace) {
                self.stray_braces();
            } else {
                self.item();
            }
        }
        self.flush_end();
        self.close();
    }

    /// Closing braces that no block is open for: one message, unless bodies above were left open.
    fn stray_braces(&mut self) {
        let range = self.current_range();
        let mut end = range.end;
        let mut count = 0;
        while self.at(SyntaxKind::RightBrace) {
            end = self.current_range().end;
            count += 1;
            self.drop_ahead();
        }
        self.skip_dropped(end);
        if self.owed_braces >= count {
            self.owed_braces -= count;
            return;
        }
        self.report(
            SyntaxError::new(&rules::UNEXPECTED, range, "this `}` closes nothing")
                .label("no block is open here")
                .help("remove it, or look above for a `}` too many"),
        );
    }

    /// Whether a line begins here that can only be an item.
    pub fn at_item(&mut self) -> bool {
        self.at_any_word(words::ITEMS)
            && matches!(
                self.nth(1),
                SyntaxKind::Identifier | SyntaxKind::Quoted | SyntaxKind::String
            )
            && !self.nth_after_newline(1)
    }

    fn item(&mut self) {
        self.begin_statement();
        if self.current() != SyntaxKind::Identifier {
            self.expected_here("an item", "a file holds items like `entity NAME { … }`, `enum NAME { … }`, `query NAME { … }`");
            return self.skip_to_item();
        }
        let word = self.nth_text(0).to_ascii_lowercase();
        if words::ITEMS.contains(&word.as_str()) && self.nth(1) != SyntaxKind::Colon {
            return self.item_of(&word);
        }
        if matches!(word.as_str(), "table" | "model" | "type") && self.nth_is_name(1) {
            return self.borrowed_word(&word);
        }
        if self.nth(1) == SyntaxKind::Colon
            || (words::LINES.contains(&word.as_str()) && self.nth(1) != SyntaxKind::LeftBrace)
        {
            return self.stray_lines();
        }
        let meant = self.unknown_word(
            "item",
            words::ITEMS,
            "a file holds items like `entity NAME { … }`, `enum NAME { … }`, `query NAME { … }`",
        );
        match meant {
            Some(meant) => self.item_of(meant),
            None => self.skip_to_item(),
        }
    }

    /// Words of other languages, read as what they mean.
    fn borrowed_word(&mut self, word: &str) {
        let meant = if word == "type" { "enum" } else { "entity" };
        let range = self.current_range();
        self.report(
            SyntaxError::new(&rules::UNKNOWN_WORD, range.clone(), format!("`{word}` is no item"))
                .label(format!("write `{meant}`"))
                .fix(format!("write `{meant}`"), range, meant),
        );
        self.item_of(meant);
    }

    /// Lines of an entity outside of one: one message for all of them.
    fn stray_lines(&mut self) {
        let range = self.current_range();
        self.report(
            SyntaxError::new(&rules::UNEXPECTED, range, "this line stands outside of an entity")
                .label("belongs into `entity NAME { … }`")
                .help("look above for a `}` too many, or a missing `entity NAME {`"),
        );
        self.skip_to_item();
    }

    /// Passes over lines until one that begins an item, or a `}`.
    fn skip_to_item(&mut self) {
        let mut end = self.last_end;
        let mut depth = 0usize;
        loop {
            match self.current() {
                SyntaxKind::EndOfFile => break,
                SyntaxKind::LeftBrace => depth += 1,
                SyntaxKind::RightBrace if depth == 0 => {
                    if end > self.last_end {
                        break;
                    }
                }
                SyntaxKind::RightBrace => depth -= 1,
                _ => {
                    let begins = end > self.last_end && self.at_line_start();
                    if begins && (self.at_item() || (depth == 0 && self.looks_like_item())) {
                        break;
                    }
                }
            }
            end = self.current_range().end;
            self.drop_ahead();
        }
        self.skip_dropped(end);
    }

    /// A misspelled item: two words and an opening brace, at the beginning of a line.
    fn looks_like_item(&mut self) -> bool {
        self.nth_is_name(0)
            && self.nth_is_name(1)
            && self.nth(2) == SyntaxKind::LeftBrace
            && !self.nth_after_newline(1)
            && !self.nth_after_newline(2)
    }

    fn item_of(&mut self, word: &str) {
        match word {
            "schema" => self.schema(),
            "context" => self.context(),
            "entity" => self.entity(),
            "mixin" => self.mixin(),
            "enum" => self.enumeration(),
            "domain" => self.domain(),
            "sequence" => self.sequence(),
            "view" => self.view(false),
            "materialized" => self.view(true),
            "query" => self.query(),
            "role" => self.role(),
            "grant" => self.grant(),
            "extension" => self.extension(),
            "import" => self.import(),
            _ => self.native(),
        }
        self.end_of_line();
    }

    /// Reports what follows on a line that is complete; the next item may follow on the same line.
    pub fn end_of_line(&mut self) {
        if self.on_line() && !self.at_item() {
            self.expected("a new line");
            self.skip_rest_of_line();
        }
    }

    /// `context NAME [was OLD] [owner ROLE] { items }`
    fn context(&mut self) {
        self.start_documented(SyntaxKind::Context);
        self.keyword();
        self.name_on_line("the name of the context");
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
        if !self.at(SyntaxKind::LeftBrace) {
            self.expected("`{`");
        } else if self.depth >= DEEPEST {
            self.report(
                SyntaxError::new(&rules::NESTED_TOO_DEEP, opener, "contexts are nested too deep")
                    .label(format!("the {}th inside another", DEEPEST + 1))
                    .help("put the inner contexts side by side"),
            );
            self.skip_rest_of_line();
        } else {
            self.bump();
            self.depth += 1;
            while !self.at_end() && !self.at(SyntaxKind::RightBrace) {
                self.item();
            }
            self.depth -= 1;
            self.close_block(opener, "context");
        }
        self.close();
    }

    /// The `}` of a block that was opened at `opener`.
    pub fn close_block(&mut self, opener: std::ops::Range<u32>, what: &str) {
        if self.eat(SyntaxKind::RightBrace) {
            return;
        }
        self.owed_braces += 1;
        self.report(
            SyntaxError::new(
                &rules::UNTERMINATED,
                opener,
                format!("the body of this {what} is never closed"),
            )
            .label("opened here")
            .help("close it with `}`"),
        );
    }
}
