//! What plain servers of their own cannot hold of tables whose rows lie on others of them.

use crate::diagnostics::Diagnostic;
use crate::dialect::Capability;
use crate::physical::rules::shards::{
    COPIES_NEED_KEY, PARTITIONS_ON_SHARDS, TRIGGER_MISSES_CASCADES,
};
use crate::physical::work::Work;
use crate::schema::{AtomKey, AtomKind, Placement, ReferentialAction, Table};
use crate::sql::identifiers;

pub(super) fn check(work: &mut Work<'_>, table: &Table) {
    match &table.placement {
        Some(Placement::Distributed { .. }) => {
            if work.lacks(Capability::ShardPartitions) {
                partitions(work, table);
            }
            if work.has(Capability::Nodes) {
                cascades(work, table);
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

/// Triggers run where the statement does, and what a foreign key changes is changed on the shard.
fn cascades(work: &mut Work<'_>, table: &Table) {
    use ReferentialAction::{Cascade, SetDefault, SetNull};
    let clears = |action| matches!(action, SetNull | SetDefault);
    let deletes = table.foreign_keys.iter().any(|key| key.on_delete == Cascade);
    let updates = table
        .foreign_keys
        .iter()
        .any(|key| clears(key.on_delete) || clears(key.on_update) || key.on_update == Cascade);
    for trigger in &table.triggers {
        let events: Vec<String> = identifiers(&trigger.definition)
            .map(str::to_ascii_lowercase)
            .take_while(|word| word != "on")
            .collect();
        let on = |event: &str| events.iter().any(|word| word == event);
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
        let atom = AtomKey::new(&table.name, AtomKind::Trigger, &trigger.name);
        work.report_at(&atom, finding, "");
    }
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
