//! Changes of a table in use, in several migrations: what is to be stands beside what was, each followed by the other;
//! the rows are brought along; what was goes.
//!
//! Each migration can be deployed on its own: programs of before work up to the last. All of them are walked on a scratch
//! database, one behind the other, before they are written.

mod beside;
mod columns;
mod fits;
mod names;
mod partitions;
mod parts;
mod references;
mod renames;
mod tables;
mod walk;

use super::between::BetweenOptions;
use super::compare::Sides;
use super::former::{Former, Parted};
use super::read::{ReadError, World, apply};
use crate::dialect::Dialect;
use crate::emit::{self, Alter};
use crate::engine::{self, Engine};
use crate::plan::{Plan, Step};
use crate::schema::{QualifiedName, Schema};
use crate::template::TemplateError;

/// One of the migrations.
pub struct Phase {
    /// `expand`, `backfill`, `contract`: put behind the migration's name.
    pub name: &'static str,
    pub plan: Plan,
    pub back: Vec<Step>,
    /// Whether its steps are one transaction, where the server has that for them.
    pub together: bool,
}

/// A table that gets another name.
pub(super) struct RenamedTable {
    pub former: QualifiedName,
    pub table: QualifiedName,
}

/// A column that gets another name.
pub(super) struct RenamedColumn {
    /// Under its new name.
    pub table: QualifiedName,
    pub former: String,
    pub column: String,
}

/// Where the phases start, and what is asked of them.
struct Ground<'g> {
    sides: &'g Sides,
    world: &'g World,
    dialect: Dialect<'g>,
    options: &'g BetweenOptions<'g>,
    /// As a scratch server has it.
    from: Schema,
    to: Schema,
    step: &'g dyn Fn(&str),
}

/// The migrations from the first side to the second.
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
    super::read::tried(&sides.dialect, world, "changes in several migrations")?;
    step("trying the first of the migrations");
    let mut engine = engine::open(sides.engine(), &world.dialects)?;
    apply(engine.as_mut(), &emit::emit(&sides.a.read.schema, dialect)?)?;
    let from = engine.introspect()?;
    sides.b.read.former.answered(options.renames, &from, &to)?;
    let ground = Ground { sides, world, dialect, options, from, to, step };
    let split = partitions::due(&ground.from, &ground.to);
    if let Some(column) = sides.b.read.former.taken_over(&ground.from, &ground.to) {
        return Err(ReadError::Input(format!(
            "`{column}` comes from a table that is there, and no way is known by which programs survive that\nhelp: without `--phases` it moves at once"
        )));
    }
    let parted = sides.b.read.former.parted(&ground.from, &ground.to);
    match (split.is_empty(), parted.is_empty()) {
        (true, true) => renames::phases(&ground, engine),
        (true, false) => parts::phases(&ground, &parted, engine),
        (false, _) => partitions::phases(&ground, &split, engine),
    }
}

/// The tables that a plan writes anew while everybody waits, and that could be moved in phases.
pub(super) fn movable(
    from: &Schema,
    to: &Schema,
    dialect: Dialect<'_>,
) -> Result<Vec<QualifiedName>, TemplateError> {
    if !Alter::new(to, dialect)?.can_follow_rows() {
        return Ok(Vec::new());
    }
    let fits = |name: &QualifiedName| {
        let sides = from.table(name).zip(to.table(name));
        sides.is_some_and(|(old, new)| fits::fits(old, new, from, dialect).is_ok())
    };
    Ok(partitions::due(from, to).into_iter().filter(fits).collect())
}

/// The tables that a plan takes out of others while nobody writes, and that could come out in phases.
pub(super) fn partable(
    former: &Former,
    from: &Schema,
    to: &Schema,
    dialect: Dialect<'_>,
) -> Result<Vec<Parted>, TemplateError> {
    if !Alter::new(to, dialect)?.can_follow_parts() {
        return Ok(Vec::new());
    }
    let parted = former.parted(from, to).into_iter();
    Ok(parted.filter(|one| parts::fits(one, from, to, dialect)).collect())
}

/// Whether a schema has a table or a view of this name.
fn is_taken(schema: &Schema, name: &QualifiedName) -> bool {
    schema.table(name).is_some() || schema.views.iter().any(|view| view.name == *name)
}
