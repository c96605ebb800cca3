use crate::engine::{Cause, StatementError};

/// By SQLSTATE (PostgreSQL's appendix of error codes).
pub(super) fn cause(error: &StatementError) -> Cause {
    let message = error.message.as_str();
    match error.code.as_deref().unwrap_or_default() {
        "42704" if is_role(message) => match quoted(message) {
            Some(name) => {
                let create = format!("create role \"{}\"", name.replace('"', "\"\""));
                Cause::NoRole { name: name.to_owned(), create }
            }
            None => Cause::Missing,
        },
        // Tables, columns, functions, namespaces, and keys that foreign keys need.
        "42P01" | "42703" | "42883" | "42704" | "3F000" | "42830" | "42P02" | "55000" => {
            Cause::Missing
        }
        // `create or replace view` of what is a table so far, and the like.
        "42809" => Cause::Missing,
        "0A000" | "58P01" if message.contains("extension") => Cause::NoExtension,
        "42710" | "42P07" | "42723" | "42P06" | "42701" | "42P16" => Cause::AlreadyThere,
        "42601" => Cause::Syntax,
        "42501" => Cause::NoRight,
        "57P01" | "57P02" | "57P03" => Cause::Leaving,
        _ => Cause::Other,
    }
}

fn is_role(message: &str) -> bool {
    message.starts_with("role ")
}

fn quoted(message: &str) -> Option<&str> {
    let start = message.find('"')? + 1;
    let end = message.rfind('"')?;
    message.get(start..end).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_role_says_how_it_is_made() {
        let error = StatementError {
            message: "role \"a b\" does not exist".into(),
            code: Some("42704".into()),
            ..StatementError::default()
        };
        let expected = Cause::NoRole { name: "a b".into(), create: "create role \"a b\"".into() };
        assert_eq!(cause(&error), expected);
        let error = StatementError { message: "type \"x\" does not exist".into(), ..error };
        assert_eq!(cause(&error), Cause::Missing);
    }
}
