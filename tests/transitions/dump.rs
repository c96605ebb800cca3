//! Dumps without what a change of a table cannot bring about: the order of its columns.

use crate::round_trip::dump::{Pieces, pieces};

/// The pieces of a dump, with the columns of each table in the order of their names.
pub fn unordered(dialect: &str, dump: &str) -> Pieces {
    let mut found = Pieces::new();
    for (piece, count) in pieces(dialect, dump) {
        *found.entry(without_start(&sorted(&piece))).or_default() += count;
    }
    found
}

/// An event that says nothing else starts when it is made.
fn without_start(piece: &str) -> String {
    match piece.split_once(" STARTS '") {
        Some((before, rest)) if before.contains("EVENT") => {
            format!("{before}{}", rest.split_once('\'').map_or("", |(_, rest)| rest))
        }
        _ => piece.to_owned(),
    }
}

/// Statistics and publications name columns in the order in which the table has them.
fn sorted_names(piece: &str) -> String {
    let sorted = |start: &str, end: &str| {
        let (head, rest) = piece.split_once(start)?;
        let (columns, rest) = rest.split_once(end)?;
        let mut columns: Vec<&str> = columns.split(", ").collect();
        columns.sort_unstable();
        Some(format!("{head}{start}{}{end}{rest}", columns.join(", ")))
    };
    let found = match () {
        () if piece.contains("CREATE STATISTICS ") => sorted(" ON ", " FROM "),
        () if piece.contains("ALTER PUBLICATION ") => sorted(" (", ")"),
        () => None,
    };
    found.unwrap_or_else(|| piece.to_owned())
}

fn sorted(piece: &str) -> String {
    let lines: Vec<&str> = piece.lines().collect();
    let is_start = |line: &&str| {
        let line = line.to_ascii_uppercase();
        line.starts_with("CREATE ") && line.contains("TABLE ") && line.trim_end().ends_with('(')
    };
    let Some(start) = lines.iter().position(is_start) else {
        return sorted_names(piece);
    };
    let Some(length) = lines[start..].iter().position(|line| line.starts_with(')')) else {
        return piece.to_owned();
    };
    let end = start + length;
    let mut inside: Vec<&str> =
        lines[start + 1..end].iter().map(|line| line.trim_end_matches(',')).collect();
    inside.sort_unstable();
    let mut text = lines[..=start].to_vec();
    text.extend(inside);
    text.extend(&lines[end..]);
    text.join("\n")
}
