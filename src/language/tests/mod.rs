//! The language from outside: what parses to what, what is said about mistakes, what is printed.

mod access;
mod formatting;
mod productions;
mod properties;
mod recovery;
mod reference;

use super::format::{equivalent, format};
use super::*;

/// The draft of the language in one file; every construct a reader meets first.
const SHOP: &str = include_str!("shop.sgen");

/// A tree on one line: `Kind[children]`, tokens as their text, without trivia.
fn dump(node: &SyntaxNode) -> std::string::String {
    let children = node.children_with_tokens().filter(|child| !child.kind().is_trivia());
    let parts: Vec<_> = children
        .map(|child| match child {
            rowan::NodeOrToken::Node(node) => dump(&node),
            rowan::NodeOrToken::Token(token) => token.text().to_owned(),
        })
        .collect();
    format!("{:?}[{}]", node.kind(), parts.join(" "))
}

/// What holds for every text: the tree has all of it, and what can be formatted stays the same.
fn check_invariants(text: &str) -> Parse {
    let first = parse(text);
    assert_eq!(first.syntax().text().to_string(), text, "the tree lost text");
    let errors_lie_inside = first.errors.iter().all(|error| {
        error.range.start <= error.range.end
            && text.get(error.range.start as usize..error.range.end as usize).is_some()
    });
    assert!(errors_lie_inside, "{:?}", first.errors);
    if first.errors.is_empty() {
        let once = format(text).unwrap_or_else(|errors| panic!("not formatted: {errors:?}"));
        let second = parse(&once);
        assert_eq!(second.errors, [], "formatting broke {text:?} into {once:?}");
        assert!(equivalent(&first, &second), "formatting changed {text:?} into {once:?}");
        assert_eq!(
            format(&once).as_deref(),
            Ok(once.as_str()),
            "formatting {text:?} twice differs"
        );
    }
    first
}

/// The messages about a text, as `line: CODE message`, with the fix or the help behind.
fn messages(text: &str) -> Vec<std::string::String> {
    let parse = check_invariants(text);
    let errors = parse.errors.iter().map(|error| {
        let line = text[..error.range.start as usize].matches('\n').count() + 1;
        let advice = match (&error.fix, &error.help) {
            (Some((title, ..)), _) => format!(" [{title}]"),
            (None, Some(help)) => format!(" [{help}]"),
            (None, None) => "".to_owned(),
        };
        format!("{line}: {} {}{advice}", error.rule.code, error.message)
    });
    errors.collect()
}
