//! The order of boxes in their columns, and their heights: each as near as it can be to what it is
//! joined with.

use super::{Block, GAP, Item, Link};

const SWEEPS: usize = 24;

/// Places the boxes of a connected part. Starts from the given order, moves every box to where its edges
/// pull it, and keeps the best of all sweeps: the one whose edges climb least.
pub fn order(columns: Vec<Vec<usize>>, items: &[Item], links: &[Link], limit: i32) -> Block {
    let mut column_of = vec![usize::MAX; items.len()];
    for (at, column) in columns.iter().enumerate() {
        for place in column {
            column_of[*place] = at;
        }
    }
    // (own port, other, other's port), each edge from both of its ends.
    let mut pulls: Vec<Vec<(i32, usize, i32)>> = vec![Vec::new(); items.len()];
    for link in links.iter().filter(|link| link.from != link.to) {
        pulls[link.from].push((link.from_port, link.to, link.to_port));
        pulls[link.to].push((link.to_port, link.from, link.from_port));
    }
    let mut columns = columns;
    let mut tops = vec![0i32; items.len()];
    for column in &columns {
        let total = stacked(column, items);
        let mut y = (limit - total).max(0) / 2;
        for place in column {
            tops[*place] = y;
            y += items[*place].height + GAP;
        }
    }
    let climb = |tops: &[i32]| -> i64 {
        links
            .iter()
            .map(|link| {
                let climb = (tops[link.from] + link.from_port) - (tops[link.to] + link.to_port);
                i64::from(climb.abs()) + if climb.abs() > 8 { 30 } else { 0 }
            })
            .sum()
    };
    let mut best = (climb(&tops), columns.clone(), tops.clone());
    for sweep in 0..SWEEPS {
        let count = columns.len();
        for step in 0..count {
            let at = if sweep % 2 == 0 { step } else { count - 1 - step };
            let wanted = |place: &usize| -> i32 {
                // Early sweeps look one way, to untangle; late ones both ways, to straighten.
                let ahead = |other: usize| match sweep {
                    16.. => true,
                    _ if sweep % 2 == 0 => column_of[other] <= at,
                    _ => column_of[other] >= at,
                };
                let mut pulls_here: Vec<i32> = pulls[*place]
                    .iter()
                    .filter(|(_, other, _)| ahead(*other))
                    .map(|(own, other, port)| tops[*other] + port - own)
                    .collect();
                if pulls_here.is_empty() {
                    return tops[*place];
                }
                pulls_here.sort_unstable();
                let (low, high) =
                    (pulls_here[(pulls_here.len() - 1) / 2], pulls_here[pulls_here.len() / 2]);
                (low + high) / 2
            };
            let mut column: Vec<(i32, usize)> =
                columns[at].iter().map(|place| (wanted(place), *place)).collect();
            if sweep < 20 {
                // By the middle of the box; boxes that want the same place keep their order.
                column.sort_by_key(|(wanted, place)| 2 * wanted + items[*place].height);
            }
            settle(&column, items, limit, &mut tops);
            columns[at] = column.into_iter().map(|(_, place)| place).collect();
        }
        let now = climb(&tops);
        if now < best.0 {
            best = (now, columns.clone(), tops.clone());
        }
    }
    let (_, columns, tops) = best;
    let top = columns.iter().flatten().map(|place| tops[*place]).min().unwrap_or(0);
    let placed: Vec<Vec<(usize, i32)>> = columns
        .into_iter()
        .map(|column| column.into_iter().map(|place| (place, tops[place] - top)).collect())
        .collect();
    let height =
        placed.iter().flatten().map(|(place, y)| y + items[*place].height).max().unwrap_or(0);
    Block { group: None, columns: placed, height }
}

fn stacked(column: &[usize], items: &[Item]) -> i32 {
    column.iter().map(|place| items[*place].height + GAP).sum::<i32>() - GAP
}

/// The heights nearest to the wanted ones that keep the order and the distance: pooled, as in isotonic
/// regression, then kept within the limit.
fn settle(column: &[(i32, usize)], items: &[Item], limit: i32, tops: &mut [i32]) {
    // Without the heights of what stands above, all that is left to ask is that values do not fall.
    let mut above = 0;
    let mut pools: Vec<(i64, i64)> = Vec::new();
    let mut sizes: Vec<usize> = Vec::new();
    for (wanted, place) in column {
        pools.push((i64::from(wanted - above), 1));
        sizes.push(1);
        above += items[*place].height + GAP;
        while pools.len() > 1 {
            let (last, before) = (pools[pools.len() - 1], pools[pools.len() - 2]);
            if before.0 * last.1 <= last.0 * before.1 {
                break;
            }
            pools.pop();
            let size = sizes.pop().unwrap_or(0);
            if let (Some(pool), Some(own)) = (pools.last_mut(), sizes.last_mut()) {
                *pool = (before.0 + last.0, before.1 + last.1);
                *own += size;
            }
        }
    }
    let room = (limit - (above - GAP)).max(0);
    let mut at = 0;
    let mut above = 0;
    for ((sum, count), size) in pools.into_iter().zip(sizes) {
        let value = (sum.div_euclid(count) as i32).clamp(0, room);
        for (_, place) in &column[at..at + size] {
            tops[*place] = value + above;
            above += items[*place].height + GAP;
        }
        at += size;
    }
}
