//! Views.

use super::catalog::Fields;
use super::shown::Shown;
use super::text::quoted_name;
use super::{Family, Grouped, Reader};
use crate::engine::introspect::tokens::{Cursor, Flavour, Token, split_list};
use crate::schema::{OtherObject, Schema, View};

impl Reader<'_> {
    /// The views of `views_….sql`; `columns` holds the columns of every view.
    pub(super) fn views(
        &self,
        schema: &mut Schema,
        rows: &[Fields],
        columns: &Grouped,
        shown: &Shown,
    ) {
        for row in rows {
            let text = shown.of(row).unwrap_or_default();
            if text.contains(" JSON RELATIONAL DUALITY VIEW ") {
                schema.others.push(OtherObject {
                    kind: "json duality view".to_owned(),
                    name: self.qualified(row.text(0), row.text(1)),
                    part: String::new(),
                    statements: vec![self.printer.plain(text).text().to_owned()],
                    early: false,
                });
                continue;
            }
            let mut view = View::new(
                self.qualified(row.text(0), row.text(1)),
                self.printer.plain(row.text(2)),
            );
            // MariaDB writes the columns' names into the query; MySQL keeps a list of them beside it.
            if self.scope.family == Family::MySql {
                let columns = columns
                    .get(&(row.owned(0), row.owned(1)))
                    .map(Vec::as_slice)
                    .unwrap_or_default();
                let names: Vec<String> = columns.iter().map(|column| column.owned(2)).collect();
                if names != result_names(view.query.text()) {
                    view.columns = names;
                }
            }
            let said =
                |value: &str, default: &str| (value != default).then(|| value.to_ascii_lowercase());
            // MySQL tells it with the statement alone: `CREATE ALGORITHM=MERGE DEFINER=…`.
            let algorithm =
                text.strip_prefix("CREATE ALGORITHM=").map(|rest| rest.split(' ').next());
            let algorithm = algorithm.flatten().unwrap_or(row.text(5));
            let definer = row
                .text(6)
                .rsplit_once('@')
                .map(|(user, host)| format!("{}@{}", quoted_name(user), quoted_name(host)));
            for (option, value) in [
                ("algorithm", said(algorithm, "UNDEFINED")),
                ("definer", definer.filter(|definer| *definer != self.viewer.definer)),
                ("check_option", said(row.text(3), "NONE")),
                ("sql_security", said(row.text(4), "DEFINER")),
            ] {
                if let Some(value) = value {
                    view.options.insert(option.to_owned(), value);
                }
            }
            schema.views.push(view);
        }
    }
}

/// The names that a query gives to its columns; both servers print one behind every expression.
fn result_names(query: &str) -> Vec<String> {
    let mut cursor = Cursor::new(query, Flavour::MySql);
    cursor.seek(&["select"]);
    cursor.eat("select");
    let start = cursor.position();
    cursor.seek(&["from", "union", "except", "intersect", "limit", "order"]);
    let items = split_list(cursor.slice(start), Flavour::MySql);
    let last = |item: &str| {
        let tokens = crate::engine::introspect::tokens::tokens(item, Flavour::MySql);
        tokens.last().and_then(Token::name).unwrap_or_default()
    };
    items.into_iter().map(last).collect()
}

#[cfg(test)]
mod tests {
    use super::result_names;

    #[test]
    fn names_of_a_printed_query() {
        let query = "select `a`.`id` AS `x`,count(distinct `b`,(select 1 from `c`)) AS `a, ``b` from `a` where `d` = 1";
        assert_eq!(result_names(query), ["x", "a, `b"]);
        assert_eq!(
            result_names("with `w` as (select 1 AS `q`) select distinct `w`.`q` AS `q` from `w`"),
            ["q"]
        );
        assert_eq!(result_names("select 1 AS `one` union select 2 AS `two`"), ["one"]);
    }
}
