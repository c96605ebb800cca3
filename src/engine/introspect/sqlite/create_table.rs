//! Reads what SQLite's pragmas do not tell from the stored text of a `CREATE TABLE`.
//!
//! Names of constraints, checks, generated expressions, collations, AUTOINCREMENT and deferral are in
//! the text alone. SQLite has accepted the text, so nothing here is an error: a token that means
//! nothing to this reader is passed over. Constraints come in the order in which they are written.

use crate::engine::introspect::tokens::{Cursor, Flavour, split_list};
use crate::schema::Deferral;

/// What a text says about a table.
#[derive(Debug, Default, PartialEq)]
pub(super) struct CreateTable<'t> {
    pub columns: Vec<ColumnText<'t>>,
    pub constraints: Vec<ConstraintText<'t>>,
}

#[derive(Debug, Default, PartialEq)]
pub(super) struct ColumnText<'t> {
    pub name: String,
    pub collation: Option<String>,
    /// The expression of a generated column.
    pub generated: Option<&'t str>,
    pub autoincrement: bool,
    /// What becomes of a row without a value, where `NOT NULL` says it.
    pub not_null_conflict: Option<String>,
    /// `PRIMARY KEY DESC`, which keeps an INTEGER key from being the rowid.
    pub descending_key: bool,
}

#[derive(Debug, PartialEq)]
pub(super) struct ConstraintText<'t> {
    pub name: Option<String>,
    pub kind: ConstraintKind<'t>,
    /// What becomes of a row that contradicts it; a check's clause means nothing to SQLite.
    pub conflict: Option<String>,
}

#[derive(Debug, PartialEq)]
pub(super) enum ConstraintKind<'t> {
    PrimaryKey,
    Unique { columns: Vec<String> },
    Check { expression: &'t str },
    ForeignKey { deferral: Deferral },
}

/// Reads a `CREATE TABLE` statement; nothing where the text is none (a virtual table's).
pub(super) fn read(sql: &str) -> Option<CreateTable<'_>> {
    let mut cursor = Cursor::new(sql, Flavour::Sqlite);
    if !cursor.eat("create") {
        return None;
    }
    let _ = cursor.eat("temp") || cursor.eat("temporary");
    if !cursor.eat("table") {
        return None;
    }
    cursor.seek(&["("]);
    let mut table = CreateTable::default();
    for item in split_list(cursor.group()?, Flavour::Sqlite) {
        let mut cursor = Cursor::new(item, Flavour::Sqlite);
        if begins_constraint(&cursor) {
            table.table_constraints(&mut cursor);
        } else {
            table.column(&mut cursor);
        }
    }
    Some(table)
}

fn begins_constraint(cursor: &Cursor<'_>) -> bool {
    ["constraint", "primary", "unique", "check", "foreign"].iter().any(|word| cursor.is(word))
}

impl<'t> CreateTable<'t> {
    fn column(&mut self, cursor: &mut Cursor<'t>) {
        let Some(name) = cursor.name() else { return };
        let mut column = ColumnText { name, ..ColumnText::default() };
        let mut name = None;
        while !cursor.is_at_end() {
            if cursor.eat("constraint") {
                name = cursor.name();
            } else if cursor.eat("primary") {
                cursor.eat("key");
                column.descending_key = cursor.eat("desc");
                cursor.eat("asc");
                let conflict = conflict_clause(cursor);
                column.autoincrement = cursor.eat("autoincrement");
                self.add(name.take(), ConstraintKind::PrimaryKey, conflict);
            } else if cursor.eat("unique") {
                let conflict = conflict_clause(cursor);
                let kind = ConstraintKind::Unique { columns: vec![column.name.clone()] };
                self.add(name.take(), kind, conflict);
            } else if cursor.eat("check") {
                self.check(cursor, name.take());
            } else if cursor.eat("references") {
                self.references(cursor, name.take());
            } else if cursor.eat("collate") {
                column.collation = cursor.name();
                name = None;
            } else if cursor.eat("as") {
                column.generated = cursor.group();
                name = None;
            } else if cursor.eat("default") {
                if cursor.group().is_none() {
                    let _ = cursor.eat("-") || cursor.eat("+");
                    cursor.next();
                }
                name = None;
            } else if cursor.eat("not") || cursor.eat("null") {
                cursor.eat("null");
                column.not_null_conflict = conflict_clause(cursor);
                name = None;
            } else if cursor.group().is_none() {
                // A word of the type, or `generated always`.
                cursor.next();
            }
        }
        self.columns.push(column);
    }

    /// One table constraint; SQLite also takes several without commas between them.
    fn table_constraints(&mut self, cursor: &mut Cursor<'t>) {
        let mut name = None;
        while !cursor.is_at_end() {
            if cursor.eat("constraint") {
                name = cursor.name();
            } else if cursor.eat("primary") {
                cursor.eat("key");
                let parts = cursor.group().unwrap_or_default();
                if let Some(column) = self.autoincremented(parts) {
                    column.autoincrement = true;
                }
                let conflict = conflict_clause(cursor);
                self.add(name.take(), ConstraintKind::PrimaryKey, conflict);
            } else if cursor.eat("unique") {
                let columns = names(cursor.group().unwrap_or_default());
                let conflict = conflict_clause(cursor);
                self.add(name.take(), ConstraintKind::Unique { columns }, conflict);
            } else if cursor.eat("check") {
                self.check(cursor, name.take());
            } else if cursor.eat("foreign") {
                cursor.eat("key");
                cursor.group();
                cursor.eat("references");
                self.references(cursor, name.take());
            } else {
                cursor.next();
            }
        }
    }

    /// The column of `PRIMARY KEY (id AUTOINCREMENT)`.
    fn autoincremented(&mut self, parts: &str) -> Option<&mut ColumnText<'t>> {
        let mut cursor = Cursor::new(parts, Flavour::Sqlite);
        let name = cursor.name()?;
        let says_so = cursor.seek(&["autoincrement"]);
        self.columns.iter_mut().find(|column| says_so && column.name.eq_ignore_ascii_case(&name))
    }

    fn check(&mut self, cursor: &mut Cursor<'t>, name: Option<String>) {
        if let Some(expression) = cursor.group() {
            self.add(name, ConstraintKind::Check { expression }, None);
        }
        conflict_clause(cursor);
    }

    /// From the referenced table on; actions and columns are told by a pragma.
    fn references(&mut self, cursor: &mut Cursor<'t>, name: Option<String>) {
        cursor.name();
        cursor.group();
        let mut deferral = Deferral::NotDeferrable;
        loop {
            if cursor.eat("on") {
                cursor.next();
                if !(cursor.eat_all(&["set", "null"])
                    || cursor.eat_all(&["set", "default"])
                    || cursor.eat_all(&["no", "action"]))
                {
                    cursor.next();
                }
            } else if cursor.eat("match") {
                cursor.name();
            } else if cursor.eat_all(&["not", "deferrable"]) {
                let _ = cursor.eat_all(&["initially", "deferred"])
                    || cursor.eat_all(&["initially", "immediate"]);
            } else if cursor.eat("deferrable") {
                deferral = if cursor.eat_all(&["initially", "deferred"]) {
                    Deferral::InitiallyDeferred
                } else {
                    cursor.eat_all(&["initially", "immediate"]);
                    Deferral::InitiallyImmediate
                };
            } else {
                break;
            }
        }
        self.add(name, ConstraintKind::ForeignKey { deferral }, None);
    }

    fn add(&mut self, name: Option<String>, kind: ConstraintKind<'t>, conflict: Option<String>) {
        self.constraints.push(ConstraintText { name, kind, conflict });
    }
}

/// `ON CONFLICT REPLACE`; to abort is what happens by itself.
fn conflict_clause(cursor: &mut Cursor<'_>) -> Option<String> {
    if !cursor.eat_all(&["on", "conflict"]) {
        return None;
    }
    let word = cursor.name().map(|word| word.to_ascii_lowercase());
    word.filter(|word| word != "abort")
}

fn names(list: &str) -> Vec<String> {
    split_list(list, Flavour::Sqlite)
        .into_iter()
        .filter_map(|part| Cursor::new(part, Flavour::Sqlite).name())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn constraints(sql: &str) -> Vec<(Option<String>, String)> {
        read(sql)
            .unwrap()
            .constraints
            .into_iter()
            .map(|c| (c.name, format!("{:?}", c.kind)))
            .collect()
    }

    #[test]
    fn clauses_of_columns_in_any_order() {
        let table = read(
            "CREATE TABLE \"t (x\" (id INTEGER CONSTRAINT k PRIMARY KEY ASC ON CONFLICT ROLLBACK AUTOINCREMENT NOT NULL, \
             [na me] VARCHAR (10, 2) COLLATE NOCASE DEFAULT ('a,)') CHECK (\"na me\" <> ')') UNIQUE, \
             total generated always as (id * (2)) stored, \
             d text default -1 not null on conflict ignore collate rtrim, plain)",
        )
        .unwrap();
        let names: Vec<_> = table.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["id", "na me", "total", "d", "plain"]);
        assert!(table.columns[0].autoincrement);
        assert_eq!(table.columns[3].not_null_conflict.as_deref(), Some("ignore"));
        assert_eq!(table.columns[1].collation.as_deref(), Some("NOCASE"));
        assert_eq!(table.columns[2].generated, Some("id * (2)"));
        assert_eq!(table.columns[3].collation.as_deref(), Some("rtrim"));
        assert_eq!(
            table.constraints,
            [
                ConstraintText {
                    name: Some("k".into()),
                    kind: ConstraintKind::PrimaryKey,
                    conflict: Some("rollback".into()),
                },
                ConstraintText {
                    name: None,
                    kind: ConstraintKind::Check { expression: "\"na me\" <> ')'" },
                    conflict: None,
                },
                ConstraintText {
                    name: None,
                    kind: ConstraintKind::Unique { columns: vec!["na me".into()] },
                    conflict: None,
                },
            ]
        );
    }

    #[test]
    fn table_constraints_and_their_names() {
        let found = constraints(
            "create table t (a int, b int, constraint p primary key (a, b desc), unique (b, a) on conflict ignore, \
             constraint c check (a > 0) constraint d check (b > 0), \
             constraint f foreign key (a) references o (x) on delete set null on update no action match full \
             deferrable initially deferred, foreign key (b) references o deferrable) without rowid, strict",
        );
        let expected = [
            (Some("p"), "PrimaryKey"),
            (None, "Unique { columns: [\"b\", \"a\"] }"),
            (Some("c"), "Check { expression: \"a > 0\" }"),
            (Some("d"), "Check { expression: \"b > 0\" }"),
            (Some("f"), "ForeignKey { deferral: InitiallyDeferred }"),
            (None, "ForeignKey { deferral: InitiallyImmediate }"),
        ];
        assert_eq!(found, expected.map(|(name, kind)| (name.map(str::to_owned), kind.to_owned())));
    }

    #[test]
    fn inline_references_and_autoincrement_in_a_table_constraint() {
        let sql = "create table t (id integer, o_id int not null constraint r references o on update cascade \
                   not deferrable initially immediate check (o_id > 0), primary key (id autoincrement))";
        let table = read(sql).unwrap();
        assert!(table.columns[0].autoincrement && !table.columns[1].autoincrement);
        assert_eq!(
            constraints(sql)[0],
            (Some("r".into()), "ForeignKey { deferral: NotDeferrable }".into())
        );
        assert_eq!(constraints(sql)[1].1, "Check { expression: \"o_id > 0\" }");
    }

    #[test]
    fn other_statements_are_not_read() {
        assert_eq!(read("create virtual table t using fts5(a)"), None);
        assert_eq!(read(""), None);
    }
}
