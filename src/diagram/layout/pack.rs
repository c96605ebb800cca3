//! Blocks side by side and above each other, on columns that all of them share.

use super::{Block, Item, Link, MARGIN};

const ASPECT: f64 = 1.6;

/// The picture as columns of boxes with their heights, and the blocks' places.
#[derive(Debug, Clone)]
pub struct Columns {
    /// Boxes with their tops, from the top on.
    pub columns: Vec<Vec<(usize, i32)>>,
    /// The groups that have a block, with the columns that it takes: first, and one behind the last.
    pub groups: Vec<(usize, usize, usize)>,
    pub column_of: Vec<usize>,
    pub tops: Vec<i32>,
}

/// Parts of one group as one block.
pub fn join(items: &[Item], parts: &[Block]) -> Block {
    if let [one] = parts {
        return one.clone();
    }
    let places = places(items, &[], parts);
    let count = parts.iter().zip(&places).map(|(part, (at, _))| at + part.columns.len()).max();
    let mut block = Block { columns: vec![Vec::new(); count.unwrap_or(0)], ..Block::default() };
    for (part, (at, y)) in parts.iter().zip(&places) {
        for (column, boxes) in part.columns.iter().enumerate() {
            block.columns[at + column].extend(boxes.iter().map(|(place, top)| (*place, top + y)));
        }
        block.height = block.height.max(y + part.height);
    }
    for column in &mut block.columns {
        column.sort_by_key(|(_, top)| *top);
    }
    block
}

pub fn pack(items: &[Item], links: &[Link], blocks: &[Block]) -> Columns {
    let places = places(items, links, blocks);
    let whole = {
        let count = blocks.iter().zip(&places).map(|(block, (at, _))| at + block.columns.len());
        let mut columns = vec![Vec::new(); count.max().unwrap_or(0)];
        for (block, (at, y)) in blocks.iter().zip(&places) {
            for (column, boxes) in block.columns.iter().enumerate() {
                columns[at + column].extend(boxes.iter().map(|(place, top)| (*place, top + y)));
            }
        }
        columns
    };
    let mut columns = Columns {
        columns: whole,
        groups: blocks
            .iter()
            .zip(&places)
            .filter_map(|(block, (at, _))| Some((block.group?, *at, at + block.columns.len())))
            .collect(),
        column_of: vec![0; items.len()],
        tops: vec![0; items.len()],
    };
    for (at, column) in columns.columns.iter_mut().enumerate() {
        column.sort_by_key(|(_, top)| *top);
        for (place, top) in column.iter() {
            columns.column_of[*place] = at;
            columns.tops[*place] = *top;
        }
    }
    columns
}

/// The first column and the top of every block, in as many columns as make the picture look best.
fn places(items: &[Item], links: &[Link], blocks: &[Block]) -> Vec<(usize, i32)> {
    let widest = blocks.iter().map(|block| block.columns.len()).max().unwrap_or(1);
    let all: usize = blocks.iter().map(|block| block.columns.len()).sum();
    let boxes = blocks.iter().flat_map(|block| block.columns.iter().flatten());
    let (sum, count) = boxes.fold((0i64, 0i64), |(sum, count), (place, _)| {
        (sum + i64::from(items[*place].width), count + 1)
    });
    let column_width = f64::from((sum / count.max(1)) as i32 + 100);
    let mut block_of = vec![usize::MAX; items.len()];
    for (at, block) in blocks.iter().enumerate() {
        for (place, _) in block.columns.iter().flatten() {
            block_of[*place] = at;
        }
    }
    let mut joined = vec![std::collections::BTreeMap::<usize, i64>::new(); blocks.len()];
    for link in links {
        let (a, b) = (block_of[link.from], block_of[link.to]);
        if a != b && a < blocks.len() && b < blocks.len() {
            *joined[a].entry(b).or_default() += 1;
            *joined[b].entry(a).or_default() += 1;
        }
    }
    let reaches: Vec<_> = blocks.iter().map(|block| reaches(items, block)).collect();
    let mut best: Option<(f64, Vec<(usize, i32)>)> = None;
    let mut count = widest;
    while count <= all.max(widest) {
        let places = skyline(blocks, &reaches, &joined, count, column_width as i32);
        let height = blocks.iter().zip(&places).map(|(block, (_, y))| y + block.height).max();
        let used =
            blocks.iter().zip(&places).map(|(block, (at, _))| at + block.columns.len()).max();
        let aspect =
            used.unwrap_or(1) as f64 * column_width / f64::from(height.unwrap_or(1).max(1));
        let badness = (aspect / ASPECT).ln().abs();
        if best.as_ref().is_none_or(|(known, _)| badness < *known - 1e-9) {
            best = Some((badness, places));
        }
        // Few columns one by one; many in steps, for one more hardly shows.
        count += 1 + count / 12;
    }
    best.map(|(_, places)| places).unwrap_or_default()
}

/// The heights that a block takes in each of its columns: a frame takes all of it, boxes without a frame only
/// what they are.
fn reaches(items: &[Item], block: &Block) -> Vec<(i32, i32)> {
    let columns =
        block.columns.iter().map(|column| match (block.group, column.first(), column.last()) {
            (None, Some((_, top)), Some((last, y))) => (*top, y + items[*last].height),
            _ => (0, block.height),
        });
    columns.collect()
}

/// Every block where it lies lowest, near to what it is joined with.
fn skyline(
    blocks: &[Block],
    reaches: &[Vec<(i32, i32)>],
    joined: &[std::collections::BTreeMap<usize, i64>],
    count: usize,
    column_width: i32,
) -> Vec<(usize, i32)> {
    let mut floor = vec![0i32; count];
    let mut places: Vec<Option<(usize, i32)>> = vec![None; blocks.len()];
    let size = |at: usize| blocks[at].columns.len() as i64 * i64::from(blocks[at].height);
    for _ in 0..blocks.len() {
        // Next comes what is joined most with what stands; then the largest.
        let next = (0..blocks.len()).filter(|at| places[*at].is_none()).max_by_key(|at| {
            let ties: i64 = joined[*at]
                .iter()
                .filter(|(other, _)| places[**other].is_some())
                .map(|(_, links)| links)
                .sum();
            (blocks[*at].group.is_some(), ties, size(*at), std::cmp::Reverse(*at))
        });
        let Some(next) = next else { break };
        let block = &blocks[next];
        let wide = block.columns.len();
        let reaches = &reaches[next];
        let mut best: Option<(i64, usize, i32)> = None;
        for start in 0..=count.saturating_sub(wide) {
            let y = (0..wide.min(count))
                .map(|at| floor[start + at] - reaches[at].0)
                .max()
                .unwrap_or(0)
                .max(0);
            let mut cost = i64::from(y + block.height) * 4;
            let (mut far, mut ties) = (0i64, 0i64);
            for (other, links) in &joined[next] {
                if let Some((at, top)) = places[*other] {
                    let middle = |start: usize, wide: usize| (2 * start + wide) as i64;
                    let across = (middle(start, wide) - middle(at, blocks[*other].columns.len()))
                        .abs()
                        * i64::from(column_width)
                        / 2;
                    let down = (i64::from(2 * y + block.height)
                        - i64::from(2 * top + blocks[*other].height))
                    .abs()
                        / 2;
                    far += (across + down) * links;
                    ties += links;
                }
            }
            if ties > 0 {
                cost += far / ties;
            }
            if best.is_none_or(|(known, _, _)| cost < known) {
                best = Some((cost, start, y));
            }
        }
        let (_, start, y) = best.unwrap_or((0, 0, 0));
        places[next] = Some((start, y));
        for at in 0..wide.min(count) {
            floor[start + at] = y + reaches[at].1 + MARGIN + MARGIN / 2;
        }
    }
    places.into_iter().map(|place| place.unwrap_or((0, 0))).collect()
}
