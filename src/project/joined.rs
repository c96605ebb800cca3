//! Partitions that become tables of their own, and tables that become partitions: their rows stay where
//! they are.
//!
//! What a partition is when it has left its parent, and what a table has to be before it joins one,
//! is what the server makes of `detach` on a scratch database. So the comparison is between what is
//! there without the partitions that leave, and what is wanted without those that join.

use super::compare::Sides;
use super::read::{Read, ReadError, World, apply};
use crate::dialect::Capability;
use crate::emit::{self, Alter, Statement};
use crate::engine::{self, EngineError, EngineInfo, EngineSpec};
use crate::plan::{self, Step};
use crate::schema::{Partition, Partitioning, QualifiedName, Schema};
use crate::transition::{Mode, has_default, leaves_beside};

/// Steps before and after those that the comparison finds.
#[derive(Default)]
pub(super) struct Around {
    pub before: Vec<Step>,
    pub after: Vec<Step>,
    /// Each a sentence.
    pub notes: Vec<String>,
}

/// One partition: the table it belongs to, its parent, itself.
type Place<'s> = (&'s QualifiedName, &'s QualifiedName, &'s Partition);

/// The statement that lets a partition leave, and the one that lets it join.
type Pair = (Statement, Statement);

/// Takes what leaves from the first side, and what joins from the second.
pub(super) fn around(
    sides: &mut Sides,
    world: &World,
    mode: Mode,
    step: &dyn Fn(&str),
) -> Result<Around, ReadError> {
    let mut around = Around::default();
    let (a, b) = (&sides.a.read.schema, &sides.b.read.schema);
    let (leave, join) = (stays_as_table(a, b), stays_as_table(b, a));
    if leave.is_empty() && join.is_empty() {
        return Ok(around);
    }
    super::read::tried(&sides.dialect, world, "partitions that leave or join")?;
    let engine = sides.engine().clone();
    let dialect = sides.dialect.clone();
    step("trying partitions that leave or join");
    let mut take = |read: &mut Read,
                    names: &[QualifiedName],
                    beside: bool|
     -> Result<Vec<Pair>, ReadError> {
        match detached(&read.schema, names, &engine, &dialect, world, beside) {
            Ok(Some((schema, info, pairs))) => {
                (read.schema, read.info) = (schema, info);
                Ok(pairs)
            }
            Ok(None) => Ok(Vec::new()),
            Err(ReadError::Engine(EngineError::Statement(error))) => {
                around.notes.push(format!("partitions cannot be tried apart: {}", error.message));
                Ok(Vec::new())
            }
            Err(error) => Err(error),
        }
    };
    let leaving = take(&mut sides.a.read, &leave, mode == Mode::Online)?;
    let joining = take(&mut sides.b.read, &join, false)?;
    around.before = leaving.iter().map(|(detach, attach)| one(detach, attach)).collect();
    around.after = joining.iter().map(|(detach, attach)| one(attach, detach)).collect();
    Ok(around)
}

fn one(statement: &Statement, back: &Statement) -> Step {
    let mut step = plan::steps(vec![statement.clone()]).remove(0);
    step.reverses = Some(back.sql.clone());
    step
}

/// Whether a partition of one of them is a table of its own in the other.
pub(super) fn any(a: &Schema, b: &Schema) -> bool {
    !stays_as_table(a, b).is_empty() || !stays_as_table(b, a).is_empty()
}

/// The partitions of one schema that are tables of their own in the other.
fn stays_as_table(partitioned: &Schema, other: &Schema) -> Vec<QualifiedName> {
    let places = places(partitioned);
    let names = places.into_iter().map(|(_, _, partition)| &partition.name);
    names.filter(|name| other.table(name).is_some()).cloned().collect()
}

fn places(schema: &Schema) -> Vec<Place<'_>> {
    let mut places = Vec::new();
    for table in &schema.tables {
        let mut open: Vec<(&QualifiedName, &Partitioning)> =
            table.partitioning.iter().map(|p| (&table.name, p)).collect();
        while let Some((parent, partitioning)) = open.pop() {
            for partition in &partitioning.partitions {
                places.push((&table.name, parent, partition));
                open.extend(partition.partitioning.as_deref().map(|p| (&partition.name, p)));
            }
        }
    }
    places
}

/// The schema as the server has it when these have left; none where partitions are no tables.
fn detached(
    schema: &Schema,
    names: &[QualifiedName],
    engine: &EngineSpec,
    dialect: &str,
    world: &World,
    beside: bool,
) -> Result<Option<(Schema, EngineInfo, Vec<Pair>)>, ReadError> {
    if names.is_empty() {
        return Ok(None);
    }
    let mut engine = engine::open(engine, &world.dialects)?;
    let info = engine.info().clone();
    let dialect = super::at(&world.dialects, dialect, Some(&info.version.to_string()))?;
    if !dialect.has(Capability::PartitionsAsTables) {
        return Ok(None);
    }
    apply(engine.as_mut(), &emit::emit(schema, dialect)?)?;
    let mut pairs = Vec::new();
    for (root, parent, partition) in places(schema) {
        if !names.contains(&partition.name) {
            continue;
        }
        let mut alter = Alter::new(schema, dialect)?;
        // Its bound stays with it as a check then, which the comparison meets.
        let beside = beside && leaves_beside(dialect) && !has_default(schema, parent);
        alter.detach_partition(root, parent, &partition.name, beside)?;
        let detach = alter.take();
        alter.attach_partition(root, parent, partition)?;
        let attach = alter.take();
        apply(engine.as_mut(), &detach)?;
        pairs.extend(detach.into_iter().zip(attach));
    }
    let schema = engine.introspect()?;
    engine.close()?;
    Ok(Some((schema, info, pairs)))
}
