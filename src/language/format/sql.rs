//! Prints SQL islands: verbatim but for the white space at their ends and the indentation of lines.

use super::layout::glued;
use super::printer::{Break, Printer};
use crate::language::kind::{SyntaxKind, SyntaxNode, SyntaxToken};

/// One line of an island.
struct Line<'a> {
    /// Characters of white space before it; `None` where it begins behind the bracket.
    indentation: Option<usize>,
    tokens: &'a [SyntaxToken],
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
    if spread {
        let own = if braces { printer.indent } else { printer.line_indent };
        lines(printer, before, content, own + 1);
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

/// The lines of an island, the least indented of them at `level`.
fn lines(printer: &mut Printer, before: &[SyntaxToken], content: &[SyntaxToken], level: usize) {
    let lines: Vec<Line> = split(before, content);
    let filled = lines.iter().filter(|line| !line.tokens.is_empty());
    let least = filled.filter_map(|line| line.indentation).min().unwrap_or(0);
    for line in &lines {
        if line.tokens.is_empty() {
            printer.blank_line();
            continue;
        }
        printer.newline(level);
        for _ in least..line.indentation.unwrap_or(least) {
            printer.space();
        }
        line.tokens.iter().for_each(|token| printer.raw(token.text()));
    }
}

fn split<'a>(before: &[SyntaxToken], content: &'a [SyntaxToken]) -> Vec<Line<'a>> {
    let width = |token: &SyntaxToken| token.text().chars().count();
    let own_line = before.iter().rposition(|token| token.kind() == SyntaxKind::Newline);
    let first = own_line.map(|at| before[at + 1..].iter().map(width).sum());
    if content.is_empty() {
        return Vec::new();
    }
    let mut lines: Vec<Line> = content
        .split(|token| token.kind() == SyntaxKind::Newline)
        .map(|line| {
            let is_space = |token: &SyntaxToken| token.kind() == SyntaxKind::Whitespace;
            let indented = line.iter().take_while(|token| is_space(token)).count();
            let end =
                line.iter().rposition(|token| !is_space(token)).map_or(indented, |last| last + 1);
            Line {
                indentation: Some(line[..indented].iter().map(width).sum()),
                tokens: &line[indented..end],
            }
        })
        .collect();
    if let Some(line) = lines.first_mut() {
        line.indentation = first;
    }
    lines
}
