//! Prints SQL islands: verbatim but for the white space at their ends and the indentation of lines.

use super::layout::glued;
use super::printer::{Break, Printer};
use crate::language::kind::{SyntaxKind, SyntaxNode, SyntaxToken};

/// One line of an island.
struct Line<'a> {
    /// The white space before it; `None` where it begins behind the bracket.
    indentation: Option<String>,
    tokens: &'a [SyntaxToken],
}

impl Line<'_> {
    /// Characters of white space before it.
    fn width(&self) -> Option<usize> {
        self.indentation.as_ref().map(|space| space.chars().count())
    }
}

pub(super) fn island(printer: &mut Printer, node: &SyntaxNode, position: &mut Break) {
    let tokens: Vec<SyntaxToken> =
        node.children_with_tokens().filter_map(|element| element.into_token()).collect();
    let (Some((open, rest)), braces) = (tokens.split_first(), node.kind() == SyntaxKind::SqlBody)
    else {
        return;
    };
    let Some((close, inside)) = rest.split_last() else {
        return;
    };
    let glue = glued(printer.previous(), open);
    printer.token(open, std::mem::replace(position, Break::Inline), glue);

    let is_edge = |token: &SyntaxToken| {
        matches!(token.kind(), SyntaxKind::Whitespace | SyntaxKind::Newline | SyntaxKind::Comment)
    };
    let start = inside.iter().position(|token| !is_edge(token)).unwrap_or(inside.len());
    let end = inside.iter().rposition(|token| !is_edge(token)).map_or(start, |last| last + 1);
    let (before, content, after) = (&inside[..start], &inside[start..end], &inside[end..]);
    let remark = before.iter().find(|token| token.kind() == SyntaxKind::Comment);
    let breaks =
        |tokens: &[SyntaxToken]| tokens.iter().any(|token| token.kind() == SyntaxKind::Newline);
    let ends_in_comment = content.last().is_some_and(|last| {
        last.kind() == SyntaxKind::SqlComment && !last.text().starts_with("/*")
    });
    let spread = breaks(content)
        || ends_in_comment
        || remark.is_some()
        || (braces && !content.is_empty() && (breaks(before) || breaks(after)));

    if let Some(remark) = remark {
        printer.space();
        printer.raw(remark.text().trim_end());
    }
    let exact = node.parent().is_some_and(|item| item.kind() == SyntaxKind::Native);
    if spread {
        let own = if braces { printer.indent } else { printer.line_indent };
        lines(printer, before, content, own + 1, exact);
        printer.newline(own);
    } else {
        let padded = braces && !content.is_empty();
        if padded {
            printer.space();
        }
        content.iter().for_each(|token| printer.raw(token.text()));
        if padded {
            printer.space();
        }
    }
    printer.raw(close.text());
    printer.closed(close.kind());
}

/// The lines of an island, the least indented of them at `level`. `exact`: a server may keep the text, so
/// blanks at the ends of lines stay.
fn lines(
    printer: &mut Printer,
    before: &[SyntaxToken],
    content: &[SyntaxToken],
    level: usize,
    exact: bool,
) {
    let lines: Vec<Line> = split(before, content, exact);
    let filled = lines.iter().filter(|line| !line.tokens.is_empty());
    let least = filled.filter_map(Line::width).min().unwrap_or(0);
    for line in &lines {
        let deeper: String =
            line.indentation.iter().flat_map(|space| space.chars()).skip(least).collect();
        if line.tokens.is_empty() && (!exact || deeper.is_empty()) {
            printer.blank_line();
            continue;
        }
        printer.newline(level);
        printer.raw(&deeper);
        line.tokens.iter().for_each(|token| printer.raw(token.text()));
    }
}

fn split<'a>(before: &[SyntaxToken], content: &'a [SyntaxToken], exact: bool) -> Vec<Line<'a>> {
    let space =
        |tokens: &[SyntaxToken]| -> String { tokens.iter().map(SyntaxToken::text).collect() };
    let own_line = before.iter().rposition(|token| token.kind() == SyntaxKind::Newline);
    let first = own_line.map(|at| space(&before[at + 1..]));
    if content.is_empty() {
        return Vec::new();
    }
    let mut lines: Vec<Line> = content
        .split(|token| token.kind() == SyntaxKind::Newline)
        .map(|line| {
            let is_space = |token: &SyntaxToken| token.kind() == SyntaxKind::Whitespace;
            let indented = line.iter().take_while(|token| is_space(token)).count();
            let end = line
                .iter()
                .rposition(|token| exact || !is_space(token))
                .map_or(indented, |last| (last + 1).max(indented));
            Line { indentation: Some(space(&line[..indented])), tokens: &line[indented..end] }
        })
        .collect();
    if let Some(line) = lines.first_mut() {
        line.indentation = first;
    }
    lines
}
