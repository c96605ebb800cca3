//! Operands by themselves: names, calls, casts, intervals, `case`.

use std::ops::Range;

use super::super::interval::is_unit;
use super::super::token::TokenKind;
use super::parser::Parser;
use super::{Call, CastStyle, Node, NodeKind};

/// Functions that are called without brackets.
const BARE: &[&str] = &[
    "current_timestamp",
    "current_date",
    "current_time",
    "current_user",
    "localtime",
    "localtimestamp",
    "session_user",
];

/// Types that may stand before a literal.
const LITERAL_TYPES: &[&str] =
    &["date", "time", "timestamp", "timestamptz", "uuid", "json", "jsonb"];

impl Parser<'_> {
    pub(super) fn primary(&mut self) -> Node {
        let start = self.place();
        let Some(token) = self.peek(0) else {
            return self.node(start, NodeKind::Sequence(Vec::new()));
        };
        match &token.kind {
            TokenKind::Open(_) => self.brackets(),
            TokenKind::QuotedName(_) => self.name(),
            TokenKind::Word(word) => match word.to_ascii_lowercase().as_str() {
                "case" => self.case(),
                "cast" if self.is_open(1) => self.cast(),
                "interval" if self.is_literal(1) => self.interval(),
                "array" if self.peek(1).is_some_and(|next| next.kind == TokenKind::Open('[')) => {
                    self.next += 1;
                    let inside = self.brackets();
                    self.node(start, NodeKind::Array(vec![inside]))
                }
                word if LITERAL_TYPES.contains(&word) && self.literal_behind_type().is_some() => {
                    let literal = self.literal_behind_type().unwrap_or(1);
                    let data_type = start..self.end_of(self.next + literal - 1);
                    self.next += literal;
                    let operand = Box::new(self.leaf());
                    self.node(
                        start,
                        NodeKind::Cast { operand, data_type, style: CastStyle::Prefixed },
                    )
                }
                _ => self.name(),
            },
            _ => self.leaf(),
        }
    }

    /// How many tokens lie before the string of `timestamp with time zone '…'`; none where there is no string.
    pub(super) fn literal_behind_type(&self) -> Option<usize> {
        let string = |ahead| {
            self.peek(ahead).is_some_and(|token| matches!(token.kind, TokenKind::String { .. }))
        };
        let zone = |ahead| {
            ["time", "zone"]
                .iter()
                .enumerate()
                .all(|(n, word)| self.peek(ahead + n).is_some_and(|token| token.is_word(word)))
        };
        let word = |word| self.peek(1).is_some_and(|token| token.is_word(word));
        if string(1) {
            return Some(1);
        }
        ((word("with") || word("without")) && zone(2) && string(4)).then_some(4)
    }

    /// A name, or a call of one.
    pub(super) fn name(&mut self) -> Node {
        let start = self.place();
        let mut parts = vec![self.next];
        self.next += 1;
        while self.peek(0).is_some_and(|token| token.kind == TokenKind::Period) {
            match self.peek(1) {
                Some(next)
                    if matches!(next.kind, TokenKind::Word(_) | TokenKind::QuotedName(_))
                        || next.is_operator("*") =>
                {
                    parts.push(self.next + 1);
                    self.next += 2;
                }
                _ => break,
            }
        }
        let name_range = start..self.end_of(self.next - 1);
        let name = match (
            parts.as_slice(),
            parts.last().and_then(|part| self.token(*part)).map(|t| &t.kind),
        ) {
            ([_], Some(TokenKind::Word(word))) => word.to_ascii_lowercase(),
            _ => String::new(),
        };
        let mut call = Call {
            name,
            name_range,
            arguments: Vec::new(),
            separators: Vec::new(),
            side: None,
            order: None,
            bracketed: self.is_open(0),
        };
        if call.bracketed {
            self.arguments(&mut call);
            return self.node(start, NodeKind::Call(call));
        }
        if BARE.contains(&call.name.as_str()) {
            return self.node(start, NodeKind::Call(call));
        }
        self.node(start, NodeKind::Name(parts))
    }

    /// `case … end`.
    pub(super) fn case(&mut self) -> Node {
        let start = self.place();
        let mut parts = vec![self.leaf()];
        while let Some(token) = self.peek(0) {
            if token.is_word("end") {
                parts.push(self.leaf());
                break;
            }
            if matches!(token.kind, TokenKind::Close(_)) {
                break;
            }
            parts.push(self.any());
        }
        self.node(start, NodeKind::Sequence(parts))
    }

    /// `cast(x as t)`.
    pub(super) fn cast(&mut self) -> Node {
        let start = self.place();
        self.next += 2;
        let operand = self.expression(0);
        if !self.peek(0).is_some_and(|token| token.is_word("as")) {
            let mut parts = vec![operand];
            parts.extend(self.sequence());
            self.next += usize::from(self.peek(0).is_some());
            return self.node(start, NodeKind::Sequence(parts));
        }
        self.next += 1;
        let data_type = self.data_type();
        if self.peek(0).is_some_and(|token| matches!(token.kind, TokenKind::Close(_))) {
            self.next += 1;
        }
        self.node(
            start,
            NodeKind::Cast { operand: Box::new(operand), data_type, style: CastStyle::Function },
        )
    }

    /// `interval '1 day'`, `interval '1' day`, `interval 1 day`.
    pub(super) fn interval(&mut self) -> Node {
        let start = self.place();
        self.next += 1;
        let mut amount = match self.peek(0).map(|token| (&token.kind, token.range.clone())) {
            Some((TokenKind::String { value, .. }, _)) => value.clone(),
            Some((_, range)) => self.text.get(range).unwrap_or_default().to_owned(),
            None => String::new(),
        };
        self.next += 1;
        let unit = match self.peek(0).map(|token| &token.kind) {
            Some(TokenKind::Word(word)) if is_unit(word) => Some(word.to_ascii_lowercase()),
            _ => None,
        };
        if let Some(unit) = unit {
            self.next += 1;
            amount = format!("{amount} {unit}");
        }
        self.node(start, NodeKind::Interval(amount))
    }

    /// The tokens of a type: `double precision`, `timestamp(3) with time zone`, `s.t[]`.
    pub(super) fn data_type(&mut self) -> Range<usize> {
        let start = self.place();
        let word = |parser: &Self, ahead: usize, words: &[&str]| {
            parser.peek(ahead).is_some_and(|token| words.iter().any(|word| token.is_word(word)))
        };
        self.next += 1;
        while self.peek(0).is_some_and(|token| token.kind == TokenKind::Period) {
            self.next += 2;
        }
        if word(self, 0, &["precision", "varying"]) {
            self.next += 1;
        }
        if self.is_open(0) {
            while self.peek(0).is_some_and(|token| !matches!(token.kind, TokenKind::Close(_))) {
                self.next += 1;
            }
            self.next += 1;
        }
        if word(self, 0, &["with", "without"])
            && word(self, 1, &["time"])
            && word(self, 2, &["zone"])
        {
            self.next += 3;
        }
        while self.peek(0).is_some_and(|token| token.kind == TokenKind::Open('['))
            && self.peek(1).is_some_and(|token| token.kind == TokenKind::Close(']'))
        {
            self.next += 2;
        }
        self.next = self.next.min(self.end());
        start..self.end_of(self.next.saturating_sub(1)).max(start)
    }
}
