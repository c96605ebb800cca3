//! Whether a text in a server's own SQL holds words of the portable subset that the server lacks.
//!
//! A design for one dialect is written in that dialect: what its server prints goes back to it as it
//! is, also where the portable subset would read the same words in another way (`length` counts
//! bytes on one server and characters on another). Only a text that the server could not read at all
//! is meant in the portable way.

use super::super::token::{Token, TokenKind};
use super::super::tree::{CastStyle, Node, NodeKind};
use super::Scope;
use crate::dialect::Dialect;

/// Words that are functions of every server where a time is made for a column, whose precision they
/// must share.
const CURRENT_TIME: [&str; 2] = ["now", "current_timestamp"];

pub(super) fn is_portable(
    dialect: &Dialect<'_>,
    text: &str,
    nodes: &[Node],
    tokens: &[Token],
    scope: &Scope<'_>,
) -> bool {
    let quote = dialect.data.identifiers.quote;
    // `a.b` in the quotes of another server.
    let other_quotes = tokens.iter().any(|token| {
        matches!(token.kind, TokenKind::QuotedName(_))
            && !source(text, &token.range).starts_with(quote)
    });
    other_quotes || nodes.iter().any(|node| node_is_portable(dialect, text, node, scope))
}

fn node_is_portable(dialect: &Dialect<'_>, text: &str, node: &Node, scope: &Scope<'_>) -> bool {
    let replaced = |operator: &str| {
        dialect.data.operators.get(operator).is_some_and(|spellings| {
            let spelling = spellings.choose(dialect.version, None, 2);
            spelling.is_some_and(|spelling| spelling.sql.is_some() || spelling.missing.is_some())
        })
    };
    // A path behind an arrow may be the server's own; the rest of what it replaces it does not know.
    let foreign = |operator: &str| !operator.starts_with("->") && replaced(operator);
    let here = match &node.kind {
        NodeKind::Call(call) => {
            let known = dialect.data.known_functions.contains(&call.name)
                || scope.functions.contains(&call.name);
            let spelled = dialect.data.functions.get(&call.name).is_some_and(|spellings| {
                spellings
                    .choose(dialect.version, None, call.arguments.len())
                    .is_none_or(|spelling| spelling.sql.is_some() || spelling.missing.is_some())
            });
            let of_column = scope.data_type.is_some()
                && call.arguments.is_empty()
                && CURRENT_TIME.contains(&call.name.as_str());
            spelled && (!known || of_column)
        }
        NodeKind::Binary { operator, .. } | NodeKind::Chain { operator, .. } => foreign(operator),
        NodeKind::Cast { style, data_type, .. } => {
            let word = source(text, data_type).to_ascii_lowercase();
            let at_home = dialect.data.operators.contains_key(super::operator::ANY);
            let is_own = match style {
                CastStyle::Colons => false,
                CastStyle::Prefixed => dialect.data.known_functions.contains(&word),
                CastStyle::Function => true,
            };
            !at_home && !is_own
        }
        // `interval '1 day'`, where the server writes the unit behind the quotes.
        NodeKind::Interval(_) => {
            replaced("interval") && source(text, &node.range).trim_end().ends_with('\'')
        }
        _ => false,
    };
    here || node.children().into_iter().any(|child| node_is_portable(dialect, text, child, scope))
}

fn source<'t>(text: &'t str, range: &std::ops::Range<usize>) -> &'t str {
    text.get(range.clone()).unwrap_or_default()
}
