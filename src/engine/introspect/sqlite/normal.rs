//! One spelling for SQL that SQLite stores as it was written.
//!
//! SQLite prints nothing back: its catalog holds the author's own text. Two texts that differ only in
//! blanks, comments, the case of keywords and parentheses around the whole become equal here; the
//! catalog's text and the design's go through the same function. Meanings are not compared.

use crate::engine::introspect::tokens::{Flavour, Token, TokenKind, tokens, without_parentheses};

/// Words that are lower-cased, and before whose parenthesis a blank stands.
const KEYWORDS: &[&str] = &[
    "all",
    "always",
    "and",
    "as",
    "asc",
    "before",
    "begin",
    "between",
    "by",
    "case",
    "check",
    "collate",
    "column",
    "create",
    "cross",
    "current_date",
    "current_time",
    "current_timestamp",
    "default",
    "delete",
    "desc",
    "distinct",
    "do",
    "each",
    "else",
    "end",
    "escape",
    "except",
    "exists",
    "false",
    "filter",
    "first",
    "for",
    "foreign",
    "from",
    "full",
    "generated",
    "glob",
    "group",
    "having",
    "if",
    "in",
    "index",
    "inner",
    "insert",
    "instead",
    "intersect",
    "into",
    "is",
    "isnull",
    "join",
    "key",
    "last",
    "left",
    "like",
    "limit",
    "natural",
    "not",
    "notnull",
    "null",
    "nulls",
    "of",
    "offset",
    "on",
    "or",
    "order",
    "outer",
    "over",
    "partition",
    "recursive",
    "references",
    "right",
    "row",
    "select",
    "set",
    "then",
    "trigger",
    "true",
    "union",
    "update",
    "using",
    "values",
    "when",
    "where",
    "after",
    "match",
    "regexp",
    "with",
];

/// An expression or a query in its one spelling.
pub(in crate::engine) fn normal(text: &str) -> String {
    let text = without_parentheses(text.trim().trim_end_matches(';'), Flavour::Sqlite);
    let mut line = String::with_capacity(text.len());
    let mut previous: Option<Token<'_>> = None;
    let mut after_sign = false;
    for token in tokens(text, Flavour::Sqlite) {
        if let Some(previous) = previous
            && !after_sign
            && stands_apart(previous, token)
        {
            line.push(' ');
        }
        after_sign = matches!(token.text, "-" | "+" | "~") && previous.is_none_or(expects_operand);
        match token.kind {
            TokenKind::Word if is_keyword(token) => line.push_str(&token.text.to_ascii_lowercase()),
            TokenKind::QuotedName => {
                let name = token.name().unwrap_or_default();
                line.push_str(&format!("\"{}\"", name.replace('"', "\"\"")));
            }
            _ => line.push_str(token.text),
        }
        previous = Some(token);
    }
    line
}

fn stands_apart(previous: Token<'_>, next: Token<'_>) -> bool {
    let is_callable = previous.kind == TokenKind::QuotedName
        || previous.kind == TokenKind::Word && (!is_keyword(previous) || previous.is("generated"));
    match next.text {
        ")" | "," | "." | ";" => false,
        "(" => !is_callable && previous.text != "(",
        _ => !matches!(previous.text, "(" | "." | "@" | ":" | "$"),
    }
}

/// Whether an operand follows, so that a sign here belongs to it.
fn expects_operand(token: Token<'_>) -> bool {
    match token.kind {
        TokenKind::Symbol => token.text != ")",
        TokenKind::Word => is_keyword(token) && !token.is("end") && !token.is("null"),
        _ => false,
    }
}

fn is_keyword(token: Token<'_>) -> bool {
    token.kind == TokenKind::Word
        && KEYWORDS.iter().any(|word| token.text.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn blanks_comments_keyword_case_and_outer_parentheses_do_not_count() {
        for (text, expected) in [
            ("((a  +b))", "a + b"),
            ("lower ( email )", "lower(email)"),
            ("status IN('a' , 'b')", "status in ('a', 'b')"),
            ("a.`b` = - 1 AND x NOT  NULL", "a.\"b\" = -1 and x not null"),
            ("a - -1", "a - -1"),
            ("CASE WHEN a THEN -1 ELSE (b) END - 2", "case when a then -1 else (b) end - 2"),
            ("select\n  count(*) -- all\nfrom [t] ;", "select count(*) from \"t\""),
            ("CURRENT_TIMESTAMP", "current_timestamp"),
            ("'It''s  IN'", "'It''s  IN'"),
            ("j->>'$.a'||x", "j ->> '$.a' || x"),
        ] {
            assert_eq!(normal(text), expected);
        }
    }

    #[test]
    fn a_second_pass_changes_nothing() {
        for text in
            ["a in (select b from c where -d < 1)", "f(g(x), (y))", "x is not null and (a or b)"]
        {
            assert_eq!(normal(text), text);
            assert_eq!(normal(&normal(text)), normal(text));
        }
    }

    #[test]
    fn names_keep_their_case() {
        assert_eq!(normal("Total > 0 AND total > 0"), "Total > 0 and total > 0");
    }
}
