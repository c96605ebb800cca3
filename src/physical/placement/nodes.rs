//! What plain servers of their own cannot hold of tables whose rows lie on others of them.

use super::created::{Created, created_triggers};
use super::place_of;
use crate::diagnostics::Diagnostic;
use crate::dialect::Capability;
use crate::physical::rules::shards::{
    COPIES_NEED_KEY, NAME_NOT_REACHED, PARTITIONS_ON_SHARDS, TRIGGER_MISSES_CASCADES,
    TRIGGER_ON_SHARDS,
};
use crate::physical::work::Work;
use crate::schema::{AtomKey, AtomKind, Placement, ReferentialAction, Table};

pub(super) fn check(work: &mut Work<'_>, table: &Table) {
    let placed =
        matches!(table.placement, Some(Placement::Distributed { .. } | Placement::Reference));
    if placed && work.has(Capability::Nodes) && work.lacks(Capability::PartitionsAsTables) {
        spaces(work, table);
    }
    match &table.placement {
        Some(Placement::Distributed { .. }) => {
            if work.lacks(Capability::ShardPartitions) {
                partitions(work, table);
            }
            if work.has(Capability::Nodes) {
                triggers(work, table);
            }
        }
        Some(Placement::Reference) if work.has(Capability::Nodes) => key(work, table),
        _ => {}
    }
}

fn partitions(work: &mut Work<'_>, table: &Table) {
    if table.partitioning.is_none() {
        return;
    }
    let message = format!("`{}` is spread on {}, and split again", table.name, work.title());
    let finding = Diagnostic::new(&PARTITIONS_ON_SHARDS, message)
        .note(work.dialect.lacks(Capability::ShardPartitions))
        .help("leave `partition by` out there: each shard has its part of the rows already");
    work.report_at(&AtomKey::new(&table.name, AtomKind::PartitionKey, ""), finding, "");
}

/// Triggers run where the statement does: for rows of other servers plain ones alone, and not for what a foreign key
/// changes on a shard.
fn triggers(work: &mut Work<'_>, table: &Table) {
    use ReferentialAction::{Cascade, SetDefault, SetNull};
    let clears = |action| matches!(action, SetNull | SetDefault);
    let deletes = table.foreign_keys.iter().any(|key| key.on_delete == Cascade);
    let updates = table
        .foreign_keys
        .iter()
        .any(|key| clears(key.on_delete) || clears(key.on_update) || key.on_update == Cascade);
    for (atom, trigger) in all_triggers(work, table) {
        let foreign = work.has(Capability::PartitionsAsTables);
        let what = match (trigger.constraint, trigger.referencing) {
            (true, _) => Some("is a constraint trigger"),
            (false, true) => Some("looks at all changed rows together (`referencing`)"),
            (false, false) => None,
        };
        if let Some(what) = what.filter(|_| foreign) {
            let message = format!(
                "{} cannot have trigger `{}` on `{}`, whose rows lie on shards: it {what}",
                work.title(),
                trigger.name,
                table.name
            );
            let finding = Diagnostic::new(&TRIGGER_ON_SHARDS, message)
                .note("for rows of foreign tables the server runs plain row triggers alone")
                .help(
                    "make it a plain trigger `for each row`, or do it where the rows are written",
                );
            work.report_at(&atom, finding, "");
        }
        let on = |event: &str| trigger.events.iter().any(|word| word == event);
        let missed = match (deletes && on("delete"), updates && on("update")) {
            (true, _) => "deletes",
            (false, true) => "changes",
            (false, false) => continue,
        };
        let message = format!(
            "trigger `{}` does not see rows of `{}` that a foreign key {missed}",
            trigger.name, table.name
        );
        let finding = Diagnostic::new(&TRIGGER_MISSES_CASCADES, message)
            .note(format!(
                "on {} triggers run on the machine that takes the statement, and foreign keys on the shards",
                work.title()
            ))
            .help("let the reference `restrict`, and have the application change those rows itself");
        work.report_at(&atom, finding, "");
    }
}

/// A table's own triggers, and those that raw blocks make on it.
fn all_triggers(work: &Work<'_>, table: &Table) -> Vec<(AtomKey, Created)> {
    let own = table.triggers.iter().flat_map(|trigger| {
        let atom = AtomKey::new(&table.name, AtomKind::Trigger, &trigger.name);
        created_triggers(&trigger.definition).into_iter().map(move |found| (atom.clone(), found))
    });
    let natives = work.schema.natives.iter().flat_map(|native| created_triggers(&native.sql));
    let natives = natives
        .filter(|trigger| trigger.on.eq_ignore_ascii_case(&table.name.name))
        .map(|trigger| (place_of(table), trigger));
    own.chain(natives).collect()
}

/// A table of another server is named in a setting that is a list.
fn spaces(work: &mut Work<'_>, table: &Table) {
    let names = [Some(&table.name.name), table.name.namespace.as_ref()];
    let Some(name) = names.into_iter().flatten().find(|name| name.contains(char::is_whitespace))
    else {
        return;
    };
    let message = format!(
        "{} cannot reach `{}` on a shard: `{name}` holds a space",
        work.title(),
        table.name
    );
    let finding = Diagnostic::new(&NAME_NOT_REACHED, message)
        .note("it takes the names of other servers' tables for lists, and cuts them at spaces")
        .help("call it otherwise, with `_` for the space");
    work.report_at(&AtomKey::new(&table.name, AtomKind::Table, ""), finding, "");
}

/// A change of a row is repeated on its copies, which are found by its key.
fn key(work: &mut Work<'_>, table: &Table) {
    if table.primary_key.is_some() {
        return;
    }
    let message = format!("`{}` is copied to every shard, and has no primary key", table.name);
    let finding = Diagnostic::new(&COPIES_NEED_KEY, message)
        .note(format!(
            "on {} a trigger repeats every change of a row on its copies, and finds them by the key",
            work.title()
        ))
        .help("give it a `primary key`");
    work.report_at(&AtomKey::new(&table.name, AtomKind::Table, ""), finding, "");
}
