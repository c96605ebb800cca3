//! Partitions that follow the calendar, kept up on a running database: those that are missing are made, those that
//! `keep` has ended go. Everything else of the database stays what it is.

use std::path::Path;

use super::compare::{Sides, sides};
use super::former::Former;
use super::{Between, BetweenOptions, Loaded, ReadError, ReadOptions, World, at, between};
use crate::config::Overrides;
use crate::dialect::Capability;
use crate::engine::DatabaseUrl;
use crate::plan::{Allowed, Plan};
use crate::schema::{Bound, BoundValue, Partition, Partitioning, QualifiedName, Schema};
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
    /// The steps make whole tables anew, where partitions are parts of them: what is over would move into the
    /// partition behind it instead of going. They must not be run.
    pub copies_tables: bool,
    pub plan: Plan,
}

/// Holds a running database against the design of this day.
pub fn upkeep(
    design: &Path,
    loaded: &Loaded,
    url: &DatabaseUrl,
    overrides: &Overrides,
    options: &ReadOptions<'_>,
    step: &dyn Fn(&str),
) -> Result<Upkeep, ReadError> {
    let (database, design) = (Source::Database(url.clone()), Source::Entities(design.to_owned()));
    let world = World::load(&design, overrides)?;
    let mut sides = sides(&database, &design, &world, overrides, options, step)?;
    let tables = narrow(loaded, &mut sides);
    // What `keep` has ended may go: the design says so.
    let allowed = Allowed::parse(&["destructive:*".to_owned()]).map_err(ReadError::Input)?;
    let asked = BetweenOptions {
        mode: Mode::Online,
        allowed: &allowed,
        prove: false,
        live: Some(url),
        values: &Values::default(),
        back: false,
    };
    let Between { plan, .. } = between(&mut sides, &world, &asked, step)?;
    let dialect = at(&world.dialects, &plan.dialect, None)?;
    let copies_tables = !dialect.has(Capability::PartitionsAsTables);
    Ok(Upkeep { tables, copies_tables, plan })
}

/// Makes the second side what the first one is, but for partitions that come and go.
fn narrow(loaded: &Loaded, sides: &mut Sides) -> Vec<Kept> {
    let mut wanted = sides.a.read.schema.clone();
    let mut tables = Vec::new();
    for (name, facts) in &loaded.design.entities {
        let Some(lifecycle) = &facts.lifecycle else { continue };
        tables.push(keep_up(name, lifecycle.keep.is_some(), &sides.b.read.schema, &mut wanted));
    }
    sides.b.read.schema = wanted;
    sides.b.read.former = Former::default();
    tables
}

fn keep_up(name: &QualifiedName, ends: bool, design: &Schema, wanted: &mut Schema) -> Kept {
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
        return kept;
    };
    let Some(there) = there.partitioning.as_mut() else {
        kept.trouble = Some("the table is in one piece there".to_owned());
        return kept;
    };
    if there.strategy != asked.strategy || there.keys != asked.keys {
        kept.trouble = Some("the table is split by something else there".to_owned());
        return kept;
    }
    kept.present = there.partitions.len();
    let known = |partition: &Partition, all: &[Partition]| {
        all.iter().any(|other| other.bound == partition.bound || other.name == partition.name)
    };
    let over: Vec<Partition> = match oldest_end(asked).filter(|_| ends) {
        Some(end) => {
            let gone = |partition: &&Partition| {
                !known(partition, &asked.partitions) && ends_before(&partition.bound, end)
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
    there.partitions.retain(|partition| !over.contains(partition));
    for partition in missing {
        // In the order of their bounds: where a server keeps one, a new range goes behind the last.
        let place = there
            .partitions
            .iter()
            .position(|other| starts_after(&other.bound, &partition.bound))
            .unwrap_or(there.partitions.len());
        there.partitions.insert(place, partition);
    }
    kept
}

/// Where the oldest partition that the design keeps ends: of its begin, some servers know nothing.
fn oldest_end(asked: &Partitioning) -> Option<&BoundValue> {
    asked.partitions.iter().find_map(|partition| match &partition.bound {
        Bound::Range { to, .. } => to.first(),
        _ => None,
    })
}

/// Whether a range ends before another one does; ranges of one table never overlap.
fn ends_before(bound: &Bound, value: &BoundValue) -> bool {
    match bound {
        Bound::Range { to, .. } => to.first().is_some_and(|to| before(to, value)),
        _ => false,
    }
}

fn starts_after(bound: &Bound, other: &Bound) -> bool {
    match (bound, other) {
        (Bound::Range { from, .. }, Bound::Range { from: other, .. }) => {
            matches!((other.first(), from.first()), (Some(other), Some(from)) if before(other, from))
        }
        // Whatever no range takes comes last.
        (Bound::Default, _) => true,
        _ => false,
    }
}

/// Whether one bound of time lies before another, both as one server prints them: numbers by their value, moments
/// of one shape letter by letter.
fn before(one: &BoundValue, other: &BoundValue) -> bool {
    match (one, other) {
        (BoundValue::Minimum, _) | (_, BoundValue::Maximum) => one != other,
        (BoundValue::Value(one), BoundValue::Value(other)) => {
            let (one, other) = (one.text(), other.text());
            match (one.trim_matches('\'').parse::<i64>(), other.trim_matches('\'').parse::<i64>()) {
                (Ok(one), Ok(other)) => one < other,
                _ => one < other,
            }
        }
        _ => false,
    }
}
