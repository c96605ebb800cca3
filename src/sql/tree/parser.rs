//! What all parts of the parser share: the tokens, the place among them, sequences.

use super::super::token::{Token, TokenKind};
use super::{Node, NodeKind};

/// Words that are neither names nor the beginning of an expression.
const CLAUSES: &[&str] = &[
    "all",
    "as",
    "asc",
    "by",
    "cross",
    "current",
    "delete",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "fetch",
    "filter",
    "first",
    "following",
    "for",
    "from",
    "full",
    "group",
    "having",
    "inner",
    "insert",
    "intersect",
    "into",
    "join",
    "last",
    "lateral",
    "limit",
    "natural",
    "next",
    "nothing",
    "nulls",
    "offset",
    "on",
    "only",
    "order",
    "outer",
    "over",
    "partition",
    "preceding",
    "range",
    "recursive",
    "returning",
    "rows",
    "select",
    "set",
    "some",
    "then",
    "ties",
    "unbounded",
    "union",
    "update",
    "using",
    "values",
    "when",
    "where",
    "window",
    "with",
    "within",
];

/// Brackets deeper than this are kept as they are: the stack has an end.
pub(super) const DEEPEST: usize = 100;

pub(super) struct Parser<'t> {
    pub text: &'t str,
    tokens: &'t [Token],
    names: &'t [String],
    pub next: usize,
    pub depth: usize,
    /// Inside `position(a in b)`.
    pub in_separates: bool,
}

impl<'t> Parser<'t> {
    pub fn new(text: &'t str, tokens: &'t [Token], names: &'t [String]) -> Parser<'t> {
        Parser { text, tokens, names, next: 0, depth: 0, in_separates: false }
    }

    pub fn everything(mut self) -> Vec<Node> {
        let mut nodes = Vec::new();
        while self.next < self.tokens.len() {
            nodes.extend(self.sequence());
            // A bracket nobody opened: a leaf like any other.
            if self.next < self.tokens.len() {
                nodes.push(self.leaf());
            }
        }
        nodes
    }

    /// The token at an index of a [`NodeKind`].
    pub fn token(&self, index: usize) -> Option<&Token> {
        self.tokens.get(index)
    }

    /// Where reading stops.
    pub fn end(&self) -> usize {
        self.tokens.len()
    }

    /// Everything up to a closing bracket.
    pub fn sequence(&mut self) -> Vec<Node> {
        let mut nodes = Vec::new();
        while let Some(token) = self.peek(0) {
            if matches!(token.kind, TokenKind::Close(_)) {
                break;
            }
            nodes.push(self.any());
        }
        nodes
    }

    /// An expression where one begins, else a single token.
    pub fn any(&mut self) -> Node {
        if self.starts_expression() { self.expression(0) } else { self.leaf() }
    }

    pub fn starts_expression(&self) -> bool {
        let Some(token) = self.peek(0) else { return false };
        match &token.kind {
            TokenKind::Word(word) => {
                let lower = word.to_ascii_lowercase();
                let called = self.peek(1).is_some_and(|next| next.kind == TokenKind::Open('('));
                // `left join`, but `left(a, 1)`.
                let joins = matches!(lower.as_str(), "left" | "right") && !called;
                !(joins || CLAUSES.contains(&lower.as_str())) || self.names.contains(word)
            }
            TokenKind::QuotedName(_)
            | TokenKind::Number
            | TokenKind::String { .. }
            | TokenKind::OtherLiteral
            | TokenKind::Parameter
            | TokenKind::Open(_) => true,
            TokenKind::Operator(operator) => matches!(operator.as_str(), "-" | "+" | "~" | "?"),
            _ => false,
        }
    }

    pub fn leaf(&mut self) -> Node {
        let start = self.place();
        let index = self.next;
        self.next += 1;
        self.node(start, NodeKind::Leaf(index))
    }

    pub fn peek(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.next + ahead)
    }

    pub fn is_open(&self, ahead: usize) -> bool {
        self.peek(ahead).is_some_and(|token| token.kind == TokenKind::Open('('))
    }

    pub fn is_literal(&self, ahead: usize) -> bool {
        self.peek(ahead)
            .is_some_and(|token| matches!(token.kind, TokenKind::String { .. } | TokenKind::Number))
    }

    /// Where the next token begins.
    pub fn place(&self) -> usize {
        self.peek(0).map_or(self.text.len(), |token| token.range.start)
    }

    pub fn end_of(&self, index: usize) -> usize {
        self.tokens.get(index).map_or(self.text.len(), |token| token.range.end)
    }

    /// A node from `start` to the end of the last token read.
    pub fn node(&self, start: usize, kind: NodeKind) -> Node {
        let end = match self.next {
            0 => start,
            next => self.end_of(next - 1),
        };
        Node { range: start..end.max(start), kind }
    }
}
