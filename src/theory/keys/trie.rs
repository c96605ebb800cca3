//! A set-trie (Savnik, "Index data structure for fast subset and superset queries", CD-ARES
//! 2013): sets as paths of ascending attributes, to ask whether one of many lies in a given set.
//!
//! Walks only branches whose attributes are in the given set, with a stack of its own.

use crate::theory::attributes::AttributeSet;

#[derive(Debug, Clone)]
pub(super) struct SetTrie {
    nodes: Vec<Node>,
}

#[derive(Debug, Clone)]
struct Node {
    attribute: u32,
    /// A set ends here.
    ends: bool,
    /// The first of the next attributes, then its siblings; zero is none, as the root is nobody's
    /// child.
    child: u32,
    sibling: u32,
}

impl SetTrie {
    pub(super) fn new() -> SetTrie {
        SetTrie { nodes: vec![Node { attribute: 0, ends: false, child: 0, sibling: 0 }] }
    }

    pub(super) fn insert(&mut self, set: &AttributeSet) {
        let mut at = 0;
        for attribute in set {
            let attribute = attribute as u32;
            let mut child = self.nodes[at].child as usize;
            while child != 0 && self.nodes[child].attribute != attribute {
                child = self.nodes[child].sibling as usize;
            }
            if child == 0 {
                child = self.nodes.len();
                let sibling = self.nodes[at].child;
                self.nodes.push(Node { attribute, ends: false, child: 0, sibling });
                self.nodes[at].child = child as u32;
            }
            at = child;
        }
        self.nodes[at].ends = true;
    }

    /// Whether some stored set is a subset of `set`; adds the nodes visited to `work`.
    pub(super) fn some_subset_of(
        &self,
        set: &AttributeSet,
        stack: &mut Vec<u32>,
        work: &mut u64,
    ) -> bool {
        if self.nodes[0].ends {
            return true;
        }
        stack.clear();
        stack.push(self.nodes[0].child);
        while let Some(at) = stack.pop() {
            let mut at = at as usize;
            while at != 0 {
                *work += 1;
                let node = &self.nodes[at];
                if set.contains(node.attribute as usize) {
                    if node.ends {
                        return true;
                    }
                    if node.sibling != 0 {
                        stack.push(node.sibling);
                    }
                    at = node.child as usize;
                } else {
                    at = node.sibling as usize;
                }
            }
        }
        false
    }
}
