//! A report for people and for programs.

mod json;
mod proposals;
mod rows;
mod text;

pub use json::json;
pub use rows::{columns_of, table};
pub use text::{Detail, story, summary, text};
