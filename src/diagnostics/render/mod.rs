//! Findings as text for people and as JSON for programs.

mod json;
mod terminal;

pub use json::{JsonFinding, JsonSpan, json_finding, json_span};
pub use terminal::{Styling, terminal};
