//! Which boxes stand in which column of their block.

use std::collections::BTreeMap;

use super::{Block, FRAME_TOP, GAP, Item, Link, MARGIN, order, pack};

/// Width that a column takes, with its channel, as far as is known before edges are routed.
const CHANNEL: i32 = 90;
/// Wide pictures suit screens.
const ASPECT: f64 = 1.5;

/// Contexts as blocks of their own; connected parts outside of contexts as blocks of their own; what is
/// connected to nothing in one block at last.
pub fn blocks(items: &[Item], links: &[Link]) -> Vec<Block> {
    let mut members: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    for (place, item) in items.iter().enumerate() {
        members.entry(item.group).or_default().push(place);
    }
    let mut blocks = Vec::new();
    let mut loose_blocks = Vec::new();
    for (group, members) in members {
        let parts = parts(&members, items, links);
        if group.is_none() {
            loose_blocks = parts;
            continue;
        }
        let mut block = pack::join(items, &parts);
        block.group = group;
        for (_, y) in block.columns.iter_mut().flatten() {
            *y += FRAME_TOP;
        }
        block.height += FRAME_TOP + MARGIN / 2;
        blocks.push(block);
    }
    blocks.extend(loose_blocks);
    blocks
}

/// The connected parts of some items, each laid out; single ones together in a grid, last.
fn parts(members: &[usize], items: &[Item], links: &[Link]) -> Vec<Block> {
    let mut part_of = vec![usize::MAX; items.len()];
    for member in members {
        part_of[*member] = *member;
    }
    fn root(part_of: &mut [usize], mut place: usize) -> usize {
        while part_of[place] != place {
            part_of[place] = part_of[part_of[place]];
            place = part_of[place];
        }
        place
    }
    for link in links {
        if part_of[link.from] == usize::MAX || part_of[link.to] == usize::MAX {
            continue;
        }
        let (a, b) = (root(&mut part_of, link.from), root(&mut part_of, link.to));
        part_of[a.max(b)] = a.min(b);
    }
    let mut parts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for member in members {
        parts.entry(root(&mut part_of, *member)).or_default().push(*member);
    }
    let (single, connected): (Vec<_>, Vec<_>) =
        parts.into_values().partition(|part| part.len() == 1);
    let mut blocks: Vec<Block> =
        connected.iter().map(|part| component(part, items, links)).collect();
    // The largest first; of equal ones the first of the design.
    blocks
        .sort_by_key(|block| std::cmp::Reverse(block.columns.iter().map(Vec::len).sum::<usize>()));
    let single: Vec<usize> = single.into_iter().flatten().collect();
    if !single.is_empty() {
        blocks.push(grid(&single, items));
    }
    blocks
}

fn wanted_height(members: &[usize], items: &[Item]) -> i32 {
    let area: f64 = members
        .iter()
        .map(|place| {
            f64::from(items[*place].width + CHANNEL) * f64::from(items[*place].height + GAP)
        })
        .sum();
    let tallest = members.iter().map(|place| items[*place].height).max().unwrap_or(0);
    ((area / ASPECT).sqrt() as i32).max(tallest)
}

/// Boxes that nothing joins, in columns of about one height.
fn grid(members: &[usize], items: &[Item]) -> Block {
    let limit = wanted_height(members, items);
    let mut columns: Vec<Vec<(usize, i32)>> = vec![Vec::new()];
    let (mut y, mut height) = (0, 0);
    for place in members {
        if y > 0 && y + items[*place].height > limit {
            columns.push(Vec::new());
            y = 0;
        }
        if let Some(column) = columns.last_mut() {
            column.push((*place, y));
        }
        height = height.max(y + items[*place].height);
        y += items[*place].height + GAP;
    }
    Block { group: None, columns, height }
}

/// A connected part in layers: what is referred to before what refers. Layers that are too tall become
/// several columns.
fn component(members: &[usize], items: &[Item], links: &[Link]) -> Block {
    let mut local = vec![usize::MAX; items.len()];
    for (at, member) in members.iter().enumerate() {
        local[*member] = at;
    }
    let inner: Vec<Link> = links
        .iter()
        .filter(|link| local[link.from] != usize::MAX && local[link.to] != usize::MAX)
        .copied()
        .collect();
    let pairs: Vec<(usize, usize)> = inner
        .iter()
        .map(|link| (local[link.from], local[link.to]))
        .filter(|(from, to)| from != to)
        .collect();
    let layer = layers(members.len(), &pairs);
    let limit = wanted_height(members, items);
    let mut columns: Vec<Vec<usize>> = Vec::new();
    let deepest = layer.iter().copied().max().unwrap_or(0);
    for depth in 0..=deepest {
        let all: Vec<usize> = (0..members.len()).filter(|at| layer[*at] == depth).collect();
        columns.extend(cut(&all, members, items, limit, &pairs, &layer));
    }
    columns.retain(|column| !column.is_empty());
    let columns: Vec<Vec<usize>> = columns
        .into_iter()
        .map(|column| column.into_iter().map(|at| members[at]).collect())
        .collect();
    order::order(columns, items, &inner, limit)
}

/// A layer as columns that are not much taller than the limit; boxes with the same neighbour stay together.
fn cut(
    layer: &[usize],
    members: &[usize],
    items: &[Item],
    limit: i32,
    pairs: &[(usize, usize)],
    depth: &[usize],
) -> Vec<Vec<usize>> {
    let height: i32 = layer.iter().map(|at| items[members[*at]].height + GAP).sum();
    if height <= limit + limit / 4 {
        return vec![layer.to_vec()];
    }
    let count = ((height + limit / 2) / limit).max(2);
    let target = height / count + 1;
    // What refers to nothing deeper goes to the far side, so that the others are near to what refers to them.
    let mut first_parent = vec![usize::MAX; depth.len()];
    let mut has_child = vec![false; depth.len()];
    for (from, to) in pairs {
        if depth[*to] < depth[*from] {
            first_parent[*from] = first_parent[*from].min(*to);
            has_child[*to] = true;
        }
    }
    let mut sorted = layer.to_vec();
    sorted.sort_by_key(|at| (has_child[*at], first_parent[*at], *at));
    if depth[layer[0]] > 0 {
        // Leaves last where the layer has parents: the trunk to the others is short.
        sorted.sort_by_key(|at| (first_parent[*at], *at));
    }
    let mut columns = vec![Vec::new()];
    let mut filled = 0;
    for at in sorted {
        let tall = items[members[at]].height + GAP;
        let full = filled > 0 && filled + tall / 2 > target;
        if full && columns.len() < count as usize {
            columns.push(Vec::new());
            filled = 0;
        }
        if let Some(column) = columns.last_mut() {
            column.push(at);
        }
        filled += tall;
    }
    columns
}

/// Longest paths from what refers to nothing, along edges of which those that close a cycle are turned.
fn layers(count: usize, pairs: &[(usize, usize)]) -> Vec<usize> {
    let mut parents: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (from, to) in pairs {
        if !parents[*from].contains(to) {
            parents[*from].push(*to);
        }
    }
    // Depth first along references, without recursion; an edge into the open path closes a cycle.
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let mut state = vec![State::New; count];
    let mut layer = vec![0usize; count];
    let mut kept: Vec<Vec<usize>> = vec![Vec::new(); count];
    for start in 0..count {
        let mut path: Vec<(usize, usize)> = vec![(start, 0)];
        if state[start] != State::New {
            continue;
        }
        state[start] = State::Open;
        while let Some((place, next)) = path.pop() {
            match parents[place].get(next) {
                None => {
                    state[place] = State::Done;
                    layer[place] =
                        kept[place].iter().map(|parent| layer[*parent] + 1).max().unwrap_or(0);
                }
                Some(parent) => {
                    path.push((place, next + 1));
                    match state[*parent] {
                        State::Open => {}
                        State::Done => kept[place].push(*parent),
                        State::New => {
                            kept[place].push(*parent);
                            state[*parent] = State::Open;
                            path.push((*parent, 0));
                        }
                    }
                }
            }
        }
    }
    // What refers to nothing stands right before what refers to it, not far left of it.
    let mut nearest = vec![usize::MAX; count];
    for (from, parents) in kept.iter().enumerate() {
        for parent in parents {
            nearest[*parent] = nearest[*parent].min(layer[from]);
        }
    }
    for place in 0..count {
        if kept[place].is_empty() && nearest[place] != usize::MAX {
            layer[place] = nearest[place].saturating_sub(1);
        }
    }
    layer
}
