//! Objects that are kept as the statements that make them.

use super::Scope;
use super::names::{Names, qualified};
use super::rows::{OtherRow, TriggerRow};
use crate::schema::{OtherObject, QualifiedName};

pub(super) fn other(row: OtherRow, scope: &Scope) -> OtherObject {
    let mut statements: Vec<String> = row.statements.into_iter().flatten().map(trimmed).collect();
    if let Some(identity) = &row.identity {
        let kind = match row.kind.as_str() {
            "foreign server" => "server",
            kind => kind,
        };
        if let Some(owner) = row.owner.as_deref().and_then(|owner| scope.owner(owner)) {
            statements.push(format!("ALTER {kind} {identity} OWNER TO {}", quoted(&owner)));
        }
        if let Some(comment) = &row.comment {
            let text = comment.replace('\'', "''");
            statements.push(format!("COMMENT ON {kind} {identity} IS '{text}'"));
        }
    }
    let name = match &row.namespace {
        Some(namespace) => qualified(namespace, &row.name),
        None => QualifiedName::bare(row.name),
    };
    OtherObject { kind: row.kind, name, part: row.part, statements, early: row.early }
}

/// A trigger on a view: it stands instead of what the view cannot do.
pub(super) fn trigger(row: TriggerRow, names: &Names<'_>) -> OtherObject {
    let relation = format!("{}.{}", quoted(&row.namespace), quoted(&row.relation));
    let name = quoted(&row.name);
    let mut statements = vec![trimmed(row.definition)];
    if let Some(firing) = match row.firing.as_str() {
        "D" => Some("DISABLE"),
        "R" => Some("ENABLE REPLICA"),
        "A" => Some("ENABLE ALWAYS"),
        _ => None,
    } {
        statements.push(format!("ALTER TABLE {relation} {firing} TRIGGER {name}"));
    }
    if let Some(comment) = names.comment("pg_trigger", row.id) {
        let text = comment.replace('\'', "''");
        statements.push(format!("COMMENT ON TRIGGER {name} ON {relation} IS '{text}'"));
    }
    OtherObject {
        kind: "trigger".to_owned(),
        name: qualified(&row.namespace, &row.name),
        part: format!("on {}", row.relation),
        statements,
        early: false,
    }
}

fn trimmed(statement: String) -> String {
    statement.trim_end().trim_end_matches(';').trim_end().to_owned()
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
