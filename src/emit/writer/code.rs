//! What comes with its own text: routines, triggers, raw blocks.

use indexmap::IndexMap;
use serde::Serialize;

use super::Writer;
use crate::emit::Body;
use crate::schema::{
    AtomKey, AtomKind, Native, OtherObject, QualifiedName, Routine, RoutineKind, Table,
};
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
    /// None is whoever runs the statement.
    pub role: Option<&'a str>,
}

/// How a trigger is made to fire otherwise than usual.
pub(super) fn firing_words(firing: Option<&str>) -> Option<&'static str> {
    match firing {
        Some("disabled") => Some("disable"),
        Some("replica") => Some("enable replica"),
        Some("always") => Some("enable always"),
        _ => None,
    }
}

pub(super) fn routine_word(kind: RoutineKind) -> &'static str {
    match kind {
        RoutineKind::Function => "function",
        RoutineKind::Procedure => "procedure",
        RoutineKind::Aggregate => "aggregate",
    }
}

/// `set_setting.hbs`: one for the session, or back to what it was.
#[derive(Serialize)]
pub(super) struct SetSetting<'a> {
    pub name: &'a str,
    /// None means the server's own.
    pub value: Option<&'a str>,
}

impl<'s> Writer<'s> {
    /// Some routine comes before what its body names, which is no mistake of it.
    pub(super) fn unchecked_bodies(&mut self) -> Result<(), TemplateError> {
        let key = AtomKey::new(&QualifiedName::bare(""), AtomKind::Database, "bodies");
        let model = SetSetting { name: "check_function_bodies", value: Some("off") };
        self.statement("set_setting", &model, key, "leave bodies of routines unchecked")
    }

    /// A statement that makes something with a body, between the settings that the body depends on.
    fn with_settings(
        &mut self,
        settings: &IndexMap<String, String>,
        sql: String,
        key: AtomKey,
        change: String,
    ) -> Result<(), TemplateError> {
        for (name, value) in settings {
            let model = SetSetting { name, value: Some(value) };
            self.statement("set_setting", &model, key.clone(), format!("set {name}"))?;
        }
        self.push(sql, key.clone(), change);
        self.with_body();
        for name in settings.keys() {
            let model = SetSetting { name, value: None };
            self.statement("set_setting", &model, key.clone(), format!("set {name} back"))?;
        }
        Ok(())
    }

    /// What the model has no word for, as its server defined it.
    pub(super) fn other(&mut self, other: &OtherObject) {
        let part = other.part_of_key();
        for statement in &other.statements {
            let key = AtomKey::new(&other.name, AtomKind::Other, &part);
            self.push(trimmed(statement), key, format!("create {} {}", other.kind, other.name));
            self.with_body();
        }
    }

    pub(super) fn routine(&mut self, routine: &Routine) -> Result<(), TemplateError> {
        let kind = routine_word(routine.kind);
        let part = format!("({})", routine.arguments);
        let key = AtomKey::new(&routine.name, AtomKind::Routine, &part);
        let change = format!("create {kind} {}", routine.name);
        self.with_settings(&routine.settings, trimmed(&routine.definition), key, change)?;
        if let Some(role) = &routine.owner {
            let name = qualified(&routine.name);
            let role = Some(role.as_str());
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

    /// Of the table and its partitions.
    pub(super) fn triggers(&mut self, table: &Table) -> Result<(), TemplateError> {
        self.partition_foreign_keys(table)?;
        for table in table.with_partitions() {
            self.triggers_of(table)?;
        }
        Ok(())
    }

    fn triggers_of(&mut self, table: &Table) -> Result<(), TemplateError> {
        for trigger in &table.triggers {
            let key = AtomKey::new(&table.name, AtomKind::Trigger, &trigger.name);
            let change = format!("create trigger {} on {}", trigger.name, table.name);
            let sql = trimmed(&trigger.definition);
            self.with_settings(&trigger.settings, sql, key.clone(), change)?;
            if let Some(firing) = firing_words(trigger.firing.as_deref()) {
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
