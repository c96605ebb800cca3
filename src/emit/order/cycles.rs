//! Circles, and where they are cut.

use std::cmp::Reverse;
use std::collections::HashSet;

use petgraph::Direction;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;

use super::graph::Graph;
use super::{Need, Node};

impl Graph<'_> {
    /// Drops what can be dropped from cycles: wishes, and the foreign keys that close a circle of tables. Says
    /// whether wishes were among them.
    pub(super) fn break_cycles(&mut self) -> bool {
        let wishes = self.in_cycles(|need, _, _| need == Need::Wish);
        self.drop_edges(&wishes);
        let likely = self.in_cycles(|need, _, _| need == Need::Likely);
        self.drop_edges(&likely);
        let closing = self.closing_keys();
        self.drop_edges(&closing);
        // A circle that something else than a foreign key closes is cut at every key that leads forward.
        let forward = self.in_cycles(|need, needed, node| need == Need::Foreign && needed > node);
        self.drop_edges(&forward);
        !wishes.is_empty()
    }

    fn drop_edges(&mut self, edges: &HashSet<EdgeIndex>) {
        if !edges.is_empty() {
            self.graph.retain_edges(|_, edge| !edges.contains(&edge));
        }
    }

    /// The edges inside of cycles that `chosen` takes: by their need, the node needed and the node that needs it.
    fn in_cycles(&self, chosen: impl Fn(Need, Node, Node) -> bool) -> HashSet<EdgeIndex> {
        let graph = &self.graph;
        let mut component = vec![0; graph.node_count()];
        let components = kosaraju_scc(graph);
        if components.len() == graph.node_count() {
            return HashSet::new();
        }
        for (number, members) in components.iter().enumerate() {
            for member in members {
                component[member.index()] = number;
            }
        }
        let edges = graph.edge_references().filter(|edge| {
            component[edge.source().index()] == component[edge.target().index()]
                && chosen(*edge.weight(), graph[edge.source()], graph[edge.target()])
        });
        edges.map(|edge| edge.id()).collect()
    }

    /// The foreign keys by which a walk from each table to what it needs comes back to where it is: without them
    /// no circle of foreign keys is left, and each of them is part of one.
    fn closing_keys(&self) -> HashSet<EdgeIndex> {
        #[derive(Clone, Copy, PartialEq)]
        enum State {
            New,
            Open,
            Done,
        }
        let graph = &self.graph;
        let mut starts: Vec<NodeIndex> = graph.node_indices().collect();
        starts.sort_unstable_by_key(|index| graph[*index]);
        let mut state = vec![State::New; graph.node_count()];
        let mut closing = HashSet::new();
        for start in starts {
            // What is left to be looked at of each node on the way; a stack of our own, for chains are long.
            let mut way = Vec::new();
            let mut next = (state[start.index()] == State::New).then_some(start);
            loop {
                if let Some(node) = next.take() {
                    state[node.index()] = State::Open;
                    let mut needs: Vec<_> = graph
                        .edges_directed(node, Direction::Incoming)
                        .map(|edge| {
                            (graph[edge.source()], edge.source(), *edge.weight(), edge.id())
                        })
                        .collect();
                    needs.sort_unstable_by_key(|(name, _, _, edge)| Reverse((*name, *edge)));
                    way.push((node, needs));
                }
                let Some((node, needs)) = way.last_mut() else { break };
                match needs.pop() {
                    Some((_, needed, need, edge)) => match state[needed.index()] {
                        State::New => next = Some(needed),
                        State::Open if need == Need::Foreign => {
                            closing.insert(edge);
                        }
                        State::Open | State::Done => {}
                    },
                    None => {
                        state[node.index()] = State::Done;
                        way.pop();
                    }
                }
            }
        }
        closing
    }
}
