use std::collections::BTreeSet;
use std::rc::Rc;

use super::class::{Class, Namespaces, name};
use super::report::{Failure, FailureKind, Place, Report, ScriptError, Skipped};
use super::session::{self, Charset, Settings};
use super::variables::Variables;
use super::{Open, Script};
use crate::dialect::DialectData;
use crate::engine::{Cause, Engine, EngineError, StatementError};
use crate::sql::statements::{
    Command, Encoding, Ending, Item, NotText, Splitter, Statement, Unclosed, Unfinished,
    without_qualifier,
};

/// Scripts that include one another deeper than this go round in a circle.
const DEEPEST: usize = 16;

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

/// A statement that lacked something when it was tried.
struct Waiting {
    sql: String,
    failure: Failure,
    settings: Settings,
}

/// What is known of one script while it is read.
struct Reading {
    name: String,
    splitter: Splitter<Box<dyn std::io::Read>>,
    /// What the script says its bytes are, and what that name means.
    charset: Option<String>,
    encoding: Encoding,
    last_ending: Option<(Ending, u32, String)>,
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

    fn fail(&mut self, place: Place, (head, why, help): (String, String, String)) {
        let kind = FailureKind::Input;
        self.report.failures.push(Failure { kind, place, head, why, help: Some(help) });
    }

    fn unfinished(&self, unfinished: &Unfinished) -> (String, String, String) {
        let what = match unfinished.what {
            Unclosed::String => "a string that opens here is never closed",
            Unclosed::Name => "a quoted name that opens here is never closed",
            Unclosed::Comment => "a comment that opens here is never closed",
            Unclosed::DollarQuote => "a dollar-quoted body that opens here is never closed",
            Unclosed::Body => "the `begin` here has no `end`",
            Unclosed::Parenthesis => "the parenthesis that opens here is never closed",
            Unclosed::Rows => "the rows that begin here lack the line `\\.` at their end",
        };
        let head = unfinished.statement.as_ref().map(|(head, _)| head.clone());
        let from = match &unfinished.statement {
            Some((_, line)) if *line != unfinished.line => {
                format!(", in the statement that begins on line {line}")
            }
            _ => String::new(),
        };
        (
            head.unwrap_or_default(),
            format!("{what}{from}: the file ends on line {}", unfinished.end),
            format!(
                "was the file cut? if it is whole, is it written for {}? `--dialect` says otherwise",
                self.dialect.title
            ),
        )
    }

    /// A dump program ends its files with a mark.
    fn end_of(&mut self, reading: &Reading) {
        let dump = reading.splitter.dump();
        let Some(started) = dump.started.as_ref().filter(|_| !dump.ended) else { return };
        if self
            .report
            .failures
            .iter()
            .any(|failure| failure.kind == FailureKind::Input && failure.place.file == reading.name)
        {
            return;
        }
        let why = format!("it begins as a `{started}` and lacks the line by which such files end");
        match &reading.last_ending {
            Some((Ending::EndOfFile, line, head)) => {
                let why =
                    format!("{why}, and its last statement has no semicolon: the file is cut");
                let help = "make the dump again, or copy all of it".to_owned();
                self.fail(reading.place(*line), (head.clone(), why, help));
            }
            _ => self.report.note(
                Some(reading.place(reading.splitter.line())),
                format!("{why}: if the file was cut, what was read is not all of it"),
            ),
        }
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
        if names_owner(&sql) && matches!(cause, Cause::NoRight | Cause::NoRole { .. }) {
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

    fn failure(
        &self,
        statement: &Statement,
        place: Place,
        error: &StatementError,
        cause: &Cause,
    ) -> Failure {
        let kind = match cause {
            Cause::NoExtension => FailureKind::Extension,
            _ => FailureKind::Refused,
        };
        let mut failure = Failure::refused(kind, place, statement.head(), error);
        let help = match cause {
            Cause::NoExtension => {
                Some("name a server that has it: `--on local:postgres`, or a URL")
            }
            Cause::NoRole { .. } => Some(
                "this user may not make roles: let it (`createrole`), or name an engine where it may",
            ),
            Cause::NoRight => {
                Some("let the user do this there, or name an engine where it may: `--on ENGINE`")
            }
            Cause::Syntax if statement.ending == Ending::EndOfFile => {
                Some("the file ends here without a semicolon: was it cut?")
            }
            _ => None,
        };
        if failure.help.is_none() {
            failure.help = help.map(str::to_owned);
        }
        failure
    }

    /// Makes a role that something refers to; whether it is there now.
    fn make_role(&mut self, role: &str, create: &str, place: &Place) -> bool {
        if !self.roles.insert(role.to_owned()) {
            return false;
        }
        let made = self.engine.execute(create).is_ok();
        if made {
            self.report.roles.push(role.to_owned());
            self.report.note(
                Some(place.clone()),
                format!("the role `{role}` is named and never made: it exists in the scratch by name only"),
            );
        }
        made
    }

    /// Tries what waits again, in order, as long as something moves.
    fn try_again(&mut self) -> Result<(), ScriptError> {
        loop {
            let before = self.waiting.len();
            for waiting in std::mem::take(&mut self.waiting) {
                self.try_once_more(waiting)?;
            }
            if self.waiting.len() == before || self.waiting.is_empty() {
                return Ok(());
            }
        }
    }

    fn try_once_more(&mut self, waiting: Waiting) -> Result<(), ScriptError> {
        self.restore(&waiting.settings)?;
        let Waiting { sql, failure, settings } = waiting;
        let error = match self.engine.execute(&sql) {
            Ok(()) => {
                self.report.run += 1;
                return Ok(());
            }
            Err(EngineError::Statement(error)) => error,
            Err(source) => {
                let Failure { place, head, .. } = failure;
                return Err(ScriptError::Engine { place, head, source });
            }
        };
        let cause = self.engine.cause(&error);
        if let Cause::NoRole { name, create } = &cause
            && self.make_role(name, create, &failure.place)
        {
            return self.try_once_more(Waiting { sql, failure, settings });
        }
        let Failure { kind, place, head, help, .. } = failure;
        if names_owner(&sql) && matches!(cause, Cause::NoRight | Cause::NoRole { .. }) {
            self.report.skip(Skipped::Owners, 1, place);
            return Ok(());
        }
        let mut failure = Failure::refused(kind, place, head, &error);
        failure.help = failure.help.or(help);
        match cause {
            Cause::Missing | Cause::NoRole { .. } | Cause::NoNamespace(_) => {
                self.waiting.push(Waiting { sql, failure, settings });
            }
            _ => self.report.failures.push(failure),
        }
        Ok(())
    }

    /// Makes the session what it was when a statement was first tried.
    fn restore(&mut self, settings: &Settings) -> Result<(), ScriptError> {
        if Rc::ptr_eq(&self.active, settings) || self.active == *settings {
            return Ok(());
        }
        self.engine.begin_script()?;
        for sql in settings.values() {
            // It was accepted before, or noted.
            let _ = self.engine.execute(sql);
        }
        self.active = Rc::clone(settings);
        Ok(())
    }

    fn set(&mut self, key: String, sql: String) {
        let settings = Rc::make_mut(&mut self.settings);
        settings.shift_remove(&key);
        settings.insert(key, sql);
        self.active = Rc::clone(&self.settings);
    }

    fn setting(
        &mut self,
        reading: &mut Reading,
        statement: &Statement,
        place: Place,
    ) -> Result<(), ScriptError> {
        if let Some(escapes) = session::backslash_escapes(statement) {
            reading.splitter.set_backslash_escapes(escapes);
        }
        if let Some(charset) = Charset::of(statement) {
            let (Charset::Names(name) | Charset::Client(name) | Charset::Results(name)) = &charset
            else {
                reading.splitter.set_encoding(reading.encoding);
                return Ok(());
            };
            if !matches!(charset, Charset::Results(_)) && !name.starts_with('@') {
                let encoding = Charset::encoding(name);
                reading.charset = Some(name.clone());
                reading.splitter.set_encoding(encoding.unwrap_or_default());
                if matches!(charset, Charset::Names(_)) {
                    reading.encoding = encoding.unwrap_or_default();
                }
            }
            // The session speaks UTF-8 whatever the file does.
            if !Charset::is_ours(name) {
                return Ok(());
            }
        }
        let sql = session::without_local(statement);
        let sql = self.variables.replace(&sql);
        match self.send(&sql, &place, statement)? {
            Ok(()) => {
                self.report.run += 1;
                self.set(session::key(statement), sql);
            }
            Err(error) => {
                let text = format!("not set: `{}`: {}", statement.head(), error.message);
                self.report.note(Some(place), text);
            }
        }
        Ok(())
    }

    fn is_home(&self, database: &str) -> bool {
        self.report.homes.iter().any(|home| home.eq_ignore_ascii_case(database))
    }

    fn without_home(&self, sql: &str) -> String {
        if self.report.homes.is_empty() {
            return sql.to_owned();
        }
        without_qualifier(sql, self.dialect, &|name| self.is_home(name))
    }

    /// The first database that a script makes or enters is the scratch itself.
    fn adopt(&mut self, database: &str, place: &Place) -> bool {
        if self.report.homes.is_empty() {
            self.report.homes.push(database.to_owned());
            self.report.note(
                Some(place.clone()),
                format!("the database `{database}` is read as the one that all names without a database lie in"),
            );
        }
        self.is_home(database)
    }

    fn create_database(
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
    fn alter_database(
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

    fn use_database(&mut self, database: &str, place: Place) -> Result<(), ScriptError> {
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

    fn command(&mut self, reading: &mut Reading, command: &Command) -> Result<Go, ScriptError> {
        let place = reading.place(command.line);
        let (word, rest) = match command.text.split_once(char::is_whitespace) {
            Some((word, rest)) => (word, rest.trim()),
            None => (command.text.as_str(), ""),
        };
        match word {
            "\\restrict" | "\\unrestrict" | "\\echo" | "\\qecho" | "\\warn" | "\\timing" | "\\pset"
            | "\\x" | "\\o" | "\\encoding" => {}
            "use" | "USE" | "Use" => self.use_database(&name(rest), place)?,
            "\\set" => self.variables.set(rest),
            "\\unset" => self.variables.unset(rest),
            "\\i" | "\\ir" | "\\include" | "\\include_relative" | ".read" | "source" | "SOURCE" => {
                let file = rest.trim_end_matches(';').trim().trim_matches(['\'', '"']).to_owned();
                self.include(reading, &file, place)?;
            }
            "\\q" | "\\quit" => {
                let text = "the rest of the file, behind `\\quit`, is not read";
                self.report.note(Some(place), text);
                return Ok(Go::Stop);
            }
            "\\c" | "\\connect" if !rest.is_empty() => self.report.note(
                Some(place),
                format!("`{}` is not followed: everything is read as one database", command.text),
            ),
            "\\gexec" | "\\if" | "\\elif" | "\\else" | "\\endif" => self.report.note(
                Some(place),
                format!("`{word}` is not carried out: what it would run or leave out is read as it stands"),
            ),
            _ => self.report.skip(Skipped::Commands, 1, place),
        }
        Ok(Go::On)
    }

    fn include(&mut self, reading: &Reading, file: &str, place: Place) -> Result<(), ScriptError> {
        let refuse = |why: String| {
            let help = "put the file there, or take the line out".to_owned();
            (format!("include {file}"), why, help)
        };
        if self.depth >= DEEPEST {
            self.fail(place, refuse("the files include one another in a circle".to_owned()));
            return Ok(());
        }
        match (self.open)(file, &reading.name) {
            Ok(Some(script)) => {
                self.depth += 1;
                let outcome = self.script(script);
                self.depth -= 1;
                outcome
            }
            Ok(None) => {
                self.report.note(
                    Some(place),
                    format!(
                        "`{file}` is one of the files that are read anyway; it is not read twice"
                    ),
                );
                Ok(())
            }
            Err(error) => {
                self.fail(place, refuse(format!("`{file}` cannot be read: {error}")));
                Ok(())
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Go {
    On,
    Stop,
}

impl Reading {
    fn place(&self, line: u32) -> Place {
        Place { file: self.name.clone(), line }
    }

    fn not_text(&self, place: &NotText) -> (String, String) {
        if place.byte == 0 || place.offset == 0 && matches!(place.byte, 0xfe | 0xff) {
            return (
                format!(
                    "byte {} is {:#04x}: the file is UTF-16, or no text at all",
                    place.offset, place.byte
                ),
                "save it as UTF-8".to_owned(),
            );
        }
        let why = match &self.charset {
            Some(name) if Charset::encoding(name).is_none() => {
                format!(
                    "byte {} is {:#04x}, in the character set `{name}`, which is not read",
                    place.offset, place.byte
                )
            }
            _ => format!("byte {} is {:#04x}, which is no UTF-8", place.offset, place.byte),
        };
        let help = "convert the file: `iconv -f latin1 -t utf-8 FILE`; one that says itself that it is Latin 1 \
                    (`set client_encoding`, `set names`) is read as that";
        (why, help.to_owned())
    }
}

/// `alter … owner to`, of which nothing but the owner is lost.
fn names_owner(sql: &str) -> bool {
    let text = sql.to_lowercase();
    text.starts_with("alter ") && text.contains(" owner to ")
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
