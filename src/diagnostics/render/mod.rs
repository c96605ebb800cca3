//! Findings as text for people and as JSON for programs.

mod github;
mod gitlab;
mod json;
mod junit;
mod sarif;
mod terminal;

pub use github::github;
pub use gitlab::gitlab;
pub use json::{JsonFinding, JsonSpan, json_finding, json_span};
pub use junit::{Suite, junit};
pub use sarif::sarif;
pub use terminal::{Styling, terminal};
