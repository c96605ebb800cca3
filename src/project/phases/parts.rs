//! Columns that become a table of their own while programs write to them.
//!
//! The part stands beside its table from the first migration on, and triggers bring along what is written to either; the
//! second carries over what lay there before; the last takes the columns away. Each row of the part is found by a key of the
//! table, so that there is one for each row.

use super::columns::keep;
use super::names::Names;
use super::tables::BothNames;
use super::walk::Walk;
use super::{Engine, Ground, Phase};
use crate::dialect::{Capability, Dialect};
use crate::emit::{Alter, FollowedPart, Named, PartColumn, Statement, emit};
use crate::plan;
use crate::project::former::{Parted, is_unique};
use crate::project::read::{ReadError, apply};
use crate::schema::{
    AtomKey, AtomKind, Column, DataType, Deferral, ForeignKey, ObjectRef, QualifiedName,
    ReferentialAction, RowSecurity, Schema, Table, compare,
};
use crate::template::TemplateError;
use crate::transition::{Carried, Joined, Mode, Pair, Source, Values, transition};

/// A table, and what becomes a table beside it.
struct Part<'p> {
    table: &'p Table,
    part: &'p Table,
    /// The function and the triggers of the table, and those of the part.
    follower: QualifiedName,
    leader: QualifiedName,
    key: Vec<PartColumn>,
    columns: Vec<PartColumn>,
    /// The column that orders the rows of the table.
    by: String,
}

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
        let part = Part::of(one, ground, &mut names).map_err(|why| {
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
    let filled = with_parts(to, &expanded, &parts);

    let mut walk = Walk::start(ground, &[])?.with(|values| {
        for one in &parts {
            one.say_before(values, dialect);
        }
    });
    let expand = walk.expand(&BothNames::default(), from, &expanded)?;

    let mut fill = Alter::new(&expanded, dialect)?;
    for one in &parts {
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
    for one in parts.iter().filter(|_| !last_rows_are_there) {
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

impl<'p> Part<'p> {
    /// Or why the two cannot follow each other.
    fn of(parted: &Parted, ground: &'p Ground<'_>, names: &mut Names) -> Result<Part<'p>, String> {
        let Ground { from, to, dialect, .. } = ground;
        let missing = || "one of them is no table".to_owned();
        let table = from.table(&parted.table).ok_or_else(missing)?;
        let (after, part) =
            to.table(&parted.table).zip(to.table(&parted.part)).ok_or_else(missing)?;
        let own = part.primary_key.as_ref().map(|key| key.columns.as_slice()).unwrap_or_default();
        let (mut key, mut columns) = (Vec::new(), Vec::new());
        for (former, name) in &parted.columns {
            let (Some(old), Some(new)) = (table.column(former), part.column(name)) else {
                return Err(format!("`{}.{former}` is not there", table.name));
            };
            let default = old.default.as_ref().map_or_else(
                || "null".to_owned(),
                |default| dialect.default_clause(default, &old.data_type),
            );
            let one = PartColumn::new(name, former, &old.data_type, default, !new.nullable);
            if own.contains(name) {
                key.push(one);
                continue;
            }
            if after.column(former).is_some() {
                return Err(format!("`{}.{former}` is to stay where it is too", table.name));
            }
            comparable(old, new).map_err(|why| format!("`{}.{former}` {why}", table.name))?;
            columns.push(one);
        }
        let froms: Vec<String> = key.iter().map(|one| one.from.clone()).collect();
        let stay = froms.iter().all(|name| after.column(name).is_some());
        if key.len() != own.len() || key.is_empty() || !stay || !is_unique(table, &froms) {
            return Err(format!(
                "the primary key of `{}` is no key of `{}` that stays there, so that several rows would share one",
                part.name, table.name
            ));
        }
        let refers = part.foreign_keys.iter().any(|one| ties(one, &key, table));
        if !refers {
            return Err(format!(
                "the key of `{}` does not refer to `{}`, so that a row could outlive the one that it belongs to",
                part.name, table.name
            ));
        }
        let has = |name: &String| parted.columns.iter().any(|(_, known)| known == name);
        let given = |column: &Column| {
            column.nullable
                || column.default.is_some()
                || column.identity.is_some()
                || column.generated.is_some()
        };
        if let Some(column) = part.columns.iter().find(|one| !has(&one.name) && !given(one)) {
            return Err(format!(
                "`{}.{}` has no value for the rows of before",
                part.name, column.name
            ));
        }
        if columns.is_empty() {
            return Err("nothing moves but the key".to_owned());
        }
        let parts = part.partitioning.is_some() || part.row_security != RowSecurity::Off;
        if parts || table.row_security == RowSecurity::Forced {
            return Err(
                "partitions, and rules for rows that bind whoever owns them, are in the way"
                    .to_owned(),
            );
        }
        let by = froms[0].clone();
        let follower = names.free(&table.name.sibling(part.name.name.as_str()), "_follows");
        let leader = names.free(&table.name.sibling(part.name.name.as_str()), "_leads");
        Ok(Part { table, part, follower, leader, key, columns, by })
    }

    fn followed(&self) -> FollowedPart<'_> {
        FollowedPart {
            table: &self.table.name,
            part: &self.part.name,
            follower: &self.follower.name,
            leader: &self.leader.name,
            key: &self.key,
            columns: &self.columns,
        }
    }

    /// The statements after which both are there.
    fn expanding(&self, ground: &Ground<'_>) -> Result<Vec<Statement>, TemplateError> {
        let (name, dialect) = (&self.table.name, ground.dialect);
        let mut alter = Alter::new(&ground.from, dialect)?;
        // Programs that know of the part alone say nothing of the columns.
        let mut loose = ground.from.clone();
        if let Some(table) = loose.table_mut(name) {
            for one in &self.columns {
                if let Some(column) = table.column_mut(&one.from) {
                    column.nullable = true;
                }
            }
        }
        let differences = compare(&ground.from, &loose);
        let loosened = transition(&ground.from, &loose, &differences, dialect, Mode::Offline)?;
        let mut statements: Vec<Statement> =
            loosened.moves.into_iter().flat_map(|one| one.statements).collect();
        let mut part = self.part.clone();
        // A row goes before its part does, in one transaction.
        let waits = dialect.has(Capability::DeferrableForeignKeys);
        for key in part.foreign_keys.iter_mut().filter(|one| ties(one, &self.key, self.table)) {
            if waits && key.on_delete != ReferentialAction::Cascade {
                key.on_delete = ReferentialAction::NoAction;
                key.deferral = Deferral::InitiallyDeferred;
            }
        }
        let grants = ground.to.grants.iter().filter(
            |grant| matches!(&grant.on, ObjectRef::Table(table) if *table == self.part.name),
        );
        let made =
            Schema { tables: vec![part], grants: grants.cloned().collect(), ..Schema::default() };
        statements.extend(emit(&made, dialect)?);
        alter.follow_part(&self.followed())?;
        statements.extend(alter.take());
        Ok(statements)
    }

    /// What rows get that have no part, when the columns have to have a value again.
    fn say_before(&self, values: &mut Values, dialect: Dialect<'_>) {
        let table = &self.table.name;
        let required = self.columns.iter().filter_map(|one| self.table.column(&one.from));
        for column in required.filter(|column| !column.nullable) {
            let default = column.default.as_ref().filter(|_| {
                // What people say comes first.
                values.fill(table, &column.name).is_none()
            });
            if let Some(default) = default {
                let text = dialect.default_clause(default, &column.data_type);
                values.give(table, &column.name, &text);
            }
        }
    }

    /// That the columns are elsewhere when they go, and where they come from on the way back.
    fn say_after(&self, values: &mut Values) {
        let on = || -> Vec<Pair> {
            let pair = |one: &PartColumn| Pair { own: one.from.clone(), other: one.name.clone() };
            self.key.iter().map(pair).collect()
        };
        for one in &self.columns {
            let (table, column) = (&self.table.name, one.from.as_str());
            values.keep(AtomKey::new(table, AtomKind::Column, column));
            let source = Source::Joined(Joined {
                table: self.part.name.clone(),
                column: one.name.clone(),
                on: on(),
                many: false,
            });
            values.carry(table, column, Carried { source, otherwise: None, complete: true });
        }
    }
}

fn named(columns: &[PartColumn]) -> Vec<Named> {
    let named = |one: &PartColumn| Named { name: one.name.clone(), from: one.from.clone() };
    columns.iter().map(named).collect()
}

/// Whether what is written to one column can be written to the other, and the two be held against each other.
fn comparable(old: &Column, new: &Column) -> Result<(), &'static str> {
    if old.data_type != new.data_type {
        return Err("gets another type too: change it in a migration of its own");
    }
    if matches!(&old.data_type, DataType::Native { sql } if sql == "json" || sql == "xml") {
        return Err("is of a type whose values cannot be compared");
    }
    let by_itself = |column: &Column| {
        column.identity.is_some() || column.generated.is_some() || column.on_update.is_some()
    };
    match by_itself(old) || by_itself(new) {
        true => Err("is written by the server"),
        false => Ok(()),
    }
}

/// Whether a reference leads from the key of a part to the row that the part belongs to.
fn ties(reference: &ForeignKey, key: &[PartColumn], table: &Table) -> bool {
    let leads = |one: &PartColumn| {
        let mut pairs = reference.columns.iter().zip(&reference.referenced_columns);
        pairs.any(|(own, other)| *own == one.name && *other == one.from)
    };
    reference.references == table.name
        && reference.columns.len() == key.len()
        && key.iter().all(leads)
}

/// The second side, with the columns where they were, and both following each other.
fn with_parts(to: &Schema, expanded: &Schema, parts: &[Part<'_>]) -> Schema {
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
        if let (Some(now), Some(table)) =
            (expanded.table(&one.part.name), filled.table_mut(&one.part.name))
        {
            for key in &mut table.foreign_keys {
                let known = now.foreign_keys.iter().find(|other| other.name == key.name);
                if let Some(known) = known.filter(|_| ties(key, &one.key, one.table)) {
                    key.clone_from(known);
                }
            }
        }
    }
    filled
}
