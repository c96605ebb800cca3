//! Constraints, as `alter table … add` and `create table` write them.

use super::Reader;
use super::names::says;
use crate::hazard::action::Action;
use crate::hazard::kind::Kind;
use crate::schema::QualifiedName;
use crate::sql::cursor::Cursor;

impl Reader<'_> {
    /// Takes a constraint or an index, if one stands here.
    pub fn table_constraint(&mut self, table: &QualifiedName, cursor: &mut Cursor<'_>) -> bool {
        let start = cursor.clone();
        let mut name = None;
        if cursor.eat("constraint") {
            self.if_exists(cursor);
            let unnamed = ["primary", "unique", "check", "foreign", "exclude"]
                .iter()
                .any(|word| cursor.is(word));
            name = if unnamed { None } else { self.word(cursor) };
        }
        let of = |kind: Kind| Action::new(kind, table.clone()).some_part(name.clone());
        if cursor.eat_all(&["primary", "key"]) {
            let kind = match says(cursor, "using") && says(cursor, "index") {
                true if self.using_index_scans(table, cursor) => {
                    Kind::AddPrimaryKeyUsingIndexNullable
                }
                true => Kind::AddPrimaryKeyUsingIndex,
                false => Kind::AddPrimaryKey,
            };
            let columns = self.listed(cursor);
            self.add(of(kind).columns(columns));
        } else if cursor.eat("unique") {
            let _ = cursor.eat("index") || cursor.eat("key");
            let own = if cursor.is("(") || cursor.is("using") { None } else { self.word(cursor) };
            let kind = match says(cursor, "using") && says(cursor, "index") {
                true => Kind::AddUniqueUsingIndex,
                false => Kind::AddUnique,
            };
            let columns = self.listed(cursor);
            let part = name.clone().or(own);
            self.add(Action { unique: true, ..of(kind).some_part(part).columns(columns) });
        } else if cursor.eat_all(&["foreign", "key"]) {
            self.foreign_key(of(Kind::AddForeignKey), cursor);
        } else if cursor.eat("check") {
            let not_valid =
                says_all(cursor, &["not", "valid"]) || says_all(cursor, &["not", "enforced"]);
            self.add(of(if not_valid { Kind::AddCheckNotValid } else { Kind::AddCheck }));
        } else if cursor.eat_all(&["not", "null"]) {
            let column = self.word(cursor).into_iter().collect();
            let kind = match says_all(cursor, &["not", "valid"]) {
                true => Kind::AddNotNullConstraintNotValid,
                false => Kind::AddNotNullConstraint,
            };
            self.add(of(kind).columns(column));
        } else if cursor.eat("exclude") {
            self.add(of(Kind::AddExclusion));
        } else if self.has_inline_indexes() && self.inline_index(table, cursor) {
        } else {
            *cursor = start;
            return false;
        }
        true
    }

    fn inline_index(&mut self, table: &QualifiedName, cursor: &mut Cursor<'_>) -> bool {
        let kind = match () {
            () if cursor.eat("fulltext") => Kind::CreateFulltextIndex,
            () if cursor.eat("spatial") => Kind::CreateSpatialIndex,
            () if cursor.is("index") || cursor.is("key") => Kind::CreateIndex,
            () => return false,
        };
        let _ = cursor.eat("index") || cursor.eat("key");
        let name = if cursor.is("(") || cursor.is("using") { None } else { self.word(cursor) };
        let columns = self.listed(cursor);
        self.add(Action::new(kind, table.clone()).some_part(name).columns(columns));
        true
    }

    fn foreign_key(&mut self, mut action: Action, cursor: &mut Cursor<'_>) {
        if !cursor.is("(") {
            let own = self.word(cursor);
            action.part = action.part.or(own);
        }
        action.columns = self.listed(cursor);
        if says_all(cursor, &["not", "valid"]) || says_all(cursor, &["not", "enforced"]) {
            action.kind = Kind::AddForeignKeyNotValid;
        }
        if cursor.seek(&["references"]) && cursor.eat("references") {
            action.other = self.name(cursor);
        }
        self.add(action);
    }

    /// The columns in the parentheses that come next.
    fn listed(&self, cursor: &mut Cursor<'_>) -> Vec<String> {
        cursor.seek(&["("]);
        cursor.group().map(|list| self.columns(list)).unwrap_or_default()
    }

    /// Whether a column of the index may hold nulls, so that the table is read for them.
    fn using_index_scans(&self, table: &QualifiedName, cursor: &Cursor<'_>) -> bool {
        let Some(found) = self.table(table) else { return false };
        let mut ahead = cursor.clone();
        ahead.seek(&["index"]);
        ahead.eat("index");
        let Some(index) = self.word(&mut ahead) else { return false };
        let index = found.indexes.iter().find(|own| own.name.as_deref() == Some(index.as_str()));
        index.is_some_and(|index| {
            index.columns().any(|name| found.column(name).is_some_and(|column| column.nullable))
        })
    }

    /// Whether a partition has a check of its own that was validated: then its rows are not read again.
    pub fn attach_is_proven(&self, partition: &QualifiedName) -> bool {
        self.table(partition).is_some_and(|table| table.checks.iter().any(|check| !check.not_valid))
    }
}

/// Whether these words follow each other somewhere outside of parentheses.
fn says_all(cursor: &Cursor<'_>, words: &[&str]) -> bool {
    let mut ahead = cursor.clone();
    let Some(first) = words.first() else { return false };
    while ahead.seek(&[first]) {
        if ahead.eat_all(words) {
            return true;
        }
        ahead.next();
    }
    false
}
