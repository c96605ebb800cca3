//! What a partition has of its own, beside what follows from its parent.
//!
//! A change of the parent's columns reaches its partitions by itself, and so do its keys and indexes:
//! what both say is no change of the partition.

use super::{Changes, Fate, Id, Side};
use crate::schema::{AtomKey, AtomKind, Index, Partition, QualifiedName, Table};

pub(super) fn settle(changes: &mut Changes<'_>) {
    for id in 0..changes.keys.len() {
        use AtomKind as K;
        let key = changes.keys[id].clone();
        let partition =
            |side: &Side<'_>| side.partition(&key.object).map(|(root, ..)| root.name.clone());
        let Some(root) = partition(&changes.from) else { continue };
        if partition(&changes.to).as_ref() != Some(&root) {
            continue;
        }
        match key.kind {
            K::Column | K::Generated | K::Identity => changes.fates[id] = Fate::Keep,
            K::NotNull | K::Default => column_rule(changes, id, &key, &root),
            K::PrimaryKey | K::Unique | K::Check | K::ForeignKey | K::Index => {
                constraint(changes, id, &key);
            }
            _ => {}
        }
    }
}

/// Whether a partition leaves one table and joins another as it is: it has nothing of its own, nor what it
/// would keep of the first's.
pub fn moves_over(changes: &Changes<'_>, part: &str) -> bool {
    let found = changes.from.partition_called(part).zip(changes.to.partition_called(part));
    let Some(((from, _, before), (to, _, after))) = found else { return false };
    let plain =
        |one: &Partition| one.own.is_none() && one.indexes.is_empty() && one.partitioning.is_none();
    let bare = from.primary_key.is_none()
        && from.uniques.is_empty()
        && from.foreign_keys.is_empty()
        && from.checks.is_empty()
        && from.indexes.is_empty()
        && from.triggers.is_empty();
    let alike = from.columns == to.columns && plain(before) && plain(after);
    from.name != to.name && bare && alike
}

/// A default or a not-null rule: what is left to do when the parent's has reached the partition.
fn column_rule(changes: &mut Changes<'_>, id: Id, key: &AtomKey, root: &QualifiedName) {
    let of_parent = changes.find(root, key.kind, &key.part).map(|id| changes.fates[id]);
    let in_parent = |side: &Side<'_>| side.table(root).and_then(|table| rule(table, key));
    let in_partition = |side: &Side<'_>| {
        let column = side.column_of_partition(&key.object, &key.part);
        column.and_then(|column| value(column, key.kind))
    };
    let reached = match of_parent {
        Some(fate) if fate != Fate::Keep => in_parent(&changes.to),
        _ => in_partition(&changes.from),
    };
    let wanted = in_partition(&changes.to);
    let moves_along = of_parent.is_some_and(|fate| fate != Fate::Keep);
    changes.fates[id] = match (reached, wanted) {
        (reached, wanted) if wanted == reached => Fate::Keep,
        // It is said again, behind the parent's.
        _ if moves_along => Fate::ALTER,
        (None, _) => Fate::Create,
        (_, None) => Fate::Drop,
        _ => Fate::ALTER,
    };
}

fn rule(table: &Table, key: &AtomKey) -> Option<String> {
    value(table.column(&key.part)?, key.kind)
}

fn value(column: &crate::schema::Column, kind: AtomKind) -> Option<String> {
    match kind {
        AtomKind::NotNull => (!column.nullable).then(String::new),
        _ => column.default.as_ref().map(|default| default.text().to_owned()),
    }
}

/// A key, a check or an index: only what the parent has nothing like is the partition's own.
fn constraint(changes: &mut Changes<'_>, id: Id, key: &AtomKey) {
    let (before, after) = (origin(&changes.from, key), origin(&changes.to, key));
    changes.fates[id] = match (before, after) {
        (Origin::None | Origin::Parent, Origin::None | Origin::Parent) => Fate::Keep,
        // The parent's new one takes it for its own.
        (Origin::Own, Origin::Parent) => Fate::Keep,
        (Origin::Own, Origin::None) if is_said_by_parent(&changes.to, &changes.from, key) => {
            Fate::Keep
        }
        (Origin::Own, Origin::None) => Fate::Drop,
        (Origin::None | Origin::Parent, Origin::Own) => Fate::Create,
        (Origin::Own, Origin::Own) => return,
    };
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    None,
    Parent,
    Own,
}

fn origin(side: &Side<'_>, key: &AtomKey) -> Origin {
    if side.keys.binary_search(key).is_err() {
        Origin::None
    } else if is_said_by_parent(side, side, key) {
        Origin::Parent
    } else {
        Origin::Own
    }
}

/// Whether a key over these columns stands on such an index: unique over just them, and over all rows.
pub fn covers(index: &Index, columns: &[String]) -> bool {
    let plain = index.predicate.is_none() && index.columns().count() == index.parts.len();
    index.unique && plain && index.columns().eq(columns)
}

/// What of its whole a partition's own key, check or index is a part of: it goes with that, and not alone.
pub fn part_of(changes: &Changes<'_>, key: &AtomKey) -> Option<Id> {
    use AtomKind as K;
    let (root, _, partition) = changes.from.partition(&key.object)?;
    let own = partition.own.as_deref()?;
    let find = |kind, part: &str| changes.find(&root.name, kind, part);
    let over = |columns: &[String]| {
        let index = root.indexes.iter().find(|index| covers(index, columns))?;
        find(K::Index, &index.part())
    };
    let is_said = is_said_by_parent(&changes.from, &changes.from, key);
    match key.kind {
        K::PrimaryKey if is_said => find(K::PrimaryKey, ""),
        K::PrimaryKey => over(&own.primary_key.as_ref()?.columns),
        K::Unique => {
            let columns = &own.uniques.iter().find(|one| one.part() == key.part)?.columns;
            match root.uniques.iter().find(|one| is_said && one.columns == *columns) {
                Some(whole) => find(K::Unique, &whole.part()),
                None => over(columns),
            }
        }
        K::Check if is_said => find(K::Check, &key.part),
        K::Index => {
            let part = own.indexes.iter().find(|index| index.part() == key.part)?;
            let like = |index: &&Index| {
                index.parts == part.parts
                    && index.predicate == part.predicate
                    && index.unique == part.unique
                    && index.method == part.method
            };
            let mut wholes = root.indexes.iter().filter(like);
            wholes.find_map(|index| find(K::Index, &index.part()))
        }
        _ => None,
    }
}

/// Whether the partition's parent on one side has what the partition has on the other.
fn is_said_by_parent(parent: &Side<'_>, own: &Side<'_>, key: &AtomKey) -> bool {
    use AtomKind as K;
    let Some((root, ..)) = parent.partition(&key.object) else { return false };
    let Some((_, _, partition)) = own.partition(&key.object) else { return false };
    let Some(own) = partition.own.as_deref() else { return false };
    match key.kind {
        K::PrimaryKey => match (&root.primary_key, &own.primary_key) {
            (Some(root), Some(own)) => root.columns == own.columns,
            _ => false,
        },
        K::Unique => own.uniques.iter().filter(|one| one.part() == key.part).any(|own| {
            let like = |root: &crate::schema::UniqueConstraint| {
                root.columns == own.columns && root.nulls_not_distinct == own.nulls_not_distinct
            };
            root.uniques.iter().any(like)
        }),
        K::Check => own.checks.iter().filter(|one| one.part() == key.part).any(|own| {
            root.checks
                .iter()
                .any(|root| root.name == own.name && root.expression == own.expression)
        }),
        K::ForeignKey => own.foreign_keys.iter().filter(|one| one.part() == key.part).any(|own| {
            let like = |root: &crate::schema::ForeignKey| {
                root.columns == own.columns
                    && root.references == own.references
                    && root.referenced_columns == own.referenced_columns
            };
            root.foreign_keys.iter().any(like)
        }),
        // Those of the parent stand among what the partition says of itself as a whole.
        _ => own.indexes.iter().any(|index| index.part() == key.part),
    }
}
