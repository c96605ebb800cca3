//! Expressions as written, but for what the server leaves out for certain.

use super::tree::{self, Node};
use crate::schema::Expression;
use crate::sql::{Piece, scan};

/// The expression that a node is.
pub(super) fn expression(node: &Node) -> Expression {
    written(&tree::text(node))
}

/// The expression that a text is: without parentheses around all of it, and without the default
/// namespace, which the introspector has on its search path.
pub(super) fn written(text: &str) -> Expression {
    Expression::new(without_namespace(unwrapped(text)))
}

/// Without parentheses that enclose all of it.
fn unwrapped(text: &str) -> &str {
    let mut text = text.trim();
    while let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        if !is_balanced(inner) {
            break;
        }
        text = inner.trim();
    }
    text
}

fn is_balanced(text: &str) -> bool {
    let mut depth = 0i32;
    let mut lowest = 0;
    for (piece, range) in scan(text) {
        if piece == Piece::Code {
            for byte in text[range].bytes() {
                depth += match byte {
                    b'(' => 1,
                    b')' => -1,
                    _ => 0,
                };
                lowest = lowest.min(depth);
            }
        }
    }
    lowest >= 0 && depth == 0
}

/// `public.f(x)` → `f(x)`; `nextval('public.s'::regclass)` → `nextval('s'::regclass)`.
pub(super) fn without_namespace(text: &str) -> String {
    const NAMESPACE: &str = "public";
    if !text.contains(NAMESPACE) {
        return text.to_owned();
    }
    let pieces = scan(text);
    let mut kept = String::with_capacity(text.len());
    for (position, (piece, range)) in pieces.iter().enumerate() {
        let part = &text[range.clone()];
        let behind = pieces.get(position + 1).map_or("", |(_, next)| &text[next.clone()]);
        match piece {
            Piece::Code => {
                let mut rest = part;
                while let Some(at) = rest.find("public.") {
                    let is_word = rest[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_')
                        || rest[..at].ends_with('.')
                        || at == 0 && kept.ends_with(['.', '"']);
                    kept.push_str(&rest[..at]);
                    if is_word {
                        kept.push_str("public.");
                    }
                    rest = &rest[at + "public.".len()..];
                }
                kept.push_str(rest);
            }
            Piece::Literal if behind.starts_with("::regclass") => {
                match part.strip_prefix("'public.") {
                    Some(name) => {
                        kept.push('\'');
                        kept.push_str(name);
                    }
                    None => kept.push_str(part),
                }
            }
            _ => kept.push_str(part),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn what_the_server_leaves_out_is_left_out() {
        for (text, expected) in [
            ("((a > 0))", "a > 0"),
            ("(a) + (b)", "(a) + (b)"),
            ("(a = ')')", "a = ')'"),
            ("public.f(a, republic.b, 'public.c')", "f(a, republic.b, 'public.c')"),
            ("nextval('public.s'::regclass)", "nextval('s'::regclass)"),
            ("a::public.\"T\" || x.public.y", "a::\"T\" || x.public.y"),
        ] {
            assert_eq!(written(text).text(), expected);
        }
    }
}
