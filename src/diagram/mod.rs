//! The picture of a design: entities as boxes of rows, references as edges between those rows.
//!
//! [`picture`](build::picture) makes a [`Picture`] of a design and of what was found in it; the picture knows
//! no format and no place. Formats that lay themselves out (Mermaid, DOT, PlantUML) are written from it as it
//! is; for the others [`layout`] places boxes and routes edges, and [`svg`] draws.
//!
//! Invariants: equal input gives the same bytes; coordinates are whole numbers; no two boxes overlap and no
//! edge crosses a box; every name, comment and expression goes through the escape of its format, which lies
//! beside the format. Absent: files, clocks, fonts of this machine (widths are those of one widespread font).

mod beside;
mod build;
mod compare;
mod dot;
mod html;
pub mod layout;
mod marks;
mod measure;
mod mermaid;
mod model;
mod part;
mod plantuml;
mod svg;

pub use build::picture;
pub use compare::{Renames, compare};
pub use dot::dot;
pub use html::{hash as policy_hash, html};
pub use measure::Detail;
pub use mermaid::mermaid;
pub use model::{
    Badge, BadgeKind, Cardinality, Change, Edge, EdgeKind, End, Group, Mark, Node, Note, Picture,
    Row,
};
pub use plantuml::plantuml;
pub use svg::{Theme, svg};
