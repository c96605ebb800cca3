//! What a statement does outside the tables of one database, as far as its first words say.

use crate::engine::introspect::mysql::account;
use crate::engine::introspect::tokens::{Cursor, Flavour};

/// Databases and accounts belong to the whole server.
#[derive(Debug, PartialEq)]
pub(super) enum Effect {
    Inside,
    CreatesDatabase(String),
    /// `alter database` and `drop database`.
    ChangesDatabase(String),
    DropsDatabase(String),
    /// `use`.
    Enters(String),
    /// The accounts, and whether they may log in.
    CreatesAccounts(Vec<(String, bool)>),
    /// `alter`, `drop` and `rename`.
    ChangesAccounts(Vec<String>),
    /// `grant … to`.
    Grants(Vec<String>),
}

impl Effect {
    pub fn of(sql: &str) -> Effect {
        let mut cursor = Cursor::new(sql, Flavour::MySql);
        if cursor.eat("use") {
            return cursor.name().map_or(Effect::Inside, Effect::Enters);
        }
        if cursor.eat("grant") {
            cursor.seek(&["to"]);
            cursor.eat("to");
            return Effect::Grants(accounts(&mut cursor));
        }
        let creates = cursor.eat("create");
        let drops = !creates && cursor.eat("drop");
        if !creates && !drops && !cursor.eat("alter") && !cursor.eat("rename") {
            return Effect::Inside;
        }
        cursor.eat_all(&["or", "replace"]);
        if cursor.eat("database") || cursor.eat("schema") {
            if_exists(&mut cursor);
            let Some(name) = cursor.name() else { return Effect::Inside };
            return match (creates, drops) {
                (true, _) => Effect::CreatesDatabase(name),
                (_, true) => Effect::DropsDatabase(name),
                _ => Effect::ChangesDatabase(name),
            };
        }
        let login = cursor.is("user");
        if !cursor.eat("user") && !cursor.eat("role") {
            return Effect::Inside;
        }
        if_exists(&mut cursor);
        let names = accounts(&mut cursor);
        if creates {
            Effect::CreatesAccounts(names.into_iter().map(|name| (name, login)).collect())
        } else {
            Effect::ChangesAccounts(names)
        }
    }
}

fn if_exists(cursor: &mut Cursor<'_>) {
    let _ = cursor.eat_all(&["if", "not", "exists"]) || cursor.eat_all(&["if", "exists"]);
}

/// `a, 'b'@'%' identified by '…', c`.
pub(super) fn accounts(cursor: &mut Cursor<'_>) -> Vec<String> {
    let mut names = Vec::new();
    loop {
        let start = cursor.position();
        if cursor.name().is_none() {
            break;
        }
        if cursor.eat("@") {
            cursor.name();
        }
        names.push(account(cursor.slice(start)));
        cursor.seek(&[","]);
        if !cursor.eat(",") {
            break;
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::Effect;

    #[test]
    fn databases_and_accounts_are_seen_behind_any_spelling() {
        let name = |name: &str| name.to_owned();
        for (sql, effect) in [
            (
                "CREATE DATABASE IF NOT EXISTS `a b` character set utf8mb4",
                Effect::CreatesDatabase(name("a b")),
            ),
            ("/* x */ create or replace schema s", Effect::CreatesDatabase(name("s"))),
            ("drop schema if exists s", Effect::DropsDatabase(name("s"))),
            ("alter database s collate utf8mb4_bin", Effect::ChangesDatabase(name("s"))),
            ("use `s`;", Effect::Enters(name("s"))),
            (
                "create role if not exists a, 'b'@'%'",
                Effect::CreatesAccounts(vec![(name("a"), false), (name("b"), false)]),
            ),
            (
                "create user app@localhost identified by 'x, y'",
                Effect::CreatesAccounts(vec![(name("app@localhost"), true)]),
            ),
            (
                "grant select (a, b) on t to c, 'd'@'%' with grant option",
                Effect::Grants(vec![name("c"), name("d")]),
            ),
            ("drop role a, b", Effect::ChangesAccounts(vec![name("a"), name("b")])),
            ("create table database_x (a int)", Effect::Inside),
            ("create index use on t (a)", Effect::Inside),
            ("", Effect::Inside),
        ] {
            assert_eq!(Effect::of(sql), effect, "{sql}");
        }
    }
}
