//! How objects are dropped and changed that are kept as the statements that make them.

use crate::change::{PARENT_ALONE, options_of, tail};
use crate::dialect::Dialect;
use crate::emit::{Alter, ObjectKind};
use crate::schema::{AtomKey, OtherObject, Schema};
use crate::template::TemplateError;

pub(super) fn find<'s>(schema: &'s Schema, key: &AtomKey) -> Option<&'s OtherObject> {
    let mut named = schema.others.iter().filter(|other| other.name == key.object);
    named.find(|other| other.part_of_key() == key.part)
}

/// What is said of an object that stands becomes what is to be said of it.
pub(super) fn alter(
    alter: &mut Alter<'_>,
    from: &OtherObject,
    to: &OtherObject,
    dialect: Dialect<'_>,
    key: &AtomKey,
) -> Result<(), TemplateError> {
    let words = format!("change {} {}", to.kind, to.name);
    let options = |other: &OtherObject| -> Vec<(String, String)> {
        let all = other.statements.iter().filter_map(|text| options_of(&other.kind, text));
        all.flat_map(|(_, options)| options)
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    };
    let (before, after) = (options(from), options(to));
    let has =
        |options: &[(String, String)], name: &str| options.iter().any(|(other, _)| other == name);
    let mut changed: Vec<String> = Vec::new();
    for (name, value) in after.iter().filter(|option| !before.contains(option)) {
        let word = if has(&before, name) { "set" } else { "add" };
        changed.push(format!("{word} {name} {value}"));
    }
    for (name, _) in before.iter().filter(|(name, _)| !has(&after, name)) {
        changed.push(format!("drop {name}"));
    }
    if !changed.is_empty() {
        let word = if to.kind == "foreign server" { "server" } else { &to.kind };
        let sql = format!(
            "alter {word} {} options ({})",
            dialect.qualified(&to.name),
            changed.join(", ")
        );
        alter.verbatim(&sql, key.clone(), words.clone())?;
    }
    let said = to.statements.iter().filter(|text| tail(text).is_some());
    for statement in said.filter(|text| !from.statements.contains(text)) {
        alter.verbatim(statement, key.clone(), words.clone())?;
    }
    let about: Vec<&str> =
        to.statements.iter().filter_map(|text| Some(tail(text)?.about)).collect();
    for statement in from.statements.iter().filter_map(|text| tail(text)) {
        if !about.contains(&statement.about) {
            alter.verbatim(&statement.undone, key.clone(), words.clone())?;
        }
    }
    Ok(())
}

pub(super) fn drop(
    alter: &mut Alter<'_>,
    other: &OtherObject,
    schema: &Schema,
    dialect: Dialect<'_>,
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
            // A family of its name is made and dropped with a class that names no other.
            let alone = !first.contains(" FAMILY ")
                && !schema.others.iter().any(|other_class| {
                    let named = format!(
                        " FAMILY {}.{} ",
                        other.name.namespace.as_deref().unwrap_or("public"),
                        other.name.name
                    );
                    other_class.statements.iter().any(|text| text.contains(&named))
                });
            let word = if alone { "operator family" } else { &other.kind };
            let using = format!(" using {}", other.part);
            let kind = ObjectKind { word, arguments: Some(&using), on: None };
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
        PARENT_ALONE => {
            let constraint = first.strip_prefix("ALTER TABLE ONLY ");
            if let Some((table, _)) =
                constraint.and_then(|rest| rest.split_once(" ADD CONSTRAINT "))
            {
                let name = dialect.quote(&other.name.name);
                return alter.verbatim(
                    &format!("alter table {table} drop constraint {name}"),
                    key,
                    words,
                );
            }
            // Keys of partitions that stand on parts of it go with it, and cannot go before.
            let holds =
                other.statements.iter().skip(1).any(|text| text.starts_with("ALTER TABLE "));
            let end = if holds { " cascade" } else { "" };
            let name = dialect.qualified(&other.name);
            alter.verbatim(&format!("drop index {name}{end}"), key, words)
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
