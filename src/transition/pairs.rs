//! Pairs of actions of which one comes first for reasons that no need says: what a table may refer to, what shape a
//! partition joins in, and who is called after whom.

use std::collections::HashMap;

use super::actions::{Actions, Node, Verb};
use crate::change::{Changes, Fate, PARENT_ALONE, alone_on};
use crate::schema::{AtomKind, QualifiedName};

/// What has to come before a table is logged, or no more, and what after it: a logged table refers to none that is not.
pub(super) fn logged(
    changes: &Changes<'_>,
    actions: &Actions,
) -> Vec<(Option<Node>, Option<Node>)> {
    let turned = |name: &QualifiedName| {
        let (from, to) = (changes.from.root(name)?, changes.to.root(name)?);
        let id = changes.find(name, AtomKind::Table, "")?;
        (from.unlogged != to.unlogged).then_some((id, to.unlogged))
    };
    let mut pairs = Vec::new();
    for table in &changes.to.schema.tables {
        let own = turned(&table.name);
        for key in &table.foreign_keys {
            let parent = turned(&key.references)
                .filter(|(parent, _)| Some(*parent) != own.map(|(id, _)| id));
            if let (Some((id, unlogged)), Some((parent, _))) = (own, parent) {
                let (id, parent) = (actions.arrive[id], actions.arrive[parent]);
                pairs.push(if unlogged { (id, parent) } else { (parent, id) });
            }
            let reference = changes.find(&table.name, AtomKind::ForeignKey, &key.part());
            let comes = reference.filter(|reference| changes.fates[*reference].comes());
            if let Some(reference) = comes {
                let ends = [own, parent].into_iter().flatten();
                pairs.extend(ends.map(|(end, _)| (actions.arrive[end], actions.arrive[reference])));
            }
        }
    }
    for table in &changes.from.schema.tables {
        for key in &table.foreign_keys {
            let reference = changes.find(&table.name, AtomKind::ForeignKey, &key.part());
            let goes = reference.filter(|reference| changes.fates[*reference].goes());
            if let Some(reference) = goes {
                let ends = [turned(&table.name), turned(&key.references)].into_iter().flatten();
                pairs.extend(ends.map(|(end, _)| (actions.leave[reference], actions.arrive[end])));
            }
        }
    }
    pairs
}

/// A partition that is a table before it joins has the columns that the whole has by then.
pub(super) fn shaped(changes: &Changes<'_>, actions: &Actions) -> Vec<(Node, Node)> {
    let mut columns: HashMap<&QualifiedName, Vec<Node>> = HashMap::new();
    for (id, key) in changes.keys.iter().enumerate() {
        let parts = [AtomKind::Column, AtomKind::NotNull, AtomKind::Generated];
        if parts.contains(&key.kind) && changes.fates[id] != Fate::Keep {
            let nodes = [actions.leave[id], actions.arrive[id]];
            columns.entry(&key.object).or_default().extend(nodes.into_iter().flatten());
        }
    }
    let mut pairs = Vec::new();
    for (id, key) in changes.keys.iter().enumerate() {
        let found =
            changes.to.partition_called(&key.part).filter(|_| key.kind == AtomKind::Partition);
        if let (Some(arrive), Some((root, _, partition))) = (actions.arrive[id], found)
            && partition.own.is_some()
        {
            let of_whole = columns.get(&root.name).into_iter().flatten();
            pairs.extend(of_whole.map(|column| (*column, arrive)));
        }
    }
    pairs
}

/// What leaves a place, and what comes to it.
#[derive(Default)]
struct Turn {
    leaving: Vec<Node>,
    coming: Vec<Node>,
}

/// Partitions leave before others take their bounds, and what indexes a partition has of its own before
/// the whole gets one, which names its parts by itself.
pub(super) fn siblings(changes: &Changes<'_>, actions: &Actions) -> Vec<(Node, Node)> {
    let mut groups: HashMap<(&QualifiedName, bool), Turn> = HashMap::new();
    let mut alone: Vec<(&QualifiedName, Node)> = Vec::new();
    for (id, key) in changes.keys.iter().enumerate() {
        use AtomKind as K;
        let leave = actions.leave[id].filter(|leave| actions.nodes[*leave].verb == Verb::Drop);
        match key.kind {
            K::Partition => {
                let (before, after) = (
                    changes.from.partition_called(&key.part).map(|(_, parent, _)| parent),
                    changes.to.partition_called(&key.part).map(|(_, parent, _)| parent),
                );
                if let (Some(leave), Some(parent)) = (leave, before) {
                    groups.entry((parent, false)).or_default().leaving.push(leave);
                }
                if let (Some(arrive), Some(parent)) = (actions.arrive[id], after) {
                    groups.entry((parent, false)).or_default().coming.push(arrive);
                }
            }
            K::Index | K::Unique | K::PrimaryKey => {
                if let (Some(leave), Some((root, ..))) =
                    (leave, changes.from.partition(&key.object))
                {
                    groups.entry((&root.name, true)).or_default().leaving.push(leave);
                }
                if let Some(arrive) = actions.arrive[id] {
                    groups.entry((&key.object, true)).or_default().coming.push(arrive);
                }
            }
            // A partition that joins gets a part of what stands on the parent alone too.
            K::Other if key.part == PARENT_ALONE => {
                if let (Some(leave), Some(alone)) = (leave, alone_on(&changes.from, key)) {
                    for of_index in [true, false] {
                        let group = groups.entry((&alone.table.name, of_index)).or_default();
                        group.leaving.push(leave);
                    }
                }
                if let (Some(arrive), Some(one)) = (actions.arrive[id], alone_on(&changes.to, key))
                {
                    alone.push((&one.table.name, arrive));
                }
            }
            _ => {}
        }
    }
    let mut pairs = Vec::new();
    for (table, arrive) in alone {
        let joins = groups.get(&(table, false)).into_iter().flat_map(|turn| &turn.coming);
        pairs.extend(joins.map(|joins| (*joins, arrive)));
    }
    for Turn { leaving, coming } in groups.into_values() {
        // All behind the first of those that come, so that there are no more pairs than pieces.
        let Some((first, others)) = coming.split_first().filter(|_| !leaving.is_empty()) else {
            continue;
        };
        pairs.extend(leaving.iter().map(|leave| (*leave, *first)));
        pairs.extend(others.iter().map(|other| (*first, *other)));
    }
    pairs
}
