//! What grows and what to do about it, as text for people and as JSON for programs.

mod json;
mod text;
mod words;

pub use json::{Json, json};
pub use text::text;
pub use words::{class, described, reach, verdict, violation};
