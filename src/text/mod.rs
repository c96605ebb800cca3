//! Places in source texts, and small services over words.
//!
//! Knows nothing of schemas or languages. Offsets are bytes everywhere inside the program; lines
//! and columns exist only where something is shown to a person or written for another program.

pub mod figures;
pub mod markup;
mod source;
mod span;
mod suggest;

pub use source::{Position, SourceFile, SourceMap};
pub use span::{FileId, Span};
pub use suggest::{did_you_mean, likeness};
