//! What only `SHOW CREATE` tells of tables and views: the parser of a full-text index, the tables under a merged
//! one, the algorithm of a view.
//!
//! Those that can have such a thing are asked for in one exchange. Whoever may not ask is told nothing, and gets
//! what the catalog has.

use std::collections::BTreeMap;

use mysql::Conn;
use mysql::prelude::Queryable;

use super::catalog::Fields;
use super::text::quoted_name;
use super::{Family, Grouped};
use crate::schema::{Table, Unmodelled};

/// Statements by database and name.
#[derive(Default)]
pub(super) struct Shown(BTreeMap<(String, String), String>);

/// Privileges that are lacking: of the server, a database, a table, a column.
const REFUSED: [u16; 4] = [1227, 1044, 1142, 1143];

/// Engines whose tables lead to others.
const LEADING: [&str; 5] = ["mrg_myisam", "federated", "connect", "spider", "sphinx"];

impl Shown {
    /// Of the tables in `objects` and the `views` that need it.
    pub fn read(
        connection: &mut Conn,
        family: Family,
        objects: &[Fields],
        indexes: &Grouped,
        views: &[Fields],
    ) -> mysql::Result<Shown> {
        let has_text_index = |key: &(String, String)| {
            let rows = indexes.get(key).into_iter().flatten();
            rows.into_iter().any(|row| row.text(7).eq_ignore_ascii_case("fulltext"))
        };
        let tables = objects.iter().map(|row| ("table", row)).filter(|(_, row)| {
            let engine = row.text(3).to_ascii_lowercase();
            LEADING.contains(&engine.as_str()) || has_text_index(&(row.owned(0), row.owned(1)))
        });
        // A view without a text is one that this account may not see.
        let views = views.iter().filter(|row| family == Family::MySql && !row.text(2).is_empty());
        let wanted: Vec<(&str, &Fields)> = tables.chain(views.map(|row| ("view", row))).collect();
        let ask = |(kind, row): &(&str, &Fields)| {
            format!("show create {kind} {}.{}", quoted_name(row.text(0)), quoted_name(row.text(1)))
        };
        let mut shown = Shown::default();
        if wanted.is_empty() {
            return Ok(shown);
        }
        let sql = wanted.iter().map(ask).collect::<Vec<_>>().join(";\n");
        match shown.ask(connection, &sql, &wanted) {
            Err(mysql::Error::MySqlError(error)) if REFUSED.contains(&error.code) => {}
            other => other?,
        }
        Ok(shown)
    }

    fn ask(
        &mut self,
        connection: &mut Conn,
        sql: &str,
        wanted: &[(&str, &Fields)],
    ) -> mysql::Result<()> {
        let mut answers = connection.query_iter(sql)?;
        let mut wanted = wanted.iter();
        while let Some(answer) = answers.iter() {
            let asked = wanted.next();
            for row in answer {
                let row = Fields::of(row?);
                if let (Some((_, asked)), Some(text)) = (asked, row.optional(1)) {
                    self.0.insert((asked.owned(0), asked.owned(1)), text.to_owned());
                }
            }
        }
        Ok(())
    }

    /// The statement that makes the object of a row.
    pub fn of(&self, row: &Fields) -> Option<&str> {
        self.0.get(&(row.owned(0), row.owned(1))).map(String::as_str)
    }

    /// Adds to a table what its statement has and the catalog has not.
    pub fn complete(&self, row: &Fields, table: &mut Table, unmodelled: &mut Vec<Unmodelled>) {
        let Some(text) = self.of(row) else { return };
        for line in text.lines().map(str::trim_start) {
            let Some(line) = line.strip_prefix("FULLTEXT KEY ") else { continue };
            let Some(parser) = between(line, " WITH PARSER `", "`") else { continue };
            let named = |name: &Option<String>| {
                name.as_deref().is_some_and(|name| line.starts_with(&quoted_name(name)))
            };
            if let Some(index) = table.indexes.iter_mut().find(|index| named(&index.name)) {
                index.options.insert("parser".to_owned(), parser.to_owned());
            }
        }
        let Some((_, options)) = text.rsplit_once("\n) ENGINE=") else { return };
        if let Some(tables) = between(options, " UNION=(", ")") {
            table.options.insert("union".to_owned(), format!("({tables})"));
        }
        if let Some(method) = between(options, " INSERT_METHOD=", " ") {
            table.options.insert("insert_method".to_owned(), method.to_lowercase());
        }
        // It can hold a password.
        if options.contains(" CONNECTION='") {
            let (kind, name) = ("connection of a table".to_owned(), table.name.to_string());
            unmodelled.push(Unmodelled { kind, name });
        }
    }
}

/// What stands between two marks, or behind the first where the second does not follow.
fn between<'t>(text: &'t str, start: &str, end: &str) -> Option<&'t str> {
    let rest = text.split_once(start)?.1;
    Some(rest.split_once(end).map_or(rest, |(inner, _)| inner))
}

#[cfg(test)]
mod tests {
    use super::between;

    #[test]
    fn marks_enclose_a_text() {
        let options = "MRG_MyISAM DEFAULT CHARSET=utf8mb4 INSERT_METHOD=LAST UNION=(`a`,`b`)";
        assert_eq!(between(options, " UNION=(", ")"), Some("`a`,`b`"));
        assert_eq!(between(options, " INSERT_METHOD=", " "), Some("LAST"));
        assert_eq!(between("x INSERT_METHOD=LAST", " INSERT_METHOD=", " "), Some("LAST"));
        assert_eq!(between(options, " CONNECTION='", "'"), None);
    }
}
