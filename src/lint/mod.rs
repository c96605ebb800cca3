//! What becomes of findings: levels from the settings, and the design's own `allow` lines.
//!
//! The rules themselves stand in the modules that find the facts, one page each; `crate::rules`
//! lists them all.

mod levels;
mod rules;

pub use levels::{Judged, judge};
pub use rules::{RULES, UNUSED_ALLOW};
