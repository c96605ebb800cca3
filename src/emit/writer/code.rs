//! What comes with its own text: routines, triggers, raw blocks.

use serde::Serialize;

use super::Writer;
use crate::emit::Body;
use crate::schema::{AtomKey, AtomKind, Native, QualifiedName, Routine, RoutineKind, Table};
use crate::template::{TemplateError, qualified};

/// `set_trigger_firing.hbs`.
#[derive(Serialize)]
pub(super) struct SetTriggerFiring<'a> {
    pub table: String,
    pub trigger: &'a str,
    /// `disable`, `enable replica` or `enable always`.
    pub firing: &'static str,
}

/// `set_routine_owner.hbs`.
#[derive(Serialize)]
pub(super) struct SetRoutineOwner<'a> {
    pub kind: &'static str,
    pub name: String,
    /// The argument types, in their brackets.
    pub arguments: &'a str,
    pub role: &'a str,
}

pub(super) fn routine_word(kind: RoutineKind) -> &'static str {
    match kind {
        RoutineKind::Function => "function",
        RoutineKind::Procedure => "procedure",
        RoutineKind::Aggregate => "aggregate",
    }
}

impl<'s> Writer<'s> {
    pub(super) fn routine(&mut self, routine: &Routine) -> Result<(), TemplateError> {
        let kind = routine_word(routine.kind);
        let part = format!("({})", routine.arguments);
        let key = AtomKey::new(&routine.name, AtomKind::Routine, &part);
        self.push(trimmed(&routine.definition), key, format!("create {kind} {}", routine.name));
        self.with_body();
        if let Some(role) = &routine.owner {
            let name = qualified(&routine.name);
            let model = SetRoutineOwner { kind, name, arguments: &part, role };
            let key = AtomKey::new(&routine.name, AtomKind::Owner, &part);
            self.statement(
                "set_routine_owner",
                &model,
                key,
                format!("set owner of {kind} {}", routine.name),
            )?;
        }
        self.routine_comment(routine, kind)
    }

    pub(super) fn triggers(&mut self, table: &Table) -> Result<(), TemplateError> {
        for trigger in &table.triggers {
            let key = AtomKey::new(&table.name, AtomKind::Trigger, &trigger.name);
            let change = format!("create trigger {} on {}", trigger.name, table.name);
            self.push(trimmed(&trigger.definition), key.clone(), change);
            self.with_body();
            let firing = match trigger.firing.as_deref() {
                Some("disabled") => Some("disable"),
                Some("replica") => Some("enable replica"),
                Some("always") => Some("enable always"),
                _ => None,
            };
            if let Some(firing) = firing {
                let model = SetTriggerFiring {
                    table: qualified(&table.name),
                    trigger: &trigger.name,
                    firing,
                };
                let change = format!("{firing} trigger {} of {}", trigger.name, table.name);
                self.statement("set_trigger_firing", &model, key, change)?;
            }
            self.part_comment("trigger", &table.name, &trigger.name, &trigger.comment)?;
        }
        Ok(())
    }

    /// A raw block is one statement here, whatever it holds.
    pub(super) fn native(&mut self, native: &Native) {
        let name = native.name.as_deref().unwrap_or("(unnamed)");
        let key = AtomKey::new(&QualifiedName::bare(name), AtomKind::Routine, "native");
        self.push(trimmed(&native.sql), key, format!("run native block {name}"));
        self.with_body();
    }

    fn with_body(&mut self) {
        if let Some(last) = self.statements.last_mut() {
            let has_statements = last.sql.contains(';');
            last.body = if has_statements { Body::Statements } else { Body::Plain };
        }
    }
}

fn trimmed(sql: &str) -> String {
    sql.trim().trim_end_matches(';').trim_end().to_owned()
}
