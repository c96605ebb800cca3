//! Columns that become a table of their own while programs write to them.
//!
//! The part stands beside its table from the first migration on, and triggers bring along what is written to either; the
//! second carries over what lay there before; the last takes the columns away. The part has a row for each row of the table,
//! and refers to it, or the rows of the table refer to one of the part that they share, and are held against that before: what
//! they share has to be the same in all of them.

mod part;

use self::part::Part;
use super::columns::keep;
use super::names::Names;
use super::tables::BothNames;
use super::walk::Walk;
use super::{Engine, Ground, Phase};
use crate::dialect::{Capability, Dialect};
use crate::emit::{Alter, Named, PartColumn};
use crate::plan;
use crate::project::former::Parted;
use crate::project::read::{ReadError, apply};
use crate::schema::{Deferral, Schema};
use crate::transition::Mode;

pub(super) fn phases(
    ground: &Ground<'_>,
    parted: &[Parted],
    mut engine: Box<dyn Engine + '_>,
) -> Result<Vec<Phase>, ReadError> {
    let Ground { sides, dialect, from, to, .. } = ground;
    let dialect = *dialect;
    if !Alter::new(to, dialect)?.can_follow_parts() {
        return Err(ReadError::Input(format!(
            "columns of {} become a table of their own at once: no trigger is known by which the two follow each other",
            dialect.title()
        )));
    }
    let renamed = sides.b.read.former.renamed_tables(from).map_or(true, |some| !some.is_empty());
    if renamed || !sides.b.read.former.renamed_columns(from).is_empty() {
        return Err(ReadError::Input(
            "columns become a table of their own, and names change too: do one of it in migrations before the other"
                .to_owned(),
        ));
    }
    let last_rows_are_there = Alter::new(to, dialect)?.parts_give_way();
    let mut names = Names::of([from, to]);
    let mut parts = Vec::new();
    for one in parted {
        let part = Part::of(one, (from, to), dialect, &mut names).map_err(|why| {
            ReadError::Input(format!(
                "`{}` cannot come out of `{}` while programs write: {why}\nhelp: without `--phases` it is split off at once",
                one.part, one.table
            ))
        })?;
        parts.push(part);
    }
    let mut expanding = Vec::new();
    for one in &parts {
        expanding.extend(one.expanding(ground)?);
    }
    apply(engine.as_mut(), &expanding)?;
    let expanded = engine.introspect()?;
    engine.close()?;
    let filled = with_parts(to, &expanded, &parts, dialect);

    let mut walk = Walk::start(ground, &[])?.with(|values| {
        for one in &parts {
            one.say_before(values, dialect);
        }
    });
    let mut before = Alter::new(from, dialect)?;
    for one in parts.iter().filter(|one| one.shared) {
        before.check_followed(&one.followed(), false)?;
    }
    let before = BothNames { up: before.finish(), down: Vec::new() };
    let expand = walk.expand(&before, from, &expanded)?;

    let mut fill = Alter::new(&expanded, dialect)?;
    for one in &parts {
        if one.shared {
            fill.check_followed(&one.followed(), true)?;
        }
        fill.carry_part(&one.followed(), &one.by)?;
    }
    let ways = walk.ways(&expanded, &filled)?;
    let mut steps = plan::steps(fill.finish());
    steps.extend(plan::steps_between(&ways.there, &ways.back));
    let back = plan::steps_between(&ways.back, &ways.there);
    let backfill = walk.phase("backfill", steps, back, &ways, (&expanded, &filled))?;

    walk = walk.with(|values| {
        for one in &parts {
            one.say_after(values);
        }
    });
    // Nobody waits for single steps of what is one transaction.
    let ways = walk.ways_in(Mode::Offline, &filled, to)?;
    let mut last = Alter::new(&filled, dialect)?;
    for one in parts.iter().filter(|one| !last_rows_are_there && !one.shared) {
        last.carry_part(&one.followed(), &one.by)?;
    }
    let mut steps = plan::steps(last.finish());
    steps.extend(plan::steps_between(&ways.there, &ways.back));
    // Nobody writes to either between the moment in which the columns are filled and the one in which they follow.
    let mut lock = Alter::new(to, dialect)?;
    let locks = lock.locks_tables();
    for one in parts.iter().filter(|_| locks) {
        lock.lock_table(&one.table.name)?;
        lock.lock_table(&one.part.name)?;
    }
    let mut back = plan::steps(lock.take());
    back.extend(plan::steps_between(&ways.back, &ways.there));
    // Where they can, what they wrote is brought along once more.
    for one in parts.iter().filter(|_| !locks) {
        let (key, columns) = (named(&one.key), named(&one.columns));
        lock.rejoin(&one.table.name, &one.part.name, &key, &columns)?;
    }
    back.extend(plan::steps(lock.finish()));
    let contract = walk.phase("contract", steps, back, &ways, (&filled, to))?;
    walk.end()?;
    Ok(vec![expand, backfill, contract])
}

/// Whether a table can follow what comes out of it, and be followed.
pub(super) fn fits(parted: &Parted, from: &Schema, to: &Schema, dialect: Dialect<'_>) -> bool {
    Part::of(parted, (from, to), dialect, &mut Names::of([from, to])).is_ok()
}

fn named(columns: &[PartColumn]) -> Vec<Named> {
    let named = |one: &PartColumn| Named { name: one.name.clone(), from: one.from.clone() };
    columns.iter().map(named).collect()
}

/// The second side, with the columns where they were, and both following each other.
fn with_parts(to: &Schema, expanded: &Schema, parts: &[Part<'_>], dialect: Dialect<'_>) -> Schema {
    let waits = dialect.has(Capability::DeferrableForeignKeys);
    let mut filled = to.clone();
    for one in parts {
        for name in [&one.follower, &one.leader] {
            let function = expanded.routines.iter().find(|routine| routine.name == *name);
            filled.routines.extend(function.cloned());
        }
        for (table, name) in [(&one.table.name, &one.follower), (&one.part.name, &one.leader)] {
            let (Some(now), Some(table)) = (expanded.table(table), filled.table_mut(table)) else {
                continue;
            };
            let follows = now.triggers.iter().filter(|one| one.name.starts_with(&name.name));
            table.triggers.extend(follows.cloned());
        }
        if let (Some(now), Some(table)) =
            (expanded.table(&one.table.name), filled.table_mut(&one.table.name))
        {
            for column in &one.columns {
                table.columns.extend(now.column(&column.from).cloned());
                keep(now, table, &column.from);
            }
        }
        if one.shared {
            // A row comes before the one that it refers to, and a trigger makes that: both in one transaction.
            let table = filled.table_mut(&one.table.name);
            let keys = table.into_iter().flat_map(|table| &mut table.foreign_keys);
            for key in keys.filter(|key| waits && one.ties(key)) {
                key.deferral = Deferral::InitiallyDeferred;
            }
            continue;
        }
        if let (Some(now), Some(table)) =
            (expanded.table(&one.part.name), filled.table_mut(&one.part.name))
        {
            for key in &mut table.foreign_keys {
                let known = now.foreign_keys.iter().find(|other| other.name == key.name);
                if let Some(known) = known.filter(|_| one.ties(key)) {
                    key.clone_from(known);
                }
            }
        }
    }
    filled
}
