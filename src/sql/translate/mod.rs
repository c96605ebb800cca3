//! Rewriting an understood text into a server's spelling.

mod call;
mod cast;
mod operator;
mod own;
mod template;

use std::ops::Range;

use thiserror::Error;

use super::token::{Token, TokenKind, tokens};
use super::tree::{Node, NodeKind, parse};
use crate::dialect::{Capability, Dialect, Loss};
use crate::schema::{DataType, Expression};

/// What is known of the place an expression stands in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scope<'s> {
    /// The type of the column it is the default or the `on update` value of.
    pub data_type: Option<&'s DataType>,
    /// Columns that can be meant, as the design spells them: words that are one of these are names,
    /// and are quoted where the server needs it.
    pub columns: &'s [String],
    /// Functions that the design defines itself, in lower case: they are called as written.
    pub functions: &'s [String],
    /// The text is in this server's own SQL, for it is for no other.
    pub own: bool,
}

/// An expression as one server reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translated {
    pub text: String,
    /// Whether it differs from what was written.
    pub changed: bool,
    /// What the server's spelling does differently.
    pub losses: Vec<Loss>,
}

/// Something a server has no spelling for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{what} cannot be said here: {why}")]
pub struct Untranslatable {
    /// The part of the expression, in backticks.
    pub what: String,
    pub why: String,
    /// What to do, as an instruction.
    pub help: String,
    /// Where in the expression's text, in bytes.
    pub at: Range<usize>,
}

impl Dialect<'_> {
    /// Turns an expression of the portable subset into this server's spelling.
    pub fn translate(&self, expression: &Expression) -> Result<Translated, Untranslatable> {
        self.translate_in(expression, &Scope::default())
    }

    /// As [`translate`](Self::translate), with what is known of its surroundings.
    pub fn translate_in(
        &self,
        expression: &Expression,
        scope: &Scope<'_>,
    ) -> Result<Translated, Untranslatable> {
        translate(self, expression.text(), scope)
    }

    /// As [`translate`](Self::translate), for a whole query.
    pub fn translate_query(&self, sql: &str) -> Result<Translated, Untranslatable> {
        translate(self, sql, &Scope::default())
    }

    /// As [`translate_in`](Self::translate_in), for a whole query.
    pub fn translate_query_in(
        &self,
        sql: &str,
        scope: &Scope<'_>,
    ) -> Result<Translated, Untranslatable> {
        translate(self, sql, scope)
    }
}

fn translate(
    dialect: &Dialect<'_>,
    text: &str,
    scope: &Scope<'_>,
) -> Result<Translated, Untranslatable> {
    let unchanged = || Translated { text: text.to_owned(), changed: false, losses: Vec::new() };
    let cut = tokens(text);
    // The server reads more than is read here.
    if scope.own && cut.is_err() {
        return Ok(unchanged());
    }
    let tokens = cut.map_err(|(message, at)| Untranslatable {
        what: "the expression".into(),
        why: format!("it is no SQL: {message}"),
        help: "close what is open, or put quotes around what is text".into(),
        at,
    })?;
    let nodes = parse(text, &tokens, scope.columns);
    if scope.own && !own::is_portable(dialect, text, &nodes, &tokens, scope) {
        return Ok(unchanged());
    }
    let mut translator = Translator { dialect, text, tokens: &tokens, scope, losses: Vec::new() };
    let whole = Node { range: 0..text.len(), kind: NodeKind::Sequence(nodes) };
    let translated = translator.copy(&whole)?;
    let mut losses = translator.losses;
    losses.sort();
    losses.dedup();
    Ok(Translated { changed: translated != text, text: translated, losses })
}

struct Translator<'t> {
    dialect: &'t Dialect<'t>,
    text: &'t str,
    tokens: &'t [Token],
    scope: &'t Scope<'t>,
    losses: Vec<Loss>,
}

impl Translator<'_> {
    fn render(&mut self, node: &Node) -> Result<String, Untranslatable> {
        match &node.kind {
            NodeKind::Leaf(index) => Ok(self.leaf(*index)),
            NodeKind::Name(parts) => Ok(self.name(node, parts, Position::Operand)),
            NodeKind::Call(call) => self.call(node, call),
            NodeKind::Binary { operator, left, right } => self.binary(node, operator, left, right),
            NodeKind::Chain { operator, operands } => self.chain(node, operator, operands),
            NodeKind::Cast { operand, data_type, style } => {
                self.cast(node, operand, data_type.clone(), *style)
            }
            NodeKind::Interval(amount) => self.interval(node, amount),
            NodeKind::Array(_) | NodeKind::Subscript(_)
                if !self.dialect.has(Capability::Arrays) =>
            {
                Err(self.untranslatable(node, self.dialect.lacks(Capability::Arrays)))
            }
            NodeKind::Prefix { operator, .. } => self.prefix(node, operator),
            NodeKind::Sequence(_)
            | NodeKind::Between(_)
            | NodeKind::Array(_)
            | NodeKind::Subscript(_) => self.copy(node),
        }
    }

    /// The text of a node with its parts translated and everything between them as it was.
    fn copy(&mut self, node: &Node) -> Result<String, Untranslatable> {
        let children = node.children();
        let loose = matches!(node.kind, NodeKind::Sequence(_));
        let mut copy = String::with_capacity(node.range.len());
        let mut place = node.range.start;
        for (index, child) in children.iter().enumerate() {
            copy.push_str(self.source(place..child.range.start));
            let alone = |neighbour: Option<&&Node>| {
                neighbour.is_none_or(|neighbour| self.separates(neighbour))
            };
            let rendered = match &child.kind {
                // `a regexp b`: a word among operands is a keyword of the server's, not a name.
                NodeKind::Name(parts)
                    if loose
                        && !(alone(
                            index.checked_sub(1).and_then(|before| children.get(before)),
                        ) && alone(children.get(index + 1))) =>
                {
                    self.name(child, parts, Position::AmongOthers)
                }
                _ => self.render(child)?,
            };
            copy.push_str(&rendered);
            place = child.range.end;
        }
        copy.push_str(self.source(place..node.range.end));
        Ok(copy)
    }

    /// Whether a node stands between expressions: a comma, an operator, a keyword.
    fn separates(&self, node: &Node) -> bool {
        let NodeKind::Leaf(index) = node.kind else { return false };
        self.tokens.get(index).is_none_or(|token| {
            !matches!(
                token.kind,
                TokenKind::Number | TokenKind::String { .. } | TokenKind::OtherLiteral
            )
        })
    }

    fn leaf(&self, index: usize) -> String {
        let Some(token) = self.tokens.get(index) else { return String::new() };
        let source = self.source(token.range.clone());
        match &token.kind {
            TokenKind::String { value, plain } => {
                let reads_backslashes = self.dialect.data.strings.backslash_escapes;
                let kept = if *plain {
                    !(reads_backslashes && value.contains('\\'))
                } else {
                    self.is_at_home()
                };
                if kept { source.to_owned() } else { self.dialect.string_literal(value) }
            }
            TokenKind::QuotedName(name)
                if !source.starts_with(self.dialect.data.identifiers.quote) =>
            {
                self.dialect.quote_always(name)
            }
            TokenKind::Word(word) if self.scope.columns.contains(word) => self.dialect.quote(word),
            _ => source.to_owned(),
        }
    }

    /// Whether the portable subset is this server's own SQL, so that what is not rewritten stays as it is.
    fn is_at_home(&self) -> bool {
        self.dialect.data.operators.contains_key(operator::ANY)
    }

    fn name(&self, node: &Node, parts: &[usize], position: Position) -> String {
        let mut name = String::with_capacity(node.range.len());
        let mut place = node.range.start;
        for part in parts {
            let Some(token) = self.tokens.get(*part) else { continue };
            name.push_str(self.source(place..token.range.start));
            match &token.kind {
                TokenKind::Word(word)
                    if position == Position::Operand
                        && !self.is_at_home()
                        && !self.scope.columns.contains(word)
                        && !VALUES.iter().any(|value| word.eq_ignore_ascii_case(value))
                        && self.dialect.is_reserved(word) =>
                {
                    name.push_str(&self.dialect.quote_always(word));
                }
                _ => name.push_str(&self.leaf(*part)),
            }
            place = token.range.end;
        }
        name.push_str(self.source(place..node.range.end));
        name
    }

    fn source(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or_default()
    }

    fn lose(&mut self, what: &Option<String>) {
        if let Some(what) = what {
            self.losses.push(Loss { what: self.dialect.say(what) });
        }
    }

    fn untranslatable(&self, node: &Node, why: impl Into<String>) -> Untranslatable {
        const LONGEST: usize = 60;
        let source: String =
            self.source(node.range.clone()).split_whitespace().collect::<Vec<_>>().join(" ");
        let what = match source.char_indices().nth(LONGEST) {
            Some((cut, _)) => format!("`{}…`", source.get(..cut).unwrap_or_default()),
            None => format!("`{source}`"),
        };
        let why = why.into();
        let title = self.dialect.title();
        let why = if why.is_empty() {
            format!("{title} has nothing like it")
        } else {
            self.dialect.say(&why)
        };
        let help = format!(
            "say it for each server: `only {} {{ … }}` with {title}'s own spelling, and this one in `only postgres {{ … }}`",
            self.dialect.name(),
        );
        Untranslatable { what, why, help, at: node.range.clone() }
    }
}

/// Where a bare word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Position {
    /// It is an operand: a name, or a value.
    Operand,
    /// It stands beside other operands: perhaps a keyword.
    AmongOthers,
}

/// Reserved words that mean a value.
const VALUES: &[&str] =
    &["null", "true", "false", "default", "unknown", "maxvalue", "any", "some", "all", "row"];
