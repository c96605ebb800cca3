//! What people know about an entity: dependencies, statistics, retention, shards, exceptions; and the
//! numbers, rates and intervals these are said with.

use super::SyntaxError;
use super::core::Parser;
use super::words;
use crate::language::kind::SyntaxKind;
use crate::language::rules;

impl Parser<'_> {
    /// `fd a, b -> c, d`
    pub fn dependency_line(&mut self) {
        self.dependency(SyntaxKind::DependencyLine, SyntaxKind::Arrow, "write `fd zip -> city`");
    }

    /// `mvd a ->> b`
    pub fn multivalued_line(&mut self) {
        self.dependency(
            SyntaxKind::MultivaluedLine,
            SyntaxKind::DoubleArrow,
            "write `mvd course ->> teacher`",
        );
    }

    fn dependency(&mut self, kind: SyntaxKind, arrow: SyntaxKind, help: &str) {
        self.start_documented(kind);
        self.keyword();
        // `fd -> a`: nothing determines `a`, so it is the same in every row.
        let constant = arrow == SyntaxKind::Arrow && self.on_line() && self.at(arrow);
        let mut good = constant || self.name_list("an attribute");
        if good {
            good = self.on_line() && self.eat(arrow);
            if good {
                good = self.name_list("an attribute");
            } else {
                let what = if arrow == SyntaxKind::Arrow { "`->`" } else { "`->>`" };
                self.expected_with(what, help);
            }
        }
        if !good {
            self.skip_rest_of_line();
        }
        self.close();
    }

    /// `rows 2M [grows 3k/day]`
    pub fn rows_line(&mut self) {
        self.start_documented(SyntaxKind::RowsLine);
        self.keyword();
        if !self.count() {
            self.skip_rest_of_line();
        } else if self.on_line() && self.at_word("grows") {
            self.grows_line();
        }
        self.close();
    }

    /// `grows 3k/day`
    pub fn grows_line(&mut self) {
        self.start_documented(SyntaxKind::GrowsLine);
        self.keyword();
        if !self.rate(&["s", "min", "hour", "day", "week", "month", "year"]) {
            self.skip_rest_of_line();
        }
        self.close();
    }

    /// `keep 24 months`
    pub fn keep_line(&mut self) {
        self.start_documented(SyntaxKind::KeepLine);
        self.keyword();
        if !self.interval() {
            self.skip_rest_of_line();
        }
        self.close();
    }

    /// `distinct city 9000` or `distinct (city, zip) 40k`
    pub fn distinct_line(&mut self) {
        self.start_documented(SyntaxKind::DistinctLine);
        self.keyword();
        let good = if self.at(SyntaxKind::LeftParen) {
            self.columns()
        } else {
            self.name_on_line("an attribute")
        };
        if !good || !self.count() {
            self.skip_rest_of_line();
        }
        self.close();
    }

    /// `shard by (a, b) [with ENTITY]`
    pub fn shard_line(&mut self) {
        self.start_documented(SyntaxKind::ShardLine);
        self.keyword();
        if !self.eat_word("by") {
            self.expected_with("`by`", "write `shard by (customer_id)`");
        }
        if !self.columns() {
            self.skip_rest_of_line();
        } else if self.on_line() && self.at_word("with") {
            self.keyword();
            self.path("an entity");
        }
        self.close();
    }

    /// `reference table`
    pub fn reference_table_line(&mut self) {
        self.start_documented(SyntaxKind::ReferenceTableLine);
        self.keyword();
        if !(self.on_line() && self.eat_word("table")) {
            self.expected_with("`table`", "`reference table` says that every shard has a copy; a foreign key is written `ref (…) to ENTITY`");
            self.skip_rest_of_line();
        }
        self.close();
    }

    /// `allow SG1203 "reason"`
    pub fn allow_line(&mut self) {
        self.start_documented(SyntaxKind::AllowLine);
        self.keyword();
        let good = self.name_on_line("the code of a finding, as SG1203")
            && self.text_value(
                "a reason in quotes: `allow SG1203 \"addresses are copied as they are\"`",
            );
        if !good {
            self.skip_rest_of_line();
        }
        self.close();
    }

    /// `set NAME = VALUE`
    pub fn set_line(&mut self) {
        self.start_documented(SyntaxKind::SetLine);
        self.keyword();
        let mut good = self.path("the name of an option");
        if good && !(self.on_line() && self.eat(SyntaxKind::Equals)) {
            self.expected_with("`=`", "write `set fillfactor = 70`");
            good = false;
        }
        if good && self.on_line() {
            good = match self.current() {
                SyntaxKind::Identifier | SyntaxKind::Quoted | SyntaxKind::String => {
                    self.bump();
                    true
                }
                _ => self.signed_number(),
            };
        } else if good {
            self.expected("a value");
        }
        if !good {
            self.skip_rest_of_line();
        }
        self.close();
    }

    // ---- numbers

    /// Takes the number here if `form` accepts it, else reports what is wrong with it.
    fn number(&mut self, what: &str, help: &str, form: impl Fn(&str) -> bool) -> bool {
        if !self.at(SyntaxKind::Number) || !self.on_line() {
            self.expected(what);
            return false;
        }
        let text = self.nth_text(0);
        let range = self.current_range();
        let good = form(&text.replace('_', ""));
        if !good {
            self.report(
                SyntaxError::new(
                    &rules::MALFORMED_NUMBER,
                    range,
                    format!("`{text}` is not {what}"),
                )
                .label(format!("expected {what}"))
                .help(help),
            );
        }
        self.bump();
        true
    }

    /// `1200`, `1.5k`, `2M`, `3B`
    pub fn count(&mut self) -> bool {
        self.number("a count", "counts are written `1200`, `1.5k`, `2M` or `3B`", is_count)
    }

    /// A whole number.
    pub fn whole_number(&mut self, what: &str) -> bool {
        self.number(what, "write a whole number", is_whole)
    }

    /// A number, possibly with a minus.
    pub fn signed_number(&mut self) -> bool {
        if self.on_line() {
            self.eat(SyntaxKind::Minus);
        }
        self.number("a number", "write digits, as `10` or `-1`", |text| {
            text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        })
    }

    /// `1200/s`, with one of `units`
    pub fn rate(&mut self, units: &[&'static str]) -> bool {
        self.start(SyntaxKind::Rate);
        let good = self.count() && self.rate_unit(units);
        self.close();
        good
    }

    fn rate_unit(&mut self, units: &[&'static str]) -> bool {
        let listed = units.iter().map(|unit| format!("`/{unit}`")).collect::<Vec<_>>().join(", ");
        let error = if !self.on_line() || !self.eat(SyntaxKind::Slash) {
            let at = self.last_end;
            SyntaxError::new(&rules::MALFORMED_NUMBER, at..at, "the rate has no unit of time")
        } else if self.on_line() && self.at(SyntaxKind::Identifier) {
            if units.iter().any(|unit| self.at_word(unit)) {
                self.keyword();
                return true;
            }
            let text = self.nth_text(0);
            let error = SyntaxError::new(
                &rules::MALFORMED_NUMBER,
                self.current_range(),
                format!("`{text}` is no unit of a rate"),
            );
            self.bump();
            error
        } else {
            let at = self.last_end;
            SyntaxError::new(&rules::MALFORMED_NUMBER, at..at, "the rate has no unit of time")
        };
        self.report(error.label("expected a unit").help(format!("the units are {listed}")));
        true
    }

    /// `1 month`, `24 months`
    pub fn interval(&mut self) -> bool {
        self.start(SyntaxKind::Interval);
        let good = self.interval_parts();
        self.close();
        good
    }

    fn interval_parts(&mut self) -> bool {
        const HELP: &str = "intervals are written `1 month` or `24 months`, with hour, day, week, month, quarter or year";
        if !self.number("a whole number and a unit of time", HELP, is_whole) {
            return false;
        }
        if self.on_line() && self.at_any_word(words::INTERVAL_UNITS) {
            self.keyword();
            return true;
        }
        if self.on_line() && self.at(SyntaxKind::Identifier) {
            let text = self.nth_text(0);
            let range = self.current_range();
            let meant = crate::text::did_you_mean(text, words::INTERVAL_UNITS.iter().copied());
            let mut error = SyntaxError::new(
                &rules::MALFORMED_NUMBER,
                range.clone(),
                format!("`{text}` is no unit of an interval"),
            );
            error = match meant {
                Some(meant) => error.label(format!("did you mean `{meant}`?")).fix(
                    format!("write `{meant}`"),
                    range,
                    meant,
                ),
                None => error.label("expected a unit of time").help(HELP),
            };
            self.report(error);
            self.bump();
            return true;
        }
        let at = self.last_end;
        self.report(
            SyntaxError::new(&rules::MALFORMED_NUMBER, at..at, "the interval has no unit")
                .label("expected a unit of time")
                .help(HELP),
        );
        true
    }

    /// `10ms`
    pub fn duration(&mut self) -> bool {
        self.start(SyntaxKind::Duration);
        let good =
            self.number("a duration", "durations are written `500us`, `10ms` or `2s`", |text| {
                split_number(text).is_some_and(|(_, unit)| matches!(unit, "us" | "ms" | "s"))
            });
        self.close();
        good
    }
}

fn split_number(text: &str) -> Option<(f64, &str)> {
    let digits = text
        .find(|character: char| !character.is_ascii_digit() && character != '.')
        .unwrap_or(text.len());
    Some((text.get(..digits)?.parse().ok()?, text.get(digits..)?))
}

fn is_count(text: &str) -> bool {
    split_number(text).is_some_and(|(_, suffix)| matches!(suffix, "" | "k" | "K" | "M" | "B"))
}

fn is_whole(text: &str) -> bool {
    text.len() <= 18 && text.bytes().all(|byte| byte.is_ascii_digit())
}
