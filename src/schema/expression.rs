use std::fmt;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sqlparser::ast;
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;

/// A SQL expression: its text, and its parsed form on demand.
///
/// Equality is that of the text. Two texts of one meaning are made equal by the server, never here.
#[derive(Clone, Default)]
pub struct Expression {
    text: String,
    parsed: Arc<OnceLock<Option<ast::Expr>>>,
}

impl Expression {
    pub fn new(text: impl Into<String>) -> Expression {
        Expression { text: text.into(), parsed: Arc::default() }
    }

    /// The text without outer parentheses of its own, as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The syntax tree, where sqlparser's generic dialect reads the text.
    pub fn parsed(&self) -> Option<&ast::Expr> {
        self.parsed
            .get_or_init(|| {
                let mut parser = Parser::new(&GenericDialect {}).try_with_sql(&self.text).ok()?;
                let expression = parser.parse_expr().ok()?;
                (parser.peek_token().token == sqlparser::tokenizer::Token::EOF)
                    .then_some(expression)
            })
            .as_ref()
    }
}

/// A syntax tree without parentheses around the whole of it.
pub fn without_parentheses(mut expression: &ast::Expr) -> &ast::Expr {
    while let ast::Expr::Nested(inner) = expression {
        expression = inner;
    }
    expression
}

/// What one operator holds together, from the left. Without recursion: conditions of thousands of parts lean all to one
/// side.
pub fn operands<'e>(expression: &'e ast::Expr, by: &ast::BinaryOperator) -> Vec<&'e ast::Expr> {
    let mut open = vec![expression];
    let mut found = Vec::new();
    while let Some(part) = open.pop() {
        match without_parentheses(part) {
            ast::Expr::BinaryOp { left, op, right } if op == by => {
                open.push(right);
                open.push(left);
            }
            other => found.push(other),
        }
    }
    found
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Expression {}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Expression({:?})", self.text)
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Expression {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Expression {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Expression::new)
    }
}
