//! What `check` says of growth: one file a rule.

mod misfit_partitions;
mod outgrown_table;
mod scattered_query;
mod statement_on_shards;
mod unsharded_key;

use super::growth;
use crate::advise::Study;
use crate::diagnostics::{Diagnostic, Rule};

pub static RULES: &[&Rule] = &[
    &outgrown_table::OUTGROWN_TABLE,
    &misfit_partitions::MISFIT_PARTITIONS,
    &scattered_query::SCATTERED_QUERY,
    &unsharded_key::UNSHARDED_KEY,
];

/// Everything the rules find in the figures and the queries of a design.
pub fn check(study: &Study<'_>) -> Vec<Diagnostic> {
    let growth = growth(study);
    let mut findings = Vec::new();
    outgrown_table::find(&growth, &mut findings);
    misfit_partitions::find(&growth, &mut findings);
    scattered_query::find(&growth, &mut findings);
    unsharded_key::find(study, &growth, &mut findings);
    statement_on_shards::find(study, &mut findings);
    findings
}
