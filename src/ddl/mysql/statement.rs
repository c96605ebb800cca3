//! Which statement is read where.

use super::version::for_server;
use super::{Outcome, Reader, Why, cursor};
use crate::sql::cursor::Cursor;

impl Reader<'_> {
    pub fn one(&mut self, text: &str) -> Outcome {
        let text = for_server(text, self.dialect.version, self.is_mariadb());
        let text = text.trim();
        let mut cursor = cursor(text);
        self.left.clear();
        if let Some(kind) = self.skipped(&mut cursor) {
            return Outcome::Skipped(kind);
        }
        match self.apply(&mut cursor, text) {
            Err(why) => Outcome::Verbatim(why, None),
            Ok(()) if self.left.is_empty() => Outcome::Read,
            Ok(()) => Outcome::Partly(std::mem::take(&mut self.left)),
        }
    }

    /// What a statement that says nothing of the schema is.
    fn skipped(&mut self, cursor: &mut Cursor<'_>) -> Option<&'static str> {
        let Some(first) = cursor.peek() else { return Some("comments for other servers") };
        Some(match first.text.to_ascii_lowercase().as_str() {
            "insert" | "replace" | "update" | "delete" | "truncate" | "load" | "select"
            | "with" | "values" => "data",
            "set" | "lock" | "unlock" | "flush" | "analyze" | "optimize" | "check" | "show"
            | "prepare" | "execute" | "deallocate" | "delimiter" => "session settings",
            "start" | "begin" | "commit" | "rollback" | "savepoint" => "transactions",
            "use" => {
                cursor.next();
                self.home = cursor.name();
                "session settings"
            }
            "create"
                if cursor.eat_all(&["create", "database"])
                    || cursor.eat_all(&["create", "schema"]) =>
            {
                self.create_database(cursor);
                "databases"
            }
            "drop"
                if cursor.eat_all(&["drop", "database"]) || cursor.eat_all(&["drop", "schema"]) =>
            {
                "databases"
            }
            "alter"
                if cursor.eat_all(&["alter", "database"])
                    || cursor.eat_all(&["alter", "schema"]) =>
            {
                "databases"
            }
            _ => return None,
        })
    }

    fn apply(&mut self, cursor: &mut Cursor<'_>, text: &str) -> Result<(), Why> {
        if cursor.eat("create") {
            return self.create(cursor, text);
        }
        if cursor.eat("alter") {
            let _ = cursor.eat("online") || cursor.eat("offline") || cursor.eat("ignore");
            if cursor.eat("table") {
                return self.alter_table(cursor);
            }
            return Err("the model has no word for it".to_owned());
        }
        if cursor.eat("drop") {
            self.drop_object(cursor)?;
            // Under another delimiter, what is made anew follows in the same breath.
            if !cursor.eat(";") || cursor.is_at_end() {
                return Ok(());
            }
            let rest = cursor.rest();
            return self.apply(&mut super::cursor(rest), rest);
        }
        if cursor.eat("grant") {
            return self.grant(cursor);
        }
        if cursor.eat("rename") {
            return Err("what it renames or moves is not followed without a server".to_owned());
        }
        Err("the model has no word for it".to_owned())
    }

    fn create(&mut self, cursor: &mut Cursor<'_>, text: &str) -> Result<(), Why> {
        let start = cursor.clone();
        cursor.eat_all(&["or", "replace"]);
        // `algorithm = …`, `definer = …`, `sql security …` stand before views and code.
        if cursor.eat("table") {
            return self.create_table(cursor);
        }
        if cursor.eat("temporary") {
            return Err("a temporary table is of one session only".to_owned());
        }
        let _ = cursor.eat("online") || cursor.eat("offline");
        for kind in ["unique", "fulltext", "spatial", "index"] {
            if cursor.is(kind) {
                return self.create_index(cursor);
            }
        }
        if cursor.eat("sequence") {
            return self.create_sequence(cursor);
        }
        if cursor.eat("role") {
            return self.create_roles(cursor, false);
        }
        if cursor.eat("user") {
            return self.create_roles(cursor, true);
        }
        let words = ["view", "trigger", "function", "procedure", "event", "package"];
        cursor.seek(&words);
        if cursor.eat("view") {
            return self.create_view(start, cursor);
        }
        if cursor.eat("trigger") {
            return self.create_trigger(cursor);
        }
        if cursor.is("function") || cursor.is("procedure") {
            return self.create_routine(cursor, text);
        }
        if cursor.is("event") {
            return Err("the model has no events".to_owned());
        }
        Err("the model has no word for it".to_owned())
    }

    fn create_database(&mut self, cursor: &mut Cursor<'_>) {
        cursor.eat_all(&["if", "not", "exists"]);
        if let Some(name) = cursor.name() {
            self.home.get_or_insert(name);
        }
    }

    fn drop_object(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Why> {
        if cursor.eat("index") {
            cursor.eat_all(&["if", "exists"]);
            let index = cursor.name().unwrap_or_default();
            if !cursor.eat("on") {
                return Err(super::expected("`on`", cursor));
            }
            let table = self.name(cursor)?;
            if let Some(draft) = self.tables.get_mut(&table) {
                draft.table.uniques.retain(|own| own.name.as_deref() != Some(index.as_str()));
                draft.table.indexes.retain(|own| own.name.as_deref() != Some(index.as_str()));
            }
            return Ok(());
        }
        if cursor.eat("trigger") {
            cursor.eat_all(&["if", "exists"]);
            let name = self.name(cursor)?.name;
            for draft in self.tables.values_mut() {
                draft.table.triggers.retain(|trigger| trigger.name != name);
            }
            return Ok(());
        }
        for kind in ["procedure", "function"] {
            if cursor.eat(kind) {
                cursor.eat_all(&["if", "exists"]);
                let name = self.name(cursor)?;
                self.schema.routines.retain(|routine| routine.name != name);
                return Ok(());
            }
        }
        let is_view = cursor.eat("view");
        if !is_view && !cursor.eat("table") {
            // Dumps drop what they are about to make.
            for kind in ["event", "user", "role", "sequence"] {
                if cursor.is(kind) {
                    return Ok(());
                }
            }
            return Err("the model has no word for it".to_owned());
        }
        cursor.eat_all(&["if", "exists"]);
        loop {
            let name = self.name(cursor)?;
            if is_view {
                self.views.shift_remove(&name);
            } else {
                self.tables.shift_remove(&name);
            }
            if !cursor.eat(",") {
                return Ok(());
            }
        }
    }
}
