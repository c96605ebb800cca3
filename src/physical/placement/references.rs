//! Foreign keys between tables whose rows lie apart.

use std::collections::BTreeMap;

use crate::diagnostics::Diagnostic;
use crate::dialect::Capability;
use crate::physical::rules::shards::FOREIGN_KEY_ACROSS_SHARDS;
use crate::physical::work::Work;
use crate::schema::{
    AtomKey, AtomKind, ForeignKey, Placement, QualifiedName, ReferentialAction, Table,
};

type Placed = BTreeMap<QualifiedName, Option<Placement>>;

pub(super) fn check(work: &mut Work<'_>) {
    if work.has(Capability::ShardForeignKeys) {
        return;
    }
    let placed: Placed = work
        .schema
        .tables
        .iter()
        .map(|table| (table.name.clone(), table.placement.clone()))
        .collect();
    work.each_table(|work, table| {
        for key in &table.foreign_keys {
            let Some(there) = placed.get(&key.references) else { continue };
            if let Some((why, help)) = obstacle(work, table, key, there.as_ref()) {
                let message = format!(
                    "{} cannot hold foreign key `{}` from `{}` to `{}`",
                    work.title(),
                    key.part(),
                    table.name,
                    key.references
                );
                let finding =
                    Diagnostic::new(&FOREIGN_KEY_ACROSS_SHARDS, message).note(why).help(help);
                let atom = AtomKey::new(&table.name, AtomKind::ForeignKey, key.part());
                work.report_at(&atom, finding, "");
            }
        }
    });
}

/// Why a key cannot be held, and what to do.
fn obstacle(
    work: &Work<'_>,
    table: &Table,
    key: &ForeignKey,
    there: Option<&Placement>,
) -> Option<(String, String)> {
    let (from, to) = (&table.name, &key.references);
    let follows = table.placement == Some(Placement::Reference) && work.has(Capability::Nodes);
    if follows && work.lacks(Capability::CascadesRunTriggers) && changes(key) {
        return Some((
            format!(
                "a trigger repeats changes of `{from}` on its copies, and {} runs none for what a foreign key changes",
                work.title()
            ),
            "let it `restrict`, and have the application change those rows itself".to_owned(),
        ));
    }
    if from.namespace != to.namespace && work.has(Capability::Keyspaces) {
        return Some((
            format!("each context is a keyspace of its own, and `{from}` and `{to}` lie in two"),
            "put both into one context, or leave the reference to the application: an `only` block of the dialects that \
             hold it"
                .to_owned(),
        ));
    }
    match (table.placement.as_ref(), there) {
        (Some(Placement::Distributed { column, .. }), Some(Placement::Distributed { column: other, .. })) => {
            let beside = head(table.placement.as_ref(), from) == head(there, to);
            let along = key
                .columns
                .iter()
                .zip(&key.referenced_columns)
                .any(|(own, referred)| own == column && referred == other);
            if beside && along {
                return action(key, column);
            }
            let why = match beside {
                true => format!("it does not lead along `{column}`: the row may lie on another shard"),
                false => format!("the rows of `{to}` lie where `{other}` says, not beside those of `{from}`"),
            };
            let help = match beside {
                true => format!(
                    "refer by ({column}, {}) to ({other}, {})",
                    key.columns.join(", "),
                    key.referenced_columns.join(", ")
                ),
                false => format!("spread both by the same key (`shard by … with {to}`), or make `{to}` a `reference table`"),
            };
            Some((why, help))
        }
        (Some(Placement::Distributed { column, .. }), Some(Placement::Reference)) => action(key, column),
        (Some(Placement::Distributed { .. }), _) => Some((
            format!("`{to}` lies on one machine, and the rows of `{from}` on many"),
            format!("make `{to}` a `reference table`, or give it `shard by` and refer along the key"),
        )),
        (Some(Placement::Reference), Some(Placement::Distributed { .. })) => Some((
            format!("`{from}` is copied everywhere, and each row of `{to}` lies on one shard"),
            format!("give `{from}` the shard key too, or leave the reference to the application"),
        )),
        (_, Some(Placement::Distributed { .. })) => Some((
            format!("`{from}` lies on one machine, and each row of `{to}` on one shard"),
            format!("give `{from}` `shard by` too and refer along the key"),
        )),
        (Some(Placement::Reference), Some(Placement::Local)) => {
            changes(key).then(|| {
                (
                    format!("a change of `{to}` would have to change every copy of `{from}`"),
                    "let it `restrict`, or make both reference tables".to_owned(),
                )
            })
        }
        (Some(Placement::Reference), None) | (None, Some(Placement::Reference))
            if work.lacks(Capability::LocalForeignKeys) =>
        {
            Some((
                work.dialect.lacks(Capability::LocalForeignKeys),
                "make both reference tables, or put the reference into an `only` block of the dialects that hold it"
                    .to_owned(),
            ))
        }
        _ => None,
    }
}

/// Whether rows that refer are changed with those that they refer to.
fn changes(key: &ForeignKey) -> bool {
    let keeps =
        |action| matches!(action, ReferentialAction::NoAction | ReferentialAction::Restrict);
    !keeps(key.on_delete) || !keeps(key.on_update)
}

/// The table that a spread table lies beside, or itself.
fn head<'a>(placement: Option<&'a Placement>, own: &'a QualifiedName) -> &'a QualifiedName {
    match placement {
        Some(Placement::Distributed { beside: Some(beside), .. }) => beside,
        _ => own,
    }
}

/// A reference that holds the shard key cannot change it: the row would have to move.
fn action(key: &ForeignKey, column: &str) -> Option<(String, String)> {
    use ReferentialAction::{Cascade, SetDefault, SetNull};
    if !key.columns.iter().any(|own| own == column) {
        return None;
    }
    let spares = !key.set_columns.is_empty() && !key.set_columns.iter().any(|own| own == column);
    let clears = matches!(key.on_delete, SetNull | SetDefault) && !spares;
    let moves = matches!(key.on_update, Cascade | SetNull | SetDefault);
    (clears || moves).then(|| {
        let word = if clears { "on delete" } else { "on update" };
        (
            format!("its action `{word}` would change `{column}`, and the row would have to move to another shard"),
            format!("let it `restrict`, `cascade` on delete, or set only the other columns than `{column}`"),
        )
    })
}
