//! Reads the stored text of indexes, views and triggers.

use super::normal::normal;
use crate::engine::introspect::tokens::{Cursor, Flavour, split_list};
use crate::schema::Expression;

/// What a `CREATE INDEX` says beyond the pragmas.
#[derive(Debug, Default, PartialEq)]
pub(super) struct CreateIndex {
    /// Every part as an expression, without its order and collation.
    pub parts: Vec<Expression>,
    pub predicate: Option<Expression>,
}

pub(super) fn create_index(sql: &str) -> CreateIndex {
    let mut cursor = Cursor::new(sql, Flavour::Sqlite);
    cursor.seek(&["("]);
    let list = cursor.group().unwrap_or_default();
    let predicate = cursor.eat("where").then(|| Expression::new(normal(cursor.rest())));
    CreateIndex {
        parts: split_list(list, Flavour::Sqlite).into_iter().map(part).collect(),
        predicate,
    }
}

fn part(text: &str) -> Expression {
    let mut cursor = Cursor::new(text, Flavour::Sqlite);
    let start = cursor.position();
    cursor.seek(&["collate", "asc", "desc"]);
    Expression::new(normal(cursor.slice(start)))
}

/// The column names and the query of a `CREATE VIEW`.
pub(super) fn create_view(sql: &str) -> Option<(Vec<String>, Expression)> {
    let mut cursor = Cursor::new(sql, Flavour::Sqlite);
    cursor.seek(&["(", "as"]);
    let columns = cursor.group().map(|list| split_list(list, Flavour::Sqlite)).unwrap_or_default();
    let columns =
        columns.into_iter().filter_map(|text| Cursor::new(text, Flavour::Sqlite).name()).collect();
    cursor.eat("as").then(|| (columns, Expression::new(normal(cursor.rest()))))
}

/// A `CREATE TRIGGER` in its one spelling: as SQLite keeps it, without `temp`, `if not exists` and `main.`.
pub(super) fn create_trigger(sql: &str) -> String {
    let mut cursor = Cursor::new(sql, Flavour::Sqlite);
    cursor.eat("create");
    let _ = cursor.eat("temp") || cursor.eat("temporary");
    if !cursor.eat("trigger") {
        return normal(sql);
    }
    cursor.eat_all(&["if", "not", "exists"]);
    cursor.eat_all(&["main", "."]);
    normal(&format!("create trigger {}", cursor.rest()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indexes_with_expressions_and_predicates() {
        let index = create_index(
            "CREATE UNIQUE INDEX \"i (\" ON t (lower(a) COLLATE NOCASE DESC, b, (a || ',') asc) WHERE  b IS NOT NULL;",
        );
        assert_eq!(index.parts, ["lower(a)", "b", "a || ','"].map(Expression::new));
        assert_eq!(index.predicate, Some(Expression::new("b is not null")));
        assert_eq!(create_index("create index i on t(a)").predicate, None);
    }

    #[test]
    fn views_with_and_without_column_names() {
        let view = create_view("CREATE VIEW v(\"a b\", c) AS SELECT 1, 2").unwrap();
        assert_eq!(view, (vec!["a b".to_owned(), "c".to_owned()], Expression::new("select 1, 2")));
        let view = create_view("create view [as] as with x as (select 1) select * from x").unwrap();
        assert_eq!(view.1.text(), "with x as (select 1) select * from x");
    }

    #[test]
    fn triggers_lose_what_sqlite_does_not_keep() {
        let kept = create_trigger("CREATE TRIGGER tr AFTER UPDATE ON t BEGIN SELECT 1; END");
        assert_eq!(
            kept,
            create_trigger(
                "create trigger if not exists main.tr after update on t begin\n select 1; end;"
            )
        );
        assert_eq!(kept, "create trigger tr after update on t begin select 1; end");
    }
}
