//! SQL, loosely understood: expressions with their operands, and everything else as it comes.
//!
//! The parser never fails. A keyword that begins or separates clauses is a leaf of its own, so that a
//! query is a sequence of expressions and leaves. Precedence is PostgreSQL's.

mod bracket;
mod operator;
mod parser;
mod primary;

use std::ops::Range;

use super::token::Token;

/// A part of the text, with the parts it is made of.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub range: Range<usize>,
    pub kind: NodeKind,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum NodeKind {
    /// A token by itself, by its index.
    Leaf(usize),
    /// `a.b.c`, by the indexes of its parts; a `*` may be the last.
    Name(Vec<usize>),
    /// Brackets and what is inside, or a `case`.
    Sequence(Vec<Node>),
    Call(Call),
    Prefix {
        operator: String,
        operand: Box<Node>,
    },
    /// `operator` is in lower case with single spaces: `is not distinct from`.
    Binary {
        operator: String,
        left: Box<Node>,
        right: Box<Node>,
    },
    /// `a and b and c`: operands of one of the chained operators, however many.
    Chain {
        operator: String,
        operands: Vec<Node>,
    },
    /// `between`, whose operands are three.
    Between(Vec<Node>),
    Cast {
        operand: Box<Node>,
        data_type: Range<usize>,
        style: CastStyle,
    },
    /// `interval '1 day'`; the text between the quotes with the unit behind them, if any.
    Interval(String),
    /// `array[…]`.
    Array(Vec<Node>),
    /// `a[1]`.
    Subscript(Vec<Node>),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Call {
    /// In lower case; empty for a quoted name, which is a function of the user's own.
    pub name: String,
    pub name_range: Range<usize>,
    pub arguments: Vec<Node>,
    /// The words between the arguments, where they are no commas: `from`, `for`, `in`, `placing`.
    pub separators: Vec<String>,
    /// `both`, `leading` or `trailing`, of `trim`.
    pub side: Option<String>,
    /// `order by …` inside the brackets.
    pub order: Option<Box<Node>>,
    /// Whether it has brackets: `current_date` has none.
    pub bracketed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CastStyle {
    /// `x::t`
    Colons,
    /// `cast(x as t)`
    Function,
    /// `t 'literal'`
    Prefixed,
}

impl Node {
    pub fn children(&self) -> Vec<&Node> {
        match &self.kind {
            NodeKind::Leaf(_) | NodeKind::Name(_) | NodeKind::Interval(_) => Vec::new(),
            NodeKind::Sequence(nodes)
            | NodeKind::Chain { operands: nodes, .. }
            | NodeKind::Between(nodes)
            | NodeKind::Array(nodes)
            | NodeKind::Subscript(nodes) => nodes.iter().collect(),
            NodeKind::Call(call) => call.arguments.iter().chain(call.order.as_deref()).collect(),
            NodeKind::Prefix { operand, .. } | NodeKind::Cast { operand, .. } => vec![operand],
            NodeKind::Binary { left, right, .. } => vec![left, right],
        }
    }

    /// Whether it can stand anywhere without brackets around it.
    pub fn is_atom(&self) -> bool {
        match &self.kind {
            NodeKind::Sequence(nodes) => !nodes.is_empty() || self.range.len() >= 2,
            NodeKind::Binary { .. }
            | NodeKind::Chain { .. }
            | NodeKind::Prefix { .. }
            | NodeKind::Between(_)
            | NodeKind::Interval(_) => false,
            _ => true,
        }
    }
}

/// Understands the tokens of a text. `names` are names for certain, whatever SQL uses the words for.
pub(super) fn parse(text: &str, tokens: &[Token], names: &[String]) -> Vec<Node> {
    parser::Parser::new(text, tokens, names).everything()
}
