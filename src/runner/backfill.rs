//! Rows filled in by the key, batch by batch, each batch a transaction that remembers where it ended.

use crate::dialect::Dialect;
use crate::migrations::Backfill;
use crate::sql::cursor::{Cursor, Flavour};

/// The statements of one backfill.
pub(super) struct Batches<'b> {
    pub dialect: Dialect<'b>,
    pub backfill: &'b Backfill,
    pub sql: &'b str,
}

impl Batches<'_> {
    fn after(&self, key: Option<&str>) -> String {
        match key {
            Some(key) => format!("{} > {}", self.backfill.key, self.dialect.string_literal(key)),
            None => "1 = 1".to_owned(),
        }
    }

    /// Asks for the last key of the batch behind `key`; nothing at the end. Not every type has a `max`.
    pub fn next_key(&self, key: Option<&str>) -> String {
        let Backfill { table, key: column, batch } = self.backfill;
        format!(
            "select k from (select {column} as k from {table} where {} order by {column} limit {batch}) as batch \
             order by k desc limit 1",
            self.after(key)
        )
    }

    /// Asks how many rows are behind `key`.
    pub fn rows_left(&self, key: Option<&str>) -> String {
        format!("select count(*) from {} where {}", self.backfill.table, self.after(key))
    }

    /// The statement for the rows behind one key, up to another.
    pub fn part(&self, from: Option<&str>, to: &str) -> String {
        let upper = format!("{} <= {}", self.backfill.key, self.dialect.string_literal(to));
        let bounds = format!("{} and {upper}", self.after(from));
        let flavour = match self.dialect.data.identifiers.quote {
            '`' => Flavour::MySql,
            _ if self.dialect.data.script.dollar_quotes => Flavour::Postgres,
            _ => Flavour::Sqlite,
        };
        let mut cursor = Cursor::new(self.sql, flavour);
        let has_where = cursor.seek(&["where"]);
        let head = self.sql[..cursor.position()].trim_end().trim_end_matches(';');
        if !has_where {
            return format!("{head} where {bounds}");
        }
        cursor.eat("where");
        let from = cursor.position();
        // Behind the condition of an `insert … select` more can stand: how its rows are locked, what is there already.
        if head.trim_start().get(..6).is_some_and(|word| word.eq_ignore_ascii_case("insert")) {
            cursor.seek(&["for", "lock", "on"]);
        } else {
            while cursor.next().is_some() {}
        }
        let condition = cursor.slice(from).trim_end_matches(';');
        let rest = cursor.rest().trim_end_matches(';');
        let blank = if rest.is_empty() { "" } else { " " };
        format!("{head} where ({condition}) and {bounds}{blank}{rest}")
    }
}

#[cfg(test)]
mod tests {
    use super::Batches;
    use crate::dialect::Dialects;
    use crate::migrations::Backfill;

    #[test]
    fn bounds_join_what_the_statement_asks_for() {
        let dialects = Dialects::builtin().unwrap();
        let backfill = Backfill { table: "t".into(), key: "id".into(), batch: 10 };
        let of = |sql| Batches {
            dialect: dialects.at("postgres", None).unwrap(),
            backfill: &backfill,
            sql,
        };
        assert_eq!(
            of("update t set a = 'where' where a is null or b").part(Some("5"), "it's"),
            "update t set a = 'where' where (a is null or b) and id > '5' and id <= 'it''s'"
        );
        assert_eq!(
            of("update t set a = 1;").part(None, "9"),
            "update t set a = 1 where 1 = 1 and id <= '9'"
        );
        assert_eq!(
            of("insert into u select id from t where true for share on conflict (id) do nothing;")
                .part(Some("5"), "9"),
            "insert into u select id from t where (true) and id > '5' and id <= '9' for share on conflict (id) do nothing"
        );
    }
}
