//! From changes to the steps that make them: which statements, in which order, and what undoes each.
//!
//! Every piece that comes, goes or changes is an action of its own, unless the statement that makes
//! or drops what it belongs to does it along the way. One graph over the actions holds what has to
//! come before what: users go before what they use, and come after it; a name is free before it is
//! taken. What is left is ordered as a reader expects, and the same changes give the same bytes.
//!
//! Online means that nothing waits longer than it must: indexes are built beside running writes,
//! constraints are added for new rows and then validated, a column becomes `not null` through a
//! validated check. `Offline` writes the short form.
//!
//! Invariants: statements come from templates; what a server keeps as its own text is written as it
//! is. A circle left in the graph is a mistake of this module and is named as one.

mod actions;
mod around;
mod aside;
mod carried;
mod graph;
mod others;
mod pairs;
mod partitions;
mod rank;
mod using;
mod values;
mod write;

use std::collections::BTreeSet;

use crate::change::{Changes, Fate, changes};
use crate::dialect::{Capability, Dialect};
use crate::emit::Statement;
use crate::schema::{AtomKey, AtomKind, Difference, Schema};
use crate::template::TemplateError;

pub use actions::Verb;
pub use around::Around;
pub use carried::{Carried, Joined, Pair, RowsFrom, Source};
pub use partitions::{has_default, leaves_beside};
pub use values::{Needed, Values, Why, needed};

/// How steps are to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Nobody waits longer than must be.
    Online,
    /// Nobody is there who could wait.
    Offline,
}

/// What is done to one piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    pub key: AtomKey,
    pub verb: Verb,
    pub statements: Vec<Statement>,
}

/// The way from one schema to another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transition {
    pub moves: Vec<Move>,
    /// What stands around them, where the server must look away meanwhile.
    pub around: Option<Around>,
    /// Columns that go while their table stays, whichever statement takes them.
    pub columns_gone: Vec<AtomKey>,
    /// Partitions that are parts of a table that stays, and go with their rows.
    pub partitions_gone: Vec<AtomKey>,
    /// Tables and columns of which all that is in them is elsewhere when they go.
    pub kept: BTreeSet<AtomKey>,
    /// Pieces whose order could not be decided: each needs the other.
    pub circles: Vec<AtomKey>,
}

/// The moves from `from` to `to`, which differ in `differences`.
pub fn transition(
    from: &Schema,
    to: &Schema,
    differences: &[Difference],
    dialect: Dialect<'_>,
    mode: Mode,
) -> Result<Transition, TemplateError> {
    transition_with(from, to, differences, dialect, mode, &Values::default())
}

/// The same, with values for rows that the way asks for.
pub fn transition_with(
    from: &Schema,
    to: &Schema,
    differences: &[Difference],
    dialect: Dialect<'_>,
    mode: Mode,
    values: &Values,
) -> Result<Transition, TemplateError> {
    if differences.is_empty() {
        return Ok(Transition::default());
    }
    let mut changes = changes(from, to, differences, dialect);
    // Where nothing is added to what stands, a table that takes values from another is copied with them.
    if !dialect.has(Capability::AddConstraint) {
        for (table, ..) in values.carried() {
            if let Some(id) = changes.find(table, AtomKind::Table, "")
                && changes.fates[id] == Fate::ALTER
            {
                changes.fates[id] = Fate::SHAKE;
            }
        }
    }
    of_changes(&changes, dialect, mode, values)
}

fn of_changes(
    changes: &Changes<'_>,
    dialect: Dialect<'_>,
    mode: Mode,
    values: &Values,
) -> Result<Transition, TemplateError> {
    let actions = actions::Actions::of(changes, dialect);
    let graph::Ordered { order, circles } = graph::order(changes, &actions, dialect, values);
    let mut writer = write::Writer::new(changes, &actions, dialect, mode, values)?;
    let mut moves = Vec::new();
    for node in order {
        let action = &actions.nodes[node];
        let statements = writer.write(action)?;
        if !statements.is_empty() {
            let key = changes.keys[action.id].clone();
            moves.push(Move { key, verb: action.verb, statements });
        }
    }
    let circles = circles.into_iter().map(|node| changes.keys[actions.nodes[node].id].clone());
    let around = around::around(changes, dialect)?;
    let columns_gone = columns_gone(changes);
    let partitions_gone = partitions::gone(changes, dialect);
    let (circles, kept) = (circles.collect(), values.kept().clone());
    Ok(Transition { circles, moves, around, columns_gone, partitions_gone, kept })
}

fn columns_gone(changes: &Changes<'_>) -> Vec<AtomKey> {
    let stays = |key: &AtomKey| {
        changes.from.root(&key.object).is_some() && changes.to.root(&key.object).is_some()
    };
    let columns =
        changes.keys.iter().zip(&changes.fates).filter(|(key, fate)| {
            key.kind == AtomKind::Column && **fate == Fate::Drop && stays(key)
        });
    columns.map(|(key, _)| key.clone()).collect()
}
