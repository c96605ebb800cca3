//! Operators and their operands.

use super::super::token::TokenKind;
use super::parser::{DEEPEST, Parser};
use super::{CastStyle, Node, NodeKind};

/// Operators that are understood as a whole however often they are repeated: long chains make no deep trees.
const CHAINED: &[&str] = &["and", "or", "||"];

/// So many operators in a row are understood, the operands of a chain counted as one; the rest is kept as it is.
const LONGEST: usize = 400;

/// How tightly an operator binds its operands; see the PostgreSQL manual, "Operator Precedence".
mod binding {
    pub const OR: u8 = 1;
    pub const AND: u8 = 2;
    pub const NOT: u8 = 3;
    pub const IS: u8 = 4;
    pub const COMPARISON: u8 = 5;
    pub const MEMBERSHIP: u8 = 6;
    pub const OTHER: u8 = 7;
    pub const SUM: u8 = 8;
    pub const PRODUCT: u8 = 9;
    pub const POWER: u8 = 10;
    pub const ZONE: u8 = 11;
    pub const COLLATE: u8 = 12;
    pub const SIGN: u8 = 13;
}

impl Parser<'_> {
    pub(super) fn expression(&mut self, weakest: u8) -> Node {
        self.depth += 1;
        let mut left = self.operand();
        for _ in 0..LONGEST {
            if self.depth >= DEEPEST {
                break;
            }
            let Some((operator, tokens, strength)) = self.operator() else { break };
            if strength < weakest || strength == 0 {
                break;
            }
            left = self.apply(left, operator, tokens, strength);
        }
        self.depth -= 1;
        left
    }

    /// One operator and its right operand.
    pub(super) fn apply(
        &mut self,
        left: Node,
        operator: String,
        tokens: usize,
        strength: u8,
    ) -> Node {
        let start = left.range.start;
        self.next += tokens;
        if operator.ends_with("between") {
            let low = self.expression(binding::OTHER);
            let mut parts = vec![left, low];
            if self.peek(0).is_some_and(|token| token.is_word("and")) {
                self.next += 1;
                parts.push(self.expression(binding::OTHER));
            }
            return self.node(start, NodeKind::Between(parts));
        }
        if self
            .peek(0)
            .is_none_or(|token| matches!(token.kind, TokenKind::Close(_) | TokenKind::Comma))
        {
            // An operator without a right operand: `a is null` has its whole self in the operator.
            return self.node(start, NodeKind::Sequence(vec![left]));
        }
        if is_postfix(&operator) {
            return self.node(start, NodeKind::Sequence(vec![left]));
        }
        let right = self.expression(strength + 1);
        if CHAINED.contains(&operator.as_str()) {
            let mut operands = vec![left, right];
            while self.operator().is_some_and(|(next, _, _)| next == operator) {
                self.next += tokens;
                operands.push(self.expression(strength + 1));
            }
            return self.node(start, NodeKind::Chain { operator, operands });
        }
        let kind = NodeKind::Binary { operator, left: Box::new(left), right: Box::new(right) };
        self.node(start, kind)
    }

    /// The operator that comes next: its name, how many tokens it has, and how strongly it binds.
    pub(super) fn operator(&self) -> Option<(String, usize, u8)> {
        let token = self.peek(0)?;
        match &token.kind {
            TokenKind::Operator(operator) => {
                let strength = match operator.as_str() {
                    "=" | "<" | ">" | "<=" | ">=" | "<>" | "!=" => binding::COMPARISON,
                    "+" | "-" => binding::SUM,
                    "*" | "/" | "%" => binding::PRODUCT,
                    "^" => binding::POWER,
                    _ => binding::OTHER,
                };
                Some((operator.clone(), 1, strength))
            }
            TokenKind::Word(word) => self.word_operator(&word.to_ascii_lowercase()),
            _ => None,
        }
    }

    pub(super) fn word_operator(&self, word: &str) -> Option<(String, usize, u8)> {
        let follows = |ahead: usize, words: &[&str]| {
            words
                .iter()
                .enumerate()
                .all(|(n, word)| self.peek(ahead + n).is_some_and(|token| token.is_word(word)))
        };
        let found =
            |operator: &str, tokens, strength| Some((operator.to_owned(), tokens, strength));
        let negation = usize::from(word == "not");
        let prefix = if negation == 1 { "not " } else { "" };
        match word {
            "or" => return found("or", 1, binding::OR),
            "and" => return found("and", 1, binding::AND),
            "isnull" | "notnull" => return found(word, 1, binding::IS),
            "collate" => return found("collate", 1, binding::COLLATE),
            "overlaps" => return found("overlaps", 1, binding::OTHER),
            "escape" => return found("escape", 1, binding::OTHER),
            "at" if follows(1, &["time", "zone"]) => {
                return found("at time zone", 3, binding::ZONE);
            }
            "is" => {
                let not = usize::from(follows(1, &["not"]));
                let mut operator = if not == 1 { "is not".to_owned() } else { "is".to_owned() };
                if follows(1 + not, &["distinct", "from"]) {
                    operator.push_str(" distinct from");
                    return found(&operator, 3 + not, binding::IS);
                }
                // `is null`, `is not true`, `is json`: the word behind belongs to the operator.
                return found(&operator, 2 + not, binding::IS);
            }
            _ => {}
        }
        let at = negation;
        for (name, words) in [
            ("in", &["in"][..]),
            ("between", &["between"]),
            ("like", &["like"]),
            ("ilike", &["ilike"]),
            ("similar to", &["similar", "to"]),
        ] {
            if follows(at, words) {
                if name == "in" && self.in_separates {
                    return None;
                }
                return found(&format!("{prefix}{name}"), at + words.len(), binding::MEMBERSHIP);
            }
        }
        None
    }

    /// A prefix operator with its operand, or a primary with what is attached behind it.
    pub(super) fn operand(&mut self) -> Node {
        let start = self.place();
        if self.depth >= DEEPEST {
            return self.leaf();
        }
        if let Some(token) = self.peek(0) {
            if token.is_word("not") {
                self.next += 1;
                let operand = self.expression(binding::NOT);
                let kind = NodeKind::Prefix { operator: "not".into(), operand: Box::new(operand) };
                return self.node(start, kind);
            }
            if let TokenKind::Operator(operator) = token.kind.clone()
                && operator != "?"
            {
                if !self
                    .peek(1)
                    .is_some_and(|next| matches!(next.kind, TokenKind::Close(_) | TokenKind::Comma))
                {
                    self.next += 1;
                    if self.starts_expression() {
                        let operand = Box::new(self.expression(binding::SIGN));
                        return self.node(start, NodeKind::Prefix { operator, operand });
                    }
                    self.next -= 1;
                }
                return self.leaf();
            }
        }
        let mut node = self.primary();
        loop {
            match self.peek(0).map(|token| &token.kind) {
                Some(TokenKind::Cast) => {
                    self.next += 1;
                    let data_type = self.data_type();
                    let kind = NodeKind::Cast {
                        operand: Box::new(node),
                        data_type,
                        style: CastStyle::Colons,
                    };
                    node = self.node(start, kind);
                }
                Some(TokenKind::Open('[')) => {
                    let index = self.brackets();
                    node = self.node(start, NodeKind::Subscript(vec![node, index]));
                }
                Some(TokenKind::Word(word)) if is_attached(word) && self.opens(1, &node) => {
                    node = self.attachment(node);
                }
                _ => return node,
            }
        }
    }

    /// Whether a word is followed by what `filter`, `over` and `within group` need.
    pub(super) fn opens(&self, ahead: usize, node: &Node) -> bool {
        matches!(node.kind, NodeKind::Call(_) | NodeKind::Sequence(_) | NodeKind::Binary { .. })
            && self.peek(ahead).is_some_and(|token| {
                matches!(
                    token.kind,
                    TokenKind::Open('(') | TokenKind::Word(_) | TokenKind::QuotedName(_)
                )
            })
    }

    /// `count(*) filter (where …) over w`.
    pub(super) fn attachment(&mut self, call: Node) -> Node {
        let start = call.range.start;
        if self.peek(0).is_some_and(|token| token.is_word("filter")) && self.is_open(1) {
            self.next += 1;
            let right = Box::new(self.brackets());
            let kind = NodeKind::Binary { operator: "filter".into(), left: Box::new(call), right };
            return self.node(start, kind);
        }
        let mut parts = vec![call, self.leaf()];
        if self.peek(0).is_some_and(|token| token.is_word("group")) {
            parts.push(self.leaf());
        }
        match self.peek(0).map(|token| &token.kind) {
            Some(TokenKind::Open('(')) => parts.push(self.brackets()),
            Some(_) => parts.push(self.leaf()),
            None => {}
        }
        self.node(start, NodeKind::Sequence(parts))
    }
}

/// Whether the operator has all of itself in its own words: `is null`.
fn is_postfix(operator: &str) -> bool {
    matches!(operator, "is" | "is not" | "isnull" | "notnull")
}

fn is_attached(word: &str) -> bool {
    ["filter", "over", "within"].iter().any(|attached| word.eq_ignore_ascii_case(attached))
}
