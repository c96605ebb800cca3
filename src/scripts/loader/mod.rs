//! Runs scripts statement by statement.

mod command;
mod database;
mod failure;
mod reading;
mod retry;
mod setting;

use std::collections::BTreeSet;
use std::rc::Rc;

use reading::Reading;
use retry::Waiting;

use super::class::{Class, Namespaces, name};
use super::report::{Failure, FailureKind, Place, Report, ScriptError, Skipped};
use super::session::Settings;
use super::variables::Variables;
use super::{Open, Script};
use crate::dialect::DialectData;
use crate::engine::{Cause, Engine, EngineError, StatementError};
use crate::sql::statements::{Encoding, Item, Splitter, Statement};

/// Runs scripts in order on an engine, and says what came of it. What the server refuses is a failure
/// in the report; an error is only what ends the work: a stream that breaks, a server that goes away.
pub fn load(
    engine: &mut dyn Engine,
    dialect: &DialectData,
    scripts: impl IntoIterator<Item = Script>,
    open: Open<'_>,
) -> Result<Report, ScriptError> {
    let namespaces =
        if engine.home().is_some() { Namespaces::Databases } else { Namespaces::InsideOne };
    engine.begin_script()?;
    let mut loader = Loader {
        engine,
        dialect,
        namespaces,
        open,
        report: Report::default(),
        settings: Settings::default(),
        active: Settings::default(),
        waiting: Vec::new(),
        roles: BTreeSet::new(),
        databases: BTreeSet::new(),
        variables: Variables::default(),
        depth: 0,
    };
    for script in scripts {
        loader.script(script)?;
    }
    loader.try_again()?;
    let Loader { mut report, waiting, engine, .. } = loader;
    report.failures.extend(waiting.into_iter().map(|waiting| waiting.failure));
    report.failures.sort_by(|a, b| a.place.cmp(&b.place));
    note_questions(&mut report);
    if report.run == 0 && report.failures.is_empty() {
        report.note(None, "nothing in the files makes anything: the schema is empty");
    }
    engine.end_script()?;
    Ok(report)
}

/// A question that is refused makes nothing of a schema missing, unless a function that it calls would
/// have made something: that is said.
fn note_questions(report: &mut Report) {
    let is_question = |failure: &Failure| {
        failure.kind == FailureKind::Refused && failure.head.to_lowercase().starts_with("select")
    };
    let failures = std::mem::take(&mut report.failures);
    let (questions, failures) = failures.into_iter().partition(is_question);
    report.failures = failures;
    for Failure { place, head, why, .. } in questions {
        let text = format!("`{head}` was refused, and what it would have made is missing: {why}");
        report.note(Some(place), text);
    }
}

struct Loader<'l> {
    engine: &'l mut dyn Engine,
    dialect: &'l DialectData,
    namespaces: Namespaces,
    open: Open<'l>,
    report: Report,
    /// What the scripts have set up to here, and what the session is set to.
    settings: Settings,
    active: Settings,
    waiting: Vec<Waiting>,
    /// Roles that exist only because of the scripts.
    roles: BTreeSet<String>,
    /// Databases of the scripts besides the scratch.
    databases: BTreeSet<String>,
    variables: Variables,
    depth: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Go {
    On,
    Stop,
}

impl Loader<'_> {
    fn script(&mut self, script: Script) -> Result<(), ScriptError> {
        self.report.files += 1;
        let mut reading = Reading {
            name: script.name,
            splitter: Splitter::new(script.input, self.dialect),
            charset: None,
            encoding: Encoding::default(),
            last_ending: None,
        };
        loop {
            let item = reading
                .splitter
                .next_item()
                .map_err(|source| ScriptError::Read { file: reading.name.clone(), source })?;
            match item {
                None => break,
                Some(Item::Statement(statement)) => self.statement(&mut reading, &statement)?,
                Some(Item::Command(command)) => {
                    if self.command(&mut reading, &command)? == Go::Stop {
                        return Ok(());
                    }
                }
                Some(Item::Rows(rows)) => {
                    self.report.skip(Skipped::Rows, rows.count, reading.place(rows.line));
                }
                Some(Item::Unfinished(unfinished)) => {
                    self.fail(reading.place(unfinished.line), self.unfinished(&unfinished));
                }
                Some(Item::NotText(place)) => {
                    let (why, help) = reading.not_text(&place);
                    self.fail(reading.place(place.line), (String::new(), why, help));
                }
            }
        }
        self.end_of(&reading);
        Ok(())
    }

    fn statement(
        &mut self,
        reading: &mut Reading,
        statement: &Statement,
    ) -> Result<(), ScriptError> {
        let place = reading.place(statement.line);
        reading.last_ending = Some((statement.ending, statement.line, statement.head()));
        match Class::of(statement, self.namespaces) {
            Class::Run => return self.run(statement, place),
            Class::Setting => return self.setting(reading, statement, place),
            Class::Rows => self.report.skip(Skipped::RowStatements, 1, place),
            Class::Idle => self.report.skip(Skipped::Idle, 1, place),
            Class::Server | Class::DropDatabase => self.report.skip(Skipped::Server, 1, place),
            Class::Transaction => {}
            Class::CreateDatabase(database) => {
                return self.create_database(statement, &database, place);
            }
            Class::AlterDatabase(database) => {
                return self.alter_database(statement, &database, place);
            }
            Class::UseDatabase(database) => return self.use_database(&database, place),
            Class::ChangeRole(role) if self.roles.contains(&role) => {
                return self.run(statement, place);
            }
            Class::Membership(roles) if roles.iter().all(|role| self.roles.contains(role)) => {
                return self.run(statement, place);
            }
            Class::ChangeRole(_) | Class::Membership(_) => {
                self.report.skip(Skipped::Roles, 1, place);
            }
        }
        Ok(())
    }

    fn run(&mut self, statement: &Statement, place: Place) -> Result<(), ScriptError> {
        let sql = self.without_home(&self.variables.replace(&statement.text));
        let Err(error) = self.send(&sql, &place, statement)? else {
            self.ran(statement);
            return Ok(());
        };
        let cause = self.engine.cause(&error);
        if let Cause::NoRole { name, create } = &cause
            && self.make_role(name, create, &place)
        {
            // Others may be missing in the same list.
            return self.run(statement, place);
        }
        if let Cause::NoNamespace(database) = &cause
            && self.report.homes.is_empty()
            && self.adopt(database, &place)
        {
            return self.run(statement, place);
        }
        if retry::names_owner(&sql) && matches!(cause, Cause::NoRight | Cause::NoRole { .. }) {
            self.report.skip(Skipped::Owners, 1, place);
            return Ok(());
        }
        let there_already = matches!(
            statement.word(1),
            "schema"
                | "extension"
                | "role"
                | "user"
                | "group"
                | "language"
                | "procedural"
                | "trusted"
        ) || statement.begins(&["create", "or", "replace"]);
        match cause {
            Cause::AlreadyThere if statement.word(0) == "create" && there_already => {
                self.report.note(Some(place), format!("left as it is: {}", error.message));
            }
            Cause::Missing if statement.word(0) == "drop" => {
                self.report.note(Some(place), format!("nothing to drop: {}", error.message));
            }
            Cause::NoRight if statement.begins(&["comment", "on", "extension"]) => {
                self.report.note(Some(place), format!("left out: {}", error.message));
            }
            Cause::Missing | Cause::NoRole { .. } | Cause::NoNamespace(_) => {
                let failure = self.failure(statement, place, &error, &cause);
                let settings = Rc::clone(&self.settings);
                self.waiting.push(Waiting { sql, failure, settings });
            }
            cause => {
                let failure = self.failure(statement, place, &error, &cause);
                self.report.failures.push(failure);
            }
        }
        Ok(())
    }

    /// Runs a statement under the settings that hold here; the inner result is the server's.
    fn send(
        &mut self,
        sql: &str,
        place: &Place,
        statement: &Statement,
    ) -> Result<Result<(), StatementError>, ScriptError> {
        let ended = |source: EngineError| ScriptError::Engine {
            place: place.clone(),
            head: statement.head(),
            source,
        };
        match self.engine.execute(sql) {
            Ok(()) => Ok(Ok(())),
            Err(EngineError::Statement(error)) if self.engine.cause(&error) == Cause::Leaving => {
                Err(ended(EngineError::Statement(error)))
            }
            Err(EngineError::Statement(error)) => Ok(Err(*error)),
            // What an engine keeps from a server that belongs to others.
            Err(EngineError::NotAvailable { why, help, .. }) => Ok(Err(StatementError {
                message: why,
                hint: Some(help),
                sql: sql.to_owned(),
                ..StatementError::default()
            })),
            Err(other) => Err(ended(other)),
        }
    }

    fn ran(&mut self, statement: &Statement) {
        self.report.run += 1;
        if statement.word(0) == "create" && matches!(statement.word(1), "role" | "user" | "group") {
            let mut at = 2;
            while matches!(statement.word(at), "if" | "not" | "exists") {
                at += 1;
            }
            self.roles.insert(name(statement.word(at)));
        }
    }
}
