//! What a design says of before: former names, and attributes whose rows come from another entity.
//!
//! Renames and splits come first in a plan. They are tried on a scratch database that is made like
//! what is there; what it looks like afterwards is where the comparison starts from. So everything that
//! follows a rename by itself on the server (keys, checks, views, defaults) needs no rule of ours.

mod joins;
mod merges;
mod moved;
mod numbered;
mod rename;
mod said;
mod splits;

pub(super) use self::joins::is_unique;
pub(super) use self::merges::{Merges, Orphans};

use self::moved::Moved;
use self::rename::Rename;
use self::said::said;
use self::splits::{splits, views_read, without_views};
use super::answers::Renames;
use super::compare::Sides;
use super::phases::{RenamedColumn, RenamedTable};
use super::read::{ReadError, World, apply};
use super::renamed_checked::around_checks;
use crate::design::Design;
use crate::dialect::{Capability, Dialect};
use crate::emit::{self, Alter, Statement};
use crate::engine::{self, Engine, EngineError};
use crate::plan::{self, Step};
use crate::schema::{AtomKind, DataType, QualifiedName, Schema, compare};
use crate::split::moves;
use crate::transition::{Mode, Values, transition};

/// What a design says of before.
#[derive(Debug, Clone, Default)]
pub struct Former {
    renames: Vec<Rename>,
    moved: Vec<Moved>,
    /// The columns of each enum.
    enum_columns: Vec<(QualifiedName, String)>,
}

/// Columns of a table that become a table of their own.
pub(super) struct Parted {
    pub table: QualifiedName,
    pub part: QualifiedName,
    /// What the table calls each, and the part.
    pub columns: Vec<(String, String)>,
}

impl Former {
    pub fn of(design: &Design) -> Former {
        let mut former = Former::default();
        for (key, was) in &design.renames {
            former.renames.push(Rename {
                kind: key.kind,
                object: key.object.clone(),
                part: key.part.clone(),
                old: was.value.clone(),
            });
        }
        for (table, facts) in &design.entities {
            let mut rename = |kind, part: &str, old: &str| {
                let (object, part, old) = (table.clone(), part.to_owned(), old.to_owned());
                former.renames.push(Rename { kind, object, part, old });
            };
            if let Some(was) = &facts.was {
                rename(AtomKind::Table, "", &was.value);
            }
            for (column, facts) in &facts.attributes {
                if let Some(was) = &facts.was {
                    rename(AtomKind::Column, column, &was.value);
                }
                if let Some(from) = &facts.moved_from {
                    former.moved.push(Moved {
                        table: table.clone(),
                        column: column.clone(),
                        from_table: from.value.entity.clone(),
                        from_column: from.value.attribute.clone(),
                    });
                }
            }
        }
        for table in &design.schema.tables {
            for column in &table.columns {
                if let DataType::Named { name } = &column.data_type {
                    let place = format!("{}.{}", table.name, column.name);
                    former.enum_columns.push((name.clone(), place));
                }
            }
        }
        former.renames.sort_by_key(Rename::rank);
        former
    }

    /// Whether something of it may still have to happen to a schema.
    pub(super) fn is_due(&self, there: &Schema) -> bool {
        self.moved.iter().any(|moved| moved.is_due(there))
            || self.renames.iter().any(|rename| rename.is_due(there))
            // Under a context that is renamed itself nothing is found yet.
            || self.renames.iter().any(|rename| rename.kind == AtomKind::Table)
            || self.renames.iter().any(|rename| rename.kind == AtomKind::Namespace)
    }

    /// Takes in what people say besides the design, by old names.
    pub(super) fn answered(
        &mut self,
        renames: &Renames,
        there: &Schema,
        wanted: &Schema,
    ) -> Result<(), ReadError> {
        for (old, new) in renames.iter() {
            let rename = said(old, new, renames, there, wanted).ok_or_else(|| {
                ReadError::Input(format!(
                    "a rename of `{old}` to `{new}` is said, and there is nothing that is called so before and after"
                ))
            })?;
            let known = self.renames.iter().any(|one| one.key() == rename.key());
            if !known {
                self.renames.push(rename);
            }
        }
        self.renames.sort_by_key(Rename::rank);
        Ok(())
    }

    /// The tables that are to be renamed, if nothing else is to be but columns.
    pub(super) fn renamed_tables(&self, there: &Schema) -> Result<Vec<RenamedTable>, &'static str> {
        let due = self.renames.iter().filter(|one| one.is_due(there));
        let (tables, others): (Vec<&Rename>, Vec<&Rename>) =
            due.partition(|one| one.kind == AtomKind::Table);
        if others.iter().any(|one| one.kind != AtomKind::Column) {
            return Err(
                "other things than entities and attributes are renamed too; do that in a migration of its own",
            );
        }
        let renamed = tables.into_iter().map(|one| RenamedTable {
            former: one.object.sibling(one.old.as_str()),
            table: one.object.clone(),
        });
        Ok(renamed.collect())
    }

    /// The columns that are to be renamed, where tables have their new names.
    pub(super) fn renamed_columns(&self, there: &Schema) -> Vec<RenamedColumn> {
        let due =
            self.renames.iter().filter(|one| one.kind == AtomKind::Column && one.is_due(there));
        let renamed = due.map(|one| RenamedColumn {
            table: one.object.clone(),
            former: one.old.clone(),
            column: one.part.clone(),
        });
        renamed.collect()
    }

    /// A word for each column that comes to a table that is there, and is said to have been what is nowhere: a slip, most
    /// likely.
    pub(super) fn without_source(&self, (there, wanted): (&Schema, &Schema)) -> Vec<String> {
        let come = self.moved.iter().filter(|one| one.comes(there, wanted));
        let lost = come.filter(|one| !one.has_source(there)).map(|one| {
            format!(
                "`{}.{}` comes without values: `{}.{}`, which it is said to have been, is not there",
                one.table, one.column, one.from_table, one.from_column
            )
        });
        lost.collect()
    }

    /// Whether columns of the design are of an enum of this name.
    pub(super) fn has_enum(&self, name: &str) -> bool {
        self.enum_columns.iter().any(|(known, _)| known.to_string() == name)
    }

    /// What moves out of tables into new ones: of which table, into which, and each column's old name and its new one.
    pub(super) fn parted(&self, there: &Schema, wanted: &Schema) -> Vec<Parted> {
        let mut found: Vec<Parted> = Vec::new();
        for one in &self.moved {
            let is_due = there.table(&one.table).is_none()
                && there.table(&one.from_table).is_some()
                && wanted.table(&one.from_table).is_some();
            if !is_due {
                continue;
            }
            let names = (one.from_column.clone(), one.column.clone());
            let same =
                |known: &&mut Parted| known.part == one.table && known.table == one.from_table;
            match found.iter_mut().find(same) {
                Some(known) => known.columns.push(names),
                None => found.push(Parted {
                    table: one.from_table.clone(),
                    part: one.table.clone(),
                    columns: vec![names],
                }),
            }
        }
        found
    }

    /// A column that a table which is there takes over from another one.
    pub(super) fn taken_over(&self, there: &Schema, wanted: &Schema) -> Option<String> {
        let found = self.moved.iter().find(|one| one.comes_over(there, wanted))?;
        Some(format!("{}.{}", found.table, found.column))
    }

    /// Values and rows that go from one table to another that is there, and the way back.
    pub(super) fn merges(
        &self,
        values: (&mut Values, &mut Values),
        ends: (&Schema, &Schema),
        dialect: Dialect<'_>,
    ) -> Result<Merges, ReadError> {
        merges::merges(&self.moved, values, ends, dialect)
    }

    /// What becomes of values where enums are written into their columns, on the way there and back.
    pub(super) fn values(&self, said: &Values, dialect: Dialect<'_>) -> (Values, Values) {
        let (mut there, mut back) = (said.clone(), said.clone());
        if dialect.has(Capability::EnumTypes) {
            return (there, back);
        }
        for (name, place) in &self.enum_columns {
            there.spread(name, place);
            let values = self.renames.iter().filter(|rename| {
                rename.kind == AtomKind::Enum && !rename.part.is_empty() && rename.object == *name
            });
            for Rename { part, old, .. } in values {
                there.map(place, old, part);
                back.map(place, part, old);
            }
        }
        (there, back)
    }
}

/// What comes before everything else in a plan.
#[derive(Default)]
pub(super) struct Prelude {
    pub steps: Vec<Step>,
    /// Each a sentence.
    pub notes: Vec<String>,
}

/// Renames and splits that are due. Afterwards the first side is what they leave.
pub(super) fn prelude(
    sides: &mut Sides,
    world: &World,
    step: &dyn Fn(&str),
) -> Result<Prelude, ReadError> {
    let former = sides.b.read.former.clone();
    let mut prelude = Prelude::default();
    let nothing = sides.a.read.schema == Schema::default();
    if nothing || !former.is_due(&sides.a.read.schema) {
        return Ok(prelude);
    }
    super::read::tried(&sides.dialect, world, "renames and splits")?;
    step("trying renames and splits");
    let mut engine = engine::open(sides.engine(), &world.dialects)?;
    let version = engine.info().version.to_string();
    let dialect = super::at(&world.dialects, &sides.dialect, Some(&version))?;
    let start = emit::emit(&sides.a.read.schema, dialect)?;
    run(engine.as_mut(), &start, &sides.a.name)?;
    let mut there = engine.introspect()?;
    for rename in &former.renames {
        if !rename.is_due(&there) {
            continue;
        }
        let (statements, back) = {
            let mut alter = Alter::new(&there, dialect)?;
            (rename.statement(&mut alter, false)?, rename.statement(&mut alter, true)?)
        };
        match apply(engine.as_mut(), &statements) {
            Ok(()) => {}
            // Then it goes and comes, which asks for leave where rows are lost.
            Err(EngineError::Statement(error)) => {
                let around = match rename.kind {
                    AtomKind::Column => around_checks(&there, &rename.key(), &rename.old, dialect)?,
                    _ => None,
                };
                if let Some(renaming) = around {
                    run(engine.as_mut(), &renaming.there, &sides.a.name)?;
                    prelude.add(renaming.there, &renaming.back);
                    there = engine.introspect()?;
                    continue;
                }
                prelude.notes.push(format!(
                    "{} cannot be renamed: {}",
                    rename.key(),
                    error.message
                ));
                continue;
            }
            Err(error) => return Err(refused(error, engine.as_ref(), &sides.a.name)),
        }
        prelude.add(statements, &back);
        there = engine.introspect()?;
    }
    for split in splits(&former.moved, &there, &sides.b.read.schema, &mut prelude.notes) {
        if views_read(&there, &split.table) {
            let bare = without_views(&there);
            let gone = compare(&there, &bare);
            let back: Vec<_> = gone.iter().map(super::between::turned).collect();
            let drop = transition(&there, &bare, &gone, dialect, Mode::Offline)?;
            let make = transition(&bare, &there, &back, dialect, Mode::Offline)?;
            let steps = plan::steps_between(&drop, &make);
            let statements: Vec<Statement> =
                drop.moves.into_iter().flat_map(|one| one.statements).collect();
            run(engine.as_mut(), &statements, &sides.a.name)?;
            prelude.steps.extend(steps);
            there = engine.introspect()?;
        }
        let moves = moves(&there, &sides.b.read.schema, &split, dialect)?;
        let around = |inner: &[Statement]| -> Vec<Statement> {
            [&moves.before, inner, &moves.after].concat()
        };
        let (up, down) = (around(&moves.up), around(&moves.down));
        run(engine.as_mut(), &up, &sides.a.name)?;
        prelude.add(up, &down);
        there = engine.introspect()?;
    }
    let info = engine.info().clone();
    engine.close()?;
    sides.a.read.schema = there;
    sides.a.read.info = info;
    Ok(prelude)
}

impl Prelude {
    /// Steps that are undone together: where the last of them is.
    fn add(&mut self, statements: Vec<Statement>, back: &[Statement]) {
        let mut steps = plan::steps(statements);
        if let Some(last) = steps.last_mut() {
            let sql: Vec<&str> = back.iter().map(|statement| statement.sql.as_str()).collect();
            last.reverses = Some(sql.join(";\n"));
        }
        self.steps.extend(steps);
    }
}

fn run(engine: &mut dyn Engine, statements: &[Statement], source: &str) -> Result<(), ReadError> {
    apply(engine, statements).map_err(|error| refused(error, engine, source))
}

fn refused(error: EngineError, engine: &dyn Engine, source: &str) -> ReadError {
    match error {
        EngineError::Statement(error) => ReadError::Design {
            source_name: source.to_owned(),
            engine: engine.info().label.clone(),
            error: *error,
        },
        other => other.into(),
    }
}
