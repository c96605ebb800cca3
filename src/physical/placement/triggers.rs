//! Triggers of tables whose rows lie on many machines.

use super::place_of;
use crate::diagnostics::Diagnostic;
use crate::dialect::Capability;
use crate::physical::rules::shards::TRIGGER_ON_SHARDS;
use crate::physical::work::Work;
use crate::schema::{AtomKey, AtomKind, Placement, QualifiedName, Table};
use crate::sql::identifiers;

/// What an `on update` became sees its own row alone, and is made under the setting that says so; others are refused.
pub(super) fn settle(work: &mut Work<'_>, table: &mut Table) {
    if !refuses(work, table) {
        return of_foreign_rows(work, table);
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

/// What a server cannot do for rows of other servers, where it runs triggers on them by itself.
fn of_foreign_rows(work: &mut Work<'_>, table: &Table) {
    if work.lacks(Capability::Nodes)
        || table.placement.as_ref().and_then(Placement::column).is_none()
    {
        return;
    }
    for trigger in &table.triggers {
        let mut words = identifiers(&trigger.definition);
        let what = words.find_map(|word| match word.to_ascii_lowercase().as_str() {
            "constraint" => Some("is a constraint trigger"),
            "referencing" => Some("looks at all changed rows together (`referencing`)"),
            // What follows is the call, and on some servers the body.
            "execute" | "begin" => Some(""),
            _ => None,
        });
        let Some(what) = what.filter(|what| !what.is_empty()) else { continue };
        let message = format!(
            "{} cannot have trigger `{}` on `{}`, whose rows lie on shards: it {what}",
            work.title(),
            trigger.name,
            table.name
        );
        let finding = Diagnostic::new(&TRIGGER_ON_SHARDS, message)
            .note("for rows of foreign tables the server runs plain row triggers alone")
            .help("make it a trigger `for each row`, or do it where the rows are written");
        work.report_at(&AtomKey::new(&table.name, AtomKind::Trigger, &trigger.name), finding, "");
    }
}

/// Raw blocks that were written for another server of the family; what is written for this one is its own affair.
pub(super) fn check_natives(work: &mut Work<'_>) {
    let name = work.dialect.name();
    let mut found: Vec<(AtomKey, String, QualifiedName)> = Vec::new();
    for native in work.schema.natives.iter().filter(|native| native.dialect != name) {
        for (trigger, on) in created_triggers(&native.sql) {
            let of =
                |table: &&Table| table.name.name.eq_ignore_ascii_case(&on) && refuses(work, table);
            if let Some(table) = work.schema.tables.iter().find(of) {
                found.push((place_of(table), trigger, table.name.clone()));
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

/// Names of triggers and of the tables they are on.
fn created_triggers(sql: &str) -> Vec<(String, String)> {
    let words: Vec<&str> = identifiers(sql).collect();
    let is = |place: usize, word: &str| {
        words.get(place).is_some_and(|found| found.eq_ignore_ascii_case(word))
    };
    let mut found = Vec::new();
    for place in (0..words.len()).filter(|place| is(*place, "trigger")) {
        let before = place.wrapping_sub(1);
        let created = ["create", "replace", "constraint"].iter().any(|word| is(before, word));
        let on = (place..words.len()).find(|place| is(*place, "on"));
        let (Some(name), Some(on)) = (words.get(place + 1), on.filter(|_| created)) else {
            continue;
        };
        // A namespace may stand before the table's name; no word of a trigger's does behind it.
        let ends = [
            "for",
            "referencing",
            "execute",
            "when",
            "not",
            "deferrable",
            "from",
            "as",
            "initially",
        ];
        let stop = (on + 1..words.len().min(on + 3))
            .find(|place| ends.iter().any(|end| is(*place, end)))
            .unwrap_or(words.len().min(on + 3));
        if let Some(table) = words.get(stop.saturating_sub(1)).filter(|_| stop > on + 1) {
            found.push(((*name).to_owned(), (*table).to_owned()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::created_triggers;

    #[test]
    fn triggers_are_found_with_their_tables() {
        let text = "create function f() returns trigger as $$ begin end $$;
            create or replace trigger a before update on app.\"order\" for each row execute function f();
            create constraint trigger b after insert on item deferrable for each row execute function f()";
        let found = created_triggers(text);
        assert_eq!(found, [("a".into(), "order".into()), ("b".into(), "item".into())]);
    }
}
