//! Walks the tree and says for each token where it goes.

use rowan::NodeOrToken;

use super::printer::{Blank, Break, Printer};
use super::sql;
use crate::language::kind::{SyntaxKind, SyntaxNode, SyntaxToken};

/// A whole file.
pub(super) fn file(root: &SyntaxNode) -> String {
    let mut printer = Printer::new();
    items(&mut printer, root, &mut Break::Inline);
    printer.finish()
}

/// A file or a context: the items on lines of their own, what stands around them inline. `position` is
/// where the first token goes.
fn items(printer: &mut Printer, parent: &SyntaxNode, position: &mut Break) {
    let mut blank = Blank::Never;
    let mut after_long = false;
    for child in parent.children_with_tokens() {
        match child {
            NodeOrToken::Token(token) => place(printer, &token, position),
            NodeOrToken::Node(node) if is_item(node.kind()) => {
                let long = spans_lines(&node);
                if blank == Blank::Kept && (long || after_long) {
                    blank = Blank::Always;
                }
                inline(printer, &node, &mut Break::Line(blank));
                blank = Blank::Kept;
                after_long = long;
            }
            NodeOrToken::Node(node) => inline(printer, &node, position),
        }
    }
}

/// A node whose tokens follow each other; blocks within it stand on lines of their own.
fn inline(printer: &mut Printer, node: &SyntaxNode, position: &mut Break) {
    match node.kind() {
        SyntaxKind::Context => return items(printer, node, position),
        SyntaxKind::Body | SyntaxKind::ViewIndexes => return block(printer, node, position),
        SyntaxKind::Enum | SyntaxKind::PartitionList => return list(printer, node, position),
        SyntaxKind::SqlParen | SyntaxKind::SqlBody => return sql::island(printer, node, position),
        _ => {}
    }
    for child in node.children_with_tokens() {
        match child {
            NodeOrToken::Token(token) => place(printer, &token, position),
            NodeOrToken::Node(part) => inline(printer, &part, position),
        }
    }
}

/// Braces with a statement a line.
fn block(printer: &mut Printer, node: &SyntaxNode, position: &mut Break) {
    let mut blank = Blank::Never;
    for child in node.children_with_tokens() {
        match child {
            NodeOrToken::Token(token) => place(printer, &token, position),
            NodeOrToken::Node(line) => {
                inline(printer, &line, &mut Break::Line(blank));
                blank = Blank::Kept;
            }
        }
    }
}

/// Braces with elements: on one line with commas between them, or, where the source has a line break or
/// a comment among them, one a line without commas.
fn list(printer: &mut Printer, node: &SyntaxNode, position: &mut Break) {
    let spread = list_is_spread(node);
    let mut blank = Blank::Never;
    let mut first = true;
    for child in node.children_with_tokens() {
        match child {
            NodeOrToken::Token(token) if token.kind() == SyntaxKind::Comma => {}
            NodeOrToken::Token(token) if token.kind() == SyntaxKind::RightBrace && !spread => {
                printer.indent -= 1;
                printer.token(&token, Break::Inline, first);
            }
            NodeOrToken::Token(token) => place(printer, &token, position),
            NodeOrToken::Node(element) if is_element(element.kind()) => {
                if spread {
                    inline(printer, &element, &mut Break::Line(blank));
                    blank = Blank::Kept;
                } else {
                    if !first {
                        printer.raw(",");
                    }
                    inline(printer, &element, &mut Break::Inline);
                }
                first = false;
            }
            NodeOrToken::Node(part) => inline(printer, &part, position),
        }
    }
}

fn list_is_spread(node: &SyntaxNode) -> bool {
    let mut inside = false;
    node.descendants_with_tokens().any(|element| {
        inside |= element.kind() == SyntaxKind::LeftBrace;
        inside
            && matches!(
                element.kind(),
                SyntaxKind::Newline
                    | SyntaxKind::Comment
                    | SyntaxKind::BlockComment
                    | SyntaxKind::DocComment
            )
    })
}

/// Puts a token where it belongs, and trivia aside for the next one.
fn place(printer: &mut Printer, token: &SyntaxToken, position: &mut Break) {
    match token.kind() {
        kind if kind.is_trivia() => printer.trivia(token),
        SyntaxKind::LeftBrace => {
            printer.token(token, std::mem::replace(position, Break::Inline), false);
            printer.indent += 1;
        }
        SyntaxKind::RightBrace => {
            printer.indent = printer.indent.saturating_sub(1);
            let empty =
                printer.previous() == Some(SyntaxKind::LeftBrace) && !printer.has_comments();
            printer.token(token, if empty { Break::Glued } else { Break::Close }, true);
        }
        _ => printer.token(
            token,
            std::mem::replace(position, Break::Inline),
            glued(printer.previous(), token),
        ),
    }
}

/// Whether no space belongs between `previous` and the token.
pub(super) fn glued(previous: Option<SyntaxKind>, token: &SyntaxToken) -> bool {
    use SyntaxKind::*;
    let parent = token.parent();
    let within = parent.as_ref().map(SyntaxNode::kind);
    match previous {
        Some(LeftParen | LeftBracket | Dot | Minus) => return true,
        Some(Slash) => return within == Some(Rate),
        Some(Comma) if within == Some(TypeArguments) => return true,
        _ => {}
    }
    match token.kind() {
        RightParen | RightBracket | LeftBracket | Comma | Colon | Question | Dot => true,
        Slash => within == Some(Rate),
        LeftParen => match within {
            Some(TypeArguments | Type | IndexPrefix) => true,
            Some(SqlParen) => {
                let around = parent.and_then(|island| island.parent()).map(|node| node.kind());
                matches!(around, Some(SqlBare | OperatorClass | GrantObject))
            }
            _ => false,
        },
        _ => false,
    }
}

fn is_item(kind: SyntaxKind) -> bool {
    use SyntaxKind::*;
    matches!(
        kind,
        Schema
            | Context
            | Entity
            | Mixin
            | Enum
            | Domain
            | Sequence
            | View
            | Query
            | Role
            | Grant
            | Extension
            | Import
            | Native
    )
}

fn is_element(kind: SyntaxKind) -> bool {
    matches!(kind, SyntaxKind::EnumValue | SyntaxKind::PartitionEntry)
}

/// Whether an item takes more than a line, and so stands apart from its neighbours.
fn spans_lines(item: &SyntaxNode) -> bool {
    if matches!(item.kind(), SyntaxKind::Context | SyntaxKind::Entity | SyntaxKind::Mixin) {
        return true;
    }
    let mut begun = false;
    item.descendants_with_tokens().any(|element| match element.kind() {
        SyntaxKind::Newline => begun,
        SyntaxKind::Comment
        | SyntaxKind::BlockComment
        | SyntaxKind::DocComment
        | SyntaxKind::ViewIndexes => true,
        kind => {
            begun |= element.as_token().is_some() && !kind.is_trivia();
            false
        }
    })
}
