//! Partitions that are parts of their table become others without the whole table being written anew.
//!
//! Ranges and lists are compared by the values they take. What takes new values is added, what takes none that the
//! table is to have goes with its rows, and where values move between partitions, just these are written anew.
//! The oldest ranges that are in the table no more go with their rows, as retention means it, and not into the range
//! behind them. Hash partitions are added or folded behind those that stay.
//!
//! Nothing is claimed where the key or the way of splitting changes: then the table is split anew as a whole.

use std::collections::{BTreeMap, HashMap, HashSet};

use petgraph::unionfind::UnionFind;

use crate::change::{Changes, Fate};
use crate::dialect::{Capability, Dialect};
use crate::hazard::Kind;
use crate::schema::{
    AtomKey, AtomKind, Bound, BoundValue, Partition, PartitionStrategy, Partitioning,
    QualifiedName, Schema, Table,
};

/// One statement about some of a table's partitions.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Reshape<'s> {
    /// They hold no row yet. `counted`: they have the names that the server gives.
    Add { new: Vec<&'s Partition>, counted: bool },
    /// Rows are written from one set of partitions into another.
    Reorganize { old: Vec<&'s Partition>, new: Vec<&'s Partition> },
    /// Hash partitions go, and their rows into the others.
    Coalesce(Vec<&'s Partition>),
    /// With its rows.
    Drop(&'s Partition),
}

/// What becomes of the partitions of a table that is there before and after, where they are parts of it.
pub(super) fn partition_steps<'s>(
    from: &'s Table,
    to: &'s Table,
    dialect: Dialect<'_>,
) -> Option<Vec<Reshape<'s>>> {
    if dialect.has(Capability::PartitionsAsTables) {
        return None;
    }
    reshape(from.partitioning.as_ref()?, to.partitioning.as_ref()?)
}

/// The partitions of tables that stay which go with their rows.
pub(super) fn gone(changes: &Changes<'_>, dialect: Dialect<'_>) -> Vec<AtomKey> {
    let mut gone = Vec::new();
    for (id, key) in changes.keys.iter().enumerate() {
        let is_changed =
            key.kind == AtomKind::Table && matches!(changes.fates[id], Fate::Alter { .. });
        let sides = (changes.from.root(&key.object), changes.to.root(&key.object));
        let (true, (Some(from), Some(to))) = (is_changed, sides) else { continue };
        for step in partition_steps(from, to, dialect).into_iter().flatten() {
            if let Reshape::Drop(partition) = step {
                gone.push(AtomKey::new(&key.object, AtomKind::Partition, &*partition.name.name));
            }
        }
    }
    gone
}

/// Whether a partition can leave while others work with its parent.
pub fn leaves_beside(dialect: Dialect<'_>) -> bool {
    dialect.has(Capability::PartitionsAsTables)
        && dialect.effect(Kind::DetachPartitionConcurrently.name()).is_some()
}

/// Whether a parent has a partition for what no other takes, beside which none leaves so.
pub fn has_default(schema: &Schema, parent: &QualifiedName) -> bool {
    let is_default = |partitioning: &Partitioning| {
        partitioning.partitions.iter().any(|one| matches!(one.bound, Bound::Default))
    };
    if let Some(table) = schema.table(parent) {
        return table.partitioning.as_ref().is_some_and(is_default);
    }
    let mut open: Vec<&Partitioning> =
        schema.tables.iter().filter_map(|table| table.partitioning.as_ref()).collect();
    while let Some(partitioning) = open.pop() {
        for partition in &partitioning.partitions {
            let Some(own) = partition.partitioning.as_deref() else { continue };
            if partition.name == *parent {
                return is_default(own);
            }
            open.push(own);
        }
    }
    false
}

/// The statements in their order, what loses rows last; none where the table has to be split anew.
pub(super) fn reshape<'s>(
    from: &'s Partitioning,
    to: &'s Partitioning,
) -> Option<Vec<Reshape<'s>>> {
    if from.strategy != to.strategy || from.keys != to.keys || !split_alike(from, to) {
        return None;
    }
    let steps = match from.strategy {
        PartitionStrategy::Range => ranges(&from.partitions, &to.partitions)?,
        PartitionStrategy::List => lists(&from.partitions, &to.partitions)?,
        PartitionStrategy::Hash | PartitionStrategy::Key => hashes(from, to)?,
    };
    names_are_free(from, &steps).then_some(steps)
}

/// Whether all partitions of both are split again in one and the same way.
fn split_alike(from: &Partitioning, to: &Partitioning) -> bool {
    let shape = |partition: &Partition| {
        let sub = partition.partitioning.as_deref()?;
        Some((sub.strategy, sub.keys.clone(), sub.partitions.len()))
    };
    let mut shapes = from.partitions.iter().chain(&to.partitions).map(shape);
    let Some(first) = shapes.next() else { return false };
    shapes.all(|shape| shape == first)
}

fn ranges<'s>(from: &'s [Partition], to: &'s [Partition]) -> Option<Vec<Reshape<'s>>> {
    let ends: HashMap<String, usize> =
        from.iter().enumerate().map(|(place, partition)| (end(partition), place)).collect();
    let (mut steps, mut drops) = (Vec::new(), Vec::new());
    // Both sides up to the last end that they share.
    let (mut a, mut b) = (0, 0);
    for (j, partition) in to.iter().enumerate() {
        let Some(i) = ends.get(&end(partition)).copied() else { continue };
        let (old, new) = (from.get(a..=i)?, to.get(b..=j)?);
        match (old, new) {
            ([one], [other]) if same(one, other) => {}
            ([gone @ .., last], [only]) if a == 0 && same(last, only) => {
                drops.extend(gone.iter().map(Reshape::Drop));
            }
            _ => steps.push(reorganize(old, new)),
        }
        (a, b) = (i + 1, j + 1);
    }
    match (from.get(a..)?, to.get(b..)?) {
        ([], []) => {}
        ([], new) => steps.push(Reshape::Add { new: new.iter().collect(), counted: false }),
        (old, []) => drops.extend(old.iter().map(Reshape::Drop)),
        // All that was there is older than all there is to be.
        ([.., last], new @ [first, ..]) if a == 0 && last.bound.ends_before(&first.bound) => {
            steps.push(Reshape::Add { new: new.iter().collect(), counted: false });
            drops.extend(from.iter().map(Reshape::Drop));
        }
        // Together they may reach further than before, and not less far.
        (old @ [.., last], new @ [.., end]) if last.bound.ends_before(&end.bound) => {
            steps.push(reorganize(old, new));
        }
        _ => return None,
    }
    // A table has one partition at least.
    if drops.len() == from.len() && steps.is_empty() {
        return None;
    }
    steps.extend(drops);
    Some(steps)
}

fn reorganize<'s>(old: &'s [Partition], new: &'s [Partition]) -> Reshape<'s> {
    Reshape::Reorganize { old: old.iter().collect(), new: new.iter().collect() }
}

/// Where a range ends, as a text that equal ends share.
fn end(partition: &Partition) -> String {
    partition.bound.upper().iter().map(word).collect::<Vec<_>>().join(",")
}

fn word(value: &BoundValue) -> &str {
    match value {
        BoundValue::Minimum => "minvalue",
        BoundValue::Maximum => "maxvalue",
        BoundValue::Null => "null",
        BoundValue::Value(expression) => expression.text(),
    }
}

/// Partitions that share values are one group, and change together.
fn lists<'s>(from: &'s [Partition], to: &'s [Partition]) -> Option<Vec<Reshape<'s>>> {
    let holders: HashMap<&str, usize> = from
        .iter()
        .enumerate()
        .flat_map(|(place, partition)| values(partition).into_iter().map(move |one| (one, place)))
        .collect();
    let wanted: HashSet<&str> = to.iter().flat_map(values).collect();
    let default = |side: &[Partition]| side.iter().position(|one| one.bound == Bound::Default);
    let (default_from, default_to) = (default(from), default(to));
    // Old ones first, then new ones.
    let count = from.len() + to.len();
    let mut groups = UnionFind::new(count);
    for (j, partition) in to.iter().enumerate() {
        let own = from.len() + j;
        for value in values(partition) {
            // What no list took was in the default, if there is one.
            if let Some(i) = holders.get(value).copied().or(default_from) {
                groups.union(i, own);
            }
        }
    }
    if let Some(place) = default_to {
        // MariaDB, the one server with such a default, refuses rows of lists there or breaks down.
        let loses = |partition| values(partition).iter().any(|value| !wanted.contains(value));
        if from.iter().any(loses) {
            return None;
        }
        if let Some(i) = default_from {
            groups.union(i, from.len() + place);
        }
    }
    let (mut added, mut steps, mut drops) = (Vec::new(), Vec::new(), Vec::new());
    let mut together: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut firsts: HashMap<usize, usize> = HashMap::new();
    for place in 0..count {
        // In the order of the first of each.
        let first = *firsts.entry(groups.find(place)).or_insert(place);
        together.entry(first).or_default().push(place);
    }
    for group in together.values() {
        let old: Vec<&Partition> = group.iter().filter_map(|place| from.get(*place)).collect();
        let beyond = group.iter().filter_map(|place| place.checked_sub(from.len()));
        let new: Vec<&Partition> = beyond.filter_map(|place| to.get(place)).collect();
        match (old.as_slice(), new.as_slice()) {
            ([], _) => added.extend(new),
            (_, []) => drops.extend(old.into_iter().map(Reshape::Drop)),
            ([one], [other]) if same(one, other) && same_values(one, other) => {}
            _ => steps.push(Reshape::Reorganize { old, new }),
        }
    }
    if !added.is_empty() {
        steps.insert(0, Reshape::Add { new: added, counted: false });
    }
    steps.extend(drops);
    Some(steps)
}

fn values(partition: &Partition) -> Vec<&str> {
    match &partition.bound {
        Bound::List { values } => values.iter().map(word).collect(),
        _ => Vec::new(),
    }
}

fn same_values(one: &Partition, other: &Partition) -> bool {
    let sorted = |partition| {
        let mut values = values(partition);
        values.sort_unstable();
        values
    };
    one.bound == other.bound || sorted(one) == sorted(other)
}

fn hashes<'s>(from: &'s Partitioning, to: &'s Partitioning) -> Option<Vec<Reshape<'s>>> {
    let (old, new) = (&from.partitions, &to.partitions);
    if !old.iter().zip(new).all(|(one, other)| same(one, other)) {
        return None;
    }
    let steps = match (old.get(new.len()..), new.get(old.len()..)) {
        (Some(gone), _) if !gone.is_empty() => {
            vec![Reshape::Coalesce(gone.iter().collect())]
        }
        (_, Some(more)) if !more.is_empty() => {
            let as_given = |(place, partition): (usize, &Partition)| {
                partition.name.name == format!("p{place}")
            };
            let counted = new.iter().enumerate().all(as_given);
            vec![Reshape::Add { new: more.iter().collect(), counted }]
        }
        _ => Vec::new(),
    };
    Some(steps)
}

/// Whether two partitions are one but for the rows they take.
fn same(one: &Partition, other: &Partition) -> bool {
    let parts = |partition: &Partition| -> Vec<String> {
        let inner = partition.partitioning.iter().flat_map(|inner| &inner.partitions);
        inner.map(|part| part.name.name.clone()).collect()
    };
    one.name.name == other.name.name && one.comment == other.comment && parts(one) == parts(other)
}

/// Whether every new partition has a name that is free when it is made.
fn names_are_free(from: &Partitioning, steps: &[Reshape<'_>]) -> bool {
    let lower = |partition: &Partition| partition.name.name.to_lowercase();
    let mut taken: HashSet<String> = from.partitions.iter().map(lower).collect();
    steps.iter().all(|step| {
        let (old, new): (&[&Partition], &[&Partition]) = match step {
            Reshape::Add { new, .. } => (&[], new),
            Reshape::Reorganize { old, new } => (old, new),
            Reshape::Coalesce(_) | Reshape::Drop(_) => return true,
        };
        for partition in old {
            taken.remove(&lower(partition));
        }
        new.iter().all(|partition| taken.insert(lower(partition)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Expression, PartitionKey, QualifiedName};

    fn value(text: &str) -> BoundValue {
        match text {
            "max" => BoundValue::Maximum,
            text => BoundValue::Value(Expression::new(text)),
        }
    }

    /// `a 10, b 20` for ranges, `a 1+2, b 3, c default` for lists, `p0, p1` for hashes.
    fn split(strategy: PartitionStrategy, text: &str) -> Partitioning {
        let mut lower = vec![BoundValue::Minimum];
        let partitions = text.split(", ").map(|line| {
            let (name, bound) = line.split_once(' ').unwrap_or((line, "1"));
            let bound = match strategy {
                PartitionStrategy::Range => {
                    let to = vec![value(bound)];
                    Bound::Range { from: std::mem::replace(&mut lower, to.clone()), to }
                }
                PartitionStrategy::List if bound == "default" => Bound::Default,
                PartitionStrategy::List => {
                    Bound::List { values: bound.split('+').map(value).collect() }
                }
                _ => Bound::Hash { modulus: 1, remainder: 0 },
            };
            Partition::new(QualifiedName::bare(name), bound)
        });
        let partitions = partitions.collect();
        Partitioning { strategy, keys: vec![PartitionKey::column("k")], partitions }
    }

    fn way(strategy: PartitionStrategy, from: &str, to: &str) -> String {
        let (from, to) = (split(strategy, from), split(strategy, to));
        let Some(steps) = reshape(&from, &to) else { return "anew".to_owned() };
        let names = |partitions: &[&Partition]| {
            partitions.iter().map(|one| one.name.name.as_str()).collect::<Vec<_>>().join(" ")
        };
        let step = |step: &Reshape<'_>| match step {
            Reshape::Add { new, counted: false } => format!("add {}", names(new)),
            Reshape::Add { new, .. } => format!("add {}", new.len()),
            Reshape::Reorganize { old, new } => format!("{} -> {}", names(old), names(new)),
            Reshape::Coalesce(gone) => format!("fold {}", gone.len()),
            Reshape::Drop(gone) => format!("drop {}", gone.name.name),
        };
        steps.iter().map(step).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn ranges_change_between_the_ends_they_share() {
        let way = |from, to| way(PartitionStrategy::Range, from, to);
        for (from, to, steps) in [
            ("a 10, b 20", "a 10, b 20", ""),
            ("a 10, b 20", "a 10, b 20, c 30, d 40", "add c d"),
            ("a 10, b 20", "b 20, c 30", "add c; drop a"),
            ("b 20, c 30", "a 10, b 20", "b -> a b; drop c"),
            ("a 10, m max", "a 10, b 20, m max", "m -> b m"),
            ("a 10, b 20, m max", "b 20, m max", "drop a"),
            ("a 10, b 20, c 30", "a 10, c 30", "b c -> c"),
            ("a 10, b 20", "a 10, b 30", "b -> b"),
            ("a 10, b 30", "a 10, b 20", "anew"),
            ("a 10, b 20", "a 10", "drop b"),
            ("a 10, b 20", "c 10, b 20", "a -> c"),
            // A name would be there twice.
            ("a 10, b 20, c 30", "b 10, a 20, c 30", "anew"),
            ("a 10, b 20, c 30", "c 30, a 40", "anew"),
            ("a 10, b 20", "c 30, d 40", "add c d; drop a; drop b"),
            ("a 10, b 20", "a 10, c 30, d 40", "b -> c d"),
            ("a 10, b 20", "c 15, d 40", "a b -> c d"),
        ] {
            assert_eq!(way(from, to), steps, "{from} => {to}");
        }
    }

    #[test]
    fn lists_change_where_values_move() {
        let way = |from, to| way(PartitionStrategy::List, from, to);
        for (from, to, steps) in [
            ("a 1+2, b 3", "a 2+1, b 3, c 4+5", "add c"),
            ("a 1+2, b 3", "a 1+2", "drop b"),
            ("a 1+2, b 3", "a 1+2+7, b 3", "a -> a"),
            ("a 1+2, b 3", "a 1, b 2+3", "a b -> a b"),
            ("a 1+2, b 3", "a 1, c 2, b 3", "a -> a c"),
            ("a 1, d default", "a 1, b 2, d default", "d -> b d"),
            ("a 1, b 2, d default", "a 1, d default", "anew"),
            ("b 2, d default", "d default", "anew"),
        ] {
            assert_eq!(way(from, to), steps, "{from} => {to}");
        }
    }

    #[test]
    fn hashes_grow_and_shrink_behind_what_stays() {
        let way = |from, to| way(PartitionStrategy::Hash, from, to);
        assert_eq!(way("p0, p1", "p0, p1, p2, p3"), "add 2");
        assert_eq!(way("a, b", "a, b, c"), "add c");
        assert_eq!(way("p0, p1, p2", "p0"), "fold 2");
        assert_eq!(way("a, b", "b, a"), "anew");
    }
}
