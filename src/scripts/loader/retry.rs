//! Statements that lacked something, tried again under the settings they were written under.

use std::rc::Rc;

use super::super::report::{Failure, Place, ScriptError, Skipped};
use super::super::session::Settings;
use super::Loader;
use crate::engine::{Cause, EngineError};

/// A statement that lacked something when it was tried.
pub(super) struct Waiting {
    pub sql: String,
    pub failure: Failure,
    pub settings: Settings,
}

impl Loader<'_> {
    /// Makes a role that something refers to; whether it is there now.
    pub(super) fn make_role(&mut self, role: &str, create: &str, place: &Place) -> bool {
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
    pub(super) fn try_again(&mut self) -> Result<(), ScriptError> {
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
}

/// `alter … owner to`, of which nothing but the owner is lost.
pub(super) fn names_owner(sql: &str) -> bool {
    let text = sql.to_lowercase();
    text.starts_with("alter ") && text.contains(" owner to ")
}
