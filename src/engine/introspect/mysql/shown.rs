//! What only `SHOW CREATE` tells of tables and views: the parser of a full-text index, the tables under a merged
//! one, the algorithm of a view. A table that says what the model has no words for is kept as that statement, whole.
//!
//! Those that can have such a thing are asked for in one exchange. Whoever may not ask is told nothing, and gets
//! what the catalog has.

use std::collections::BTreeMap;

use mysql::Conn;
use mysql::prelude::Queryable;

use super::catalog::Fields;
use super::text::quoted_name;
use super::{Family, Grouped, TableParts};
use crate::schema::{Bound, OtherObject, QualifiedName, Table, Unmodelled};

/// Statements by database and name.
#[derive(Default)]
pub(super) struct Shown(BTreeMap<(String, String), String>);

/// Privileges that are lacking: of the server, a database, a table, a column.
const REFUSED: [u16; 4] = [1227, 1044, 1142, 1143];

/// Engines whose tables lead to others.
const LEADING: [&str; 5] = ["mrg_myisam", "federated", "connect", "spider", "sphinx"];

/// What the model has no words for, as it stands in a table's statement.
const BEYOND: [(&str, &str); 9] = [
    ("\n  PERIOD FOR ", "a period"),
    (" GENERATED ALWAYS AS ROW START", "row versions in columns"),
    (" WITHOUT SYSTEM VERSIONING", "a column without versions"),
    ("PARTITION BY SYSTEM_TIME", "partitions by system time"),
    ("PARTITION BY LINEAR ", "linear partitions"),
    (" MAX_ROWS = ", "options of partitions"),
    (" MIN_ROWS = ", "options of partitions"),
    (" DIRECTORY = ", "folders of partitions"),
    (" ALGORITHM = ", "an algorithm of partitions"),
];

impl Shown {
    /// Of the tables in `objects` and the `views` that need it.
    pub fn read(
        connection: &mut Conn,
        family: Family,
        objects: &[Fields],
        parts: &TableParts,
        views: &[Fields],
    ) -> mysql::Result<Shown> {
        let asked_of = |row: &Fields| {
            let key = (row.owned(0), row.owned(1));
            let any = |grouped: &Grouped, is: &dyn Fn(&Fields) -> bool| {
                grouped.get(&key).into_iter().flatten().any(is)
            };
            LEADING.contains(&row.text(3).to_ascii_lowercase().as_str())
                || row.text(2) == "SYSTEM VERSIONED"
                || parts.partitions.contains_key(&key)
                || any(&parts.indexes, &|row| row.text(7).eq_ignore_ascii_case("fulltext"))
                || any(&parts.checks, &|row| is_period(row.text(3)))
        };
        let tables = objects.iter().filter(|row| asked_of(row)).map(|row| ("table", row));
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

    /// A table as its statement, where it says more than the model can.
    pub fn whole(&self, row: &Fields, name: &QualifiedName) -> Option<OtherObject> {
        let text = self.of(row)?;
        let bare = without_texts(text);
        let (_, what) = BEYOND.iter().find(|(mark, _)| bare.contains(mark))?;
        let mut statement = text.to_owned();
        if let Some(namespace) = &name.namespace {
            let here = quoted_name(&name.name);
            let there = format!("{}.{here}", quoted_name(namespace));
            statement = statement.replacen(&here, &there, 1);
        }
        let counter = between(&bare, " AUTO_INCREMENT=", " ").unwrap_or_default().to_owned();
        Some(OtherObject {
            kind: format!("table with {what}"),
            name: name.clone(),
            part: String::new(),
            statements: vec![statement.replacen(&format!(" AUTO_INCREMENT={counter}"), "", 1)],
            early: true,
        })
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
        let partitions = table.partitioning.iter_mut().flat_map(|found| &mut found.partitions);
        for partition in partitions {
            // MariaDB's catalog shows the zero for it.
            if text.contains(&format!("PARTITION {} DEFAULT ", quoted_name(&partition.name.name))) {
                partition.bound = Bound::Default;
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

/// MariaDB keeps a period as a rule that its beginning lies before its end.
fn is_period(check: &str) -> bool {
    check.split_once(" < ").is_some_and(|(start, end)| {
        [start, end].iter().all(|name| name.starts_with('`') && name.matches('`').count() == 2)
    })
}

/// A statement without what stands in single quotes.
fn without_texts(statement: &str) -> String {
    statement.split('\'').step_by(2).collect()
}

/// What stands between two marks, or behind the first where the second does not follow.
fn between<'t>(text: &'t str, start: &str, end: &str) -> Option<&'t str> {
    let rest = text.split_once(start)?.1;
    Some(rest.split_once(end).map_or(rest, |(inner, _)| inner))
}

#[cfg(test)]
mod tests {
    use super::{between, is_period, without_texts};

    #[test]
    fn periods_are_rules_about_two_columns() {
        assert!(is_period("`s` < `e`"));
        assert!(!is_period("`s` < 5") && !is_period("`s` < `e` + `f`") && !is_period("`a` > 0"));
    }

    #[test]
    fn texts_are_no_clauses() {
        assert_eq!(without_texts("a COMMENT 'x MAX_ROWS = ''1' b"), "a COMMENT  b");
    }

    #[test]
    fn marks_enclose_a_text() {
        let options = "MRG_MyISAM DEFAULT CHARSET=utf8mb4 INSERT_METHOD=LAST UNION=(`a`,`b`)";
        assert_eq!(between(options, " UNION=(", ")"), Some("`a`,`b`"));
        assert_eq!(between(options, " INSERT_METHOD=", " "), Some("LAST"));
        assert_eq!(between("x INSERT_METHOD=LAST", " INSERT_METHOD=", " "), Some("LAST"));
        assert_eq!(between(options, " CONNECTION='", "'"), None);
    }
}
