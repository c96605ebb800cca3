//! Partitions that follow the calendar, kept up on a running database: those that are missing are made, those that
//! `keep` has ended go. Everything else of the database stays what it is.
//!
//! What is missing comes first, in a plan of its own: whatever stands in the way of those that leave, no row misses
//! its partition.

mod leave;
mod schedule;

use std::path::Path;

pub use schedule::{Scheduler, schedule};

use super::compare::{Sides, sides};
use super::former::Former;
use super::{Between, BetweenOptions, Loaded, ReadError, ReadOptions, Renames, World, at, between};
use crate::config::Overrides;
use crate::dialect::{Capability, Dialect};
use crate::engine::DatabaseUrl;
use crate::hazard::{Kind, classify};
use crate::plan::{Allowed, Plan, Step};
use crate::schema::{Bound, Partition, Partitioning, QualifiedName, Schema};
use crate::source::Source;
use crate::transition::{Mode, Values};

/// One table whose partitions follow the calendar.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    pub table: QualifiedName,
    /// Partitions that are there.
    pub present: usize,
    /// Partitions that the design asks for on this day, and that are not there; the oldest first.
    pub missing: Vec<String>,
    /// Partitions older than `keep`.
    pub over: Vec<String>,
    /// Why nothing can be said, where the table is not what the design says.
    pub trouble: Option<String>,
}

/// What there is to do, and the steps that do it.
pub struct Upkeep {
    pub tables: Vec<Kept>,
    /// The steps would write whole tables anew: something else than partitions to come is in the way.
    pub copies_tables: bool,
    /// Makes what is missing.
    pub coming: Plan,
    /// Lets go of what is over.
    pub leaving: Plan,
    /// Each a sentence.
    pub notes: Vec<String>,
}

/// What becomes of partitions that are over.
#[derive(Debug, Clone, Copy)]
pub enum Over<'o> {
    Drop,
    /// They become tables of this schema, or of this database where a schema is one.
    Archive(&'o str),
}

/// Partitions of one table that leave.
struct Leaving {
    table: QualifiedName,
    partitions: Vec<Partition>,
    /// Another partition takes whatever no other one does.
    has_default: bool,
}

/// How a database is held against its design.
pub struct UpkeepOptions<'o> {
    pub reading: ReadOptions<'o>,
    /// What becomes of what is over.
    pub over: Over<'o>,
}

/// Holds a running database against the design of this day.
pub fn upkeep(
    design: &Path,
    loaded: &Loaded,
    url: &DatabaseUrl,
    overrides: &Overrides,
    options: &UpkeepOptions<'_>,
    step: &dyn Fn(&str),
) -> Result<Upkeep, ReadError> {
    let (database, design) = (Source::Database(url.clone()), Source::Entities(design.to_owned()));
    let world = World::load(&design, overrides)?;
    let mut sides = sides(&database, &design, &world, overrides, &options.reading, step)?;
    let dialect = sides.dialect.clone();
    let dialect = at(&world.dialects, &dialect, Some(&sides.a.read.info.version.to_string()))?;
    let (tables, leaving) = narrow(loaded, &mut sides, dialect);
    let there = sides.a.read.schema.clone();
    let asked = BetweenOptions {
        mode: Mode::Online,
        allowed: &Allowed::default(),
        prove: false,
        live: Some(url),
        values: &Values::default(),
        renames: &Renames::default(),
        back: false,
    };
    let Between { plan: coming, .. } = between(&mut sides, &world, &asked, step)?;
    let copies = |step: &Step| {
        let actions = classify(&step.sql, dialect, None).actions;
        actions.iter().any(|action| action.kind == Kind::PartitionTable)
    };
    let copies_tables = coming.steps.iter().any(copies);
    let (steps, notes) = leave::steps(&there, &leaving, options.over, dialect)?;
    let leaving = Plan {
        fingerprint: Some(super::migrate::fingerprint(&there)),
        steps,
        proofs: Vec::new(),
        ..coming.clone()
    };
    Ok(Upkeep { tables, copies_tables, coming, leaving, notes })
}

/// Makes the second side what the first one is, but for partitions that come; and says which leave.
fn narrow(loaded: &Loaded, sides: &mut Sides, dialect: Dialect<'_>) -> (Vec<Kept>, Vec<Leaving>) {
    let mut wanted = sides.a.read.schema.clone();
    let (mut tables, mut leaving) = (Vec::new(), Vec::new());
    for (name, facts) in &loaded.design.entities {
        let Some(lifecycle) = &facts.lifecycle else { continue };
        let ends = lifecycle.keep.is_some();
        let (kept, partitions) = keep_up(name, ends, &sides.b.read.schema, &mut wanted);
        let there = wanted.tables.iter_mut().find(|table| table.name == *name);
        if let Some(partitioning) = there.and_then(|table| table.partitioning.as_mut()) {
            if !dialect.has(Capability::PartitionsAsTables) && !kept.missing.is_empty() {
                partitioning.begin_where_the_one_before_ends();
            }
            let has_default = partitioning.partitions.iter().any(|one| one.bound == Bound::Default);
            if kept.trouble.is_none() {
                leaving.push(Leaving { table: name.clone(), partitions, has_default });
            }
        }
        tables.push(kept);
    }
    sides.b.read.schema = wanted;
    sides.b.read.former = Former::default();
    (tables, leaving)
}

/// Adds to a table what is missing, and gives what is over.
fn keep_up(
    name: &QualifiedName,
    ends: bool,
    design: &Schema,
    wanted: &mut Schema,
) -> (Kept, Vec<Partition>) {
    let mut kept = Kept {
        table: name.clone(),
        present: 0,
        missing: Vec::new(),
        over: Vec::new(),
        trouble: None,
    };
    let asked = design.table(name).and_then(|table| table.partitioning.as_ref());
    let there = wanted.tables.iter_mut().find(|table| table.name == *name);
    let (Some(asked), Some(there)) = (asked, there) else {
        kept.trouble = Some("the database has no such table".to_owned());
        return (kept, Vec::new());
    };
    let Some(there) = there.partitioning.as_mut() else {
        kept.trouble = Some("the table is in one piece there".to_owned());
        return (kept, Vec::new());
    };
    if there.strategy != asked.strategy || there.keys != asked.keys {
        kept.trouble = Some("the table is split by something else there".to_owned());
        return (kept, Vec::new());
    }
    kept.present = there.partitions.len();
    let known = |partition: &Partition, all: &[Partition]| {
        all.iter().any(|other| other.bound == partition.bound || other.name == partition.name)
    };
    let over: Vec<Partition> = match oldest(asked).filter(|_| ends) {
        Some(oldest) => {
            let gone = |partition: &&Partition| {
                !known(partition, &asked.partitions) && partition.bound.ends_before(oldest)
            };
            there.partitions.iter().filter(gone).cloned().collect()
        }
        None => Vec::new(),
    };
    let missing: Vec<Partition> = asked
        .partitions
        .iter()
        .filter(|partition| !known(partition, &there.partitions))
        .cloned()
        .collect();
    kept.over = over.iter().map(|partition| partition.name.name.clone()).collect();
    kept.missing = missing.iter().map(|partition| partition.name.name.clone()).collect();
    for partition in missing {
        // In the order of their bounds: where a server keeps one, a new range goes behind the last.
        let place = there
            .partitions
            .iter()
            // Whatever no range takes comes last.
            .position(|other| {
                other.bound == Bound::Default || partition.bound.ends_before(&other.bound)
            })
            .unwrap_or(there.partitions.len());
        there.partitions.insert(place, partition);
    }
    (kept, over)
}

/// The oldest partition that the design keeps.
fn oldest(asked: &Partitioning) -> Option<&Bound> {
    asked
        .partitions
        .iter()
        .map(|partition| &partition.bound)
        .find(|bound| !bound.upper().is_empty())
}
