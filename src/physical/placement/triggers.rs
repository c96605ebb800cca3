//! Triggers of tables whose rows lie on many machines.

use super::created::created_triggers;
use super::place_of;
use crate::diagnostics::Diagnostic;
use crate::dialect::Capability;
use crate::physical::rules::shards::TRIGGER_ON_SHARDS;
use crate::physical::work::Work;
use crate::schema::{AtomKey, AtomKind, Placement, QualifiedName, Table};

/// What an `on update` became sees its own row alone, and is made under the setting that says so; others are refused.
pub(super) fn settle(work: &mut Work<'_>, table: &mut Table) {
    if !refuses(work, table) {
        return;
    }
    let own = work.dialect.shorten(&format!("{}_on_update", table.name.name));
    let setting = work.dialect.defaults().row_trigger_setting.clone();
    let name = table.name.clone();
    for trigger in &mut table.triggers {
        match &setting {
            Some(setting) if trigger.name == own => {
                trigger.settings.insert(setting.clone(), "on".to_owned());
            }
            _ => refuse(
                work,
                &AtomKey::new(&name, AtomKind::Trigger, &trigger.name),
                &trigger.name,
                &name,
            ),
        }
    }
}

/// Raw blocks that were written for another server of the family; what is written for this one is its own affair.
pub(super) fn check_natives(work: &mut Work<'_>) {
    let name = work.dialect.name();
    let mut found: Vec<(AtomKey, String, QualifiedName)> = Vec::new();
    for native in work.schema.natives.iter().filter(|native| native.dialect != name) {
        for trigger in created_triggers(&native.sql) {
            let of = |table: &&Table| {
                table.name.name.eq_ignore_ascii_case(&trigger.on) && refuses(work, table)
            };
            if let Some(table) = work.schema.tables.iter().find(of) {
                found.push((place_of(table), trigger.name, table.name.clone()));
            }
        }
    }
    for (atom, trigger, table) in found {
        refuse(work, &atom, &trigger, &table);
    }
}

fn refuses(work: &Work<'_>, table: &Table) -> bool {
    let spread = !matches!(table.placement, None | Some(Placement::Local));
    spread && work.lacks(Capability::ShardTriggers)
}

fn refuse(work: &mut Work<'_>, atom: &AtomKey, trigger: &str, table: &QualifiedName) {
    let message = format!(
        "{} cannot have trigger `{trigger}` on `{table}`, whose rows lie on many nodes",
        work.title()
    );
    let help = match &work.dialect.defaults().row_trigger_setting {
        Some(setting) => format!(
            "do it where the rows are written; a trigger that looks at its own row alone can stand in `native {} {{ set \
             {setting} = on; … }}`",
            work.dialect.name()
        ),
        None => "do it where the rows are written".to_owned(),
    };
    let finding = Diagnostic::new(&TRIGGER_ON_SHARDS, message)
        .note("a trigger runs on the node of the row and sees no other")
        .help(help);
    work.report_at(atom, finding, "");
}
