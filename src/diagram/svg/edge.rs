//! A reference: a line with round corners between two rows, with crow's feet at its ends.

use std::fmt::Write;

use super::Placed;
use crate::diagram::layout::{Point, Side};
use crate::diagram::measure::ROW;
use crate::diagram::{Cardinality, Change, EdgeKind, End};
use crate::text::markup::xml as escape;

const CORNER: i32 = 6;

pub fn draw(placed: &Placed<'_>, at: usize, out: &mut String) {
    let edge = &placed.picture.edges[at];
    let route = &placed.layout.routes[at];
    let mut class = String::from("edge");
    match edge.kind {
        EdgeKind::Reference => {}
        EdgeKind::Identifying => class.push_str(" identifying"),
        EdgeKind::Inherits => class.push_str(" inherits"),
    }
    if edge.change != Change::Same {
        class.push(' ');
        class.push_str(edge.change.word());
    }
    let name = |end: &End| &placed.picture.nodes[end.node].name;
    let line = line(&route.points);
    let _ = write!(
        out,
        "<g class=\"{class}\" data-edge=\"{at}\"><title>{}</title><path class=\"wide\" d=\"{line}\"/>\
         <path d=\"{line}\"/>",
        escape(&format!("{} → {}: {}", name(&edge.from), name(&edge.to), edge.label)),
    );
    let (Some(first), Some(last)) = (route.points.first(), route.points.last()) else { return };
    if edge.kind == EdgeKind::Inherits {
        let way = direction(route.to_side);
        let (x, y) = (last.x, last.y);
        let _ = write!(out, "<path class=\"open\" d=\"M{x} {y}l{} -6v12z\"/>", 12 * way);
    } else {
        foot(*first, route.from_side, edge.from.cardinality, out);
        foot(*last, route.to_side, edge.to.cardinality, out);
    }
    bracket(placed, &edge.from, *first, route.from_side, out);
    bracket(placed, &edge.to, *last, route.to_side, out);
    out.push_str("</g>\n");
}

fn direction(side: Side) -> i32 {
    match side {
        Side::Left => -1,
        Side::Right => 1,
    }
}

/// Straight lines with round corners.
fn line(points: &[Point]) -> String {
    let Some(first) = points.first() else { return String::new() };
    let mut path = format!("M{} {}", first.x, first.y);
    for (at, point) in points.iter().enumerate().skip(1) {
        let before = points[at - 1];
        match points.get(at + 1) {
            None => {
                let _ = write!(path, "L{} {}", point.x, point.y);
            }
            Some(next) => {
                let length = |a: Point, b: Point| (a.x - b.x).abs() + (a.y - b.y).abs();
                let radius = CORNER.min(length(before, *point) / 2).min(length(*point, *next) / 2);
                let toward = |other: Point| Point {
                    x: point.x + (other.x - point.x).signum() * radius,
                    y: point.y + (other.y - point.y).signum() * radius,
                };
                let (enter, leave) = (toward(before), toward(*next));
                let _ = write!(
                    path,
                    "L{} {}Q{} {} {} {}",
                    enter.x, enter.y, point.x, point.y, leave.x, leave.y
                );
            }
        }
    }
    path
}

/// The end of a line: how many there are on that side.
fn foot(at: Point, side: Side, cardinality: Cardinality, out: &mut String) {
    let way = direction(side);
    let (x, y) = (at.x, at.y);
    let bar = |out: &mut String, far: i32| {
        let _ = write!(out, "<path d=\"M{} {}v12\"/>", x + far * way, y - 6);
    };
    let ring = |out: &mut String, far: i32| {
        let _ = write!(
            out,
            "<path class=\"open\" d=\"M{} {y}a4 4 0 1 0 {} 0a4 4 0 1 0 {} 0z\"/>",
            x + far * way,
            8 * way,
            -8 * way
        );
    };
    match cardinality {
        Cardinality::One => {
            bar(out, 6);
            bar(out, 10);
        }
        Cardinality::ZeroOrOne => {
            bar(out, 6);
            ring(out, 9);
        }
        Cardinality::Many => {
            let _ = write!(
                out,
                "<path d=\"M{} {y}L{x} {}M{} {y}L{x} {}\"/>",
                x + 12 * way,
                y - 6,
                x + 12 * way,
                y + 6
            );
            ring(out, 12);
        }
    }
}

/// Joins the rows of an end that has several.
fn bracket(placed: &Placed<'_>, end: &End, at: Point, side: Side, out: &mut String) {
    let shape = &placed.shapes[end.node];
    let top = placed.layout.boxes[end.node].y;
    let rows: Vec<i32> = end
        .rows
        .iter()
        .filter_map(|row| shape.rows.iter().position(|shown| shown == row))
        .map(|place| top + shape.rows_top + place as i32 * ROW + ROW / 2)
        .collect();
    let (Some(low), Some(high)) = (rows.iter().min(), rows.iter().max()) else { return };
    if rows.len() < 2 {
        return;
    }
    let way = direction(side);
    let x = at.x + 3 * way;
    let _ = write!(out, "<path d=\"M{x} {low}V{high}\"/>");
    for y in rows {
        let _ = write!(out, "<path d=\"M{} {y}H{x}\"/>", at.x);
    }
}
