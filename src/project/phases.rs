//! Renames of columns in use, in three migrations: the new column beside the old one, each following the other;
//! the rows filled, with all that the design asks of the new column; the old column gone.
//!
//! Each migration can be deployed on its own: programs of before work up to the last, and those that know the new
//! name from the first on.

use super::between::{BetweenOptions, turned};
use super::compare::Sides;
use super::read::{ReadError, World, apply};
use crate::dialect::Dialect;
use crate::emit::{self, Alter, Statement};
use crate::engine;
use crate::plan::{self, Plan, Sizes, Step};
use crate::schema::{AtomKind, Column, QualifiedName, Schema, Table, compare};
use crate::sql::identifiers;
use crate::transition::{Mode, transition_with};

/// One of the migrations.
pub struct Phase {
    /// `expand`, `backfill`, `contract`: put behind the migration's name.
    pub name: &'static str,
    pub plan: Plan,
    pub back: Vec<Step>,
}

/// A column that gets another name.
pub(super) struct Renamed {
    pub table: QualifiedName,
    pub former: String,
    pub column: String,
}

/// The three migrations from the first side to the second.
pub fn phases(
    sides: &mut Sides,
    world: &World,
    options: &BetweenOptions<'_>,
    step: &dyn Fn(&str),
) -> Result<Vec<Phase>, ReadError> {
    let at_hand = sides.a.read.info.version;
    let version = sides.b.read.target.map_or(at_hand, |target| target.min(at_hand)).to_string();
    let dialect = super::at(&world.dialects, &sides.dialect, Some(&version))?;
    let to = sides.b.read.schema.clone();
    let renamed =
        sides.b.read.former.renamed_columns(&sides.a.read.schema).map_err(|why| {
            ReadError::Input(format!("these renames cannot be taken apart: {why}"))
        })?;
    for one in &renamed {
        possible(one, &sides.a.read.schema, &to)
            .map_err(|why| ReadError::Input(format!("`{}.{}` {why}", one.table, one.former)))?;
    }
    super::read::tried(&sides.dialect, world, "renames in three migrations")?;
    step("trying the first of three migrations");
    let mut engine = engine::open(sides.engine(), &world.dialects)?;
    apply(engine.as_mut(), &emit::emit(&sides.a.read.schema, dialect)?)?;
    let from = engine.introspect()?;
    apply(engine.as_mut(), &expanding(&from, &to, &renamed, dialect)?)?;
    let expanded = engine.introspect()?;
    engine.close()?;
    let filled = filled(&expanded, &to, &renamed);

    let mut walk = Walk { sides, dialect, options, renamed: &renamed };
    step("ordering the steps");
    let expand = walk.phase("expand", &from, &expanded, Vec::new())?;
    let mut fill = Alter::new(&expanded, dialect)?;
    for one in &renamed {
        if let Some(table) = expanded.table(&one.table) {
            fill.fill_rows(table, &one.column, &dialect.quote(&one.former))?;
            fill.alone();
        }
    }
    let backfill = walk.phase("backfill", &expanded, &filled, fill.finish())?;
    let mut contract = walk.phase("contract", &filled, &to, Vec::new())?;
    contract.back = followed_at_once(contract.back, &to, &renamed, dialect)?;
    Ok(vec![expand, backfill, contract])
}

/// The way back from the end: the old columns are followed as soon as they are there, and then filled.
fn followed_at_once(
    back: Vec<Step>,
    to: &Schema,
    renamed: &[Renamed],
    dialect: Dialect<'_>,
) -> Result<Vec<Step>, ReadError> {
    let of = |step: &Step, kinds: &[AtomKind]| kinds.contains(&step.statement.object.kind);
    let (columns, rest): (Vec<Step>, Vec<Step>) =
        back.into_iter().partition(|step| of(step, &[AtomKind::Column]));
    let follow = [AtomKind::Routine, AtomKind::Trigger, AtomKind::Database];
    let (followers, rest): (Vec<Step>, Vec<Step>) =
        rest.into_iter().partition(|step| of(step, &follow));
    let mut fill = Alter::new(to, dialect)?;
    for one in renamed {
        let nullable = |table: &Table| table.column(&one.column).is_some_and(|c| c.nullable);
        if let Some(table) = to.table(&one.table).filter(|table| nullable(table)) {
            fill.fill_rows(table, &one.former, &dialect.quote(&one.column))?;
            fill.alone();
        }
    }
    let fill = plan::steps(fill.finish());
    Ok([columns, followers, fill, rest].concat())
}

/// Whether the old and the new column can stand side by side.
fn possible(one: &Renamed, from: &Schema, to: &Schema) -> Result<(), &'static str> {
    let (old, new) = (from.table(&one.table), to.table(&one.table));
    let columns = old
        .zip(new)
        .and_then(|(old, new)| Some((old.column(&one.former)?, new.column(&one.column)?)));
    let Some((before, after)) = columns else { return Err("is not on both sides") };
    if before.data_type != after.data_type {
        return Err("gets another type too: change it in a migration of its own");
    }
    if before.identity.is_some() || before.generated.is_some() || after.generated.is_some() {
        return Err("is written by the server: rename it at once");
    }
    let in_key = old
        .and_then(|table| table.primary_key.as_ref())
        .is_some_and(|key| key.columns.contains(&one.former));
    let is_referred_to = from
        .tables
        .iter()
        .flat_map(|table| &table.foreign_keys)
        .any(|key| key.references == one.table && key.referenced_columns.contains(&one.former));
    if in_key || is_referred_to {
        return Err("is a key that others rely on: rename it at once");
    }
    Ok(())
}

/// The statements of the first migration.
fn expanding(
    from: &Schema,
    to: &Schema,
    renamed: &[Renamed],
    dialect: Dialect<'_>,
) -> Result<Vec<Statement>, ReadError> {
    let mut alter = Alter::new(from, dialect)?;
    if !alter.can_follow() {
        return Err(ReadError::Input(format!(
            "columns of {} are renamed at once: no trigger is known by which two follow each other",
            dialect.title()
        )));
    }
    for one in renamed {
        let (Some(table), Some(new)) = (from.table(&one.table), to.table(&one.table)) else {
            continue;
        };
        let Some(column) = new.column(&one.column) else { continue };
        let empty = Column { nullable: true, default: None, comment: None, ..column.clone() };
        alter.add_column(table, &empty)?;
        alter.follow(&one.table, &one.former, &one.column, &follower(one))?;
    }
    Ok(alter.finish())
}

/// The name of the trigger and its function.
fn follower(one: &Renamed) -> String {
    const LONGEST: usize = 63 - "_follows".len();
    let mut name = format!("{}_{}", one.table.name, one.column);
    while name.len() > LONGEST {
        name.pop();
    }
    name + "_follows"
}

/// The second side, with the old columns still there and followed.
fn filled(expanded: &Schema, to: &Schema, renamed: &[Renamed]) -> Schema {
    let mut filled = to.clone();
    for one in renamed {
        let name = follower(one);
        let of_follower = |routine: &&crate::schema::Routine| {
            routine.name.name == name && routine.name.namespace == one.table.namespace
        };
        filled.routines.extend(expanded.routines.iter().find(of_follower).cloned());
        if let (Some(old), Some(table)) = (expanded.table(&one.table), filled.table_mut(&one.table))
        {
            keep(old, table, &one.former, &name);
        }
    }
    filled
}

/// The old column, with what speaks of it under a name that is free.
fn keep(old: &Table, table: &mut Table, former: &str, follower: &str) {
    let says = |text: &str| identifiers(text).any(|word| word == former);
    table.columns.extend(old.column(former).cloned());
    table.triggers.extend(old.triggers.iter().find(|one| one.name == follower).cloned());
    let indexes = old.indexes.iter().filter(|index| {
        let in_text = serde_json::to_string(index).unwrap_or_default();
        index.columns().any(|name| name == former) || says(&in_text)
    });
    let free: Vec<_> = indexes
        .filter(|index| !table.indexes.iter().any(|other| other.name == index.name))
        .cloned()
        .collect();
    table.indexes.extend(free);
    let uniques = old.uniques.iter().filter(|one| one.columns.iter().any(|name| name == former));
    let free: Vec<_> = uniques
        .filter(|one| !table.uniques.iter().any(|other| other.name == one.name))
        .cloned()
        .collect();
    table.uniques.extend(free);
    let keys = old.foreign_keys.iter().filter(|one| one.columns.iter().any(|name| name == former));
    let free: Vec<_> = keys
        .filter(|one| !table.foreign_keys.iter().any(|other| other.name == one.name))
        .cloned()
        .collect();
    table.foreign_keys.extend(free);
    let checks = old.checks.iter().filter(|check| says(check.expression.text()));
    let free: Vec<_> = checks
        .filter(|one| !table.checks.iter().any(|other| other.name == one.name))
        .cloned()
        .collect();
    table.checks.extend(free);
}

struct Walk<'w> {
    sides: &'w mut Sides,
    dialect: Dialect<'w>,
    options: &'w BetweenOptions<'w>,
    renamed: &'w [Renamed],
}

impl Walk<'_> {
    fn phase(
        &mut self,
        name: &'static str,
        from: &Schema,
        to: &Schema,
        first: Vec<Statement>,
    ) -> Result<Phase, ReadError> {
        let (dialect, mode) = (self.dialect, self.options.mode);
        let differences = compare(from, to);
        let back: Vec<_> = differences.iter().map(turned).collect();
        let mut values = self.options.values.clone();
        // What went over comes back.
        for one in self.renamed {
            values.give(&one.table, &one.former, &dialect.quote(&one.column));
        }
        let there = transition_with(from, to, &differences, dialect, mode, &values)?;
        let back = transition_with(to, from, &back, dialect, mode, &values)?;
        let findings = plan::losses(&there, from, self.options.allowed, &|_| false);
        let moved = |message: &str| {
            self.renamed
                .iter()
                .any(|one| message.contains(&format!("`{}.{}`", one.table, one.former)))
        };
        let mut steps = plan::steps(first);
        steps.extend(plan::steps_between(&there, &back));
        for (step, id) in steps.iter_mut().zip(1..) {
            step.id = id;
        }
        // Nothing is stated that no server has seen accepted.
        plan::judge(&mut steps, (from, to), dialect, Mode::Offline, &Sizes::default());
        let plan = Plan {
            to: self.sides.b.name.clone(),
            from: self.sides.a.name.clone(),
            title: dialect.title().to_owned(),
            dialect: dialect.name().to_owned(),
            unproven: dialect.unproven(),
            version: dialect.version,
            as_of: None,
            between: true,
            fingerprint: Some(super::migrate::fingerprint(from)),
            steps,
            schema: to.clone(),
            findings: findings.into_iter().filter(|one| !moved(&one.message)).collect(),
            allowed: 0,
            proofs: Vec::new(),
        };
        let back = plan::steps_between(&back, &there);
        Ok(Phase { name, plan, back })
    }
}
