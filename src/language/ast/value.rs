use std::ops::Range;

use crate::design::IntervalUnit;
use crate::language::kind::{SyntaxKind, SyntaxNode, SyntaxToken};
use crate::language::lexer::unquote;

/// Bytes of the file.
pub type ValueRange = Range<u32>;

pub(super) fn range_of(range: rowan::TextRange) -> ValueRange {
    range.start().into()..range.end().into()
}

/// An identifier: its value without quotes, and its place with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    pub text: String,
    pub range: ValueRange,
    /// Written in quotes.
    pub quoted: bool,
}

impl Name {
    pub(super) fn of(token: &SyntaxToken) -> Name {
        let quoted = token.kind() != SyntaxKind::Identifier;
        Name { text: unquote(token.text()), range: range_of(token.text_range()), quoted }
    }
}

/// Identifiers with dots between them; at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    pub parts: Vec<Name>,
    pub range: ValueRange,
}

impl Path {
    pub(super) fn of(node: &SyntaxNode) -> Path {
        let parts: Vec<Name> = super::support::tokens(node)
            .filter(|token| matches!(token.kind(), SyntaxKind::Identifier | SyntaxKind::Quoted))
            .map(|token| Name::of(&token))
            .collect();
        let whole = range_of(node.text_range());
        let start = parts.first().map_or(whole.start, |part| part.range.start);
        let end = parts.last().map_or(whole.end, |part| part.range.end);
        Path { parts, range: start..end }
    }

    /// The parts with dots between them; for types of several words, with spaces.
    pub fn text(&self) -> String {
        self.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(".")
    }
}

/// A text in quotes, a word or a number, as a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Without quotes.
    pub text: String,
    pub range: ValueRange,
    pub kind: SyntaxKind,
}

impl Text {
    pub(super) fn of(token: &SyntaxToken) -> Text {
        Text {
            text: unquote(token.text()),
            range: range_of(token.text_range()),
            kind: token.kind(),
        }
    }
}

/// SQL as written: the inside of parentheses or braces without the whitespace at its ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlText {
    pub text: String,
    /// Where `text` lies in the file, byte for byte.
    pub range: ValueRange,
    /// Stood in parentheses or braces, rather than bare.
    pub bracketed: bool,
}

impl SqlText {
    /// The SQL of an island; of nothing else.
    pub(super) fn of(node: &SyntaxNode) -> Option<SqlText> {
        let bracketed = match node.kind() {
            SyntaxKind::SqlParen | SyntaxKind::SqlBody => true,
            SyntaxKind::SqlBare => false,
            _ => return None,
        };
        let brackets = [
            SyntaxKind::LeftParen,
            SyntaxKind::LeftBrace,
            SyntaxKind::RightParen,
            SyntaxKind::RightBrace,
        ];
        let inside = || {
            let elements = node.children_with_tokens();
            elements.filter(|element| {
                !(element.kind().is_trivia() || (bracketed && brackets.contains(&element.kind())))
            })
        };
        let whole = range_of(node.text_range());
        let range = match (inside().next(), inside().last()) {
            (Some(first), Some(last)) => {
                range_of(first.text_range()).start..range_of(last.text_range()).end
            }
            _ if bracketed => (whole.start + 1).min(whole.end)..(whole.start + 1).min(whole.end),
            _ => whole.clone(),
        };
        let slice = rowan::TextRange::new(
            (range.start - whole.start).into(),
            (range.end - whole.start).into(),
        );
        Some(SqlText { text: node.text().slice(slice).to_string(), range, bracketed })
    }
}

/// `1200/s`
#[derive(Debug, Clone, PartialEq)]
pub struct RateValue {
    /// How many in one unit.
    pub count: f64,
    /// One of s, min, hour, day, week, month, year.
    pub unit: String,
    pub range: ValueRange,
}

impl RateValue {
    pub(super) fn of(node: &SyntaxNode) -> Option<RateValue> {
        let count = super::support::token_of(node, &[SyntaxKind::Number])?;
        let unit = super::support::keywords(node).into_iter().next()?;
        Some(RateValue { count: count_of(count.text())?, unit, range: range_of(node.text_range()) })
    }

    /// Executions per second, for the units a query's rate has.
    pub fn per_second(&self) -> Option<f64> {
        let seconds = match self.unit.as_str() {
            "s" => 1.0,
            "min" => 60.0,
            "hour" => 3600.0,
            "day" => 86_400.0,
            _ => return None,
        };
        Some(self.count / seconds)
    }

    /// The unit as growth has it; none for seconds and minutes, which growth does not count in.
    pub fn interval_unit(&self) -> Option<IntervalUnit> {
        unit_of(&self.unit)
    }
}

/// `24 months`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntervalValue {
    pub count: u32,
    pub unit: IntervalUnit,
    pub range: ValueRange,
}

impl IntervalValue {
    pub(super) fn of(node: &SyntaxNode) -> Option<IntervalValue> {
        let count = super::support::token_of(node, &[SyntaxKind::Number])?;
        let unit = super::support::keywords(node).into_iter().next()?;
        Some(IntervalValue {
            count: count.text().replace('_', "").parse().ok()?,
            unit: unit_of(&unit)?,
            range: range_of(node.text_range()),
        })
    }
}

fn unit_of(word: &str) -> Option<IntervalUnit> {
    let singular = word.strip_suffix('s').unwrap_or(word);
    IntervalUnit::ALL.iter().find(|(_, name)| *name == singular).map(|(unit, _)| *unit)
}

/// The value of `1200`, `1.5k`, `2M`, `3B`.
pub(super) fn count_of(text: &str) -> Option<f64> {
    let text = text.replace('_', "");
    let digits = text.trim_end_matches(|character: char| character.is_alphabetic());
    let factor = match text.get(digits.len()..)? {
        "" => 1.0,
        "k" | "K" => 1e3,
        "M" => 1e6,
        "B" => 1e9,
        _ => return None,
    };
    Some(digits.parse::<f64>().ok()? * factor)
}

/// The milliseconds of `500us`, `10ms`, `2s`.
pub(super) fn milliseconds_of(text: &str) -> Option<f64> {
    let digits = text.trim_end_matches(|character: char| character.is_alphabetic());
    let factor = match text.get(digits.len()..)? {
        "us" => 1e-3,
        "ms" => 1.0,
        "s" => 1e3,
        _ => return None,
    };
    Some(digits.replace('_', "").parse::<f64>().ok()? * factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_durations_have_units() {
        assert_eq!(count_of("1.5k"), Some(1500.0));
        assert_eq!(count_of("2_000"), Some(2000.0));
        assert_eq!(count_of("3B"), Some(3e9));
        assert_eq!(count_of("3q"), None);
        assert_eq!(milliseconds_of("10ms"), Some(10.0));
        assert_eq!(milliseconds_of("2s"), Some(2000.0));
        assert_eq!(milliseconds_of("2"), None);
    }
}
