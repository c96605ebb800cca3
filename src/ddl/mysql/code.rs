//! Triggers, routines and sequences.

use super::{Reader, Why, expected};
use crate::schema::{Routine, RoutineKind, Sequence, SequenceOptions, Trigger};
use crate::sql::cursor::Cursor;

/// What a sequence of MariaDB has that says nothing.
const CACHE: i64 = 1000;
const MAXIMUM: i64 = i64::MAX - 1;

impl Reader<'_> {
    /// A trigger in the one spelling that the introspector gives.
    pub fn create_trigger(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Why> {
        cursor.eat_all(&["if", "not", "exists"]);
        let name = self.name(cursor)?.name;
        let start = cursor.position();
        cursor.seek(&["on"]);
        let moment = cursor.slice(start).split_whitespace().collect::<Vec<_>>().join(" ");
        cursor.eat("on");
        let table = self.name(cursor)?;
        if !cursor.eat_all(&["for", "each", "row"]) {
            return Err(expected("`for each row`", cursor));
        }
        if cursor.eat("follows") || cursor.eat("precedes") {
            cursor.name();
        }
        let body = cursor.rest().trim_end_matches(';').trim_end();
        let definition = format!(
            "create trigger {} {} on {} for each row {body}",
            self.dialect.quote_always(&name),
            moment.to_lowercase(),
            self.dialect.quote_always(&table.name),
        );
        let draft = self.tables.get_mut(&table);
        let draft = draft.ok_or_else(|| format!("there is no table `{table}` before it"))?;
        draft.table.triggers.retain(|trigger| trigger.name != name);
        draft.table.triggers.push(Trigger::new(name, definition));
        Ok(())
    }

    /// A function or a procedure, as written but for its definer.
    pub fn create_routine(&mut self, cursor: &mut Cursor<'_>, text: &str) -> Result<(), Why> {
        let start = cursor.position();
        let kind = match cursor.eat("function") {
            true => RoutineKind::Function,
            false => RoutineKind::Procedure,
        };
        cursor.eat("procedure");
        cursor.eat_all(&["if", "not", "exists"]);
        let name = self.name(cursor)?;
        let body = text.get(start..).unwrap_or_default().trim().trim_end_matches(';').trim_end();
        let mut comment = None;
        // Characteristics stand before the body; a comment is one of them.
        cursor.group();
        while !cursor.is_at_end() && !cursor.is("begin") && !cursor.is("return") {
            if cursor.eat("comment") {
                comment = super::text::eat_string(cursor);
                break;
            }
            cursor.next();
        }
        self.schema.routines.push(Routine {
            name,
            kind,
            arguments: String::new(),
            definition: format!("create {body}"),
            settings: Default::default(),
            owner: None,
            comment,
        });
        Ok(())
    }

    pub fn create_sequence(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Why> {
        cursor.eat_all(&["if", "not", "exists"]);
        let name = self.name(cursor)?;
        let mut options = SequenceOptions::default();
        while !cursor.is_at_end() {
            if cursor.eat("start") {
                options.start = number(cursor);
            } else if cursor.eat("increment") {
                options.increment = number(cursor);
            } else if cursor.eat("minvalue") {
                options.minimum = number(cursor);
            } else if cursor.eat("maxvalue") {
                options.maximum = number(cursor);
            } else if cursor.eat("cache") {
                options.cache = number(cursor);
            } else if cursor.eat("nocache") {
                options.cache = Some(0);
            } else if cursor.eat("cycle") {
                options.cycle = true;
            } else if cursor.eat("nocycle") || cursor.eat_all(&["no", "cycle"]) {
                options.cycle = false;
            } else if cursor.eat("engine") {
                cursor.eat("=");
                cursor.next();
            } else if cursor.eat_all(&["no", "minvalue"]) || cursor.eat_all(&["no", "maxvalue"]) {
            } else {
                let rest = cursor.rest().to_owned();
                self.leave(rest);
                break;
            }
        }
        let minimum = options.minimum.unwrap_or(1);
        options.start = options.start.filter(|start| *start != minimum);
        options.increment = options.increment.filter(|step| *step != 1);
        options.minimum = options.minimum.filter(|least| *least != 1);
        options.maximum = options.maximum.filter(|most| *most != MAXIMUM);
        options.cache = options.cache.filter(|count| *count != CACHE);
        self.schema.sequences.push(Sequence {
            name,
            data_type: None,
            options,
            owned_by: None,
            owner: None,
            comment: None,
        });
        Ok(())
    }
}

/// `WITH 5`, `BY -2`, `= 7`.
fn number(cursor: &mut Cursor<'_>) -> Option<i64> {
    let _ = cursor.eat("with") || cursor.eat("by") || cursor.eat("=");
    let sign = if cursor.eat("-") { "-" } else { "" };
    let token = cursor.next()?;
    format!("{sign}{}", token.text).parse().ok()
}
