use std::fmt::Write;

use crate::sql::{Piece, scan};

/// What stands between double quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quotes {
    Names,
    Values,
}

/// A statement with parameters in the place of its values, names in the language's own quotes, and
/// one space where there were many. What limits a result stays: it says how much is wanted.
///
/// `"…"` is a value on some servers and a name on others.
pub(super) fn normal(sql: &str, quotes: Quotes) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut values = 0;
    for (piece, range) in scan(sql.trim().trim_end_matches(';')) {
        let text = &sql.trim()[range];
        match piece {
            Piece::Comment => spaced(&mut out),
            Piece::Literal => parameter(&mut out, &mut values),
            Piece::Parameter(name) => {
                let _ = write!(out, ":{name}");
            }
            Piece::BacktickName => out.push_str(&name(text.trim_matches('`'))),
            Piece::QuotedName if quotes == Quotes::Values => parameter(&mut out, &mut values),
            Piece::QuotedName => out.push_str(text),
            Piece::Code => code(text, &mut out, &mut values),
        }
    }
    out.trim().to_owned()
}

fn spaced(out: &mut String) {
    if !out.ends_with(' ') && !out.is_empty() {
        out.push(' ');
    }
}

fn parameter(out: &mut String, values: &mut usize) {
    *values += 1;
    let _ = write!(out, ":p{values}");
}

fn name(plain: &str) -> String {
    let simple = plain.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && plain.chars().next().is_some_and(|c| !c.is_ascii_digit());
    if simple { plain.to_owned() } else { format!("\"{}\"", plain.replace('"', "\"\"")) }
}

/// Numbers, `?` and `$1` become parameters; a digest's `(…)` stands for a list of them.
fn code(text: &str, out: &mut String, values: &mut usize) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let in_word = out.chars().last().is_some_and(|last| last.is_alphanumeric() || last == '_');
        let digits = |text: &str| {
            text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.')).unwrap_or(text.len())
        };
        if c.is_whitespace() {
            spaced(out);
            rest = &rest[c.len_utf8()..];
        } else if let Some(after) = rest.strip_prefix("...") {
            parameter(out, values);
            rest = after;
        } else if c == '?' && !rest.starts_with("?|") && !rest.starts_with("?&") {
            parameter(out, values);
            rest = &rest[1..];
        } else if c == '$' && rest[1..].starts_with(|c: char| c.is_ascii_digit()) {
            let end = rest[1..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |at| at + 1);
            parameter(out, values);
            rest = &rest[end..];
        } else if c.is_ascii_digit() && !in_word {
            let end = digits(rest);
            if limits(out) {
                out.push_str(&rest[..end]);
            } else {
                parameter(out, values);
            }
            rest = &rest[end..];
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
}

/// Whether the last word says that a number of rows follows.
fn limits(out: &str) -> bool {
    let last = out.trim_end().rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    ["limit", "offset", "first", "next"].iter().any(|word| last.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::{Quotes, normal};

    #[test]
    fn values_become_parameters_and_names_stay() {
        assert_eq!(
            normal(
                "SELECT t1.a FROM `t1`  WHERE x = 'it''s' AND y IN (1, 2.5) /* c */ LIMIT 20;",
                Quotes::Names
            ),
            "SELECT t1.a FROM t1 WHERE x = :p1 AND y IN (:p2, :p3) LIMIT 20"
        );
        assert_eq!(
            normal("SELECT `a b` FROM t WHERE i IN (...) AND j = ? AND k = $1", Quotes::Names),
            "SELECT \"a b\" FROM t WHERE i IN (:p1) AND j = :p2 AND k = :p3"
        );
    }
}
