//! `ALTER COLUMN`, and MySQL's `MODIFY` and `CHANGE`.

use super::Reader;
use super::types::Widening;
use crate::hazard::action::{Action, Position};
use crate::hazard::kind::Kind;
use crate::schema::{Column, QualifiedName};
use crate::sql::cursor::Cursor;

impl Reader<'_> {
    /// What stands behind `alter` inside of `alter table`.
    pub fn alter_part(&mut self, table: &QualifiedName, cursor: &mut Cursor<'_>) {
        let plain = |kind| Action::new(kind, table.clone());
        if cursor.eat("constraint") || cursor.eat("check") {
            let name = self.word(cursor);
            return self.add(plain(Kind::AlterConstraint).some_part(name));
        }
        if cursor.eat("index") || cursor.eat("key") {
            let name = self.word(cursor);
            return self.add(plain(Kind::AlterIndex).some_part(name));
        }
        cursor.eat("column");
        self.if_exists(cursor);
        let Some(column) = self.word(cursor) else { return };
        let kind = if cursor.eat_all(&["set", "not", "null"]) {
            match self.not_null_is_proven(table, &column) {
                true => Kind::SetNotNullProven,
                false => Kind::SetNotNull,
            }
        } else if cursor.eat_all(&["drop", "not", "null"]) {
            Kind::DropNotNull
        } else if cursor.eat_all(&["set", "default"]) {
            Kind::SetDefault
        } else if cursor.eat_all(&["drop", "default"]) {
            Kind::DropDefault
        } else if cursor.eat("type") || cursor.eat_all(&["set", "data", "type"]) {
            return self.set_type(table, column, cursor);
        } else if cursor.eat_all(&["set", "expression"]) {
            Kind::SetExpression
        } else if cursor.eat_all(&["drop", "expression"]) {
            Kind::DropExpression
        } else if cursor.eat_all(&["drop", "identity"]) {
            Kind::DropIdentity
        } else if cursor.eat_all(&["add", "generated"]) {
            Kind::AddIdentity
        } else if cursor.eat_all(&["set", "statistics"])
            || cursor.eat_all(&["set", "("])
            || cursor.eat("reset")
        {
            Kind::SetStatistics
        } else if cursor.eat_all(&["set", "storage"]) || cursor.eat_all(&["set", "compression"]) {
            Kind::SetColumnStorage
        } else if cursor.eat("set") || cursor.eat("restart") {
            Kind::SetIdentity
        } else {
            Kind::Other
        };
        self.add(plain(kind).part(column));
    }

    fn set_type(&mut self, table: &QualifiedName, column: String, cursor: &mut Cursor<'_>) {
        let start = cursor.position();
        cursor.seek(&["using", "collate"]);
        let written = cursor.slice(start).to_lowercase();
        let collates = cursor.eat("collate") && cursor.name().is_some();
        while cursor.eat(".") {
            cursor.name();
        }
        let uses = cursor.is("using");
        let known = self.table(table).and_then(|found| found.column(&column));
        let new = self.dialect.lift_type(&written);
        let widening = known.map(|known| self.widening(&known.data_type, &new));
        let dependent = self.table(table).is_some_and(|found| has_index_over(found, &column));
        let kind = match widening {
            _ if uses => Kind::SetType,
            None => Kind::SetType,
            Some(Widening::Same | Widening::Free) if collates && dependent => Kind::SetTypeReindex,
            Some(Widening::Same | Widening::Free) => Kind::SetTypeFree,
            Some(Widening::Rewrite | Widening::Narrows) => Kind::SetType,
        };
        let narrows = widening == Some(Widening::Narrows);
        self.add(Action {
            narrows,
            to: Some(written),
            ..Action::new(kind, table.clone()).part(column)
        });
    }

    /// `modify [column] a …`, `change [column] a b …`: the whole definition, of which only what differs counts.
    pub fn redefine_column(&mut self, table: &QualifiedName, cursor: &mut Cursor<'_>) {
        // Which of the two words it was is told by what follows the first name.
        cursor.eat("column");
        self.if_exists(cursor);
        let Some(column) = self.word(cursor) else { return };
        let new_name = self.second_name(cursor);
        let facts = self.column_facts(new_name.as_deref().unwrap_or(&column), cursor);
        let known = self.table(table).and_then(|found| found.column(&column)).cloned();
        let of = |kind: Kind| Action::new(kind, table.clone()).part(column.clone());
        let Some(known) = known else {
            self.add(Action { to: Some(facts.sql_type.clone()), ..of(Kind::SetTypeUnknown) });
            if let Some(name) = new_name.filter(|name| *name != column) {
                self.add(of(Kind::RenameColumn).to(name));
            }
            return;
        };
        let before = self.found.actions.len();
        let new = self.dialect.lift_type(&facts.sql_type);
        let (kind, narrows) = self.redefined_type(table, &known, &new);
        if let Some(kind) = kind {
            self.add(Action { narrows, to: Some(facts.sql_type.clone()), ..of(kind) });
        }
        if known.nullable && facts.not_null {
            self.add(of(Kind::SetNotNull));
        } else if !known.nullable
            && !facts.not_null
            && !facts.primary
            && !self.is_key(table, &column)
        {
            self.add(of(Kind::DropNotNull));
        }
        if let Some(name) = new_name.filter(|name| *name != column) {
            self.add(of(Kind::RenameColumn).to(name));
        }
        if facts.position.as_ref().is_some_and(|position| self.moves(table, &column, position)) {
            self.add(of(Kind::ReorderColumn));
        }
        if self.found.actions.len() == before {
            self.add(of(Kind::SetDefault));
        }
    }

    /// `change a b int` has a second name before the type, `modify a int` has none.
    fn second_name(&self, cursor: &mut Cursor<'_>) -> Option<String> {
        let mut ahead = cursor.clone();
        let name = self.word(&mut ahead)?;
        let follows = ahead.peek()?;
        let attributes = [
            "not",
            "null",
            "default",
            "auto_increment",
            "unsigned",
            "zerofill",
            "comment",
            "collate",
            "character",
            "charset",
            "first",
            "after",
            "generated",
            "as",
            "unique",
            "primary",
            "on",
            "invisible",
            "visible",
            "precision",
            "varying",
            "binary",
            "check",
            "key",
            "references",
        ];
        let is_type = follows.text == "(" || attributes.iter().any(|word| follows.is(word));
        if is_type || follows.name().is_none() {
            return None;
        }
        *cursor = ahead;
        Some(name)
    }

    fn is_key(&self, table: &QualifiedName, column: &str) -> bool {
        let key = self.table(table).and_then(|found| found.primary_key.as_ref());
        key.is_some_and(|key| key.columns.iter().any(|own| own == column))
    }

    fn moves(&self, table: &QualifiedName, column: &str, position: &Position) -> bool {
        let Some(found) = self.table(table) else { return true };
        let place = found.columns.iter().position(|own| own.name == column);
        let before =
            place.and_then(|place| place.checked_sub(1)).map(|at| found.columns[at].name.as_str());
        match position {
            Position::First => place != Some(0),
            Position::After(name) => before != Some(name.as_str()),
        }
    }

    fn redefined_type(
        &self,
        table: &QualifiedName,
        known: &Column,
        new: &crate::schema::DataType,
    ) -> (Option<Kind>, bool) {
        if let Some(kind) = self.enum_change(&known.data_type, new) {
            return (kind, false);
        }
        match self.redefined(table, known, new) {
            Widening::Same => (None, false),
            Widening::Free => (Some(Kind::SetTypeFree), false),
            Widening::Rewrite => (Some(Kind::SetType), false),
            Widening::Narrows => (Some(Kind::SetType), true),
        }
    }

    /// Whether the rows are known to hold no null: by a check that was validated.
    fn not_null_is_proven(&self, table: &QualifiedName, column: &str) -> bool {
        let Some(found) = self.table(table) else { return false };
        found.column(column).is_some_and(|known| !known.nullable)
            || found.checks.iter().filter(|check| !check.not_valid && !check.not_enforced).any(
                |check| {
                    let text = check.expression.text().to_lowercase();
                    let plain: String = text.chars().filter(|c| !"()\"".contains(*c)).collect();
                    plain.trim() == format!("{} is not null", column.to_lowercase())
                },
            )
    }
}

fn has_index_over(table: &crate::schema::Table, column: &str) -> bool {
    table.indexes.iter().any(|index| index.columns().any(|own| own == column))
        || table.primary_key.iter().any(|key| key.columns.iter().any(|own| own == column))
        || table.uniques.iter().any(|key| key.columns.iter().any(|own| own == column))
}
