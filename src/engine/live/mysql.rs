use std::time::Duration;

use super::{CutOff, Live, LiveRow, digest};
use crate::dialect::{Dialect, Dialects};
use crate::engine::mysql::{self as server, LiveSession};
use crate::engine::{DatabaseUrl, EngineError, EngineInfo};
use crate::hazard::classify;
use crate::schema::QualifiedName;

pub(super) struct MySqlLive<'d> {
    session: LiveSession,
    info: EngineInfo,
    dialect: Dialect<'d>,
}

impl<'d> MySqlLive<'d> {
    pub fn open(url: &DatabaseUrl, dialects: &'d Dialects) -> Result<MySqlLive<'d>, EngineError> {
        let (session, info, dialect) = server::live(url, dialects)?;
        Ok(MySqlLive { session, info, dialect })
    }

    fn value(&mut self, sql: &str) -> Result<Option<String>, EngineError> {
        Ok(self.session.rows(sql)?.into_iter().flatten().flatten().next())
    }

    /// How the server would make a table or a view; that it is not there is an answer too.
    fn definition(&mut self, name: &QualifiedName) -> String {
        let quote = |name: &str| self.dialect.quote_always(name);
        let qualified = match &name.namespace {
            Some(namespace) => format!("{}.{}", quote(namespace), quote(&name.name)),
            None => quote(&name.name),
        };
        match self.session.rows(&format!("show create table {qualified}")) {
            Ok(rows) => {
                rows.into_iter().flatten().flatten().map(|text| without_counter(&text)).collect()
            }
            Err(_) => "not there".to_owned(),
        }
    }
}

/// The next number of a table changes with its rows, and is no part of its definition.
fn without_counter(text: &str) -> String {
    let Some(at) = text.find(" AUTO_INCREMENT=") else { return text.to_owned() };
    let rest = &text[at + 1..];
    let end = rest.find(' ').unwrap_or(rest.len());
    format!("{}{}", &text[..at], &rest[end..])
}

impl Live for MySqlLive<'_> {
    fn info(&self) -> &EngineInfo {
        &self.info
    }

    fn run(&mut self, sql: &str) -> Result<(), EngineError> {
        self.session.run(sql)
    }

    fn rows(&mut self, sql: &str) -> Result<Vec<LiveRow>, EngineError> {
        self.session.rows(sql)
    }

    fn begin(&mut self) -> Result<(), EngineError> {
        self.session.run("start transaction")
    }

    fn settle(&mut self) -> Result<(), EngineError> {
        self.session.settle()
    }

    fn limit(&mut self, lock: Duration, _: Option<Duration>) -> Result<(), EngineError> {
        // Whole seconds; only queries can be given a time to run.
        let seconds = lock.as_secs_f64().ceil().max(1.0);
        self.session.run(&format!(
            "set session lock_wait_timeout = {seconds}, innodb_lock_wait_timeout = {seconds}"
        ))
    }

    fn look_only(&mut self, patience: Duration) -> Result<(), EngineError> {
        self.limit(patience, None)?;
        // Each family knows one of the two.
        let (seconds, thousandths) = (patience.as_secs_f64(), patience.as_millis());
        let _ = self.session.run(&format!("set session max_statement_time = {seconds}"));
        let _ = self.session.run(&format!("set session max_execution_time = {thousandths}"));
        self.session.run("set session transaction read only")
    }

    fn size_query(&self, tables: &[&QualifiedName]) -> String {
        let text = |text: &str| self.dialect.string_literal(text);
        let of = |(place, table): (usize, &&QualifiedName)| {
            let home = table.namespace.as_deref().map_or("database()".to_owned(), text);
            format!(
                "select {place}, table_rows, data_length + index_length from information_schema.tables \
                 where table_schema = {home} and table_name = {}",
                text(&table.name)
            )
        };
        let each: Vec<String> = tables.iter().enumerate().map(of).collect();
        each.join(" union all ")
    }

    fn try_lock(&mut self) -> Result<bool, EngineError> {
        let lock = "select get_lock(left(concat('schemagen:', database()), 64), 0)";
        Ok(self.value(lock)?.as_deref() == Some("1"))
    }

    fn user(&mut self) -> Result<String, EngineError> {
        Ok(self.value("select user()")?.unwrap_or_default())
    }

    fn trace(&mut self, sql: &str) -> Result<String, EngineError> {
        let mut text = String::new();
        let mut names: Vec<QualifiedName> = Vec::new();
        for action in classify(sql, self.dialect, None).actions {
            let renamed = action.to.as_ref().map(|to| action.relation.sibling(to.as_str()));
            names.extend([Some(action.relation), action.other, renamed].into_iter().flatten());
        }
        names.retain(|name| !name.name.is_empty());
        names.sort();
        names.dedup();
        for name in names {
            text.push_str(&format!("{name}: {}\n", self.definition(&name)));
        }
        // Objects that no table holds, and those that a statement may name without naming a table.
        for listing in [
            "select table_name, table_type from information_schema.tables where table_schema = database()",
            "select table_name, view_definition from information_schema.views where table_schema = database()",
            "select trigger_name, event_object_table, action_statement from information_schema.triggers \
             where trigger_schema = database()",
            "select routine_name, routine_type, routine_definition, last_altered from information_schema.routines \
             where routine_schema = database()",
            "select event_name, event_definition, last_altered from information_schema.events \
             where event_schema = database()",
        ] {
            let mut rows: Vec<String> =
                self.session.rows(listing)?.into_iter().map(|row| format!("{row:?}")).collect();
            rows.sort();
            text.push_str(&rows.join("\n"));
        }
        Ok(digest(&text))
    }

    /// A statement is done or not done, never half: it is done if anything looks otherwise than before.
    fn cut_off(&mut self, sql: &str, before: &str) -> Result<CutOff, EngineError> {
        Ok(if self.trace(sql)? == before { CutOff::Nothing } else { CutOff::Done })
    }

    fn clear_up(&mut self, _: &str) -> Result<Option<String>, EngineError> {
        Ok(None)
    }

    fn left_behind(&mut self) -> Result<Vec<String>, EngineError> {
        Ok(Vec::new())
    }

    fn may_succeed_later(&self, error: &EngineError) -> bool {
        // Lock wait timeout, deadlock.
        matches!(error, EngineError::Statement(error)
            if error.code.as_deref().is_some_and(|code| ["1205", "1213"].contains(&code)))
    }
}
