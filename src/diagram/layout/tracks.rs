//! A place of its own for every line: heights in gaps, tracks in channels; then the coordinates.

use std::collections::BTreeMap;

use super::pack::Columns;
use super::route::{self, Plan, Way};
use super::{END, FRAME, FRAME_TOP, Item, Layout, Link, MARGIN, Point, Rect, Route, Side, TRACK};

/// A line up or down in a channel: where it is, and where lines join it from the left and from the right.
#[derive(Debug, Clone)]
struct Trunk {
    net: usize,
    low: i32,
    high: i32,
    left: Vec<i32>,
    right: Vec<i32>,
}

/// A piece of a way inside one channel.
#[derive(Debug, Clone, Copy)]
struct Leg {
    channel: usize,
    /// Where it comes from and where it goes, with the sides of the channel.
    enter: (Side, i32),
    leave: (Side, i32),
}

pub fn draw(items: &[Item], links: &[Link], columns: &Columns, plan: Plan) -> Layout {
    let heights = heights(items, links, columns, &plan);
    let legs: Vec<Vec<Leg>> = links
        .iter()
        .zip(&plan.ways)
        .map(|(link, way)| legs(link, way, columns, &heights))
        .collect();
    let mut trunks: Vec<Vec<Trunk>> = vec![Vec::new(); columns.columns.len() + 1];
    for (legs, way) in legs.iter().zip(&plan.ways) {
        for leg in legs {
            let (low, high) = (leg.enter.1.min(leg.leave.1), leg.enter.1.max(leg.leave.1));
            if low == high && leg.enter.0 != leg.leave.0 {
                continue;
            }
            let mut trunk = Trunk { net: way.net, low, high, left: Vec::new(), right: Vec::new() };
            for (side, y) in [leg.enter, leg.leave] {
                match side {
                    Side::Left => trunk.left.push(y),
                    Side::Right => trunk.right.push(y),
                }
            }
            trunks[leg.channel].push(trunk);
        }
    }
    let tracks: Vec<Vec<(Trunk, usize)>> = trunks.into_iter().map(assign).collect();

    // From left to right: channel, column, channel, …
    let mut channel_left = Vec::new();
    let mut column_left = Vec::new();
    let mut column_width = Vec::new();
    let mut x = 0;
    for (at, tracks) in tracks.iter().enumerate() {
        let count = tracks.iter().map(|(_, track)| track + 1).max().unwrap_or(0) as i32;
        let outer = at == 0 || at == columns.columns.len();
        channel_left.push(x);
        x += match (count, outer) {
            (0, true) => MARGIN,
            (count, true) => MARGIN / 2 + END + (count - 1) * TRACK,
            (count, false) => 2 * END + (count - 1).max(1) * TRACK,
        };
        if let Some(column) = columns.columns.get(at) {
            let width = column.iter().map(|(place, _)| items[*place].width).max().unwrap_or(0);
            column_left.push(x);
            column_width.push(width);
            x += width;
        }
    }
    let width = x;
    let track_x = |channel: usize, net: usize, low: i32, high: i32| -> i32 {
        let track = tracks[channel]
            .iter()
            .find(|(trunk, _)| trunk.net == net && trunk.low <= low && high <= trunk.high)
            .map_or(0, |(_, track)| *track as i32);
        let first = if channel == 0 { MARGIN / 2 } else { END };
        channel_left[channel] + first + track * TRACK
    };
    let mut boxes: Vec<Rect> = items
        .iter()
        .enumerate()
        .map(|(place, item)| {
            let column = columns.column_of[place];
            Rect {
                x: column_left[column],
                y: columns.tops[place],
                width: column_width[column],
                height: item.height,
            }
        })
        .collect();
    let mut routes: Vec<Route> = links
        .iter()
        .zip(plan.ways.iter().zip(&legs))
        .map(|(link, (way, legs))| {
            let side = |place: usize, side: Side| match side {
                Side::Left => boxes[place].x,
                Side::Right => boxes[place].x + boxes[place].width,
            };
            let mut points = vec![Point {
                x: side(link.from, way.from_side),
                y: boxes[link.from].y + link.from_port,
            }];
            for leg in legs {
                let (low, high) = (leg.enter.1.min(leg.leave.1), leg.enter.1.max(leg.leave.1));
                if low == high && leg.enter.0 != leg.leave.0 {
                    continue;
                }
                let x = track_x(leg.channel, way.net, low, high);
                points.push(Point { x, y: leg.enter.1 });
                points.push(Point { x, y: leg.leave.1 });
            }
            points
                .push(Point { x: side(link.to, way.to_side), y: boxes[link.to].y + link.to_port });
            points.dedup();
            Route { points, from_side: way.from_side, to_side: way.to_side }
        })
        .collect();
    let mut frames: Vec<(usize, Rect)> = columns
        .groups
        .iter()
        .map(|(group, first, behind)| {
            let inside = boxes
                .iter()
                .zip(items)
                .filter(|(_, item)| item.group == Some(*group))
                .map(|(at, _)| (at.y, at.y + at.height));
            let (top, bottom) = inside
                .fold((i32::MAX, i32::MIN), |(top, bottom), (a, b)| (top.min(a), bottom.max(b)));
            let left = column_left[*first] - FRAME;
            let last = behind.saturating_sub(1);
            let right = column_left[last] + column_width[last] + FRAME;
            let frame = Rect {
                x: left,
                y: top - FRAME_TOP,
                width: right - left,
                height: bottom - top + FRAME_TOP + FRAME,
            };
            (*group, frame)
        })
        .collect();
    // The picture begins at nought.
    let top = boxes
        .iter()
        .map(|at| at.y)
        .chain(frames.iter().map(|(_, frame)| frame.y))
        .chain(routes.iter().flat_map(|route| route.points.iter().map(|point| point.y)))
        .min()
        .unwrap_or(0);
    let down = MARGIN - top;
    boxes.iter_mut().for_each(|at| at.y += down);
    frames.iter_mut().for_each(|(_, frame)| frame.y += down);
    routes.iter_mut().flat_map(|route| &mut route.points).for_each(|point| point.y += down);
    let bottom = boxes
        .iter()
        .map(|at| at.y + at.height)
        .chain(frames.iter().map(|(_, frame)| frame.y + frame.height))
        .chain(routes.iter().flat_map(|route| route.points.iter().map(|point| point.y)))
        .max()
        .unwrap_or(0);
    Layout { boxes, frames, routes, width, height: bottom + MARGIN }
}

/// The height of every net in every gap.
fn heights(
    items: &[Item],
    links: &[Link],
    columns: &Columns,
    plan: &Plan,
) -> BTreeMap<(usize, usize, usize), i32> {
    // Where each net would like to be: at its goal's height, else where it comes from.
    let mut wishes: BTreeMap<(usize, usize), BTreeMap<usize, (i64, i64)>> = BTreeMap::new();
    for (link, way) in links.iter().zip(&plan.ways) {
        let mut y = columns.tops[link.from] + link.from_port;
        let end = columns.tops[link.to] + link.to_port;
        for (column, gap) in &way.crossings {
            let (low, high) = route::range(items, columns, *column, *gap);
            y = if (low..=high).contains(&end) { end } else { y.clamp(low, high) };
            let wish = wishes.entry((*column, *gap)).or_default().entry(way.net).or_default();
            *wish = (wish.0 + i64::from(y), wish.1 + 1);
        }
    }
    let mut heights = BTreeMap::new();
    for ((column, gap), nets) in wishes {
        let (low, high) = route::range(items, columns, column, gap);
        let mut sorted: Vec<(i32, usize)> = nets
            .into_iter()
            .map(|(net, (sum, count))| ((sum / count.max(1)) as i32, net))
            .collect();
        sorted.sort_unstable();
        let count = sorted.len() as i32;
        let step = if count > 1 { TRACK.min(((high - low) / (count - 1)).max(1)) } else { TRACK };
        // Down where it is too close to the one above; then up where the last is out of the gap.
        let mut least = low;
        for (y, _) in &mut sorted {
            *y = (*y).max(least);
            least = *y + step;
        }
        let mut most = high;
        for (y, _) in sorted.iter_mut().rev() {
            *y = (*y).min(most);
            most = *y - step;
        }
        for (y, net) in sorted {
            heights.insert((column, gap, net), y);
        }
    }
    heights
}

fn legs(
    link: &Link,
    way: &Way,
    columns: &Columns,
    heights: &BTreeMap<(usize, usize, usize), i32>,
) -> Vec<Leg> {
    let mut legs = Vec::with_capacity(way.crossings.len() + 1);
    let mut y = columns.tops[link.from] + link.from_port;
    let mut channel = way.channel;
    // A way to the left enters each channel from the right.
    let (enter, leave) = match way.from_side {
        Side::Left => (Side::Right, Side::Left),
        Side::Right => (Side::Left, Side::Right),
    };
    for (column, gap) in &way.crossings {
        let next = heights.get(&(*column, *gap, way.net)).copied().unwrap_or(y);
        legs.push(Leg { channel, enter: (enter, y), leave: (leave, next) });
        channel = if way.from_side == Side::Left { *column } else { *column + 1 };
        y = next;
    }
    let end = columns.tops[link.to] + link.to_port;
    // Both ends on the right side of one column: back to where it came from.
    let leave = if way.to_side == way.from_side { enter } else { leave };
    legs.push(Leg { channel, enter: (enter, y), leave: (leave, end) });
    legs
}

/// Tracks from left to right, so that lines cross little and never lie on each other.
fn assign(trunks: Vec<Trunk>) -> Vec<(Trunk, usize)> {
    let mut trunks = merge(trunks);
    trunks.sort_by_key(|trunk| (trunk.low + trunk.high, trunk.low, trunk.net));
    // Neighbours change places as long as that makes fewer crossings.
    let count = trunks.len();
    for _ in 0..count.min(40) {
        let mut moved = false;
        for at in 1..count {
            let (a, b) = (&trunks[at - 1], &trunks[at]);
            if crossings(b, a) < crossings(a, b) {
                trunks.swap(at - 1, at);
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    let mut placed: Vec<(Trunk, usize)> = Vec::with_capacity(count);
    for trunk in trunks {
        let track = placed
            .iter()
            .filter(|(other, _)| other.low - TRACK < trunk.high && trunk.low < other.high + TRACK)
            .map(|(_, track)| track + 1)
            .max()
            .unwrap_or(0);
        placed.push((trunk, track));
    }
    placed
}

/// Lines of one net that touch are one line.
fn merge(mut trunks: Vec<Trunk>) -> Vec<Trunk> {
    trunks.sort_by_key(|trunk| (trunk.net, trunk.low, trunk.high));
    let mut merged: Vec<Trunk> = Vec::new();
    for trunk in trunks {
        match merged.last_mut() {
            Some(last) if last.net == trunk.net && trunk.low <= last.high + TRACK => {
                last.high = last.high.max(trunk.high);
                last.left.extend(trunk.left);
                last.right.extend(trunk.right);
            }
            _ => merged.push(trunk),
        }
    }
    for trunk in &mut merged {
        for ends in [&mut trunk.left, &mut trunk.right] {
            ends.sort_unstable();
            ends.dedup();
        }
    }
    merged
}

/// What it costs when `a` stands left of `b`: lines that cross, and, much dearer, lines that lie on each other.
fn crossings(a: &Trunk, b: &Trunk) -> usize {
    let inside = |y: &&i32, trunk: &Trunk| trunk.low <= **y && **y <= trunk.high;
    let crossed = a.right.iter().filter(|y| inside(y, b)).count()
        + b.left.iter().filter(|y| inside(y, a)).count();
    let covered = a.right.iter().filter(|y| b.left.binary_search(y).is_ok()).count();
    crossed + covered * 8
}
