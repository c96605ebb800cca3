//! What differs between two sources, as far as servers can tell.
//!
//! Both sides become what one dialect's server makes of them: SQL files and designs are run in a
//! scratch database and read back, a running database is read as it is. Where they then differ, or
//! where their servers' versions do, both are written out and run once more on one and the same
//! engine: a server may print its own print anew, and only two prints of one server, made alike, can
//! be compared as text. Where that cannot be done the differences are marked as unproven.

mod certain;
mod json;
mod part;
mod second;
mod sides;
mod text;

use std::collections::{BTreeSet, HashSet};

use crate::ddl;
use crate::dialect::Version;
use crate::schema::{
    AtomKey, AtomKind, Difference, FieldDifference, Schema, Unmodelled, compare as compare_schemas,
};

pub use json::json;
pub use sides::sides;
pub use text::text;

use super::read::{Read, ReadError, World};
use crate::engine::{Ahead, EngineSpec};
use crate::source::Source;

/// Two sources that were read, and where a third look can be taken.
pub struct Sides {
    pub dialect: String,
    pub a: Side,
    pub b: Side,
    engine: EngineSpec,
    /// The same, started for the way that is going to be walked on it.
    pub ahead: Option<Ahead>,
    /// Where the sides hold only the part in which they differ: all of both.
    pub whole: Option<Box<Whole>>,
}

/// Two schemas of which no more than a part is looked at.
pub struct Whole {
    pub a: Schema,
    pub b: Schema,
}

pub struct Side {
    /// As the user named it.
    pub name: String,
    pub read: Read,
}

impl Sides {
    /// Where designs and scripts are run.
    pub fn engine(&self) -> &EngineSpec {
        &self.engine
    }
}

/// What came of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// In the order of their keys.
    pub differences: Vec<Found>,
    /// What the model has no place for and only one side has.
    pub unmodelled: Vec<(Unmodelled, Only)>,
    /// What could not be compared, and why; each a sentence.
    pub notes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub difference: Difference,
    /// Whether the server's own word stands behind it.
    pub proven: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Only {
    A,
    B,
}

impl Comparison {
    pub fn equal(&self) -> bool {
        self.differences.is_empty() && self.unmodelled.is_empty()
    }
}

/// Compares two sides.
pub fn compare(sides: &Sides, world: &World, step: &dyn Fn(&str)) -> Result<Comparison, ReadError> {
    let (a, b) = (&sides.a.read, &sides.b.read);
    let mut comparison =
        Comparison { differences: Vec::new(), unmodelled: Vec::new(), notes: Vec::new() };
    let first = compare_schemas(&a.schema, &b.schema);
    let same_print = same_print(a.info.version, b.info.version);
    // Both were written by the same hand, and no server prints either.
    let written = world.dialects.get(&sides.dialect).is_some_and(|data| !data.proven);
    let settled = written || first.iter().all(|difference| is_certain(difference, same_print));
    let offline = a.import.is_some() || b.import.is_some();
    let mut differences: Vec<Found> = if offline {
        by_text(first, &mut comparison.notes)
    } else if settled {
        first.into_iter().map(|difference| Found { difference, proven: true }).collect()
    } else {
        step("comparing once more on one engine");
        second::look(sides, first, same_print, world, &mut comparison.notes)?
    };
    ignore_what_nobody_said(sides, &mut differences, &mut comparison.notes);
    differences.sort_by(|a, b| a.difference.key.cmp(&b.difference.key));
    comparison.differences = differences;
    comparison.unmodelled = unmodelled(&a.schema, &b.schema, &mut comparison.notes);
    Ok(comparison)
}

/// Differences where one side was read without a server: spellings are no proof.
fn by_text(differences: Vec<Difference>, notes: &mut Vec<String>) -> Vec<Found> {
    let judged = |difference| Found { proven: !ddl::is_unproven(&difference), difference };
    let found: Vec<Found> = differences.into_iter().map(judged).collect();
    if found.iter().any(|found| !found.proven) {
        notes.push(
            "without a server two spellings of one expression cannot be told from two expressions: such differences \
             are unproven"
                .to_owned(),
        );
    }
    found
}

/// Whether a difference is one however servers print: what is there or not, and what is no expression.
fn is_certain(difference: &Difference, same_print: bool) -> bool {
    match &difference.fields {
        FieldDifference::Changed(fields) => fields
            .iter()
            .all(|(name, ..)| matches!(name.as_str(), "type" | "nullable" | "values" | "text")),
        // What one version says of everything another may not know.
        _ => {
            let varies = matches!(
                difference.key.kind,
                AtomKind::Option | AtomKind::Other | AtomKind::Extension | AtomKind::Owner
            );
            same_print || !varies
        }
    }
}

/// Whether two servers print alike: bug-fix releases of one series do.
fn same_print(a: Version, b: Version) -> bool {
    a.major == b.major && a.minor == b.minor
}

/// Takes out what one side cannot know: owners that only a running database names, and what a scratch made up.
fn ignore_what_nobody_said(sides: &Sides, differences: &mut Vec<Found>, notes: &mut Vec<String>) {
    let made_up: BTreeSet<&str> = [&sides.a, &sides.b]
        .into_iter()
        .filter_map(|side| side.read.report.as_ref())
        .flat_map(|report| report.roles.iter().map(String::as_str))
        .collect();
    let both_live = sides.a.read.live && sides.b.read.live;
    // In files nobody looks: who is not named owns what has no owner, on both sides.
    let both_files = sides.a.read.report.is_some() && sides.b.read.report.is_some();
    let mut owners = false;
    let one_is_live = sides.a.read.live != sides.b.read.live;
    let asked =
        if one_is_live { asked_owners(sides, differences, &made_up) } else { HashSet::new() };
    differences.retain(|found| {
        let AtomKey { object, kind, .. } = &found.difference.key;
        let one_sided = !matches!(found.difference.fields, FieldDifference::Changed(_));
        match kind {
            AtomKind::Owner if one_sided && !both_files && !both_live => {
                let asked = asked.contains(&found.difference.key);
                owners |= !asked;
                asked
            }
            AtomKind::Role | AtomKind::Membership => !made_up.contains(&*object.name),
            // Which release of an extension a server carries is not what a file asked for.
            AtomKind::Extension if !both_live => match &found.difference.fields {
                FieldDifference::Changed(fields) => {
                    fields.iter().any(|(name, ..)| name != "version")
                }
                _ => true,
            },
            _ => true,
        }
    });
    if owners {
        notes.push(
            "the owners of what a file or a design names no owner for are not compared".to_owned(),
        );
    }
}

/// The owners that a file or a design names, and that a running database is known not to have.
fn asked_owners(
    sides: &Sides,
    differences: &[Found],
    made_up: &BTreeSet<&str>,
) -> HashSet<AtomKey> {
    let (naming, other, only) = match sides.a.read.live {
        true => (&sides.b.read, &sides.a.read, FieldDifference::Unexpected),
        false => (&sides.a.read, &sides.b.read, FieldDifference::Missing),
    };
    let one_sided = |found: &&Found| {
        found.difference.key.kind == AtomKind::Owner && found.difference.fields == only
    };
    let found: Vec<&AtomKey> =
        differences.iter().filter(one_sided).map(|found| &found.difference.key).collect();
    // Of whom it is not known who looked, it is not known who owns what has no owner.
    let Some(viewer) = other.viewer.as_deref().filter(|_| !found.is_empty()) else {
        return HashSet::new();
    };
    let atoms = naming.schema.atoms();
    let is_asked = |key: &&&AtomKey| {
        let role = atoms.get(**key).and_then(|atom| atom.get("role")?.as_str());
        role.is_some_and(|role| role != viewer && !made_up.contains(role))
    };
    found.iter().filter(is_asked).map(|key| (*key).clone()).collect()
}

fn unmodelled(a: &Schema, b: &Schema, notes: &mut Vec<String>) -> Vec<(Unmodelled, Only)> {
    let (ours, theirs): (BTreeSet<_>, BTreeSet<_>) =
        (a.unmodelled.iter().collect(), b.unmodelled.iter().collect());
    for item in ours.intersection(&theirs) {
        notes.push(format!(
            "both have the {} `{}`; its content is not compared",
            item.kind, item.name
        ));
    }
    let only_a = ours.difference(&theirs).map(|item| ((*item).clone(), Only::A));
    let only_b = theirs.difference(&ours).map(|item| ((*item).clone(), Only::B));
    only_a.chain(only_b).collect()
}

/// Whether a source is a design.
fn is_design(source: &Source) -> bool {
    matches!(source, Source::Entities(_))
}
