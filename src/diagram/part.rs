//! A part of a picture: what reviews are about.

use std::collections::BTreeSet;

use super::{Change, Picture};
use crate::text::did_you_mean;

impl Picture {
    /// The entity that a name of the command line means: `context.name`, or the name alone where only one has it.
    pub fn find(&self, name: &str) -> Result<usize, String> {
        let whole = self.nodes.iter().position(|node| node.name.to_string() == name);
        let bare: Vec<usize> =
            (0..self.nodes.len()).filter(|at| self.nodes[*at].name.name == name).collect();
        match (whole, &bare[..]) {
            (Some(at), _) => Ok(at),
            (None, [at]) => Ok(*at),
            (None, []) => {
                let names: Vec<String> =
                    self.nodes.iter().map(|node| node.name.to_string()).collect();
                let near = did_you_mean(name, names.iter().map(String::as_str))
                    .map(|near| format!("; did you mean `{near}`?"))
                    .unwrap_or_default();
                Err(format!("there is no entity `{name}`{near}"))
            }
            (None, _) => {
                let names: Vec<String> =
                    bare.iter().map(|at| format!("`{}`", self.nodes[*at].name)).collect();
                Err(format!("`{name}` could be {}; name it with its context", names.join(" or ")))
            }
        }
    }

    /// These entities and all within so many references of them.
    pub fn around(&self, centres: &[usize], depth: usize) -> Picture {
        let mut kept: BTreeSet<usize> = centres.iter().copied().collect();
        for _ in 0..depth {
            let before = kept.clone();
            for edge in &self.edges {
                if before.contains(&edge.from.node) || before.contains(&edge.to.node) {
                    kept.insert(edge.from.node);
                    kept.insert(edge.to.node);
                }
            }
            if kept == before {
                break;
            }
        }
        self.only(&kept)
    }

    /// What changes, and what is within so many references of it.
    pub fn changes(&self, depth: usize) -> Picture {
        let mut changed: BTreeSet<usize> =
            (0..self.nodes.len()).filter(|at| self.nodes[*at].change != Change::Same).collect();
        for edge in self.edges.iter().filter(|edge| edge.change != Change::Same) {
            changed.extend([edge.from.node, edge.to.node]);
        }
        self.around(&changed.into_iter().collect::<Vec<_>>(), depth)
    }

    /// These entities alone, with the references between them.
    pub fn only(&self, kept: &BTreeSet<usize>) -> Picture {
        let places: Vec<Option<usize>> = (0..self.nodes.len())
            .scan(0, |next, at| {
                Some(kept.contains(&at).then(|| {
                    *next += 1;
                    *next - 1
                }))
            })
            .collect();
        let mut picture = Picture { title: self.title.clone(), ..Picture::default() };
        let mut groups = vec![None; self.groups.len()];
        for at in kept {
            let Some(node) = self.nodes.get(*at) else { continue };
            let mut node = node.clone();
            if let Some(group) = node.group {
                let new = *groups[group].get_or_insert_with(|| {
                    picture.groups.push(self.groups[group].clone());
                    picture.groups.len() - 1
                });
                node.group = Some(new);
            }
            picture.nodes.push(node);
        }
        for edge in &self.edges {
            if let (Some(from), Some(to)) = (places[edge.from.node], places[edge.to.node]) {
                let mut edge = edge.clone();
                edge.from.node = from;
                edge.to.node = to;
                picture.edges.push(edge);
            }
        }
        picture
    }
}
