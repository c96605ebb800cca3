//! From a source on disk to a checked design: the pipeline as every command runs it.
//!
//! `load` reads and lowers, `check` asks each target what it can hold, `prove` runs the proofs on
//! engines. Commands call these three and print; findings are gathered here and judged once, by
//! the settings and the design's own `allow` lines.

mod check;
mod imports;
mod load;
mod prove;
mod today;

pub use check::{Checked, CheckedTarget, TargetError, at, check, dialects};
pub use load::{LoadFailure, Loaded, load};
pub use prove::{ProveError, Proved, prove};
pub use today::today;
