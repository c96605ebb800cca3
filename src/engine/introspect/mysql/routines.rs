//! Triggers, functions and procedures, as the statements that make them.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::catalog::{Fields, literal};
use super::statements::{Made, Statement};
use super::text::quoted_name;
use super::{Grouped, Reader};
use crate::engine::introspect::tokens::{Cursor, Flavour};
use crate::schema::{OtherObject, Routine, RoutineKind, Schema, Trigger, Unmodelled};

impl Reader<'_> {
    /// The triggers of one table (a row of `tables.sql`), from the rows of `triggers.sql`.
    pub(super) fn triggers(
        &self,
        table: &Fields,
        rows: &Grouped,
        statements: &BTreeMap<Made, Statement>,
    ) -> Vec<Trigger> {
        let trigger = |row: &Fields| match statements.get(&("trigger", row.owned(0), row.owned(2)))
        {
            Some(made) => Trigger {
                settings: made.settings.clone(),
                ..Trigger::new(row.text(2), made.text.clone())
            },
            None => {
                let text = TriggerText {
                    name: row.text(2),
                    moment: &format!("{} {}", row.text(3), row.text(4)),
                    table: row.text(1),
                    body: row.text(5),
                };
                Trigger::new(row.text(2), text.statement())
            }
        };
        let rows = rows.get(&(table.owned(0), table.owned(1)));
        rows.map(Vec::as_slice).unwrap_or_default().iter().map(trigger).collect()
    }

    /// Events, kept as they were made.
    pub(super) fn events(
        &self,
        schema: &mut Schema,
        rows: &[Fields],
        statements: &BTreeMap<Made, Statement>,
    ) {
        for row in rows {
            let name = self.qualified(row.text(0), row.text(1));
            match statements.get(&("event", row.owned(0), row.owned(1))) {
                Some(made) => schema.others.push(OtherObject {
                    kind: "event".to_owned(),
                    name,
                    part: String::new(),
                    statements: with_settings(&made.settings, made.text.clone()),
                    early: false,
                }),
                None => schema
                    .unmodelled
                    .push(Unmodelled { kind: "event".to_owned(), name: name.to_string() }),
            }
        }
    }

    pub(super) fn routines(
        &self,
        schema: &mut Schema,
        rows: &[Fields],
        parameters: &[Fields],
        statements: &BTreeMap<Made, Statement>,
    ) {
        for row in rows {
            let name = self.qualified(row.text(0), row.text(1));
            let (kind, word) = match row.text(2) {
                "FUNCTION" => (RoutineKind::Function, "function"),
                "PROCEDURE" => (RoutineKind::Procedure, "procedure"),
                other => {
                    schema
                        .unmodelled
                        .push(Unmodelled { kind: other.to_lowercase(), name: name.to_string() });
                    continue;
                }
            };
            if let Some(made) = statements.get(&(word, row.owned(0), row.owned(1))) {
                let comment = row.optional(8).filter(|text| !text.is_empty());
                schema.routines.push(Routine {
                    name,
                    kind,
                    arguments: String::new(),
                    definition: made.text.clone(),
                    settings: made.settings.clone(),
                    owner: None,
                    comment: comment.map(str::to_owned),
                });
                continue;
            }
            let Some(body) = row.optional(4) else {
                let kind = format!("{} without a readable body", row.text(2).to_lowercase());
                schema.unmodelled.push(Unmodelled { kind, name: name.to_string() });
                continue;
            };
            let own = parameters
                .iter()
                .filter(|parameter| (0..3).all(|field| parameter.text(field) == row.text(field)))
                .map(|parameter| parameter_text(kind, parameter));
            let own: Vec<String> = own.collect();
            let mut definition = format!(
                "create {} {}({})",
                row.text(2).to_lowercase(),
                self.quoted(&name),
                own.join(", ")
            );
            if kind == RoutineKind::Function {
                definition.push_str(&format!(" returns {}", row.text(3)));
            }
            if row.text(5) == "YES" {
                definition.push_str(" deterministic");
            }
            for (value, default) in [(row.text(6), "CONTAINS SQL"), (row.text(7), "DEFINER")] {
                if value != default {
                    let security = if default == "DEFINER" { "sql security " } else { "" };
                    definition.push_str(&format!(" {security}{}", value.to_lowercase()));
                }
            }
            let comment = row.optional(8).filter(|text| !text.is_empty());
            if let Some(comment) = comment {
                definition.push_str(&format!(" comment {}", literal(comment)));
            }
            definition.push_str(&format!("\n{body}"));
            let comment = comment.map(str::to_owned);
            schema.routines.push(Routine {
                name,
                kind,
                arguments: String::new(),
                definition,
                settings: Default::default(),
                owner: None,
                comment,
            });
        }
    }

    fn quoted(&self, name: &crate::schema::QualifiedName) -> String {
        match &name.namespace {
            Some(namespace) => format!("{}.{}", quoted_name(namespace), quoted_name(&name.name)),
            None => quoted_name(&name.name),
        }
    }
}

/// The statement between those that make its settings and those that take them back.
pub(super) fn with_settings(settings: &IndexMap<String, String>, statement: String) -> Vec<String> {
    let set = settings.iter().map(|(name, value)| format!("set {name} = {}", literal(value)));
    let back = settings.keys().map(|name| format!("set {name} = default"));
    set.chain([statement]).chain(back).collect()
}

fn parameter_text(kind: RoutineKind, row: &Fields) -> String {
    let mode = match (kind, row.text(3)) {
        (RoutineKind::Function, _) | (_, "IN") => String::new(),
        (_, mode) => format!("{} ", mode.to_lowercase()),
    };
    format!("{mode}{} {}", quoted_name(row.text(4)), row.text(5))
}

/// A `CREATE TRIGGER` put together from what the catalog has of it.
struct TriggerText<'t> {
    name: &'t str,
    /// `BEFORE INSERT`.
    moment: &'t str,
    table: &'t str,
    body: &'t str,
}

impl TriggerText<'_> {
    fn statement(&self) -> String {
        format!(
            "create trigger {} {} on {} for each row {}",
            quoted_name(self.name),
            self.moment.to_lowercase(),
            quoted_name(self.table),
            self.body.trim().trim_end_matches(';').trim_end(),
        )
    }
}

/// Whether two statements make the same trigger: their authors' spelling of the head apart.
pub(super) fn same_trigger(a: &str, b: &str) -> bool {
    a == b || read_trigger(a).is_some_and(|text| Some(text) == read_trigger(b))
}

fn read_trigger(sql: &str) -> Option<String> {
    let mut cursor = Cursor::new(sql, Flavour::MySql);
    if !cursor.eat("create") {
        return None;
    }
    // `or replace`, `definer = …` and, behind the word itself, `if not exists`.
    cursor.seek(&["trigger"]);
    cursor.eat("trigger");
    cursor.eat_all(&["if", "not", "exists"]);
    let name = unqualified(&mut cursor)?;
    let start = cursor.position();
    cursor.seek(&["on"]);
    let moment = cursor.slice(start).to_owned();
    cursor.eat("on");
    let table = unqualified(&mut cursor)?;
    if !cursor.eat_all(&["for", "each", "row"]) {
        return None;
    }
    if cursor.eat("follows") || cursor.eat("precedes") {
        unqualified(&mut cursor)?;
    }
    let moment = moment.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = TriggerText { name: &name, moment: &moment, table: &table, body: cursor.rest() };
    Some(text.statement())
}

/// A name, without the database before it.
fn unqualified(cursor: &mut Cursor<'_>) -> Option<String> {
    let mut name = cursor.name()?;
    while cursor.eat(".") {
        name = cursor.name()?;
    }
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::same_trigger;

    #[test]
    fn the_spelling_of_the_head_does_not_matter() {
        let expected =
            "create trigger `t r` before insert on `a` for each row set new.x = 'on  it'";
        for text in [
            "CREATE TRIGGER `t r` BEFORE  INSERT ON a FOR EACH ROW set new.x = 'on  it';",
            "create definer = `x`@`y` trigger if not exists db.`t r` before insert\n on db.`a` for each row follows o set new.x = 'on  it'",
            expected,
        ] {
            assert!(same_trigger(text, expected), "{text}");
        }
        assert!(!same_trigger("select 1", expected));
        assert!(!same_trigger(&expected.replace("  it", " it"), expected));
    }
}
