//! Settings of the session.

use std::rc::Rc;

use super::super::report::{Place, ScriptError};
use super::super::session::{self, Charset};
use super::{Loader, Reading};
use crate::sql::statements::Statement;

impl Loader<'_> {
    pub(super) fn set(&mut self, key: String, sql: String) {
        let settings = Rc::make_mut(&mut self.settings);
        settings.shift_remove(&key);
        settings.insert(key, sql);
        self.active = Rc::clone(&self.settings);
    }

    pub(super) fn setting(
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
}
