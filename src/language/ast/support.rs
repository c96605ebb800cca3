use super::value::{Name, Path, SqlText, Text, ValueRange, range_of};
use crate::language::kind::{SyntaxKind, SyntaxNode, SyntaxToken};

/// A typed view of a node.
pub trait AstNode: Sized {
    const KIND: SyntaxKind;

    /// The view, if the node is of this kind.
    fn cast(node: SyntaxNode) -> Option<Self>;

    fn syntax(&self) -> &SyntaxNode;

    /// From the first byte to the last, without trivia and doc comments around.
    fn range(&self) -> ValueRange {
        significant_range(self.syntax())
    }

    /// The `///` lines above, joined by line breaks, without their marks.
    fn docs(&self) -> Option<String> {
        docs(self.syntax())
    }
}

/// Declares typed views over one kind of node each.
macro_rules! ast_nodes {
    ($($(#[$doc:meta])* $name:ident of $kind:ident;)*) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub struct $name(pub(crate) crate::language::kind::SyntaxNode);

        impl crate::language::ast::support::AstNode for $name {
            const KIND: crate::language::kind::SyntaxKind = crate::language::kind::SyntaxKind::$kind;

            fn cast(node: crate::language::kind::SyntaxNode) -> Option<Self> {
                (node.kind() == Self::KIND).then_some($name(node))
            }

            fn syntax(&self) -> &crate::language::kind::SyntaxNode {
                &self.0
            }
        }
    )* };
}
pub(crate) use ast_nodes;

pub(super) fn child<T: AstNode>(node: &SyntaxNode) -> Option<T> {
    node.children().find_map(T::cast)
}

pub(super) fn children<T: AstNode>(node: &SyntaxNode) -> impl Iterator<Item = T> + use<T> {
    node.children().filter_map(T::cast)
}

pub(super) fn child_of(node: &SyntaxNode, kind: SyntaxKind) -> Option<SyntaxNode> {
    node.children().find(|child| child.kind() == kind)
}

pub(super) fn has(node: &SyntaxNode, kind: SyntaxKind) -> bool {
    child_of(node, kind).is_some()
}

/// The tokens directly in a node, without trivia.
pub(super) fn tokens(node: &SyntaxNode) -> impl Iterator<Item = SyntaxToken> + use<> {
    node.children_with_tokens()
        .filter_map(|element| element.into_token())
        .filter(|token| !token.kind().is_trivia())
}

pub(super) fn token_of(node: &SyntaxNode, kinds: &[SyntaxKind]) -> Option<SyntaxToken> {
    tokens(node).find(|token| kinds.contains(&token.kind()))
}

/// The keywords directly in a node, in lower case.
pub(super) fn keywords(node: &SyntaxNode) -> Vec<String> {
    tokens(node)
        .filter(|token| token.kind() == SyntaxKind::Keyword)
        .map(|token| token.text().to_ascii_lowercase())
        .collect()
}

/// The first name directly in a node.
pub(super) fn name(node: &SyntaxNode) -> Option<Name> {
    names(node).next()
}

/// The names directly in a node.
pub(super) fn names(node: &SyntaxNode) -> impl Iterator<Item = Name> + use<> {
    node.children()
        .filter(|child| child.kind() == SyntaxKind::Name)
        .filter_map(|child| tokens(&child).next().map(|token| Name::of(&token)))
}

/// The name in a child of a kind, as the `OLD` of `was OLD`.
pub(super) fn name_in(node: &SyntaxNode, kind: SyntaxKind) -> Option<Name> {
    child_of(node, kind).and_then(|child| name(&child))
}

/// The names of the first list of names in a node.
pub(super) fn name_list(node: &SyntaxNode) -> Vec<Name> {
    child_of(node, SyntaxKind::NameList).map(|list| names(&list).collect()).unwrap_or_default()
}

pub(super) fn path(node: &SyntaxNode) -> Option<Path> {
    paths(node).next()
}

pub(super) fn paths(node: &SyntaxNode) -> impl Iterator<Item = Path> + use<> {
    node.children().filter(|child| child.kind() == SyntaxKind::Path).map(|child| Path::of(&child))
}

/// The first text in quotes, or number or word, directly in a node.
pub(super) fn text(node: &SyntaxNode) -> Option<Text> {
    token_of(node, &[SyntaxKind::String, SyntaxKind::Quoted]).map(|token| Text::of(&token))
}

/// `not valid`, `not enforced`, `no inherit`, as they were said of a constraint.
pub(super) fn states(node: &SyntaxNode) -> Vec<String> {
    let states = node.children().filter(|child| child.kind() == SyntaxKind::ConstraintState);
    states.map(|state| keywords(&state).join(" ")).collect()
}

/// The SQL of the first island in a node.
pub(super) fn sql(node: &SyntaxNode) -> Option<SqlText> {
    node.children().find_map(|child| SqlText::of(&child))
}

/// The SQL between the braces in a node without the indentation that its lines share: it comes from the
/// place in the file, and a server that keeps the texts of routines would keep it. What begins inside of
/// a string or a comment stays as it is.
pub(super) fn unindented(node: &SyntaxNode) -> Option<String> {
    let body = child_of(node, SyntaxKind::SqlBody)?;
    let tokens: Vec<SyntaxToken> =
        body.children_with_tokens().filter_map(|element| element.into_token()).collect();
    let is_edge = |token: &SyntaxToken| {
        matches!(
            token.kind(),
            SyntaxKind::LeftBrace
                | SyntaxKind::RightBrace
                | SyntaxKind::Whitespace
                | SyntaxKind::Newline
                | SyntaxKind::Comment
        )
    };
    let start = tokens.iter().position(|token| !is_edge(token))?;
    let end = tokens.iter().rposition(|token| !is_edge(token))?;
    // From the line break before the first word on, so that its indentation counts too.
    let from = tokens[..start]
        .iter()
        .rposition(|token| token.kind() == SyntaxKind::Newline)
        .unwrap_or(start);
    let lines: Vec<String> = tokens[from..=end]
        .split(|token| token.kind() == SyntaxKind::Newline)
        .map(|line| line.iter().map(SyntaxToken::text).collect())
        .collect();
    let leading = |line: &str| line.chars().take_while(|c| c.is_whitespace()).count();
    let own_line = from < start;
    let indented = lines.iter().skip(if own_line { 0 } else { 1 });
    let least = indented
        .filter(|line| !line.trim().is_empty())
        .map(|line| leading(line))
        .min()
        .unwrap_or(0);
    let strip = |line: &String| -> String { line.chars().skip(least.min(leading(line))).collect() };
    let mut text: Vec<String> = Vec::with_capacity(lines.len());
    for (place, line) in lines.iter().enumerate() {
        // What stands before the first line break is nothing.
        match (place, own_line) {
            (0, true) => {}
            (0, false) => text.push(line.clone()),
            _ => text.push(strip(line)),
        }
    }
    Some(text.join("\n"))
}

/// The SQL in a child of a kind, as the condition of `where (…)`.
pub(super) fn sql_in(node: &SyntaxNode, kind: SyntaxKind) -> Option<SqlText> {
    child_of(node, kind).and_then(|child| sql(&child))
}

fn docs(node: &SyntaxNode) -> Option<String> {
    let lines: Vec<String> = node
        .children_with_tokens()
        .map_while(|element| element.into_token().filter(|token| token.kind().is_trivia()))
        .filter(|token| token.kind() == SyntaxKind::DocComment)
        .map(|token| {
            let line = token.text().trim_start_matches("///");
            let line = line.strip_prefix(' ').unwrap_or(line);
            // A `\` at the end marks it: blanks before it count.
            let trimmed = line.trim_end();
            trimmed.strip_suffix('\\').unwrap_or(trimmed).to_owned()
        })
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn significant_range(node: &SyntaxNode) -> ValueRange {
    let mut significant = node
        .children_with_tokens()
        .filter(|element| !element.kind().is_trivia())
        .map(|element| range_of(element.text_range()));
    let all = range_of(node.text_range());
    match (significant.next(), significant.last()) {
        (Some(first), Some(last)) => first.start..last.end,
        (Some(only), None) => only,
        (None, _) => all,
    }
}
