//! The picture as SVG: text that can be selected and searched, in one file without references to others.
//!
//! Programs that know no style sheets' media queries show the light colours; browsers follow the reader's
//! choice of light or dark unless a theme is fixed.

mod edge;
mod entity;
mod style;

use std::collections::BTreeSet;
use std::fmt::Write;

use super::layout::{self, Item, Layout, Link};
use super::measure::{self, Shape};
use super::{Cardinality, Detail, Picture};
use crate::text::markup::{self, xml as escape};

pub use style::{Theme, page_sheet};

/// A picture with everything that stands where: what SVG and HTML are drawn from.
pub struct Placed<'p> {
    pub picture: &'p Picture,
    pub shapes: Vec<Shape>,
    pub layout: Layout,
}

impl<'p> Placed<'p> {
    pub fn new(picture: &'p Picture, detail: Detail) -> Placed<'p> {
        let shapes: Vec<Shape> = picture.nodes.iter().map(|node| Shape::of(node, detail)).collect();
        let items: Vec<Item> = picture
            .nodes
            .iter()
            .zip(&shapes)
            .map(|(node, shape)| Item {
                width: shape.width,
                height: shape.height,
                group: node.group,
            })
            .collect();
        // One key may be referred to by references that must and by some that may be null: their ends say different
        // things, so that they get places of their own.
        let ends: BTreeSet<(usize, i32, bool)> = picture
            .edges
            .iter()
            .map(|edge| {
                let port = shapes[edge.to.node].port(&edge.to.rows);
                (edge.to.node, port, edge.to.cardinality == Cardinality::One)
            })
            .collect();
        let links: Vec<Link> = picture
            .edges
            .iter()
            .map(|edge| {
                let (to, port) = (edge.to.node, shapes[edge.to.node].port(&edge.to.rows));
                let both = ends.contains(&(to, port, true)) && ends.contains(&(to, port, false));
                let aside = match (both, edge.to.cardinality) {
                    (false, _) => 0,
                    (true, Cardinality::One) => -5,
                    (true, _) => 5,
                };
                Link {
                    from: edge.from.node,
                    from_port: shapes[edge.from.node].port(&edge.from.rows),
                    to,
                    to_port: port + aside,
                }
            })
            .collect();
        let layout = layout::layout(&items, &links);
        Placed { picture, shapes, layout }
    }
}

/// The whole file.
pub fn svg(picture: &Picture, detail: Detail, theme: Theme) -> String {
    let placed = Placed::new(picture, detail);
    let (width, height) = (placed.layout.width, placed.layout.height);
    let mut out = String::new();
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"group\" aria-labelledby=\"title description\">\n\
         <title id=\"title\">{}</title>\n<desc id=\"description\">{}</desc>\n<style>\n{}</style>\n\
         <rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>\n",
        escape(&picture.title),
        escape(&description(picture)),
        style::sheet(theme),
    );
    body(&placed, &mut out);
    out.push_str("</svg>\n");
    out
}

/// Frames, edges, boxes: what is drawn later lies above.
pub fn body(placed: &Placed<'_>, out: &mut String) {
    out.push_str("<g class=\"frames\">\n");
    for (group, frame) in &placed.layout.frames {
        let name = &placed.picture.groups[*group].name;
        let _ = writeln!(
            out,
            "<g class=\"frame\" data-group=\"{group}\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" \
             rx=\"10\"/><text x=\"{}\" y=\"{}\">{}</text></g>",
            frame.x,
            frame.y,
            frame.width,
            frame.height,
            frame.x + 14,
            frame.y + 21,
            escape(&measure::fit(&markup::line(name), 13, frame.width - 28)),
        );
    }
    out.push_str("</g>\n<g class=\"edges\">\n");
    for at in 0..placed.picture.edges.len() {
        edge::draw(placed, at, out);
    }
    out.push_str("</g>\n<g class=\"entities\">\n");
    for at in 0..placed.picture.nodes.len() {
        entity::draw(placed, at, out);
    }
    out.push_str("</g>\n");
}

/// For those who cannot see it.
pub fn description(picture: &Picture) -> String {
    let plural = |count: usize, one: &str, many: &str| {
        format!("{count} {}", if count == 1 { one } else { many })
    };
    let mut words = vec![
        plural(picture.nodes.len(), "entity", "entities"),
        plural(picture.edges.len(), "reference", "references"),
    ];
    if !picture.groups.is_empty() {
        words.push(plural(picture.groups.len(), "context", "contexts"));
    }
    format!("Entity-relationship diagram: {}", words.join(", "))
}
