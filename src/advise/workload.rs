//! A text of SQL statements as a workload.

use crate::design::Query;
use crate::sql::{Piece, scan};
use crate::text::{FileId, Span};

/// The statements of one file, named after it. A comment before a statement may say how often it
/// runs: `-- rate: 1200/s`, `-- rate: 3/min`, or a bare weight.
pub fn queries(name: &str, text: &str, file: FileId) -> Vec<Query> {
    let mut found: Vec<Query> = Vec::new();
    for (start, end, rate) in statements(text) {
        let raw = &text[start..end];
        let start = start + (raw.len() - raw.trim_start().len());
        let sql = raw.trim();
        if sql.is_empty() || !asks(sql) {
            continue;
        }
        let span = Span::new(file, start as u32, (start + sql.len()) as u32);
        let first_line = sql.find('\n').unwrap_or(sql.len()) as u32;
        found.push(Query {
            name: name.to_owned(),
            rate,
            within: None,
            sql: sql.to_owned(),
            parameters: Vec::new(),
            namespace: None,
            comment: None,
            only: None,
            name_span: span.inner(0, first_line),
            sql_span: span,
        });
    }
    if found.len() > 1 {
        for (number, query) in found.iter_mut().enumerate() {
            query.name = format!("{name}#{}", number + 1);
        }
    }
    found
}

/// Where each statement begins, after the comments before it, and ends; and the rate they say.
fn statements(text: &str) -> Vec<(usize, usize, Option<f64>)> {
    let mut found = Vec::new();
    let (mut start, mut rate, mut begun) = (0, None, false);
    for (piece, range) in scan(text) {
        match piece {
            Piece::Comment => {
                let said = rate_of(&text[range.clone()]);
                if !begun {
                    rate = said.or(rate);
                    start = range.end;
                }
            }
            Piece::Code => {
                for (at, c) in text[range.clone()].char_indices() {
                    if c == ';' {
                        found.push((start, range.start + at, rate.take()));
                        start = range.start + at + 1;
                        begun = false;
                    } else if !c.is_whitespace() {
                        begun = true;
                    }
                }
            }
            _ => begun = true,
        }
    }
    found.push((start, text.len(), rate));
    found
}

/// Executions a second that a comment names.
fn rate_of(comment: &str) -> Option<f64> {
    let comment = comment.to_lowercase();
    let at = ["rate:", "weight:"]
        .iter()
        .find_map(|word| comment.find(word).map(|at| at + word.len()))?;
    let said = comment[at..].trim_start();
    let digits = said
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '_' | ',')))
        .unwrap_or(said.len());
    let plain: String = said[..digits].chars().filter(|c| !matches!(c, '_' | ',')).collect();
    let number: f64 = plain.parse().ok()?;
    let unit = said[digits..].trim_start();
    let thousands = match unit.chars().next() {
        Some('k') => 1e3,
        _ => 1.0,
    };
    let unit = unit.trim_start_matches('k').trim_start().trim_start_matches('/').trim_start();
    let seconds = [("min", 60.0), ("h", 3_600.0), ("d", 86_400.0), ("w", 604_800.0)]
        .iter()
        .find(|(word, _)| unit.starts_with(word))
        .map_or(1.0, |(_, seconds)| *seconds);
    Some(number * thousands / seconds)
}

/// Whether a statement asks or changes rows; settings and definitions are no workload.
fn asks(sql: &str) -> bool {
    let sql = sql.trim_start_matches(['(', ' ', '\n']);
    let first = sql.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_lowercase();
    let others = [
        "set", "begin", "start", "commit", "rollback", "create", "drop", "alter", "analyze",
        "vacuum", "use", "grant", "revoke", "comment", "reset", "show", "copy",
    ];
    !others.contains(&first.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_cut_and_rated_where_they_stand() {
        let text = "-- rate: 1,200/s\nselect ';' from a; -- weight: 3\nselect 2;\nset x = 1;\n";
        let found = queries("q", text, FileId(0));
        let shown: Vec<_> = found
            .iter()
            .map(|query| (query.name.as_str(), query.sql.as_str(), query.rate))
            .collect();
        assert_eq!(
            shown,
            [("q#1", "select ';' from a", Some(1200.0)), ("q#2", "select 2", Some(3.0))]
        );
        assert_eq!(&text[found[0].sql_span.range()], found[0].sql);
        assert_eq!(rate_of("-- rate: 6/min"), Some(0.1));
    }
}
