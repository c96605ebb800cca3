//! Migrations as a folder holds them: names, checksums, scripts taken apart into steps, foreign formats.
//!
//! A migration is a folder `<version>_<name>` with `up.sql`, mostly `down.sql`, and `plan.json` where a plan
//! made it. Beside them lies the list of checksums, a line a file, in the order of the files' names, so
//! that two branches which add migrations merge without a conflict.
//!
//! Everything here is text in, values out: who reads and writes the files is `project`.

mod checksums;
mod formats;
mod name;
mod script;
#[cfg(test)]
mod tests;

pub use checksums::{ATTRIBUTES, CHECKSUMS, Checksums, Mismatch, Summing, checksum};
pub use formats::{Exported, Format, Imported, atlas, export, import};
pub use name::{MigrationName, WrongName};
pub use script::{Backfill, Script, ScriptError, ScriptStep, StepKind, script};

/// A migration as its files say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    pub name: MigrationName,
    pub up: String,
    /// None where nothing undoes it.
    pub down: Option<String>,
    /// The plan that it was made from, as JSON.
    pub plan: Option<String>,
}

/// The files of a migration's folder.
pub const UP: &str = "up.sql";
pub const DOWN: &str = "down.sql";
pub const PLAN: &str = "plan.json";
