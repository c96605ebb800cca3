//! What has to happen so that one physical schema becomes another: no SQL, no order.
//!
//! Both schemas are of one dialect and version. Each comes apart into its *pieces* (the atoms of
//! `schema`); what differs is given by a comparison, which may have asked servers. A piece that
//! differs is created, dropped, altered where its server can do that, or replaced. What stands on
//! something that goes away, or that cannot change under it, has to go first and come back
//! afterwards: the closure over what needs what, read from the pieces' own expressions.
//!
//! Invariants: nothing is guessed from names; a piece's need is found in what it says. Needs are a
//! superset: a word that could be a column counts as one. Every loop is over pieces and their needs
//! once, so that the work grows with the schemas and not with their product.

mod alone;
mod anew;
mod closure;
mod fate;
mod fold;
mod inherited;
mod names;
mod needs;
mod others;
mod partitions;
mod side;
mod slice;
mod slots;
mod virtual_pieces;

use std::collections::{HashMap, HashSet};

use crate::dialect::Dialect;
use crate::schema::{AtomKey, AtomKind, Difference, FieldDifference, Schema};

pub use alone::{PARENT_ALONE, alone_on};
pub use fate::Fate;
pub use fold::is_clause;
pub use needs::{Need, Strength};
pub use others::{Tail, options_of, tail};
pub use partitions::{covers, moves_over, part_of};
pub use side::Side;
pub use slice::{Slice, said_by, words};
pub use slots::{Slot, slots};
pub use virtual_pieces::OWNED_BY;

/// The number of a piece of either schema.
pub type Id = usize;

/// What becomes of every piece of two schemas.
pub struct Changes<'s> {
    pub from: Side<'s>,
    pub to: Side<'s>,
    /// All pieces of both, by number.
    pub keys: Vec<AtomKey>,
    ids: HashMap<AtomKey, Id>,
    pub fates: Vec<Fate>,
    /// What each piece of the first schema needs there, and of the second.
    pub needs_from: Vec<Vec<Need>>,
    pub needs_to: Vec<Vec<Need>>,
    /// What is dropped while something else takes its name.
    pub retaken: HashSet<Id>,
}

/// What becomes of the pieces of `from` and `to`, which differ in `differences` (the first side of
/// each is that of `from`).
pub fn changes<'s>(
    from: &'s Schema,
    to: &'s Schema,
    differences: &[Difference],
    dialect: Dialect<'_>,
) -> Changes<'s> {
    let (from, to) = (Side::new(from, dialect), Side::new(to, dialect));
    let mut keys: Vec<AtomKey> = from.keys.iter().chain(&to.keys).cloned().collect();
    keys.sort_unstable();
    keys.dedup();
    let ids: HashMap<AtomKey, Id> =
        keys.iter().enumerate().map(|(id, key)| (key.clone(), id)).collect();
    let mut changes = Changes {
        fates: vec![Fate::Keep; keys.len()],
        needs_from: needs::needs(&from, &ids, dialect),
        needs_to: needs::needs(&to, &ids, dialect),
        from,
        to,
        keys,
        ids,
        retaken: HashSet::new(),
    };
    let differences = virtual_pieces::split(differences, &changes.from, &changes.to);
    for difference in &differences {
        let Some(id) = changes.id(&difference.key) else { continue };
        // What a partition has of its own is no table beside it.
        let object = &difference.key.object;
        let in_both =
            changes.from.partition(object).is_some() && changes.to.partition(object).is_some();
        if difference.key.kind == AtomKind::Table && in_both {
            continue;
        }
        changes.fates[id] = match &difference.fields {
            FieldDifference::Missing => Fate::Drop,
            FieldDifference::Unexpected => Fate::Create,
            FieldDifference::Changed(fields) => fate::of_change(&changes, id, fields, dialect),
        };
    }
    partitions::settle(&mut changes);
    inherited::settle(&mut changes);
    changes.retaken = slots::retaken(&changes);
    fold::fold(&mut changes, dialect);
    closure::close(&mut changes, dialect);
    fold::forget_parts(&mut changes, dialect);
    anew::decide(&mut changes, dialect);
    changes
}

impl Changes<'_> {
    pub fn id(&self, key: &AtomKey) -> Option<Id> {
        self.ids.get(key).copied()
    }

    /// The number of a piece that exists in one of the schemas.
    pub fn find(
        &self,
        object: &crate::schema::QualifiedName,
        kind: crate::schema::AtomKind,
        part: &str,
    ) -> Option<Id> {
        self.id(&AtomKey::new(object, kind, part))
    }

    pub fn is_empty(&self) -> bool {
        self.fates.iter().all(|fate| *fate == Fate::Keep)
    }
}
