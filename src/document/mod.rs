//! The design document for a review: an overview with the diagram, what changes and the way there, a page an entity,
//! the indexes with their reasons, growth with partitions and shards, and the normal forms; the same pages as
//! Markdown and as HTML.
//!
//! Pages are values made of a [`Picture`](crate::diagram::Picture) and of texts that others wrote; [`markdown`] and
//! [`html`] write them. Absent: files, links to anything outside of the folder.

mod html;
mod markdown;
mod page;
mod pages;
mod search;

pub use html::html;
pub use markdown::markdown;
pub use page::{Block, Inline, Page};
pub use pages::{Parts, pages};
