//! The statements by which triggers, routines and events were made, as `SHOW CREATE` gives them.
//!
//! No catalog keeps them whole: it has the bodies, without what their authors wrote before. All are asked for in
//! one go, so that reading a database takes as many exchanges with the server as before.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use mysql::Conn;
use mysql::prelude::Queryable;

use super::Reader;
use super::catalog::Fields;
use super::text::quoted_name;
use crate::engine::introspect::tokens::{Cursor, Flavour};

/// Kind (`trigger`, `function`, `procedure`, `event`), database and name.
pub(super) type Made = (&'static str, String, String);

/// One statement and the settings that its body depends on.
#[derive(Debug, Clone)]
pub(super) struct Statement {
    pub text: String,
    pub settings: IndexMap<String, String>,
}

/// Who looks, and under which rules: what is said by nobody else.
pub(super) struct Viewer {
    /// `'app'@'%'`, in backquotes as the server prints definers.
    pub definer: String,
    /// The modes under which statements need not say theirs.
    pub sql_modes: Vec<String>,
}

impl Viewer {
    /// In a scratch database it is this session that makes things, so its mode is a usual one too.
    pub fn read(connection: &mut Conn, is_scratch: bool) -> mysql::Result<Viewer> {
        let row: Option<(String, String, String)> = connection
            .query_first("select current_user(), @@global.sql_mode, @@session.sql_mode")?;
        let (account, global, session) = row.unwrap_or_default();
        let sql_modes = if is_scratch { vec![global, session] } else { vec![global] };
        let (user, host) = account.rsplit_once('@').unwrap_or((&account, "%"));
        let definer = format!("{}@{}", quoted_name(user), quoted_name(host));
        Ok(Viewer { definer, sql_modes })
    }
}

impl Reader<'_> {
    /// The statements that can be read; what the viewer may not see is not among them.
    pub(super) fn statements(
        &self,
        connection: &mut Conn,
        wanted: &[Made],
    ) -> mysql::Result<BTreeMap<Made, Statement>> {
        let mut found = BTreeMap::new();
        if wanted.is_empty() {
            return Ok(found);
        }
        let ask = |(kind, database, name): &Made| {
            format!("show create {kind} {}.{}", quoted_name(database), quoted_name(name))
        };
        let sql = wanted.iter().map(ask).collect::<Vec<_>>().join(";\n");
        let mut answers = connection.query_iter(sql)?;
        let mut wanted = wanted.iter();
        while let Some(answer) = answers.iter() {
            let made = wanted.next();
            for row in answer {
                let row = Fields::of(row?);
                let Some(made) = made else { continue };
                // An event shows its time zone before its statement.
                let place = if made.0 == "event" { 3 } else { 2 };
                let Some(text) = row.optional(place) else { continue };
                let statement = self.statement(made, text, row.text(1));
                found.insert(made.clone(), statement);
            }
        }
        Ok(found)
    }

    fn statement(&self, (_, database, name): &Made, text: &str, sql_mode: &str) -> Statement {
        let mut settings = IndexMap::new();
        if !self.viewer.sql_modes.iter().any(|usual| usual == sql_mode) {
            settings.insert("sql_mode".to_owned(), sql_mode.to_owned());
        }
        let mut text = without_definer(text, &self.viewer.definer);
        if database != self.scope.home {
            text = with_database(&text, database, name);
        }
        Statement { text: text.trim().trim_end_matches(';').trim_end().to_owned(), settings }
    }
}

/// Without the clause that names the one who would be its definer anyway.
fn without_definer(text: &str, definer: &str) -> String {
    let clause = format!("DEFINER={definer} ");
    match text.find(&clause) {
        // Only in the head, never in a body.
        Some(at) if text[..at].split_whitespace().count() <= 3 => {
            format!("{}{}", &text[..at], &text[at + clause.len()..])
        }
        _ => text.to_owned(),
    }
}

/// With the database before the name of the object and, of a trigger, its table.
fn with_database(text: &str, database: &str, name: &str) -> String {
    let mut cursor = Cursor::new(text, Flavour::MySql);
    let mut places = Vec::new();
    if cursor.seek(&["function", "procedure", "trigger", "event"]) {
        let is_trigger = cursor.is("trigger");
        cursor.next();
        let start = cursor.position();
        if cursor.name().as_deref() == Some(name) && !cursor.is(".") {
            places.push(start);
        }
        if is_trigger && cursor.seek(&["on"]) {
            cursor.next();
            let start = cursor.position();
            cursor.name();
            if !cursor.is(".") {
                places.push(start);
            }
        }
    }
    let mut text = text.to_owned();
    for place in places.into_iter().rev() {
        let space = text[place..].len() - text[place..].trim_start().len();
        text.insert_str(place + space, &format!("{}.", quoted_name(database)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{with_database, without_definer};

    #[test]
    fn only_the_viewer_goes_unnamed() {
        let text = "CREATE DEFINER=`root`@`localhost` TRIGGER `t` BEFORE INSERT ON a FOR EACH ROW set @a = 1";
        assert_eq!(
            without_definer(text, "`root`@`localhost`"),
            "CREATE TRIGGER `t` BEFORE INSERT ON a FOR EACH ROW set @a = 1"
        );
        assert_eq!(without_definer(text, "`app`@`%`"), text);
    }

    #[test]
    fn what_lies_elsewhere_says_where() {
        assert_eq!(
            with_database(
                "CREATE TRIGGER `t` BEFORE INSERT ON a FOR EACH ROW set @a = 1",
                "x",
                "t"
            ),
            "CREATE TRIGGER `x`.`t` BEFORE INSERT ON `x`.a FOR EACH ROW set @a = 1"
        );
        assert_eq!(
            with_database("CREATE FUNCTION `f`() RETURNS int RETURN 1", "x", "f"),
            "CREATE FUNCTION `x`.`f`() RETURNS int RETURN 1"
        );
    }
}
