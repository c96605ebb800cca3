//! A statement's text taken apart into what it does to which relation.
//!
//! One descent over tokens for all servers: their grammars differ in clauses, not in shape, and a clause
//! that no arm takes is passed over. Nothing here fails: what is not understood is [`Kind::Other`].
//! Where the schema before the statement is known, the cost of a change of type or of nullability is
//! told from it; where it is not, the dearer case is taken.

mod alter_table;
mod changes;
mod column;
mod constraint;
mod create;
mod index;
mod names;
mod objects;
mod types;

use super::action::Action;
use super::kind::Kind;
use crate::dialect::Dialect;
use crate::schema::{QualifiedName, Schema, Table};
use crate::sql::cursor::{Cursor, Flavour};

/// What one statement does.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Classified {
    pub actions: Vec<Action>,
    /// `algorithm=` and `lock=`, in lower case.
    pub algorithm: Option<String>,
    pub lock: Option<String>,
}

/// Takes a statement apart.
pub fn classify(sql: &str, dialect: Dialect<'_>, before: Option<&Schema>) -> Classified {
    let flavour = flavour(dialect);
    let mut reader = Reader { dialect, before, flavour, found: Classified::default() };
    let mut cursor = Cursor::new(sql, flavour);
    reader.statement(&mut cursor);
    if reader.found.actions.is_empty() {
        reader.found.actions.push(Action::of_session(Kind::Other));
    }
    reader.found
}

fn flavour(dialect: Dialect<'_>) -> Flavour {
    if dialect.data.script.dollar_quotes {
        Flavour::Postgres
    } else if dialect.data.identifiers.quote == '`' {
        Flavour::MySql
    } else {
        Flavour::Sqlite
    }
}

struct Reader<'r> {
    dialect: Dialect<'r>,
    before: Option<&'r Schema>,
    flavour: Flavour,
    found: Classified,
}

impl<'r> Reader<'r> {
    fn add(&mut self, action: Action) {
        self.found.actions.push(action);
    }

    fn cursor<'t>(&self, text: &'t str) -> Cursor<'t> {
        Cursor::new(text, self.flavour)
    }

    fn table(&self, name: &QualifiedName) -> Option<&'r Table> {
        self.before.and_then(|schema| schema.table(name))
    }

    fn statement(&mut self, cursor: &mut Cursor<'_>) {
        if cursor.eat("create") {
            self.create(cursor);
        } else if cursor.eat("alter") {
            self.alter(cursor);
        } else if cursor.eat("drop") {
            self.drop_objects(cursor);
        } else if cursor.eat("rename") && cursor.eat("table") {
            self.rename_tables(cursor);
        } else {
            self.command(cursor);
        }
    }

    fn alter(&mut self, cursor: &mut Cursor<'_>) {
        names::pass(cursor, &["online", "ignore"]);
        if cursor.eat("table") || cursor.eat_all(&["foreign", "table"]) {
            self.alter_table(cursor);
        } else {
            self.alter_object(cursor);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::classify;
    use crate::dialect::Dialects;

    /// `kind relation[.part][ > other]`, comma by comma.
    fn seen(dialect: &str, sql: &str) -> String {
        let dialects = Dialects::builtin().unwrap();
        let found = classify(sql, dialects.at(dialect, None).unwrap(), None);
        let actions = found.actions.iter().map(|action| {
            let other = action.other.as_ref().map(|o| format!(" > {o}")).unwrap_or_default();
            format!("{} {}{other}", action.kind.name(), action.place())
        });
        actions.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn postgres_statements_come_apart() {
        for (sql, expected) in [
            (
                "alter table only public.T add b int not null default 1, drop column c cascade",
                "add-column t.b, drop-column t.c",
            ),
            (
                "alter table t add column b int references p",
                "add-column t.b, add-column-references t.b > p",
            ),
            (
                "alter table t add constraint k foreign key (a) references s.p (id) not valid",
                "add-foreign-key-not-valid t.k > s.p",
            ),
            ("alter table t add check (a > 0)", "add-check t"),
            ("alter table t add constraint u unique using index i", "add-unique-using-index t.u"),
            ("alter table \"T\" alter a type bigint using a::bigint", "set-type T.a"),
            (
                "alter table t alter column a set not null, alter b drop default",
                "set-not-null t.a, drop-default t.b",
            ),
            (
                "alter table p attach partition x for values from (1) to (2)",
                "attach-partition p > x",
            ),
            (
                "alter table p detach partition x concurrently",
                "detach-partition-concurrently p > x",
            ),
            (
                "create unique index concurrently if not exists i on only s.t using btree (a, lower(b))",
                "create-index-concurrently s.t.i",
            ),
            ("create index on t (a)", "create-index t"),
            (
                "drop index concurrently if exists a, b",
                "drop-index-concurrently a, drop-index-concurrently b",
            ),
            ("drop table a, b cascade", "drop-table a, drop-table b"),
            (
                "create table a (id int primary key, b int references c on delete cascade)",
                "create-table a, create-table-referencing a > c",
            ),
            ("create table x partition of p for values in (1)", "create-partition x > p"),
            ("alter type mood add value 'x' after 'y'", "add-enum-value mood.x"),
            ("vacuum (full, analyze) t", "vacuum-full t"),
            ("reindex (concurrently) index i", "reindex-concurrently i"),
            ("update t set a = 1", "update-all-rows t"),
            ("delete from only t where a = 1", "delete-rows t"),
            ("set local lock_timeout = '1s'", "set-lock-timeout "),
            ("select 1", "other "),
            (
                "alter domain d add constraint c check (value > 0) not valid",
                "add-domain-constraint-not-valid d.c",
            ),
            (
                "create trigger g after update on t for each row execute function f()",
                "create-trigger t.g",
            ),
            ("truncate table a, b restart identity cascade", "truncate a, truncate b"),
            ("alter table t rename a to b", "rename-column t.a"),
            ("alter table t rename to u", "rename-table t"),
            (
                "alter table t add column s int generated always as (a + 1) stored",
                "add-column-stored t.s",
            ),
            (
                "alter table t add id bigserial primary key",
                "add-column-identity t.id, add-column-unique t.id",
            ),
            (
                "alter table t add u uuid default gen_random_uuid()",
                "add-column-volatile-default t.u",
            ),
            ("alter table t add at timestamptz not null default now()", "add-column t.at"),
            ("alter table t add a int not null", "add-column-required t.a"),
        ] {
            assert_eq!(seen("postgres", sql), expected, "{sql}");
        }
    }

    #[test]
    fn the_others_have_clauses_of_their_own() {
        for (dialect, sql, expected) in [
            (
                "mysql",
                "alter table `a`.`t` add column (b int, c int), algorithm=instant",
                "add-column a.t.b, add-column a.t.c",
            ),
            (
                "mysql",
                "alter table t modify a varchar(20) not null after b",
                "set-type-unknown t.a",
            ),
            ("mysql", "alter table t change a b int", "set-type-unknown t.a, rename-column t.a"),
            (
                "mysql",
                "alter table t add b int first, drop foreign key k, drop primary key",
                "add-column-not-last t.b, drop-foreign-key t.k, drop-primary-key t",
            ),
            (
                "mysql",
                "alter table t drop primary key, add primary key (a)",
                "replace-primary-key t",
            ),
            ("mysql", "alter table t engine=InnoDB", "change-engine t"),
            ("mysql", "alter table t convert to character set utf8mb4", "convert-charset t"),
            ("mysql", "alter table t drop partition p1, p2", "drop-partition t.p1"),
            (
                "mysql",
                "alter table t\n  algorithm = inplace, lock = none,\n  add partition (\n  partition p values less than (1))",
                "add-partition t",
            ),
            ("mysql", "alter table t add partition partitions 4", "reorganize-partition t"),
            ("mysql", "alter table t add partition (partition p4)", "reorganize-partition t"),
            ("mysql", "alter table t coalesce partition 2", "reorganize-partition t"),
            ("mysql", "create fulltext index i on t (a)", "create-fulltext-index t.i"),
            ("mysql", "drop index i on t", "drop-index t.i"),
            ("mysql", "set foreign_key_checks = 0", "uncheck-references "),
            ("mysql", "rename table a to b, c to d", "rename-table a, rename-table c"),
            ("sqlite", "alter table [t] drop column a", "drop-column t.a"),
            ("sqlite", "pragma foreign_keys = off", "uncheck-references "),
        ] {
            assert_eq!(seen(dialect, sql), expected, "{sql}");
        }
    }

    #[test]
    fn nothing_that_is_cut_off_or_odd_is_too_much() {
        for sql in [
            "",
            "alter",
            "alter table",
            "alter table t add",
            "create index",
            "drop",
            "((((",
            "alter table t alter",
            "alter table t add constraint",
            "create table t (",
            "rename table a to",
            "alter table t add column b",
        ] {
            for dialect in ["postgres", "mysql", "mariadb", "sqlite"] {
                seen(dialect, sql);
            }
        }
    }
}
