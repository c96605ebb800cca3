//! Where boxes stand and edges run: a layered layout with ports at rows.
//!
//! The crates for layered layout know nodes, not rows: their edges end at a box, and they take seconds for
//! a thousand of them. Here the plane is cut into columns of boxes with channels between them. What is
//! referred to stands left of what refers; a context, or a connected part outside of contexts, is a block
//! of neighbouring columns ([`layers`], [`order`]); blocks are packed ([`pack`]). An edge leaves its row
//! sideways, goes up or down in channels and crosses columns between boxes only ([`route`]), and so can cross
//! no box by construction; [`tracks`] gives every line a place of its own. Edges to one row share a trunk.
//!
//! All coordinates are whole numbers, and every order has a last resort in the order of the design.

mod layers;
mod order;
mod pack;
mod route;
mod stretch;
#[cfg(test)]
mod tests;
mod tracks;

/// A box to be placed.
#[derive(Debug, Clone, Copy)]
pub struct Item {
    pub width: i32,
    pub height: i32,
    pub group: Option<usize>,
}

/// An edge from what refers to what is referred to, with the heights of its ends below the tops of
/// their boxes.
#[derive(Debug, Clone, Copy)]
pub struct Link {
    pub from: usize,
    pub from_port: i32,
    pub to: usize,
    pub to_port: i32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rect {
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    pub x: i32,
    pub y: i32,
}

/// Which side of its box an edge ends at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    Left,
    Right,
}

/// The way of an edge: from the row that refers to the row referred to, in straight lines, each across or
/// up and down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    pub points: Vec<Point>,
    pub from_side: Side,
    pub to_side: Side,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Layout {
    /// In the order of the items.
    pub boxes: Vec<Rect>,
    /// The frames of groups that have items.
    pub frames: Vec<(usize, Rect)>,
    /// In the order of the links.
    pub routes: Vec<Route>,
    pub width: i32,
    pub height: i32,
}

/// Between boxes above each other.
const GAP: i32 = 28;
/// Between blocks, and at the edge of the picture.
const MARGIN: i32 = 32;
/// What a frame needs above its boxes, and around them.
const FRAME_TOP: i32 = 34;
const FRAME: i32 = 16;
/// Room beside boxes for the ends of edges, free of lines that go up or down.
const END: i32 = 26;
/// Between lines side by side.
const TRACK: i32 = 7;

/// A part of the picture that is laid out by itself: columns of boxes, each with its height below the
/// block's top.
#[derive(Debug, Clone, Default)]
struct Block {
    pub group: Option<usize>,
    pub columns: Vec<Vec<(usize, i32)>>,
    pub height: i32,
}

/// Places all items and routes all links.
pub fn layout(items: &[Item], links: &[Link]) -> Layout {
    if items.is_empty() {
        return Layout { width: 2 * MARGIN, height: 2 * MARGIN, ..Layout::default() };
    }
    let blocks = layers::blocks(items, links);
    let mut columns = pack::pack(items, links, &blocks);
    let plan = route::plan(items, links, &columns);
    stretch::make_room(items, &mut columns, &plan);
    tracks::draw(items, links, &columns, plan)
}
