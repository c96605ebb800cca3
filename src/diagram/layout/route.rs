//! Which gaps between boxes every edge goes through.
//!
//! Channel `k` lies left of column `k`. Gap `g` of a column lies above its box `g`; the first and the last one are
//! open to one side. A way is a walk through neighbouring channels in one direction.

use std::collections::{BTreeMap, BTreeSet};

use super::pack::Columns;
use super::{FRAME_TOP, Item, Link, Side, TRACK};

/// Space kept free between a box and a line that passes it.
pub const CLEAR: i32 = 9;
const BEND: i64 = 14;
const OPEN: i32 = 1 << 24;

#[derive(Debug, Clone)]
pub struct Way {
    pub from_side: Side,
    pub to_side: Side,
    /// The channel at the row that refers.
    pub channel: usize,
    /// Column and gap, in the order of the way.
    pub crossings: Vec<(usize, usize)>,
    /// Ways into one row from one side are one net: they share lines.
    pub net: usize,
}

#[derive(Debug, Clone)]
pub struct Plan {
    pub ways: Vec<Way>,
    /// The nets in every gap that has some.
    pub nets: BTreeMap<(usize, usize), BTreeSet<usize>>,
}

/// The heights that a line through a gap may have.
pub fn range(items: &[Item], columns: &Columns, column: usize, gap: usize) -> (i32, i32) {
    let boxes = &columns.columns[column];
    let above = gap.checked_sub(1).map(|at| boxes[at].0);
    let below = boxes.get(gap).map(|(place, _)| *place);
    let low = above.map_or(-OPEN, |place| columns.tops[place] + items[place].height + CLEAR);
    let high = below.map_or(OPEN, |place| {
        let enters = items[place].group.is_some()
            && above.is_none_or(|above| items[above].group != items[place].group);
        columns.tops[place] - CLEAR - if enters { FRAME_TOP } else { 0 }
    });
    if low > high {
        // A gap that is all frame: the middle of what there is.
        return ((low + high) / 2, (low + high) / 2);
    }
    (low, high)
}

pub fn plan(items: &[Item], links: &[Link], columns: &Columns) -> Plan {
    let ranges: Vec<Vec<(i32, i32)>> = (0..columns.columns.len())
        .map(|column| {
            (0..=columns.columns[column].len())
                .map(|gap| range(items, columns, column, gap))
                .collect()
        })
        .collect();
    let mut known: BTreeMap<(usize, i32, Side), usize> = BTreeMap::new();
    let mut nets: BTreeMap<(usize, usize), BTreeSet<usize>> = BTreeMap::new();
    let mut ways = Vec::new();
    for link in links {
        let (from, to) = (columns.column_of[link.from], columns.column_of[link.to]);
        let (from_side, to_side) = match from.cmp(&to) {
            std::cmp::Ordering::Greater => (Side::Left, Side::Right),
            std::cmp::Ordering::Less => (Side::Right, Side::Left),
            std::cmp::Ordering::Equal => (Side::Right, Side::Right),
        };
        let count = known.len();
        let net = *known.entry((link.to, link.to_port, to_side)).or_insert(count);
        let crossed: Vec<usize> = match from_side {
            Side::Left => (to + 1..from).rev().collect(),
            Side::Right => (from + 1..to.max(from + 1)).collect(),
        };
        let start = columns.tops[link.from] + link.from_port;
        let end = columns.tops[link.to] + link.to_port;
        let crossings = cross(&crossed, start, end, net, &ranges, &nets);
        for crossing in &crossings {
            nets.entry(*crossing).or_default().insert(net);
        }
        let channel = if from_side == Side::Left { from } else { from + 1 };
        ways.push(Way { from_side, to_side, channel, crossings, net });
    }
    Plan { ways, nets }
}

/// The cheapest walk through the gaps of these columns.
fn cross(
    crossed: &[usize],
    start: i32,
    end: i32,
    net: usize,
    ranges: &[Vec<(i32, i32)>],
    nets: &BTreeMap<(usize, usize), BTreeSet<usize>>,
) -> Vec<(usize, usize)> {
    #[derive(Clone, Copy)]
    struct State {
        cost: i64,
        y: i32,
        before: usize,
    }
    let step =
        |from: i32, to: i32| i64::from((from - to).abs()) + if from == to { 0 } else { BEND };
    let mut layers: Vec<Vec<State>> = Vec::new();
    for column in crossed {
        let gaps = &ranges[*column];
        let mut states = Vec::with_capacity(gaps.len());
        for (gap, (low, high)) in gaps.iter().enumerate() {
            let here = nets.get(&(*column, gap));
            let crowd = match here {
                Some(here) if here.contains(&net) => -20,
                Some(here) => {
                    let room = i64::from((high - low) / TRACK + 1);
                    let over = (here.len() as i64 + 1 - room).max(0);
                    here.len() as i64 * 3 + over * 25
                }
                None => 0,
            };
            // Going around the whole column is the last resort: it makes the picture larger.
            let around = if *low == -OPEN || *high == OPEN { 30 } else { 0 };
            let arrive = |y: i32| {
                // At the height of the goal, where the gap is open there.
                if (*low..=*high).contains(&end) { end } else { y.clamp(*low, *high) }
            };
            let best = match layers.last() {
                None => {
                    let y = arrive(start);
                    State { cost: step(start, y), y, before: 0 }
                }
                Some(before) => before
                    .iter()
                    .enumerate()
                    .map(|(at, state)| {
                        let y = arrive(state.y);
                        State { cost: state.cost + step(state.y, y), y, before: at }
                    })
                    .min_by_key(|state| state.cost)
                    .unwrap_or(State { cost: 0, y: start, before: 0 }),
            };
            states.push(State { cost: best.cost + crowd + around, ..best });
        }
        layers.push(states);
    }
    let Some(last) = layers.last() else { return Vec::new() };
    let mut at =
        (0..last.len()).min_by_key(|at| last[*at].cost + step(last[*at].y, end)).unwrap_or(0);
    let mut crossings = Vec::with_capacity(crossed.len());
    for (column, states) in crossed.iter().zip(&layers).rev() {
        crossings.push((*column, at));
        at = states[at].before;
    }
    crossings.reverse();
    crossings
}
