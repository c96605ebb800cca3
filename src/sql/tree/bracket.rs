//! What stands in brackets.

use super::super::token::TokenKind;
use super::parser::{DEEPEST, Parser};
use super::{Call, Node, NodeKind};

/// Functions whose arguments may be separated by words.
const WORDY: &[&str] = &["extract", "position", "substring", "trim", "overlay"];
const SEPARATORS: &[&str] = &["from", "for", "in", "placing"];

impl Parser<'_> {
    pub(super) fn brackets(&mut self) -> Node {
        let start = self.place();
        let outer = std::mem::replace(&mut self.in_separates, false);
        self.next += 1;
        self.depth += 1;
        let nodes = if self.depth < DEEPEST {
            self.sequence()
        } else {
            self.skip();
            Vec::new()
        };
        self.depth -= 1;
        self.in_separates = outer;
        if self.peek(0).is_some() {
            self.next += 1;
        }
        self.node(start, NodeKind::Sequence(nodes))
    }

    /// Passes over everything up to the bracket that closes this one.
    pub(super) fn skip(&mut self) {
        let mut open = 0usize;
        while let Some(token) = self.peek(0) {
            match token.kind {
                TokenKind::Open(_) => open += 1,
                TokenKind::Close(_) if open == 0 => return,
                TokenKind::Close(_) => open -= 1,
                _ => {}
            }
            self.next += 1;
        }
    }

    /// What stands inside the brackets of a call, cut at commas (and words, for those functions that have them).
    pub(super) fn arguments(&mut self, call: &mut Call) {
        let wordy = WORDY.contains(&call.name.as_str());
        let outer = std::mem::replace(&mut self.in_separates, wordy);
        self.next += 1;
        let mut argument: Vec<Node> = Vec::new();
        while let Some(token) = self.peek(0) {
            let word = match &token.kind {
                TokenKind::Close(_) => break,
                TokenKind::Word(word) => word.to_ascii_lowercase(),
                _ => String::new(),
            };
            if token.kind == TokenKind::Comma {
                self.next += 1;
                call.arguments.extend(one(std::mem::take(&mut argument)));
            } else if wordy && SEPARATORS.contains(&word.as_str()) {
                self.next += 1;
                call.arguments.extend(one(std::mem::take(&mut argument)));
                call.separators.push(word);
            } else if call.name == "trim"
                && matches!(word.as_str(), "both" | "leading" | "trailing")
            {
                self.next += 1;
                call.side = Some(word);
            } else if word == "order" && self.peek(1).is_some_and(|next| next.is_word("by")) {
                let nodes = self.sequence();
                call.order = one(nodes).map(Box::new);
            } else {
                argument.push(self.any());
            }
        }
        call.arguments.extend(one(argument));
        self.in_separates = outer;
        if self.peek(0).is_some() {
            self.next += 1;
        }
    }
}

/// The nodes of one argument as one node; none for no nodes.
fn one(nodes: Vec<Node>) -> Option<Node> {
    let start = nodes.first()?.range.start;
    let end = nodes.last()?.range.end;
    match <[Node; 1]>::try_from(nodes) {
        Ok([node]) => Some(node),
        Err(nodes) => Some(Node { range: start..end, kind: NodeKind::Sequence(nodes) }),
    }
}
