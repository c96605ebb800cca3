//! The one file that knows squawk's parser: its trees under plain names, and the few ways to look at them.

use squawk_syntax::SourceFile;
pub(super) use squawk_syntax::SyntaxKind as Kind;
pub(super) use squawk_syntax::SyntaxNode as Node;

/// How deep brackets may nest: the parser descends with them.
const DEEPEST: usize = 200;

/// Where the text is no statement, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mistake {
    pub message: String,
    pub offset: usize,
}

/// The tree of one statement.
pub(super) fn parse(text: &str) -> Result<Node, Mistake> {
    match parse_as_written(text) {
        Err(mistake) => mended(text).and_then(|text| parse_as_written(&text).ok()).ok_or(mistake),
        parsed => parsed,
    }
}

/// The text with a column called `exclude` in quotes: the server takes the bare word for a name where
/// no parenthesis and no `using` follows, the parser never does.
fn mended(text: &str) -> Option<String> {
    const WORD: &str = "exclude";
    let lower = text.to_ascii_lowercase();
    let mut mended = String::with_capacity(text.len() + 2);
    let mut from = 0;
    for (at, _) in lower.match_indices(WORD) {
        let before = lower[..at].trim_end();
        let behind = &lower[at + WORD.len()..];
        let next = behind.trim_start();
        let is_column = (before.ends_with(',') || before.ends_with('('))
            && behind.starts_with(char::is_whitespace)
            && next.starts_with(|c: char| c.is_alphabetic())
            && !next.starts_with("using");
        if is_column {
            mended.push_str(&text[from..at]);
            mended.push_str("\"exclude\"");
            from = at + WORD.len();
        }
    }
    mended.push_str(&text[from..]);
    (from > 0).then_some(mended)
}

fn parse_as_written(text: &str) -> Result<Node, Mistake> {
    if let Some(offset) = too_deep(text) {
        return Err(Mistake { message: "brackets nest too deeply".to_owned(), offset });
    }
    let parsed = SourceFile::parse(text);
    let root = parsed.syntax_node();
    for error in parsed.errors() {
        let offset = usize::from(error.range().start());
        // What is wrong inside of a function's body is the server's business.
        if !is_in_body(&root, offset) {
            return Err(Mistake { message: lowered(error.message()), offset });
        }
    }
    let mut statements = root.children();
    match (statements.next(), statements.next()) {
        (Some(statement), None) => Ok(statement),
        (Some(_), Some(second)) => Err(Mistake {
            message: "there is more than one statement in it".to_owned(),
            offset: usize::from(second.text_range().start()),
        }),
        (None, _) => Err(Mistake { message: "it is empty".to_owned(), offset: 0 }),
    }
}

fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    text.bytes().position(|byte| {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEPEST
    })
}

fn lowered(message: &str) -> String {
    let mut characters = message.chars();
    let first = characters.next().map(|first| first.to_lowercase().to_string());
    format!("{}{}", first.unwrap_or_default(), characters.as_str())
}

fn is_in_body(root: &Node, offset: usize) -> bool {
    root.descendants().any(|node| {
        matches!(node.kind(), Kind::AS_FUNC_OPTION | Kind::ATOMIC_BODY)
            && usize::from(node.text_range().start()) <= offset
            && offset < usize::from(node.text_range().end())
    })
}

/// The first child of a kind.
pub(super) fn child(node: &Node, kind: Kind) -> Option<Node> {
    node.children().find(|child| child.kind() == kind)
}

/// All children of a kind.
pub(super) fn children(node: &Node, kind: Kind) -> impl Iterator<Item = Node> {
    node.children().filter(move |child| child.kind() == kind)
}

/// The first node of a kind anywhere below.
pub(super) fn find(node: &Node, kind: Kind) -> Option<Node> {
    node.descendants().find(|child| child.kind() == kind)
}

/// Whether one of the node's own tokens, or those of nodes below, is this keyword.
pub(super) fn has(node: &Node, keyword: Kind) -> bool {
    node.descendants_with_tokens().any(|element| element.kind() == keyword)
}

/// As written, without blanks around it.
pub(super) fn text(node: &Node) -> String {
    node.text().to_string().trim().to_owned()
}

/// The tokens below the node as written, without blanks and comments.
pub(super) fn tokens(node: &Node) -> Vec<String> {
    node.descendants_with_tokens()
        .filter_map(|element| element.into_token())
        .filter(|token| !token.kind().is_trivia())
        .map(|token| token.text().to_owned())
        .collect()
}

/// What stands in the node's own parentheses.
pub(super) fn inside(node: &Node) -> Option<String> {
    let own = || node.children_with_tokens().filter_map(|element| element.into_token());
    let open = own().find(|token| token.kind() == Kind::L_PAREN)?;
    let close = own().filter(|token| token.kind() == Kind::R_PAREN).last()?;
    let start = usize::from(open.text_range().end() - node.text_range().start());
    let end = usize::from(close.text_range().start() - node.text_range().start());
    node.text().to_string().get(start..end).map(|text| text.trim().to_owned())
}

/// The names below the node, in order, as the server reads them: `a."B".c` → `a`, `B`, `c`.
pub(super) fn names(node: &Node) -> Vec<String> {
    let marks = [".", ",", "(", ")", ";"];
    tokens(node)
        .iter()
        .filter(|token| !marks.contains(&token.as_str()))
        .map(|token| name(token))
        .collect()
}

/// A name as the server reads it: folded, or without its quotes.
pub(super) fn name(token: &str) -> String {
    match token.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => token.to_lowercase(),
    }
}

/// What a string literal means; none for what is no string.
pub(super) fn string(node: &Node) -> Option<String> {
    let mut value = None;
    // Literals that follow each other on lines of their own are one.
    for token in tokens(node) {
        value.get_or_insert_with(String::new).push_str(&literal(&token)?);
    }
    value
}

fn literal(token: &str) -> Option<String> {
    if let Some(rest) = token.strip_prefix(['e', 'E']).and_then(|rest| rest.strip_prefix('\'')) {
        return Some(unescaped(rest.strip_suffix('\'')?));
    }
    if let Some(rest) = token.strip_prefix('\'') {
        return Some(rest.strip_suffix('\'')?.replace("''", "'"));
    }
    let rest = token.strip_prefix('$')?;
    let tag = format!("${}", &rest[..=rest.find('$')?]);
    Some(token.strip_prefix(&tag)?.strip_suffix(&tag)?.to_owned())
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\'' => {
                characters.next_if_eq(&'\'');
                plain.push('\'');
            }
            '\\' => match characters.next() {
                Some('n') => plain.push('\n'),
                Some('t') => plain.push('\t'),
                Some('r') => plain.push('\r'),
                Some('b') => plain.push('\u{8}'),
                Some('f') => plain.push('\u{c}'),
                Some(other) => plain.push(other),
                None => {}
            },
            _ => plain.push(character),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_parsed_and_mistakes_have_a_place() {
        assert_eq!(parse("create table a (b int);").unwrap().kind(), Kind::CREATE_TABLE);
        let mistake = parse("create table a (b int,,)").unwrap_err();
        assert!(mistake.offset > 15, "{mistake:?}");
        assert!(parse("select 1; select 2").is_err());
        assert!(parse("").is_err());
        assert!(parse(&"(".repeat(100_000)).is_err());
    }

    #[test]
    fn names_and_strings_lose_their_quotes() {
        assert_eq!(name("\"A\"\"b\""), "A\"b");
        assert_eq!(name("Abc"), "abc");
        for (written, meant) in
            [("'it''s'", "it's"), ("E'it\\'s\\n'", "it's\n"), ("$x$a'$x$", "a'"), ("$$$$", "")]
        {
            assert_eq!(literal(written).as_deref(), Some(meant));
        }
        assert_eq!(literal("12"), None);
    }
}
