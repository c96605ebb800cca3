//! Databases that a script makes or enters.

use super::super::class::Namespaces;
use super::super::report::{Place, ScriptError, Skipped};
use super::Loader;
use crate::sql::statements::{Statement, without_qualifier};

impl Loader<'_> {
    fn is_home(&self, database: &str) -> bool {
        self.report.homes.iter().any(|home| home.eq_ignore_ascii_case(database))
    }

    pub(super) fn without_home(&self, sql: &str) -> String {
        if self.report.homes.is_empty() {
            return sql.to_owned();
        }
        without_qualifier(sql, self.dialect, &|name| self.is_home(name))
    }

    /// The first database that a script makes or enters is the scratch itself.
    pub(super) fn adopt(&mut self, database: &str, place: &Place) -> bool {
        if self.report.homes.is_empty() {
            self.report.homes.push(database.to_owned());
            self.report.note(
                Some(place.clone()),
                format!("the database `{database}` is read as the one that all names without a database lie in"),
            );
        }
        self.is_home(database)
    }

    pub(super) fn create_database(
        &mut self,
        statement: &Statement,
        database: &str,
        place: Place,
    ) -> Result<(), ScriptError> {
        if self.namespaces == Namespaces::InsideOne {
            self.report.skip(Skipped::Server, 1, place);
            return Ok(());
        }
        if self.adopt(database, &place) {
            return self.alter_database(statement, database, place);
        }
        if self.databases.insert(database.to_owned()) {
            return self.run(statement, place);
        }
        Ok(())
    }

    /// The character set and the collation of the scratch itself.
    pub(super) fn alter_database(
        &mut self,
        statement: &Statement,
        database: &str,
        place: Place,
    ) -> Result<(), ScriptError> {
        let home = match self.engine.home() {
            Some(home) if self.is_home(database) => home.to_owned(),
            Some(_) if self.databases.contains(database) => return self.run(statement, place),
            _ => {
                self.report.skip(Skipped::Server, 1, place);
                return Ok(());
            }
        };
        let options = database_options(&statement.words);
        if options.is_empty() {
            return Ok(());
        }
        let sql = format!("alter database `{home}` {options}");
        if let Err(error) = self.send(&sql, &place, statement)? {
            let cause = self.engine.cause(&error);
            let failure = self.failure(statement, place, &error, &cause);
            self.report.failures.push(failure);
        }
        Ok(())
    }

    pub(super) fn use_database(&mut self, database: &str, place: Place) -> Result<(), ScriptError> {
        let Some(home) = self.engine.home().map(str::to_owned) else {
            self.report.skip(Skipped::Commands, 1, place);
            return Ok(());
        };
        let entered = if self.adopt(database, &place) { home } else { database.to_owned() };
        let quoted = |name: &str| format!("`{}`", name.replace('`', "``"));
        let head = format!("use {}", quoted(database));
        let ended =
            |source| ScriptError::Engine { place: place.clone(), head: head.clone(), source };
        if entered == database && self.databases.insert(entered.clone()) {
            self.engine.execute(&format!("create database {}", quoted(&entered))).map_err(ended)?;
        }
        let sql = format!("use {}", quoted(&entered));
        self.engine.execute(&sql).map_err(ended)?;
        self.set("use".to_owned(), sql);
        Ok(())
    }
}

/// `character set x collate y`, from the words of a statement about a database.
fn database_options(words: &[String]) -> String {
    let mut options = Vec::new();
    let is_value = |word: &&String| word.as_str() != "=";
    for (at, word) in words.iter().enumerate() {
        let value = |from: usize| words.iter().skip(from).find(is_value);
        match word.as_str() {
            "charset" => {
                options.extend(value(at + 1).map(|value| format!("character set {value}")))
            }
            "character" if words.get(at + 1).is_some_and(|next| next == "set") => {
                options.extend(value(at + 2).map(|value| format!("character set {value}")));
            }
            "collate" => options.extend(value(at + 1).map(|value| format!("collate {value}"))),
            _ => {}
        }
    }
    options.join(" ")
}
