//! What stands behind `default`.

use super::token::{TokenKind, tokens};
use super::tree::{Node, NodeKind, parse};
use crate::dialect::{Capability, Dialect};
use crate::schema::{DataType, Expression};

impl Dialect<'_> {
    /// A default as it stands behind the word `default`: bare where the server reads it so, else in
    /// brackets. The expression is one that was translated already.
    pub fn default_clause(&self, expression: &Expression, data_type: &DataType) -> String {
        let text = expression.text();
        let bare = match kind(text) {
            DefaultKind::Literal => {
                !(self.has(Capability::LargeDefaultsInParentheses) && self.is_large(data_type))
            }
            DefaultKind::CurrentTime => {
                !self.has(Capability::DefaultExpressionsInParentheses)
                    || matches!(
                        data_type,
                        DataType::Timestamp { .. } | DataType::TimestampTz { .. }
                    )
            }
            DefaultKind::Atom => !self.has(Capability::DefaultExpressionsInParentheses),
            DefaultKind::Bracketed => true,
            DefaultKind::Compound => false,
        };
        if bare { text.to_owned() } else { format!("({text})") }
    }

    /// Whether an expression is a value as it is written, whatever the row and the day.
    pub fn is_literal(&self, expression: &Expression) -> bool {
        kind(expression.text()) == DefaultKind::Literal
    }

    /// Whether values of the type lie outside their rows, as far as defaults are concerned.
    fn is_large(&self, data_type: &DataType) -> bool {
        match self.canonical_type(data_type) {
            DataType::Text | DataType::Json | DataType::Bytes => true,
            DataType::Native { sql } => {
                // The values of an enum stand behind its word.
                let word = sql.split('(').next().unwrap_or_default();
                ["text", "blob", "json", "geometry"].iter().any(|large| word.contains(large))
            }
            _ => false,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DefaultKind {
    /// A string, a number, `null`, `true`.
    Literal,
    /// `current_timestamp`, `current_timestamp(6)`.
    CurrentTime,
    /// A call or a cast.
    Atom,
    /// In brackets already.
    Bracketed,
    Compound,
}

fn kind(text: &str) -> DefaultKind {
    let Ok(tokens) = tokens(text) else { return DefaultKind::Compound };
    let nodes = parse(text, &tokens, &[]);
    let [node] = nodes.as_slice() else { return DefaultKind::Compound };
    let literal = |node: &Node| match &node.kind {
        NodeKind::Leaf(index) => tokens.get(*index).is_some_and(|token| {
            matches!(
                token.kind,
                TokenKind::Number | TokenKind::String { .. } | TokenKind::OtherLiteral
            )
        }),
        NodeKind::Name(parts) => match parts.as_slice() {
            [part] => tokens.get(*part).is_some_and(|token| {
                ["null", "true", "false"].into_iter().any(|word| token.is_word(word))
            }),
            _ => false,
        },
        _ => false,
    };
    match &node.kind {
        NodeKind::Leaf(_) | NodeKind::Name(_) if literal(node) => DefaultKind::Literal,
        NodeKind::Prefix { operator, operand }
            if matches!(operator.as_str(), "-" | "+") && literal(operand) =>
        {
            DefaultKind::Literal
        }
        NodeKind::Call(call) if call.name == "current_timestamp" => DefaultKind::CurrentTime,
        NodeKind::Sequence(_) if text.starts_with('(') && text.ends_with(')') => {
            DefaultKind::Bracketed
        }
        _ if node.is_atom() => DefaultKind::Atom,
        _ => DefaultKind::Compound,
    }
}
