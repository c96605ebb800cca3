//! Tables that come to have partitions while programs write to them.
//!
//! The table with partitions stands beside the plain one from the first migration on, and triggers bring along what is
//! written; the second carries the rows of before over in batches; the last lets it take the place of the plain one, which
//! goes, in one short transaction. What speaks of the table moves over as it does where a table is made anew.

use super::beside::Beside;
use super::fits::fits;
use super::names::Names;
use super::references::{Twin, twins};
use super::walk::{Walk, Ways};
use super::{Engine, Ground, Phase};
use crate::emit::{Alter, Statement};
use crate::plan;
use crate::project::read::{ReadError, apply};
use crate::schema::{AtomKind, ObjectRef, QualifiedName, Schema, Table};
use crate::template::TemplateError;
use crate::transition::{Mode, Transition, Verb};

/// The tables that are plain, and shall not be.
pub(super) fn due(from: &Schema, to: &Schema) -> Vec<QualifiedName> {
    let is_plain =
        |name: &QualifiedName| from.table(name).is_some_and(|table| table.partitioning.is_none());
    let split = to.tables.iter().filter(|table| table.partitioning.is_some());
    split.filter(|table| is_plain(&table.name)).map(|table| table.name.clone()).collect()
}

pub(super) fn phases(
    ground: &Ground<'_>,
    tables: &[QualifiedName],
    mut engine: Box<dyn Engine + '_>,
) -> Result<Vec<Phase>, ReadError> {
    let Ground { sides, dialect, from, to, .. } = ground;
    let dialect = *dialect;
    if !Alter::new(to, dialect)?.can_follow_rows() {
        return Err(ReadError::Input(format!(
            "tables of {} come to have partitions at once: no trigger is known by which rows follow",
            dialect.title()
        )));
    }
    let renamed = sides.b.read.former.renamed_tables(from).map_or(true, |some| !some.is_empty());
    if renamed || !sides.b.read.former.renamed_columns(from).is_empty() {
        return Err(ReadError::Input(
            "tables come to have partitions, and names change too: do one of it in migrations before the other"
                .to_owned(),
        ));
    }
    let mut names = Names::of([from, to]);
    let mut besides = Vec::new();
    for (old, new) in tables.iter().filter_map(|name| from.table(name).zip(to.table(name))) {
        let found = fits(old, new, from, dialect)
            .map_err(|why| ReadError::Input(format!("`{}` {why}", new.name)))?;
        besides.push(Beside::of(old, new, found.key, found.by, &mut names, dialect));
    }
    let twins = twins(from, to, &besides, &mut names, dialect);
    let expanding = written(from, ground, &besides, |one, alter| one.expanding(alter, dialect))?;
    apply(engine.as_mut(), &expanding)?;
    let expanded = engine.introspect()?;
    engine.close()?;
    let plain = plain(from, to, &besides);
    let filled = with_besides(&plain, &expanded, &besides, &twins);

    let mut walk = Walk::start(ground, &[])?;
    let undone = written(from, ground, &besides, |one, alter| one.undone(&expanded, alter))?;
    let mut steps = plan::steps(expanding.clone());
    if let Some(last) = steps.last_mut() {
        let back: Vec<&str> = undone.iter().map(|one| one.sql.as_str()).collect();
        last.reverses = Some(back.join(";\n"));
    }
    let back = plan::steps(undone);
    let expand = walk.phase("expand", steps, back, &Ways::default(), (from, &expanded))?;

    let filling = written(from, ground, &besides, |one, alter| one.fill(alter))?;
    let prepared = written(to, ground, &twins, |twin, alter| twin.prepare(to, alter))?;
    // What the design asks besides comes before the twins, as if they were there already.
    let untwinned = with_besides(&plain, &expanded, &besides, &[]);
    let ways = walk.ways(&expanded, &untwinned)?;
    let mut steps = plan::steps(filling.clone());
    steps.extend(plan::steps_between(&ways.there, &ways.back));
    steps.extend(plan::steps(prepared.clone()));
    let mut back = plan::steps(written(to, ground, &twins, Twin::undo)?);
    back.extend(plan::steps_between(&ways.back, &ways.there));
    back.extend(plan::steps(written(from, ground, &besides, |one, alter| one.emptied(alter))?));
    let backfill = walk.phase("backfill", steps, back, &ways, (&expanded, &filled))?;

    // Nobody waits for single steps of what is one transaction.
    let ways = walk.ways_in(Mode::Offline, &plain, to)?;
    let mut back = plan::steps_between(&ways.back, &ways.there);
    back.extend(plan::steps(expanding));
    back.extend(plan::steps(filling));
    back.extend(plan::steps(prepared));
    let steps = if Alter::new(to, dialect)?.renames_at_once() {
        let swap = written(to, ground, &besides, |one, alter| one.swap(alter))?;
        let rest = walk.ways(&swapped(to, &expanded, &besides), to)?;
        let mut steps = plan::steps(swap);
        steps.extend(plan::steps_between(&rest.there, &rest.back));
        steps
    } else {
        let closing = |one: &Beside<'_>, alter: &mut Alter<'_>| one.closing(&expanded, alter);
        let mut steps = plan::steps(written(from, ground, &besides, closing)?);
        let there = takes_place(&ways.there, to, ground, &besides, &twins)?;
        steps.extend(plan::steps_between(&there, &ways.back));
        steps
    };
    let contract = walk.phase("contract", steps, back, &ways, (&filled, to))?;
    walk.end()?;
    Ok(vec![expand, backfill, contract])
}

/// What each of them asks for.
fn written<'s, T>(
    schema: &'s Schema,
    ground: &Ground<'s>,
    all: &[T],
    write: impl Fn(&T, &mut Alter<'_>) -> Result<(), TemplateError>,
) -> Result<Vec<Statement>, TemplateError> {
    let mut alter = Alter::new(schema, ground.dialect)?;
    for one in all {
        write(one, &mut alter)?;
    }
    Ok(alter.finish())
}

/// The second side, with the tables as they were.
fn plain(from: &Schema, to: &Schema, besides: &[Beside<'_>]) -> Schema {
    let mut plain = to.clone();
    for one in besides {
        let name = &one.new.name;
        if let Some(table) = plain.table_mut(name) {
            *table = one.old.clone();
        }
        // What others refer to is a key of the old one.
        for table in plain.tables.iter_mut().filter(|table| table.name != *name) {
            table.foreign_keys.retain(|key| key.references != *name);
            let before = from.table(&table.name).into_iter().flat_map(|table| &table.foreign_keys);
            let columns = &table.columns;
            let there = |name: &String| columns.iter().any(|column| column.name == *name);
            let kept =
                before.filter(|key| key.references == *name && key.columns.iter().all(there));
            table.foreign_keys.extend(kept.cloned());
        }
        plain.grants.retain(|grant| match &grant.on {
            ObjectRef::Table(relation) => relation == name || !one.has(relation),
            _ => true,
        });
    }
    plain
}

/// The same, with what stands beside them and follows.
fn with_besides(
    plain: &Schema,
    expanded: &Schema,
    besides: &[Beside<'_>],
    twins: &[Twin],
) -> Schema {
    let mut filled = plain.clone();
    for twin in twins {
        if let Some(table) = filled.table_mut(&twin.table) {
            table.foreign_keys.push(twin.twin.clone());
        }
    }
    for one in besides {
        filled.tables.extend(expanded.table(&one.made.name).cloned());
        let function = expanded.routines.iter().find(|routine| routine.name == one.follower);
        filled.routines.extend(function.cloned());
        let Some(table) = filled.table_mut(&one.new.name) else { continue };
        let triggers = expanded.table(&one.new.name).into_iter().flat_map(|table| &table.triggers);
        let follows = triggers.filter(|trigger| trigger.name.starts_with(&one.follower.name));
        table.triggers.extend(follows.cloned());
    }
    filled
}

/// The second side, with the tables as they are when they have taken their places.
fn swapped(to: &Schema, expanded: &Schema, besides: &[Beside<'_>]) -> Schema {
    let mut swapped = to.clone();
    for one in besides {
        let made = expanded.table(&one.made.name).cloned();
        if let Some((table, made)) = swapped.table_mut(&one.new.name).zip(made) {
            *table = Table { name: one.new.name.clone(), ..made };
        }
    }
    swapped
}

/// The way on which tables are made anew, but those that stand beside the old ones take their places instead.
fn takes_place(
    there: &Transition,
    to: &Schema,
    ground: &Ground<'_>,
    besides: &[Beside<'_>],
    twins: &[Twin],
) -> Result<Transition, TemplateError> {
    let mut alter = Alter::new(to, ground.dialect)?;
    let mut there = there.clone();
    for step in &mut there.moves {
        if let Some(twin) = twins.iter().find(|twin| twin.is(&step.key))
            && step.verb == Verb::Create
        {
            step.statements.retain(|statement| statement.object.kind != AtomKind::ForeignKey);
            let rest = std::mem::replace(&mut step.statements, twin.takes_place(&mut alter)?);
            step.statements.extend(rest);
        }
        let Some(one) = besides.iter().find(|one| one.has(&step.key.object)) else { continue };
        match step.verb {
            Verb::Copy => step.statements.clear(),
            Verb::Create => {
                step.statements.retain(|statement| !is_made(statement.object.kind));
                if step.key.kind == AtomKind::Table {
                    let rest =
                        std::mem::replace(&mut step.statements, one.takes_place(&mut alter)?);
                    step.statements.extend(rest);
                }
            }
            _ => {}
        }
    }
    there.moves.retain(|step| !step.statements.is_empty());
    Ok(there)
}

/// What stands beside with the table already.
fn is_made(kind: AtomKind) -> bool {
    use AtomKind as K;
    matches!(
        kind,
        K::Table
            | K::Column
            | K::NotNull
            | K::Default
            | K::Identity
            | K::Generated
            | K::PrimaryKey
            | K::Unique
            | K::Check
            | K::Exclusion
            | K::ForeignKey
            | K::Index
            | K::PartitionKey
            | K::Partition
    )
}
