//! Renames in use, in several migrations: the new name beside the old one, each standing for the other; the rows
//! filled, with all that the design asks of the new name; the old name gone.
//!
//! Each migration can be deployed on its own: programs of before work up to the last, and those that know the new
//! name from the first on. All of them are walked on a scratch database, one behind the other, before they are written.

mod columns;
mod tables;
mod walk;

use super::between::BetweenOptions;
use super::compare::Sides;
use super::read::{ReadError, World, apply};
use crate::emit::{self, Alter};
use crate::engine;
use crate::plan::{Plan, Step};
use crate::schema::{QualifiedName, Schema};

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
    super::read::tried(&sides.dialect, world, "renames in several migrations")?;
    if !Alter::new(&to, dialect)?.can_follow() {
        return Err(ReadError::Input(format!(
            "what {} holds is renamed at once: no trigger is known by which two names follow each other",
            dialect.title()
        )));
    }
    step("trying the first of the migrations");
    let mut engine = engine::open(sides.engine(), &world.dialects)?;
    apply(engine.as_mut(), &emit::emit(&sides.a.read.schema, dialect)?)?;
    let from = engine.introspect()?;
    let apart = |why| ReadError::Input(format!("these renames cannot be taken apart: {why}"));
    sides.b.read.former.answered(options.renames, &from, &to)?;
    let renamed = sides.b.read.former.renamed_tables(&from).map_err(apart)?;
    for one in &renamed {
        tables::possible(one, &from, &to, dialect)
            .map_err(|why| ReadError::Input(format!("`{}` {why}", one.former)))?;
    }
    let names = tables::both_names(&renamed, &from, dialect)?;
    apply(engine.as_mut(), &names.up)?;
    let named = engine.introspect()?;
    let columns = sides.b.read.former.renamed_columns(&named);
    if renamed.is_empty() && columns.is_empty() {
        return Err(apart("nothing of the design has a former name that is still there"));
    }
    for one in &columns {
        columns::possible(one, &named, &to)
            .map_err(|why| ReadError::Input(format!("`{}.{}` {why}", one.table, one.former)))?;
    }
    apply(engine.as_mut(), &columns::expanding(&named, &to, &columns, dialect)?)?;
    let expanded = engine.introspect()?;
    engine.close()?;
    let mut named_so = to.clone();
    tables::keep_names(&mut named_so, &expanded, &renamed);
    let mut filled = columns::with_followers(&named_so, &expanded, &columns);
    columns::keep_parts(&mut filled, &expanded, &columns, dialect);
    let half = columns::with_followers(&to, &expanded, &columns);

    step("walking the steps on a scratch database");
    let mut walk = walk::Walk::start(sides, world, dialect, options, &columns, &from)?;
    let mut phases = Vec::new();
    let expand = walk.expand(&names, &named, &expanded)?;
    phases.push(expand);
    phases.extend(walk.backfill(&expanded, &filled)?);
    phases.push(walk.contract(&filled, &half, &to)?);
    walk.end()?;
    Ok(phases)
}

/// Whether a schema has a table or a view of this name.
fn is_taken(schema: &Schema, name: &QualifiedName) -> bool {
    schema.table(name).is_some() || schema.views.iter().any(|view| view.name == *name)
}
