use sqlparser::ast::{Expr, Statement};
use sqlparser::dialect::{Dialect, GenericDialect, MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Token};

use super::super::rules;
use super::Island;
use super::peel::peel;
use crate::diagnostics::Diagnostic;

/// How deep expressions may nest; honest generated SQL goes beyond sqlparser's default of 50.
const RECURSION_LIMIT: usize = 120;

/// Reads one expression. None for a plain literal, which holds nothing to look at.
///
/// `only` names the dialect the text is written for, where it is for one alone.
pub fn parse_expression(
    island: Island<'_>,
    only: Option<&str>,
) -> Result<Option<Expr>, Diagnostic> {
    if is_plain_literal(island.text) {
        return Ok(None);
    }
    first_success(only, |dialect| {
        let mut parser = reader(island.text, dialect)?;
        let expression = parser.parse_expr()?;
        expect_end(&parser, "the expression").map(|()| Some(expression))
    })
    .map_err(|error| describe(island, error))
}

/// Reads statements separated by semicolons.
pub fn parse_statements(
    island: Island<'_>,
    only: Option<&str>,
) -> Result<Vec<Statement>, Diagnostic> {
    let read =
        |text: &str| first_success(only, |dialect| reader(text, dialect)?.parse_statements());
    let again = |error| match peel(island.text) {
        Some(peeled) => read(&peeled).map_err(|_| error),
        None => Err(error),
    };
    read(island.text).or_else(again).map_err(|error| describe(island, error))
}

fn reader<'d>(text: &str, dialect: &'d dyn Dialect) -> Result<Parser<'d>, ParserError> {
    Parser::new(dialect).with_recursion_limit(RECURSION_LIMIT).try_with_sql(text)
}

/// The first dialect's result, or that of another one which can read the text; when none can, the
/// first one's error, which fits what was most likely meant.
fn first_success<T>(
    only: Option<&str>,
    read: impl Fn(&dyn Dialect) -> Result<T, ParserError>,
) -> Result<T, ParserError> {
    let (postgres, mysql, sqlite, generic) =
        (PostgreSqlDialect {}, MySqlDialect {}, SQLiteDialect {}, GenericDialect {});
    let dialects: [&dyn Dialect; 3] = match only {
        Some("mysql" | "mariadb" | "tidb" | "vitess") => [&mysql, &generic, &postgres],
        Some("sqlite") => [&sqlite, &generic, &postgres],
        _ => [&postgres, &generic, &mysql],
    };
    let mut first = None;
    for dialect in dialects {
        match read(dialect) {
            Ok(found) => return Ok(found),
            // Deeper than the limit for one is deeper for all.
            Err(ParserError::RecursionLimitExceeded) => {
                return Err(ParserError::RecursionLimitExceeded);
            }
            Err(error) => {
                first.get_or_insert(error);
            }
        }
    }
    Err(first.unwrap_or(ParserError::RecursionLimitExceeded))
}

fn expect_end(parser: &Parser<'_>, what: &str) -> Result<(), ParserError> {
    let next = parser.peek_token();
    if next.token == Token::EOF {
        return Ok(());
    }
    let place = next.span.start;
    Err(ParserError::ParserError(format!(
        "Expected: the end of {what}, found: {}{place}",
        next.token
    )))
}

/// Numbers, `true`, `false`, `null`, simple strings and calls without arguments: most defaults.
fn is_plain_literal(text: &str) -> bool {
    let number = |text: &str| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let string = |text: &str| {
        let inner = text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
        inner.is_some_and(|inner| !inner.contains(['\'', '\\']))
    };
    let call = |text: &str| {
        let name = text.strip_suffix("()").unwrap_or("");
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    };
    matches!(text, "true" | "false" | "null") || number(text) || string(text) || call(text)
}

/// sqlparser's error in our words, at its place.
fn describe(island: Island<'_>, error: ParserError) -> Diagnostic {
    let words = match error {
        ParserError::RecursionLimitExceeded => {
            return Diagnostic::new(&rules::SQL_SYNTAX, "the SQL is nested too deep to be read")
                .at(island.span, format!("more than {RECURSION_LIMIT} levels"));
        }
        ParserError::TokenizerError(words) | ParserError::ParserError(words) => words,
    };
    let (words, place) = split_place(&words);
    let span = match place {
        // The end has no place: the last character is where something is missing.
        _ if words.ends_with("found: EOF") => {
            island.token_at(Location { line: u64::MAX, column: 1 })
        }
        Some(place) => island.token_at(place),
        None => island.span,
    };
    let (message, label) = reword(words);
    Diagnostic::new(&rules::SQL_SYNTAX, format!("this SQL cannot be read: {message}"))
        .at(span, label)
}

/// Whether SQL that could not be read ends too early: no server reads it either.
pub fn ends_early(finding: &Diagnostic) -> bool {
    finding.message.ends_with("found the end")
}

/// Takes ` at Line: 1, Column: 5` off the end.
fn split_place(words: &str) -> (&str, Option<Location>) {
    let Some((words, place)) = words.rsplit_once(" at Line: ") else {
        return (words, None);
    };
    let place = place.split_once(", Column: ").and_then(|(line, column)| {
        Some(Location { line: line.trim().parse().ok()?, column: column.trim().parse().ok()? })
    });
    (words, place)
}

/// The error as a message, and what is to be said at its place.
fn reword(words: &str) -> (String, String) {
    let words = words.trim();
    let Some((expected, found)) =
        words.strip_prefix("Expected: ").and_then(|rest| rest.rsplit_once(", found: "))
    else {
        let mut letters = words.chars();
        let first = letters.next().map(|first| first.to_lowercase().chain(letters).collect());
        return (first.unwrap_or_default(), String::new());
    };
    let found = match found {
        "EOF" => "the end".to_owned(),
        other => format!("`{other}`"),
    };
    let expected = match expected {
        "end of statement" => "the end of the statement",
        "an SQL statement" => "a statement",
        "identifier" => "a name",
        other => other,
    };
    let label = if found == "the end" {
        format!("expected {expected} after this")
    } else {
        format!("expected {expected}")
    };
    (format!("expected {expected}, found {found}"), label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{FileId, Span};

    fn island(text: &str) -> Island<'_> {
        Island { text, span: Span::new(FileId(0), 0, text.len() as u32) }
    }

    fn error(text: &str) -> (String, String) {
        let found = parse_expression(island(text), None).unwrap_err();
        let span = found.span().unwrap();
        (found.message, text[span.range()].to_owned())
    }

    #[test]
    fn errors_are_ours_and_at_their_place() {
        let say = |words: &str| format!("this SQL cannot be read: {words}");
        assert_eq!(error("a >"), (say("expected an expression, found the end"), ">".into()));
        assert_eq!(
            error("a b"),
            (say("expected the end of the expression, found `b`"), "b".into())
        );
        assert_eq!(error("a > 'x"), (say("unterminated string literal"), "'x".into()));
        assert_eq!(error("é > (1, \n 2 oops)").1, "oops");
    }

    #[test]
    fn every_dialect_has_its_turn() {
        assert!(parse_expression(island("`a` > 1"), None).unwrap().is_some());
        assert!(parse_expression(island("tags @> array['a']"), None).unwrap().is_some());
        assert!(parse_expression(island("-12"), None).unwrap().is_none());
        assert!(parse_expression(island("''''"), None).unwrap().is_some());
        assert!(parse_statements(island("select 1; delete from a"), None).unwrap().len() == 2);
        let deep = format!("{}1{}", "(".repeat(5000), ")".repeat(5000));
        assert!(parse_expression(island(&deep), None).unwrap_err().message.contains("too deep"));
    }
}
