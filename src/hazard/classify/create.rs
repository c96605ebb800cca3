//! `CREATE`.

use super::Reader;
use super::names::says;
use crate::dialect::Capability;
use crate::hazard::action::Action;
use crate::hazard::kind::Kind;
use crate::schema::QualifiedName;
use crate::sql::cursor::{Cursor, split_list};

impl Reader<'_> {
    pub fn create(&mut self, cursor: &mut Cursor<'_>) {
        let replaces = cursor.eat_all(&["or", "replace"]);
        let modifiers =
            ["temp", "temporary", "global", "local", "recursive", "constraint", "aggregate"];
        let mut temporary = false;
        let mut unlogged = false;
        loop {
            if let Some(word) = modifiers.iter().find(|word| cursor.is(word)) {
                temporary |= word.starts_with("temp");
                cursor.next();
            } else if cursor.eat("unlogged") {
                unlogged = true;
            } else if cursor.is("definer") || cursor.is("algorithm") || cursor.is("sql") {
                cursor.seek(&["view", "trigger", "function", "procedure", "event"]);
            } else {
                break;
            }
        }
        if temporary {
            return;
        }
        let unique = cursor.eat("unique");
        if cursor.eat("table") {
            self.create_table(unlogged, cursor);
        } else if cursor.eat_all(&["fulltext", "index"]) {
            self.create_index(false, Kind::CreateFulltextIndex, cursor);
        } else if cursor.eat_all(&["spatial", "index"]) {
            self.create_index(false, Kind::CreateSpatialIndex, cursor);
        } else if cursor.eat("index") {
            self.create_index(unique, Kind::CreateIndex, cursor);
        } else if cursor.eat("trigger") {
            let kind = if replaces { Kind::ReplaceTrigger } else { Kind::CreateTrigger };
            self.on_table(kind, cursor);
        } else if cursor.eat("policy") {
            self.on_table(Kind::CreatePolicy, cursor);
        } else if cursor.eat("rule") {
            self.if_exists(cursor);
            let name = self.word(cursor);
            cursor.seek(&["to"]);
            cursor.eat("to");
            if let Some(table) = self.name(cursor) {
                self.add(Action::new(Kind::CreateRule, table).some_part(name));
            }
        } else if cursor.eat("domain") {
            self.create_domain(cursor);
        } else if cursor.eat("view") || cursor.eat_all(&["materialized", "view"]) {
            self.if_exists(cursor);
            let kind = if replaces { Kind::ReplaceView } else { Kind::CreateView };
            self.named(kind, cursor);
        } else if cursor.eat("database") && !self.dialect.has(Capability::StorageEngines) {
            self.named(Kind::CreateDatabase, cursor);
        } else {
            let what = cursor.next().map(|token| token.text.to_lowercase()).unwrap_or_default();
            self.if_exists(cursor);
            if let Some(name) = self.name(cursor) {
                self.add(Action::new(Kind::CreateObject, name).to(what));
            }
        }
    }

    fn named(&mut self, kind: Kind, cursor: &mut Cursor<'_>) {
        let conditional = self.if_exists(cursor);
        if let Some(name) = self.name(cursor) {
            self.add(Action { conditional, ..Action::new(kind, name) });
        }
    }

    /// `name … on table`.
    pub fn on_table(&mut self, kind: Kind, cursor: &mut Cursor<'_>) {
        let conditional = self.if_exists(cursor);
        let Some(name) = self.word(cursor) else { return };
        cursor.seek(&["on"]);
        let table = if cursor.eat("on") { self.name(cursor) } else { None };
        let table = table.unwrap_or_else(|| QualifiedName::bare(""));
        self.add(Action { conditional, ..Action::new(kind, table).part(name) });
    }

    fn create_table(&mut self, unlogged: bool, cursor: &mut Cursor<'_>) {
        let conditional = self.if_exists(cursor);
        let Some(table) = self.name(cursor) else { return };
        if cursor.eat_all(&["partition", "of"]) {
            if let Some(parent) = self.name(cursor) {
                self.add(Action {
                    conditional,
                    ..Action::new(Kind::CreatePartition, table).other(parent)
                });
            }
            return;
        }
        let to = if unlogged { "unlogged" } else { "" };
        self.add(Action { conditional, ..Action::new(Kind::CreateTable, table.clone()).to(to) });
        let Some(list) = cursor.group() else { return };
        for text in split_list(list, self.flavour) {
            let mut item = self.cursor(text);
            self.table_item(&table, &mut item);
        }
    }

    /// Of a new table only the columns, and the tables it points to, are of interest.
    fn table_item(&mut self, table: &QualifiedName, cursor: &mut Cursor<'_>) {
        let reference =
            |kind: Kind, parent: QualifiedName| Action::new(kind, table.clone()).other(parent);
        let first = self.found.actions.len();
        if cursor.is("like") || self.table_constraint(table, cursor) {
            let made: Vec<Action> = self.found.actions.drain(first..).collect();
            for parent in made.into_iter().filter_map(|action| action.other) {
                self.add(reference(Kind::CreateTableReferencing, parent));
            }
            return;
        }
        let Some(name) = self.word(cursor) else { return };
        let mut clauses = cursor.clone();
        let facts = self.column_facts(&name, cursor);
        if let Some(made) =
            self.found.actions.iter_mut().rev().find(|made| made.kind == Kind::CreateTable)
        {
            made.defines.push(facts);
        }
        if says(&clauses, "references") {
            clauses.seek(&["references"]);
            clauses.eat("references");
            if let Some(parent) = self.name(&mut clauses) {
                self.add(reference(Kind::CreateTableReferencing, parent));
            }
        }
    }

    fn create_domain(&mut self, cursor: &mut Cursor<'_>) {
        let Some(name) = self.name(cursor) else { return };
        let mut ahead = cursor.clone();
        let not_null = ahead.seek(&["not"]) && ahead.eat_all(&["not", "null"]);
        let kind = match says(cursor, "check") || not_null {
            true => Kind::CreateDomainConstrained,
            false => Kind::CreateObject,
        };
        self.add(Action::new(kind, name).to("domain"));
    }
}
