//! The statements of an entity and of the mixins it includes, with their texts.

use std::ops::Range;

use crate::language::ast::{self, AstNode, Item, Line};
use crate::language::{self, Parse, SyntaxKind, SyntaxNode};
use crate::text::{FileId, SourceMap, Span};

/// All files, parsed.
pub struct Files {
    parses: Vec<(FileId, Parse)>,
}

/// One statement between the braces of an entity or a mixin.
#[derive(Debug, Clone)]
pub struct Statement {
    pub file: FileId,
    pub line: Line,
    /// From its first word to its last.
    pub range: Range<usize>,
    /// With the doc comments above it, the comment behind it and its line break, where the lines
    /// hold nothing else.
    pub extent: Range<usize>,
}

impl Files {
    pub fn new(sources: &SourceMap) -> Files {
        let parse = |(file, source): (FileId, &crate::text::SourceFile)| {
            (file, language::parse(&source.text))
        };
        Files { parses: sources.files().map(parse).collect() }
    }

    /// The entity whose name stands at the span.
    pub fn entity(&self, name: Span) -> Option<ast::Entity> {
        self.items(Some(name.file)).into_iter().find_map(|(_, item)| match item {
            Item::Entity(entity) => {
                let at = entity.name()?.range;
                (at.start == name.start && at.end == name.end).then_some(entity)
            }
            _ => None,
        })
    }

    /// The mixin of this name, and the file it stands in.
    pub fn mixin(&self, name: &str) -> Option<(FileId, ast::Mixin)> {
        self.items(None).into_iter().find_map(|(file, item)| match item {
            Item::Mixin(mixin) => (mixin.name()?.text == name).then_some((file, mixin)),
            _ => None,
        })
    }

    fn items(&self, only: Option<FileId>) -> Vec<(FileId, Item)> {
        let mut found = Vec::new();
        let files = self.parses.iter().filter(|(file, _)| only.is_none_or(|only| only == *file));
        for (file, parse) in files {
            for item in parse.tree().items() {
                match item {
                    // Contexts hold no contexts.
                    Item::Context(context) => {
                        found.extend(context.items().map(|item| (*file, item)));
                    }
                    item => found.push((*file, item)),
                }
            }
        }
        found
    }
}

/// The statements in a body, in order.
pub fn statements(file: FileId, owner: &SyntaxNode, text: &str) -> Vec<Statement> {
    let Some(body) = owner.children().find(|child| child.kind() == SyntaxKind::Body) else {
        return Vec::new();
    };
    body.children()
        .filter_map(|node| {
            let line = Line::cast(node.clone())?;
            let range = significant(&node);
            let extent = extent(&node, &range, text);
            Some(Statement { file, line, range, extent })
        })
        .collect()
}

impl Statement {
    /// Its text with its doc comments and the comment behind it, each line without indentation.
    pub fn text(&self, source: &str) -> Vec<String> {
        let slice = source.get(self.extent.clone()).unwrap_or_default();
        slice.trim_end().lines().map(|line| line.trim().to_owned()).collect()
    }

    pub fn attribute(&self) -> Option<&ast::Attribute> {
        match &self.line {
            Line::Attribute(attribute) => Some(attribute),
            _ => None,
        }
    }
}

/// From the first word to the last.
fn significant(node: &SyntaxNode) -> Range<usize> {
    let mut tokens = node
        .descendants_with_tokens()
        .filter_map(|element| element.into_token())
        .filter(|token| !token.kind().is_trivia());
    let start = tokens.next().map_or(node.text_range(), |token| token.text_range());
    let end = tokens.last().map_or(start, |token| token.text_range());
    usize::from(start.start())..usize::from(end.end())
}

fn extent(node: &SyntaxNode, range: &Range<usize>, text: &str) -> Range<usize> {
    let docs = node
        .descendants_with_tokens()
        .filter_map(|element| element.into_token())
        .take_while(|token| token.kind().is_trivia())
        .find(|token| token.kind() == SyntaxKind::DocComment)
        .map(|token| usize::from(token.text_range().start()));
    let first = docs.unwrap_or(range.start);
    let line_start = text[..first].rfind('\n').map_or(0, |at| at + 1);
    let start = match text[line_start..first].trim().is_empty() {
        true => line_start,
        false => first,
    };
    let rest = &text[range.end..];
    let line_end = rest.find('\n').map_or(rest.len(), |at| at + 1);
    let behind = rest[..line_end].trim();
    let alone = behind.is_empty() || (behind.starts_with("//"));
    let end = if alone && start == line_start { range.end + line_end } else { range.end };
    start..end
}

/// The text of a node without some ranges of the file, white space closed up.
pub fn without(source: &str, range: Range<usize>, gone: &[Range<u32>]) -> String {
    let mut text = String::new();
    let mut at = range.start;
    let mut gone: Vec<Range<usize>> =
        gone.iter().map(|range| range.start as usize..range.end as usize).collect();
    gone.sort_by_key(|range| range.start);
    for hole in gone.iter().filter(|hole| hole.start >= range.start && hole.end <= range.end) {
        if hole.start < at {
            continue;
        }
        text.push_str(source.get(at..hole.start).unwrap_or_default().trim_end_matches(' '));
        at = hole.end;
    }
    text.push_str(source.get(at..range.end).unwrap_or_default());
    text.trim().to_owned()
}

/// Where a modifier stands, trivia left out.
pub fn place(modifier: &ast::Modifier) -> Range<u32> {
    modifier.describe().1
}

/// Where the `?` stands.
pub fn nullable_mark(attribute: &ast::Attribute) -> Option<Range<u32>> {
    let node = attribute.syntax();
    let mark = node.children().find(|child| child.kind() == SyntaxKind::NullableMark)?;
    let range = mark.text_range();
    Some(range.start().into()..range.end().into())
}
