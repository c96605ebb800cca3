//! What schemagen has to say about an input: findings with codes, places and fixes.
//!
//! A finding is a value. Nothing here prints: `render` turns findings into text or JSON, and only
//! `cli` writes it out. Every code belongs to one [`Rule`], whose page `schemagen explain` shows.

mod diagnostic;
pub mod render;
mod rule;

pub use diagnostic::{Diagnostic, Edit, Fix, Label, Level};
pub use rule::Rule;
