//! More height where more lines pass between two boxes than there is room for.
//!
//! The whole picture is stretched at some heights, so that what stood beside each other stays so; a stretch serves
//! all columns at once.

use super::pack::Columns;
use super::route::{self, Plan};
use super::{Item, TRACK};

pub fn make_room(items: &[Item], columns: &mut Columns, plan: &Plan) {
    // Between the tops of the boxes above and below a gap, so much has to be added.
    let mut wanted: Vec<(i32, i32, i32)> = Vec::new();
    for ((column, gap), nets) in &plan.nets {
        let boxes = &columns.columns[*column];
        let (Some(above), Some((below, _))) =
            (gap.checked_sub(1).map(|at| boxes[at].0), boxes.get(*gap))
        else {
            continue;
        };
        let (low, high) = route::range(items, columns, *column, *gap);
        let missing = (nets.len() as i32 - 1) * TRACK - (high - low);
        if missing > 0 {
            wanted.push((columns.tops[*below], columns.tops[above], missing));
        }
    }
    wanted.sort_unstable();
    // What stands at this height or below it moves down by so much more.
    let mut steps: Vec<(i32, i32)> = Vec::new();
    for (below, above, missing) in wanted {
        let there: i32 =
            steps.iter().rev().take_while(|(at, _)| *at > above).map(|(_, by)| by).sum();
        if there < missing {
            steps.push((below, missing - there));
        }
    }
    let mut sums: Vec<(i32, i32)> = Vec::with_capacity(steps.len());
    for (at, by) in steps {
        let sum = sums.last().map_or(0, |(_, sum)| *sum) + by;
        sums.push((at, sum));
    }
    let moved = |y: i32| -> i32 {
        let count = sums.partition_point(|(at, _)| *at <= y);
        y + count.checked_sub(1).map_or(0, |at| sums[at].1)
    };
    for top in &mut columns.tops {
        *top = moved(*top);
    }
    for (place, top) in columns.columns.iter_mut().flatten() {
        *top = columns.tops[*place];
    }
}
