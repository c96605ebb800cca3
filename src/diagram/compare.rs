//! Two pictures as one: the later one, with what came, what went, and what is no longer as it was.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{BadgeKind, Change, Edge, Group, Node, Picture, Row};
use crate::design::Design;
use crate::schema::QualifiedName;

/// Former names, as the later design says them: `was` lines of entities and of their attributes.
#[derive(Debug, Default)]
pub struct Renames {
    entities: BTreeMap<QualifiedName, QualifiedName>,
    attributes: BTreeMap<(QualifiedName, String), String>,
}

impl Renames {
    pub fn of(design: &Design) -> Renames {
        let mut renames = Renames::default();
        for (name, facts) in &design.entities {
            if let Some(was) = &facts.was {
                renames.entities.insert(name.clone(), name.sibling(was.value.clone()));
            }
            for (attribute, facts) in &facts.attributes {
                if let Some(was) = &facts.was {
                    let key = (name.clone(), attribute.clone());
                    renames.attributes.insert(key, was.value.clone());
                }
            }
        }
        renames
    }
}

/// Draws the way from one picture to another. What is dropped keeps a place in the later picture.
pub fn compare(from: &Picture, to: Picture, renames: &Renames) -> Picture {
    let mut picture = to;
    let places: BTreeMap<&QualifiedName, usize> =
        from.nodes.iter().enumerate().map(|(at, node)| (&node.name, at)).collect();
    let here: BTreeSet<QualifiedName> =
        picture.nodes.iter().map(|node| node.name.clone()).collect();
    // For each node the one that it was.
    let mut former: Vec<Option<usize>> = Vec::with_capacity(picture.nodes.len());
    for node in &picture.nodes {
        let renamed = || {
            let was = renames.entities.get(&node.name).filter(|was| !here.contains(*was))?;
            places.get(was).copied()
        };
        former.push(places.get(&node.name).copied().or_else(renamed));
    }
    for (node, former) in picture.nodes.iter_mut().zip(&former) {
        match former {
            Some(at) => alter(&from.nodes[*at], node, renames),
            None => node.change = Change::Added,
        }
    }
    let kept: BTreeMap<usize, usize> = former
        .iter()
        .enumerate()
        .filter_map(|(now, former)| former.map(|former| (former, now)))
        .collect();
    // Where every node of the earlier picture is in this one.
    let mut now: Vec<usize> = Vec::with_capacity(from.nodes.len());
    for (at, node) in from.nodes.iter().enumerate() {
        if let Some(place) = kept.get(&at) {
            now.push(*place);
            continue;
        }
        let group = node.group.map(|group| {
            let name = &from.groups[group].name;
            picture.groups.iter().position(|group| group.name == *name).unwrap_or_else(|| {
                picture.groups.push(Group { name: name.clone() });
                picture.groups.len() - 1
            })
        });
        now.push(picture.nodes.len());
        picture.nodes.push(Node { group, change: Change::Dropped, ..node.clone() });
    }
    edges(from, &mut picture, &now);
    picture
}

fn alter(before: &Node, node: &mut Node, renames: &Renames) {
    let names: BTreeSet<String> = node.rows.iter().map(|row| row.name.clone()).collect();
    let mut taken = BTreeSet::new();
    for row in &mut node.rows {
        let was = renames.attributes.get(&(node.name.clone(), row.name.clone()));
        let was = was.filter(|was| !names.contains(*was));
        let former = before.row(&row.name).or_else(|| was.and_then(|was| before.row(was)));
        match former {
            Some(at) => {
                taken.insert(at);
                alter_row(&before.rows[at], row);
            }
            None => row.change = Change::Added,
        }
    }
    // A dropped row stands behind the one that it stood behind.
    for (at, row) in before.rows.iter().enumerate().filter(|(at, _)| !taken.contains(at)) {
        let above = before.rows[..at].iter().rev().find_map(|above| node.row(&above.name));
        let place = above.map_or(0, |above| above + 1);
        node.rows.insert(place, Row { change: Change::Dropped, ..row.clone() });
    }
    let mut lines = Vec::new();
    let mut moved = false;
    for line in &node.lines {
        let new = !before.lines.contains(line);
        moved |= new;
        lines.push(if new { format!("+ {line}") } else { line.clone() });
    }
    for line in before.lines.iter().filter(|line| !node.lines.contains(line)) {
        moved = true;
        lines.push(format!("− {line}"));
    }
    node.lines = lines;
    let facts = |node: &Node| -> Vec<(BadgeKind, String)> {
        // Rows come and go without anybody's design; indexes are in the lines.
        let badges = node.badges.iter();
        let kept = badges.filter(|badge| !matches!(badge.kind, BadgeKind::Rows | BadgeKind::Index));
        kept.map(|badge| (badge.kind, badge.text.clone())).collect()
    };
    let altered = moved
        || facts(before) != facts(node)
        || before.comment != node.comment
        || node.rows.iter().any(|row| row.change != Change::Same);
    if before.name != node.name {
        node.change = Change::Renamed;
        node.before = Some(before.name.name.clone());
    } else if altered {
        node.change = Change::Altered;
    }
}

fn alter_row(before: &Row, row: &mut Row) {
    let optional = |row: &Row| if row.nullable { "?" } else { "" };
    let kind = |row: &Row| format!("{}{}", row.data_type, optional(row));
    let mut was = Vec::new();
    if before.name != row.name {
        was.push(before.name.clone());
        row.change = Change::Renamed;
    }
    if kind(before) != kind(row) {
        was.push(kind(before));
        row.change = Change::Altered;
    }
    if before.value != row.value {
        was.push(before.value.clone().unwrap_or_else(|| "no default".to_owned()));
        row.change = Change::Altered;
    }
    if (before.primary, before.unique) != (row.primary, row.unique) {
        was.push(match (before.primary, before.unique) {
            (true, _) => "in the primary key".to_owned(),
            (_, true) => "unique".to_owned(),
            _ => "no key".to_owned(),
        });
        row.change = Change::Altered;
    }
    if !was.is_empty() {
        row.before = Some(was.join(", "));
    }
}

/// References: one is the same when it joins what became of the same rows.
fn edges(from: &Picture, picture: &mut Picture, now: &[usize]) {
    let row_now = |node: usize, row: usize| -> Option<usize> {
        let before = &from.nodes[node].rows[row];
        let rows = &picture.nodes[now[node]].rows;
        let same = |row: &Row| {
            row.name == before.name
                || row.change == Change::Renamed && row.before.as_deref() == Some(&before.name)
        };
        rows.iter().position(same).or_else(|| {
            // Renamed and altered at once: its former name comes first in what it was.
            let begins = |row: &Row| {
                let was = row.before.as_deref().and_then(|was| was.strip_prefix(&*before.name));
                was.is_some_and(|rest| rest.starts_with(", "))
            };
            rows.iter().position(begins)
        })
    };
    let moved: Vec<Option<Edge>> = from
        .edges
        .iter()
        .map(|edge| {
            let mut edge = edge.clone();
            for end in [&mut edge.from, &mut edge.to] {
                let rows: Option<Vec<usize>> =
                    end.rows.iter().map(|row| row_now(end.node, *row)).collect();
                end.rows = rows?;
                end.node = now[end.node];
            }
            Some(edge)
        })
        .collect();
    let joins = |a: &Edge, b: &Edge| {
        a.kind_of() == b.kind_of()
            && (a.from.node, &a.from.rows, a.to.node, &a.to.rows)
                == (b.from.node, &b.from.rows, b.to.node, &b.to.rows)
    };
    let mut left: Vec<Edge> = moved.into_iter().flatten().collect();
    // Rows of the later picture have moved where dropped ones were put between them.
    let inserted: Vec<Vec<usize>> = picture
        .nodes
        .iter()
        .map(|node| {
            let kept = node.rows.iter().enumerate();
            match node.change {
                Change::Dropped => kept.map(|(at, _)| at).collect(),
                _ => kept
                    .filter(|(_, row)| row.change != Change::Dropped)
                    .map(|(at, _)| at)
                    .collect(),
            }
        })
        .collect();
    for edge in &mut picture.edges {
        for end in [&mut edge.from, &mut edge.to] {
            for row in &mut end.rows {
                *row = inserted[end.node].get(*row).copied().unwrap_or(*row);
            }
        }
        match left.iter().position(|before| joins(before, edge)) {
            None => edge.change = Change::Added,
            Some(at) => {
                let before = left.remove(at);
                let ends = |edge: &Edge| (edge.kind, edge.from.cardinality, edge.to.cardinality);
                let action = |edge: &Edge| {
                    edge.label.split_once(", on ").map(|(_, action)| action.to_owned())
                };
                if ends(&before) != ends(edge) || action(&before) != action(edge) {
                    edge.change = Change::Altered;
                    edge.label.push_str(&format!(" (was {})", before.label));
                }
            }
        }
    }
    picture.edges.extend(left.into_iter().map(|edge| Edge { change: Change::Dropped, ..edge }));
}

impl Edge {
    /// Whether it is a reference or an inheritance; that a reference is identifying may change.
    fn kind_of(&self) -> bool {
        self.kind == super::EdgeKind::Inherits
    }
}
