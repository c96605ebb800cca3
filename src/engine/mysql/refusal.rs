//! The server's errors, with the place in the statement where it can be found and without the names
//! of scratch databases.

use crate::engine::introspect::tokens::{Flavour, TokenKind, tokens};
use crate::engine::{EngineError, StatementError};

/// A statement that was refused, or a session that broke off.
pub(super) fn refused(error: mysql::Error, sql: &str, server: &str, scratch: &str) -> EngineError {
    match error {
        mysql::Error::MySqlError(error) => {
            let message = without_scratch(&error.message, scratch);
            StatementError {
                position: position(error.code, &message, sql),
                code: Some(error.code.to_string()),
                message,
                sql: sql.to_owned(),
                ..StatementError::default()
            }
            .into()
        }
        mysql::Error::FromValueError(_) | mysql::Error::FromRowError(_) => EngineError::Catalog {
            server: server.to_owned(),
            why: "a value has another type than expected".to_owned(),
        },
        other => EngineError::Lost {
            server: server.to_owned(),
            why: without_scratch(&other.to_string(), scratch),
        },
    }
}

/// A catalog that cannot be read.
pub(super) fn unreadable(error: mysql::Error, server: &str, scratch: &str) -> EngineError {
    match error {
        mysql::Error::MySqlError(error) => EngineError::Catalog {
            server: server.to_owned(),
            why: format!("{} ({})", without_scratch(&error.message, scratch), error.code),
        },
        other => refused(other, "", server, scratch),
    }
}

/// A text of the server in the names of the model.
pub(super) fn without_scratch(text: &str, scratch: &str) -> String {
    if scratch.is_empty() {
        return text.to_owned();
    }
    let probe = format!("{scratch}_probe");
    [probe.as_str(), scratch].iter().fold(text.to_owned(), |text, name| {
        text.replace(&format!("`{name}`."), "").replace(&format!("{name}."), "")
    })
}

/// Where in the statement the mistake is: the servers say it in words only.
fn position(code: u16, message: &str, sql: &str) -> Option<u32> {
    let offset = match code {
        1064 | 1149 => syntax_error(message, sql),
        // Unknown column, table, function; ambiguous column; no such key.
        1054 | 1146 | 1305 | 1052 | 1072 | 1109 | 1051 => name(message, sql),
        _ => None,
    };
    offset.and_then(|offset| u32::try_from(offset).ok())
}

/// `… near 'rest of the statement' at line 2`; the rest is cut after 80 characters.
fn syntax_error(message: &str, sql: &str) -> Option<usize> {
    let (_, tail) = message.rsplit_once(" near '")?;
    let (rest, line) = tail.rsplit_once("' at line ")?;
    let line: usize = line.trim().parse().ok()?;
    if rest.is_empty() {
        return Some(sql.trim_end().len());
    }
    let starts = std::iter::once(0).chain(sql.match_indices('\n').map(|(at, _)| at + 1));
    let start = starts.take(line).last()?;
    // The rest reaches to the end, so that of several places it is the last from which it does.
    let found = sql.get(start..)?.match_indices(rest).map(|(at, _)| start + at).collect::<Vec<_>>();
    found.iter().copied().find(|at| sql.len() - at == rest.len()).or_else(|| found.first().copied())
}

/// The first quoted name of the message, where the statement names it.
fn name(message: &str, sql: &str) -> Option<usize> {
    let quoted = message.split('\'').nth(1)?;
    let last = quoted.rsplit('.').next()?;
    let mut names =
        tokens(sql, Flavour::MySql).into_iter().filter(|token| token.kind != TokenKind::Text);
    names
        .find(|token| token.name().is_some_and(|name| name.eq_ignore_ascii_case(last)))
        .map(|token| token.start)
}

#[cfg(test)]
mod tests {
    use super::{position, without_scratch};

    #[test]
    fn mistakes_are_found_in_the_statement() {
        let near = "You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version \
                    for the right syntax to use near 'form t\nwhere x' at line 2";
        assert_eq!(position(1064, near, "select a,\n a form t\nwhere x"), Some(13));
        assert_eq!(position(1064, "… near '' at line 1", "select (1 "), Some(9));
        assert_eq!(
            position(
                1054,
                "Unknown column 'o.emial' in 'field list'",
                "select 'emial', o.`emial` from o"
            ),
            Some(18)
        );
        assert_eq!(position(1146, "Table 'odrer' doesn't exist", "select 1 from odrer"), Some(14));
        assert_eq!(position(1406, "Data too long for column 'a' at row 1", "select a"), None);
    }

    #[test]
    fn scratch_names_are_taken_out() {
        assert_eq!(
            without_scratch("Table 's_1.t' and `s_1`.`u` and s_1_probe.t0", "s_1"),
            "Table 't' and `u` and t0"
        );
    }
}
