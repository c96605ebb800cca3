//! How objects are dropped that are kept as the statements that make them.

use crate::emit::{Alter, ObjectKind};
use crate::schema::{AtomKey, OtherObject};
use crate::template::TemplateError;

pub(super) fn drop(
    alter: &mut Alter<'_>,
    other: &OtherObject,
    key: AtomKey,
) -> Result<(), TemplateError> {
    let first = other.statements.first().map(String::as_str).unwrap_or_default();
    let words = format!("drop {} {}", other.kind, other.name);
    match other.kind.as_str() {
        "trigger" | "rule" => {
            let relation = other.part.strip_prefix("on ").unwrap_or(&other.part);
            let on = other.name.sibling(relation);
            let kind = ObjectKind { word: &other.kind, arguments: None, on: Some(&on) };
            let name = crate::schema::QualifiedName::bare(&*other.name.name);
            alter.drop_object(&kind, &name, key)
        }
        "operator class" | "operator family" => {
            let using = format!(" using {}", other.part);
            let kind = ObjectKind { word: &other.kind, arguments: Some(&using), on: None };
            alter.drop_object(&kind, &other.name, key)
        }
        "operator" => {
            let rest = first.split_once("OPERATOR ").map_or("", |(_, rest)| rest);
            let name = rest.split_once(" (").map_or(rest, |(name, _)| name);
            alter.verbatim(&format!("drop operator {name} {}", other.part), key, words)
        }
        "cast" => {
            let rest = first.split_once('(').map_or("", |(_, rest)| rest);
            let types = rest.split_once(") W").map_or(rest, |(types, _)| types);
            alter.verbatim(&format!("drop cast ({types})"), key, words)
        }
        _ if is_about_rights(first) => {
            for statement in other.statements.iter().rev() {
                alter.verbatim(&inverse(statement), key.clone(), words.clone())?;
            }
            Ok(())
        }
        "user mapping" | "transform" | "security label" => Ok(()),
        "default of a view's column" => {
            let start = first.split_once(" SET DEFAULT").map_or(first, |(start, _)| start);
            alter.verbatim(&format!("{start} DROP DEFAULT"), key, words)
        }
        // A setting of something else: what it was before is not known.
        _ if !first.trim_start().to_ascii_uppercase().starts_with("CREATE") => Ok(()),
        "foreign server" => alter.drop_object(&ObjectKind::word("server"), &other.name, key),
        kind => alter.drop_object(&ObjectKind::word(kind), &other.name, key),
    }
}

/// Whether a statement gives or takes privileges.
fn is_about_rights(statement: &str) -> bool {
    let word = |word: &str| statement.starts_with(word);
    word("GRANT ") || word("REVOKE ") || word("ALTER DEFAULT PRIVILEGES ")
}

/// What gives a privilege takes it away, and the other way round.
fn inverse(statement: &str) -> String {
    let turned = |word: &str, other: &str, link: &str, other_link: &str| {
        let at = statement.find(word)?;
        let (start, rest) = (statement.get(..at)?, statement.get(at + word.len()..)?);
        let rest = rest.strip_suffix(" WITH GRANT OPTION").unwrap_or(rest);
        let (what, whom) = rest.rsplit_once(link)?;
        Some(format!("{start}{other}{what}{other_link}{whom}"))
    };
    turned("REVOKE ", "GRANT ", " FROM ", " TO ")
        .or_else(|| turned("GRANT ", "REVOKE ", " TO ", " FROM "))
        .unwrap_or_else(|| statement.to_owned())
}
