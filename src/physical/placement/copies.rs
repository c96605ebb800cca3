//! Copies of one row that each machine makes for itself.

use crate::diagnostics::Diagnostic;
use crate::dialect::Capability;
use crate::physical::rules::shards::{COPIES_DIFFER, COPIES_MADE_APART};
use crate::physical::work::{Work, column_key};
use crate::schema::{AtomKey, AtomKind, Column, Placement, Table};
use crate::sql::identifiers;

/// Functions that give another value on each machine.
const RANDOM: [&str; 6] =
    ["rand", "random", "random_bytes", "uuid", "uuid_short", "gen_random_uuid"];
/// Functions that give nearly the same.
const MOMENTS: [&str; 6] =
    ["now", "current_timestamp", "current_date", "current_time", "localtime", "sysdate"];

pub(super) fn check(work: &mut Work<'_>, table: &Table) {
    // What repeats each change of one table on its copies gives them its values.
    if table.placement != Some(Placement::Reference) || work.has(Capability::Nodes) {
        return;
    }
    for column in &table.columns {
        let default = column.default.as_ref().filter(|_| work.has(Capability::CopiesRunDefaults));
        let says = |words: &[&str]| {
            default.is_some_and(|default| {
                identifiers(default.text())
                    .any(|name| words.iter().any(|word| name.eq_ignore_ascii_case(word)))
            })
        };
        if says(&RANDOM) {
            apart(work, table, column);
        } else if says(&MOMENTS) || column.on_update.is_some() {
            differ(work, table, &column_key(&table.name, &column.name));
        }
    }
    // A trigger that sees its own row alone sees its own copy alone.
    for trigger in table.triggers.iter().filter(|trigger| !trigger.settings.is_empty()) {
        differ(work, table, &AtomKey::new(&table.name, AtomKind::Trigger, &trigger.name));
    }
}

fn apart(work: &mut Work<'_>, table: &Table, column: &Column) {
    let message = format!(
        "each copy of `{}` on {} would get a value of its own in `{}`",
        table.name,
        work.title(),
        column.name
    );
    let finding = Diagnostic::new(&COPIES_MADE_APART, message)
        .note(format!(
            "{} writes a reference table shard by shard, and every shard runs its own default",
            work.title()
        ))
        .help(format!(
            "leave the default out there, and let whoever writes the row give `{}`",
            column.name
        ));
    work.report_at(&column_key(&table.name, &column.name), finding, "");
}

fn differ(work: &mut Work<'_>, table: &Table, atom: &AtomKey) {
    let message = format!("copies of `{}` on {} differ by a moment", table.name, work.title());
    let finding = Diagnostic::new(&COPIES_DIFFER, message)
        .note("every machine that has a copy sets the time by its own clock")
        .help("give the time in the statement, where copies have to be equal");
    work.report_at(atom, finding, "");
}
