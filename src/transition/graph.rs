//! One order for all actions.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use super::actions::{Actions, Node, Verb};
use super::rank::rank;
use super::values::Values;
use super::{carried, pairs};
use crate::change::{Changes, Fate, Id, Slot, Strength, slots};
use crate::dialect::{Capability, Dialect};
use crate::schema::{AtomKind, QualifiedName};

pub(super) struct Ordered {
    pub order: Vec<Node>,
    /// Actions that need one another.
    pub circles: Vec<Node>,
}

/// How much an edge matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Edge {
    /// Would be nice: a body that is looked at finds what it names.
    Wish,
    Must,
}

pub(super) fn order(
    changes: &Changes<'_>,
    actions: &Actions,
    dialect: Dialect<'_>,
    values: &Values,
) -> Ordered {
    // A table that takes its rows from another refers to it as it is, where nobody looks at references meanwhile.
    let takes_rows = |id: Id, other: Id| {
        !dialect.has(Capability::AddConstraint)
            && changes.keys[id].kind == AtomKind::ForeignKey
            && values.rows_of(&changes.keys[id].object).is_some()
            && !changes.fates[other].comes()
    };
    // Code that nothing holds until it runs: columns and tables go from under it.
    let free = dialect.has(Capability::AlterColumn) && !dialect.has(Capability::AlterColumnParts);
    let is_free = |kind: AtomKind| {
        let code = [AtomKind::View, AtomKind::Routine, AtomKind::Trigger, AtomKind::Other];
        free && code.contains(&kind)
    };
    let mut graph: DiGraph<Node, Edge> = DiGraph::with_capacity(actions.nodes.len(), 0);
    for node in 0..actions.nodes.len() {
        graph.add_node(node);
    }
    let mut edges: HashSet<(Node, Node, bool)> = HashSet::new();
    let mut before = |first: Option<Node>, then: Option<Node>, edge: Edge| {
        if let (Some(first), Some(then)) = (first, then)
            && first != then
            && edges.insert((first, then, edge == Edge::Must))
        {
            graph.add_edge(NodeIndex::new(first), NodeIndex::new(then), edge);
        }
    };
    for id in 0..changes.keys.len() {
        let (leave, arrive) = (actions.leave[id], actions.arrive[id]);
        if let Some(leave) = leave {
            for need in &changes.needs_from[id] {
                let fate = changes.fates[need.id];
                // The numbers of a column change their type with it.
                let along = changes.keys[id].kind == AtomKind::Identity && fate == Fate::SHAKE;
                let ends = fate.goes() || fate == Fate::SHAKE && !along;
                // A body that is read again when it is replaced must not name what is gone.
                let wish = need.strength == Strength::Body || is_free(changes.keys[id].kind);
                if ends {
                    let edge = if wish { Edge::Wish } else { Edge::Must };
                    before(Some(leave), actions.leave[need.id], edge);
                }
            }
        }
        if let Some(arrive) = arrive {
            for need in &changes.needs_to[id] {
                if takes_rows(id, need.id) {
                    continue;
                }
                let edge = if need.strength == Strength::Body { Edge::Wish } else { Edge::Must };
                before(actions.arrive[need.id], Some(arrive), edge);
                // What comes to a table that is filled, or looks at its rows, comes when it is.
                let looks = matches!(changes.keys[id].kind, AtomKind::ForeignKey | AtomKind::View);
                let filled = (need.strength == Strength::Part || looks)
                    && !actions.along[actions.arrive[need.id].unwrap_or(arrive)].contains(&id);
                let divides =
                    matches!(changes.keys[id].kind, AtomKind::Partition | AtomKind::PartitionKey);
                if filled && !divides {
                    before(actions.copy[need.id], Some(arrive), Edge::Must);
                }
            }
        }
        // What is dropped along with something put aside is gone only when all is over.
        let over = leave.is_some_and(|leave| actions.nodes[leave].verb == Verb::Finish);
        if changes.fates[id] == Fate::Replace && !over {
            before(leave, arrive, Edge::Must);
        }
        if let Some(leave) = leave.filter(|leave| actions.nodes[*leave].verb == Verb::Drop) {
            for need in changes.needs_from[id].iter().filter(|_| !over) {
                // It is dropped by a name that says what is about to be put aside.
                let named = need.strength == Strength::Part
                    || matches!(changes.keys[id].kind, AtomKind::Routine | AtomKind::Other)
                        && need.strength == Strength::Must;
                if named {
                    before(Some(leave), actions.aside[need.id], Edge::Must);
                }
            }
        }
        if changes.fates[id] == Fate::Swap {
            before(actions.aside[id], arrive, Edge::Must);
            before(arrive, leave, Edge::Must);
            before(arrive, actions.copy[id], Edge::Must);
            before(actions.copy[id], leave, Edge::Must);
        }
        if changes.keys[id].kind == AtomKind::Partition && arrive.is_some() {
            let root = changes.find(&changes.keys[id].object, AtomKind::Table, "");
            before(arrive, root.and_then(|root| actions.copy[root]), Edge::Must);
        }
    }
    let mut freed: HashMap<Slot, Node> = HashMap::new();
    for id in 0..changes.keys.len() {
        // What one statement does with others has a place there, whether it comes or goes.
        if let Some(node) = actions.aside[id].or(actions.leave[id])
            && changes.fates[id] != Fate::Create
        {
            for slot in slots(changes, &changes.from, id) {
                freed.insert(slot, node);
            }
        }
    }
    for id in 0..changes.keys.len() {
        if actions.arrive[id].is_some() && changes.fates[id] != Fate::Drop {
            for slot in slots(changes, &changes.to, id) {
                before(freed.get(&slot).copied(), actions.arrive[id], Edge::Must);
            }
        }
    }
    // A routine that takes others' place goes before calls could mean either.
    let mut routines: HashMap<&QualifiedName, Vec<Node>> = HashMap::new();
    for id in 0..changes.keys.len() {
        if let (AtomKind::Routine, Some(leave)) = (changes.keys[id].kind, actions.leave[id])
            && actions.nodes[leave].verb == Verb::Drop
        {
            routines.entry(&changes.keys[id].object).or_default().push(leave);
        }
    }
    for id in 0..changes.keys.len() {
        if changes.keys[id].kind == AtomKind::Routine && actions.arrive[id].is_some() {
            for leave in routines.get(&changes.keys[id].object).into_iter().flatten() {
                before(Some(*leave), actions.arrive[id], Edge::Wish);
            }
        }
    }
    for (first, then) in pairs::logged(changes, actions) {
        before(first, then, Edge::Must);
    }
    for (first, then) in carried::order(changes, actions, values) {
        before(first, then, Edge::Must);
    }
    for (first, then) in pairs::shaped(changes, actions) {
        before(Some(first), Some(then), Edge::Wish);
    }
    for (first, then) in pairs::siblings(changes, actions) {
        before(Some(first), Some(then), Edge::Wish);
    }
    drop_wishes(&mut graph);
    sorted(changes, actions, &graph)
}

/// Wishes give way where they close a circle.
fn drop_wishes(graph: &mut DiGraph<Node, Edge>) {
    let mut component = vec![0; graph.node_count()];
    for (number, members) in kosaraju_scc(&*graph).into_iter().enumerate() {
        for member in members {
            component[member.index()] = number;
        }
    }
    graph.retain_edges(|graph, edge| {
        let Some((first, then)) = graph.edge_endpoints(edge) else { return true };
        graph[edge] == Edge::Must || component[first.index()] != component[then.index()]
    });
}

/// Where columns that come stand in their tables: they come in this order.
fn places(changes: &Changes<'_>) -> HashMap<Id, usize> {
    let mut places = HashMap::new();
    for table in &changes.to.schema.tables {
        for (column, place) in table.columns.iter().zip(0..) {
            let id = changes.find(&table.name, AtomKind::Column, &column.name);
            let comes = id.filter(|id| changes.fates[*id].comes());
            places.extend(comes.map(|id| (id, place)));
        }
    }
    places
}

/// Kahn's algorithm with a heap.
fn sorted(changes: &Changes<'_>, actions: &Actions, graph: &DiGraph<Node, Edge>) -> Ordered {
    let places = places(changes);
    let ranked = |node: NodeIndex| {
        let action = actions.nodes[node.index()];
        let key = &changes.keys[action.id];
        let place = places.get(&action.id).copied().unwrap_or_default();
        let rank = (rank(action.verb, key), &key.object, key.kind, place);
        Reverse((rank, key, action.verb, node))
    };
    let mut waiting = vec![0usize; graph.node_count()];
    for edge in graph.edge_references() {
        waiting[edge.target().index()] += 1;
    }
    let free = graph.node_indices().filter(|node| waiting[node.index()] == 0);
    let mut ready: BinaryHeap<_> = free.map(ranked).collect();
    let mut done = vec![false; graph.node_count()];
    let mut rest: Vec<_> = graph.node_indices().map(ranked).collect();
    rest.sort_unstable();
    let (mut order, mut circles) = (Vec::with_capacity(graph.node_count()), Vec::new());
    loop {
        let next = ready.pop().or_else(|| {
            while let Some(candidate) = rest.pop() {
                if !done[candidate.0.3.index()] {
                    circles.push(candidate.0.3.index());
                    return Some(candidate);
                }
            }
            None
        });
        let Some(Reverse((.., node))) = next else { return Ordered { order, circles } };
        if std::mem::replace(&mut done[node.index()], true) {
            continue;
        }
        order.push(node.index());
        for edge in graph.edges(node) {
            let target = edge.target();
            waiting[target.index()] = waiting[target.index()].saturating_sub(1);
            if waiting[target.index()] == 0 && !done[target.index()] {
                ready.push(ranked(target));
            }
        }
    }
}
