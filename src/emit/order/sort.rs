//! From the graph to one order.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use super::Node;
use super::graph::Graph;

impl Graph<'_> {
    /// Kahn's algorithm with a heap, so that of all nodes that could come next the first by kind and source does.
    pub(super) fn sorted(&self) -> Vec<Node> {
        let graph = &self.graph;
        let rank = |index: NodeIndex| Reverse((phase(graph[index]), graph[index], index));
        let mut waiting: Vec<usize> = vec![0; graph.node_count()];
        for edge in graph.edge_references() {
            waiting[edge.target().index()] += 1;
        }
        let mut ready: BinaryHeap<_> =
            graph.node_indices().filter(|index| waiting[index.index()] == 0).map(rank).collect();
        let mut done = vec![false; graph.node_count()];
        // Nodes in the order in which they are taken when only a cycle is left (of views, say).
        let mut stuck: Vec<_> = graph.node_indices().map(rank).collect();
        stuck.sort_unstable();
        let mut nodes = Vec::with_capacity(graph.node_count());
        loop {
            let next = ready.pop().or_else(|| {
                while let Some(candidate) = stuck.pop() {
                    if !done[candidate.0.2.index()] {
                        return Some(candidate);
                    }
                }
                None
            });
            let Some(Reverse((_, node, index))) = next else { return nodes };
            if std::mem::replace(&mut done[index.index()], true) {
                continue;
            }
            nodes.push(node);
            for edge in graph.edges(index) {
                let target = edge.target();
                waiting[target.index()] -= 1;
                if waiting[target.index()] == 0 && !done[target.index()] {
                    ready.push(rank(target));
                }
            }
        }
    }
}

/// Where a reader expects a kind, when nothing else decides.
fn phase(node: Node) -> u8 {
    match node {
        Node::Namespace(_) => 0,
        Node::Role(_) => 1,
        Node::Extension(_) => 2,
        Node::Enum(_) | Node::Domain(_) | Node::Composite(_) | Node::Range(_) => 3,
        Node::Sequence(_) | Node::Early(_) => 4,
        Node::Table(_) => 5,
        Node::SequenceOwner(_) | Node::Placement(_) | Node::ForeignKey(..) => 6,
        Node::View(_) => 7,
        Node::Routine(_) => 8,
        Node::Native(_) => 9,
        Node::Triggers(_) => 10,
        Node::Policies(_) => 11,
        Node::Grants => 12,
        Node::Other(_) => 13,
    }
}
