//! The plan: ordered steps from what is to what is designed, with what was found and proven.
//!
//! A plan is a value; `render` turns it into text for a reviewer, JSON for a program, SQL for a
//! server's own client, or Markdown for a pull request. The same plan gives the same bytes.

mod algorithm;
mod loss;
mod renamed;
mod render;
mod size;
mod step;
mod value;
mod walk;

use crate::diagnostics::{Diagnostic, Rule};
use crate::dialect::Version;
use crate::schema::Schema;
use crate::verify::Proof;

pub use loss::{Allowed, DATA_LOSS, Unclaimed, empty_losses, losses, lost_names};
pub use renamed::{MAYBE_RENAMED, MaybeRenamed, ask, maybe_renamed};
pub use render::{
    json, markdown, markdown_part, partitions_read, proof_line, shards_asked, sql, text,
};
pub use size::{Size, Sizes};
pub use step::{Hazard, Step, judge, steps, steps_between, undoing};
pub use value::{VALUE_NEEDED, value_needed};

/// The rules of plans.
pub const RULES: &[&Rule] = &[&DATA_LOSS, &VALUE_NEEDED, &MAYBE_RENAMED];

/// Everything a reviewer decides on.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The source as the user named it.
    pub to: String,
    pub from: String,
    /// The dialect's title: `PostgreSQL`.
    pub title: String,
    pub dialect: String,
    /// Why nobody has seen a server take it, where that is so.
    pub unproven: Option<String>,
    /// The oldest server version the steps run on.
    pub version: Version,
    /// The day that calendar partitions count from, where there are any.
    pub as_of: Option<String>,
    /// What is there already matters: the steps change something.
    pub between: bool,
    /// Of what is there: the steps are run on nothing else.
    pub fingerprint: Option<String>,
    pub steps: Vec<Step>,
    /// What the steps lead to.
    pub schema: Schema,
    /// Judged, in the order they are shown.
    pub findings: Vec<Diagnostic>,
    /// Findings that the design allows.
    pub allowed: usize,
    /// Of every target, in the design's order.
    pub proofs: Vec<Proof>,
}
