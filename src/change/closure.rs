//! What else has to move because something it stands on does.

use std::collections::HashSet;

use super::needs::{Need, Strength};
use super::partitions::part_of;
use super::{Changes, Fate, Id};
use crate::dialect::{Capability, Dialect};
use crate::schema::{AtomKey, AtomKind, DataType, QualifiedName};

pub(super) fn close(changes: &mut Changes<'_>, dialect: Dialect<'_>) {
    composites(changes);
    ranges(changes);
    raise_generated(changes);
    parts_of_wholes(changes);
    for id in 0..changes.keys.len() {
        if changes.keys[id].kind == AtomKind::PartitionKey && changes.fates[id] != Fate::Keep {
            rebuild(changes, id);
        }
    }
    let users = users(&changes.needs_from, changes.keys.len());
    let mut open: Vec<Id> =
        (0..changes.keys.len()).filter(|id| moves(changes.fates[*id])).collect();
    while let Some(moved) = open.pop() {
        for user in &users[moved] {
            let fate = of_user(changes, moved, *user, dialect);
            if let Some(fate) = fate.filter(|fate| *fate != changes.fates[user.id]) {
                changes.fates[user.id] = fate;
                open.push(user.id);
                if changes.keys[user.id].kind == AtomKind::PartitionKey {
                    open.extend(rebuild(changes, user.id));
                }
            }
        }
        if changes.keys[moved].kind == AtomKind::PartitionKey {
            open.extend(rebuild(changes, moved));
        }
    }
}

/// What a partition keeps for itself while the index of the whole goes that it is a part of, goes with that.
fn parts_of_wholes(changes: &mut Changes<'_>) {
    for id in 0..changes.keys.len() {
        let key = &changes.keys[id];
        if changes.fates[id] == Fate::Keep
            && matches!(key.kind, AtomKind::PrimaryKey | AtomKind::Unique)
            && let Some(whole) = part_of(changes, key)
            && changes.keys[whole].kind == AtomKind::Index
            && changes.fates[whole].goes()
        {
            changes.fates[id] = Fate::Replace;
        }
    }
}

/// Whether what is built on a piece of this fate may have to make way.
fn moves(fate: Fate) -> bool {
    fate.goes() || fate == Fate::SHAKE
}

fn users(needs: &[Vec<Need>], count: usize) -> Vec<Vec<Need>> {
    let mut users = vec![Vec::new(); count];
    for (id, needs) in needs.iter().enumerate() {
        for need in needs {
            users[need.id].push(Need { id, strength: need.strength });
        }
    }
    users
}

/// A table that is to be split otherwise is made anew, and takes its rows along.
fn rebuild(changes: &mut Changes<'_>, partition_key: Id) -> Option<Id> {
    let object = changes.keys[partition_key].object.clone();
    let table = changes.find(&object, AtomKind::Table, "")?;
    (changes.fates[table] == Fate::Keep || matches!(changes.fates[table], Fate::Alter { .. })).then(
        || {
            changes.fates[table] = Fate::Swap;
            table
        },
    )
}

/// What becomes of a user of something that moves; none where it may stay.
fn of_user(changes: &Changes<'_>, moved: Id, user: Need, dialect: Dialect<'_>) -> Option<Fate> {
    use AtomKind as K;
    let (own, fate) = (changes.fates[user.id], changes.fates[moved]);
    // What goes anyway, and what neither side shares, is not asked.
    if own.goes() || own == Fate::Create || user.strength == Strength::Body {
        return None;
    }
    let (key, moved_key) = (&changes.keys[user.id], &changes.keys[moved]);
    if let Fate::Alter { .. } = fate {
        return shaken(changes, key, moved_key, own, dialect);
    }
    // By what a table is split is said with all else that changes in it.
    if matches!(key.kind, K::PartitionKey | K::Partition)
        && !dialect.has(Capability::AlterColumnParts)
    {
        return None;
    }
    let still = changes.needs_to[user.id].iter().any(|need| need.id == moved);
    let holds = user.strength == Strength::Part;
    match key.kind {
        // Rows stay: the column gets the new type, or a new default, in its place.
        K::Column if !holds && !is_computed(changes, key) => {
            (own != Fate::SHAKE).then_some(Fate::SHAKE)
        }
        K::Domain | K::Composite | K::Range => Some(Fate::Swap),
        K::Partition if fate == Fate::Swap || moved_key.kind == K::PartitionKey => Some(Fate::Swap),
        K::Attribute => None,
        // Whose column goes is let go first: the one that gets it may wait for a name of the old table's.
        K::Sequence
            if key.part == super::OWNED_BY
                && (fate != Fate::Drop || matches!(own, Fate::Alter { .. })) =>
        {
            Some(Fate::Replace)
        }
        // What takes its leave from what goes by the change itself.
        K::Sequence | K::Enum | K::Extension | K::Role | K::Namespace => None,
        K::Table if !holds => still.then_some(Fate::ALTER),
        K::Comment | K::Owner | K::Option | K::Grant if !holds => None,
        _ if matches!(own, Fate::Alter { .. })
            && !still
            && !holds
            && key.kind != K::View
            && !changes.retaken.contains(&moved) =>
        {
            None
        }
        _ => Some(Fate::Replace),
    }
}

/// What becomes of what is built on a column that changes its type.
fn shaken(
    changes: &Changes<'_>,
    key: &AtomKey,
    column: &AtomKey,
    own: Fate,
    dialect: Dialect<'_>,
) -> Option<Fate> {
    use AtomKind as K;
    if !dialect.has(Capability::AlterColumnParts) {
        let apart = dialect.has(Capability::AddConstraint);
        return (key.kind == K::ForeignKey && apart).then_some(Fate::Replace);
    }
    let changed = matches!(own, Fate::Alter { .. });
    match key.kind {
        K::View | K::Policy | K::Trigger | K::Routine => Some(Fate::Replace),
        K::Other if key.part.starts_with("rule") => Some(Fate::Replace),
        K::Generated => Some(Fate::Replace),
        K::Column if key != column => Some(Fate::Replace),
        K::Identity if changed && both_whole_numbers(changes, column) => None,
        K::Default | K::Identity if changed => Some(Fate::Replace),
        K::Check => changed.then_some(Fate::Replace),
        K::ForeignKey => (!both_whole_numbers(changes, column)).then_some(Fate::Replace),
        K::PartitionKey => Some(Fate::Replace),
        _ => None,
    }
}

/// Whether a column is computed before and after; then its values need not be carried over.
fn is_computed(changes: &Changes<'_>, key: &AtomKey) -> bool {
    let computed =
        |side: &super::Side<'_>| side.column(key).is_some_and(|column| column.generated.is_some());
    computed(&changes.from) && computed(&changes.to)
}

fn both_whole_numbers(changes: &Changes<'_>, column: &AtomKey) -> bool {
    let whole = |data_type: &DataType| {
        matches!(data_type, DataType::SmallInt | DataType::Int | DataType::BigInt)
    };
    let is = |side: &super::Side<'_>| side.column(column).is_some_and(|c| whole(&c.data_type));
    is(&changes.from) && is(&changes.to)
}

/// A column that is computed otherwise than it can be changed to is made anew.
fn raise_generated(changes: &mut Changes<'_>) {
    for id in 0..changes.keys.len() {
        let key = changes.keys[id].clone();
        if key.kind != AtomKind::Generated {
            continue;
        }
        let Some(column) = changes.find(&key.object, AtomKind::Column, &key.part) else { continue };
        let free = matches!(changes.fates[column], Fate::Keep | Fate::Alter { .. });
        let retyped = changes.fates[column] == Fate::SHAKE;
        let stored =
            changes.from.column(&key).and_then(|column| column.generated.as_ref()).is_some_and(
                |generated| generated.storage == crate::schema::GeneratedStorage::Stored,
            );
        let anew = match changes.fates[id] {
            Fate::Create | Fate::Replace => true,
            // A stored value stays when its expression goes.
            Fate::Drop => !stored,
            Fate::Alter { .. } => retyped,
            Fate::Keep => retyped,
            Fate::Swap => true,
        };
        if free && anew {
            changes.fates[column] = Fate::Replace;
        }
    }
}

/// What a range is made of is said when it is created.
fn ranges(changes: &mut Changes<'_>) {
    for id in 0..changes.keys.len() {
        let key = &changes.keys[id];
        if key.kind != AtomKind::Option || changes.fates[id] == Fate::Keep {
            continue;
        }
        if let Some(range) = changes.find(&key.object, AtomKind::Range, "")
            && matches!(changes.fates[range], Fate::Keep | Fate::Alter { .. })
        {
            changes.fates[range] = Fate::Swap;
        }
    }
}

/// A composite type takes attributes behind its last one and loses any; other changes need a new type.
fn composites(changes: &mut Changes<'_>) {
    let mut touched: Vec<QualifiedName> = Vec::new();
    for (id, key) in changes.keys.iter().enumerate() {
        if key.kind == AtomKind::Attribute && changes.fates[id] != Fate::Keep {
            touched.push(key.object.clone());
        }
    }
    touched.dedup();
    for name in touched {
        let Some(id) = changes.find(&name, AtomKind::Composite, "") else { continue };
        if changes.fates[id] != Fate::Keep {
            continue;
        }
        let attributes = |side: &super::Side<'_>| {
            let found = side.schema.composites.iter().find(|item| item.name == name);
            found.map(|item| item.attributes.clone()).unwrap_or_default()
        };
        let (from, to) = (attributes(&changes.from), attributes(&changes.to));
        let stays = |name: &str| to.iter().any(|attribute| attribute.name == name);
        let before: HashSet<&str> = from.iter().map(|attribute| attribute.name.as_str()).collect();
        let kept = from.iter().map(|one| &one.name).filter(|name| stays(name));
        let added = to.iter().map(|one| &one.name).filter(|name| !before.contains(name.as_str()));
        let in_order = kept.chain(added).eq(to.iter().map(|attribute| &attribute.name));
        let retyped = from.iter().any(|one| {
            let other = to.iter().find(|other| other.name == one.name);
            other.is_some_and(|other| {
                other.data_type != one.data_type || other.collation != one.collation
            })
        });
        let used = changes.needs_from.iter().enumerate().any(|(user, needs)| {
            changes.keys[user].kind == AtomKind::Column && needs.iter().any(|need| need.id == id)
        });
        if !in_order || retyped && used {
            changes.fates[id] = Fate::Swap;
        }
        if in_order {
            // Only places moved, which follow from what is added and dropped.
            for attribute in from.iter().filter(|one| stays(&one.name)) {
                let Some(part) = changes.find(&name, AtomKind::Attribute, &attribute.name) else {
                    continue;
                };
                let other = to.iter().find(|other| other.name == attribute.name);
                let same = other.is_some_and(|other| {
                    other.data_type == attribute.data_type && other.collation == attribute.collation
                });
                if same && matches!(changes.fates[part], Fate::Alter { .. }) {
                    changes.fates[part] = Fate::Keep;
                }
            }
        }
    }
}
