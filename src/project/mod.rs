//! From a source on disk to a checked design: the pipeline as every command runs it.
//!
//! `load` reads and lowers, `check` asks each target what it can hold, `prove` runs the proofs on
//! engines, `read` makes a schema of any other source and `compare` tells two apart. Commands call
//! these and print; findings are gathered here and judged once, by
//! the settings and the design's own `allow` lines.

mod advise;
mod answers;
mod alike;
mod promise;
mod between;
mod check;
mod ci;
pub mod compare;
mod facts;
mod former;
mod diagram;
mod imports;
mod joined;
mod load;
mod meanwhile;
mod nodes;
pub mod migrate;
mod offline;
mod partitions;
mod phases;
mod prove;
mod read;
mod rehearse;
mod renamed_checked;
mod renamed_parts;
mod split;
mod today;

pub use advise::{
    AdviseError, AdviseOptions, Advised, ImportError, ImportFrom, advise, imported, workload,
};
pub use answers::{Answers, Questions, Renames};
pub use between::{Between, BetweenOptions, between};
pub use check::{Checked, CheckedTarget, TargetError, at, check, dialects, one_database, target};
pub use ci::{CiError, CiOptions, Ran, Stage, StageOutcome, ci};
pub use diagram::{Drawn, document, draw, draw_change};
pub use load::{LoadFailure, Loaded, adopt, load, load_over};
pub use partitions::{Kept, Over, Scheduler, Upkeep, UpkeepOptions, schedule, upkeep};
pub use phases::{Phase, phases};
pub use prove::{ProveError, Proved, prove};
pub use read::{Read, ReadError, ReadOptions, Refused, World, read};
pub use split::{SplitStepsError, split_moves, split_steps};
pub use today::today;
