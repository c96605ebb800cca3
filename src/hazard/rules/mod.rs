//! One file a rule: what is looked for, why it matters, how it is done safely.
//!
//! A rule looks at one action and its context. What the action costs is no rule's business: it is asked
//! of the dialect's data, so that a rule about scans is true of every server whose data say so.

mod add_check;
mod add_exclusion;
mod add_foreign_key;
mod add_numbered_column;
mod add_unique;
mod algorithm_not_stated;
mod attach_scans;
mod cascade;
mod char_column;
mod charset_conversion;
mod composite_key_goes;
mod conditional_index;
mod constrained_domain;
mod constrained_domain_column;
mod copies_table;
mod detach_blocks;
mod domain_constraint;
mod drop_column;
mod drop_index_blocks;
mod drop_not_null;
mod drop_object;
mod drop_partition;
mod drop_schema;
mod drop_table;
mod enum_value_order;
mod enum_value_used;
mod enum_values_change;
mod foreign_key_goes;
mod index_blocks_writes;
mod inline_check;
mod inline_references_ignored;
mod key_over_nullable;
mod locks_parent;
mod long_name;
mod missing_reference_index;
mod moves_rows;
mod moves_table;
mod narrowing_type;
mod nested_transaction;
mod no_lock_timeout;
mod not_in_transaction;
mod partition_of;
mod partitioning_changes;
mod primary_key_changes;
mod proof_dropped;
mod rebuilds_table;
mod references_unchecked;
mod refresh_blocks;
mod reindex_blocks;
mod rename_column;
mod rename_enum_value;
mod rename_object;
mod rename_table;
mod reorders_column;
mod required_column;
mod rewrites_table;
mod rights_change;
mod rows_without_condition;
mod serial_column;
mod set_not_null;
mod several_objects;
mod small_key;
mod stored_generated;
mod strong_lock;
mod timestamp_without_zone;
mod trigger_locks;
mod truncate;
mod type_reindexes;
mod type_rewrites;
mod unique_on_old_rows;
mod unlogged;
mod volatile_default;
mod work_under_lock;

use super::Hazard;
use super::action::Action;
use super::context::Context;
use crate::diagnostics::Rule;

/// A rule and how it is found.
pub(super) struct Check {
    pub rule: &'static Rule,
    pub subject: Subject,
    pub find: fn(&Action, &Context<'_>) -> Option<Finding>,
}

/// What a rule speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// Rows that are there, or their users: an empty table has neither.
    Rows,
    Any,
}

/// What a rule found, before its cost is looked up.
pub(super) struct Finding {
    why: String,
    recipe: Option<String>,
    loses: Option<String>,
}

impl Finding {
    pub fn new(why: String) -> Finding {
        Finding { why, recipe: None, loses: None }
    }

    pub fn recipe(mut self, recipe: impl Into<String>) -> Finding {
        self.recipe = Some(recipe.into());
        self
    }

    pub fn loses(mut self, what: String) -> Finding {
        self.loses = Some(what);
        self
    }
}

const CHECKS: &[&Check] = &[
    &drop_table::CHECK,
    &drop_column::CHECK,
    &drop_schema::CHECK,
    &truncate::CHECK,
    &narrowing_type::CHECK,
    &rows_without_condition::CHECK,
    &drop_partition::CHECK,
    &enum_values_change::CHECK,
    &cascade::CHECK,
    &composite_key_goes::CHECK,
    &drop_object::CHECK,
    &unlogged::CHECK,
    &type_rewrites::CHECK,
    &type_reindexes::CHECK,
    &volatile_default::CHECK,
    &add_numbered_column::CHECK,
    &stored_generated::CHECK,
    &constrained_domain_column::CHECK,
    &inline_check::CHECK,
    &set_not_null::CHECK,
    &add_check::CHECK,
    &add_foreign_key::CHECK,
    &add_unique::CHECK,
    &index_blocks_writes::CHECK,
    &drop_index_blocks::CHECK,
    &reindex_blocks::CHECK,
    &add_exclusion::CHECK,
    &partition_of::CHECK,
    &attach_scans::CHECK,
    &detach_blocks::CHECK,
    &domain_constraint::CHECK,
    &rewrites_table::CHECK,
    &refresh_blocks::CHECK,
    &locks_parent::CHECK,
    &proof_dropped::CHECK,
    &key_over_nullable::CHECK,
    &conditional_index::CHECK,
    &trigger_locks::CHECK,
    &strong_lock::CHECK,
    &missing_reference_index::CHECK,
    &not_in_transaction::CHECK,
    &enum_value_used::CHECK,
    &no_lock_timeout::CHECK,
    &work_under_lock::CHECK,
    &nested_transaction::CHECK,
    &several_objects::CHECK,
    &rename_table::CHECK,
    &rename_column::CHECK,
    &required_column::CHECK,
    &enum_value_order::CHECK,
    &foreign_key_goes::CHECK,
    &drop_not_null::CHECK,
    &unique_on_old_rows::CHECK,
    &rename_enum_value::CHECK,
    &rights_change::CHECK,
    &rename_object::CHECK,
    &moves_rows::CHECK,
    &moves_table::CHECK,
    &small_key::CHECK,
    &serial_column::CHECK,
    &char_column::CHECK,
    &timestamp_without_zone::CHECK,
    &long_name::CHECK,
    &constrained_domain::CHECK,
    &reorders_column::CHECK,
    &copies_table::CHECK,
    &rebuilds_table::CHECK,
    &algorithm_not_stated::CHECK,
    &charset_conversion::CHECK,
    &references_unchecked::CHECK,
    &inline_references_ignored::CHECK,
    &partitioning_changes::CHECK,
    &primary_key_changes::CHECK,
];

/// All rules about changes.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    CHECKS.iter().map(|check| check.rule)
}

/// What the rules say of one action.
pub(super) fn judge(action: &Action, context: &Context<'_>) -> Vec<Hazard> {
    let effect = context.effect(action);
    let empty = context.is_empty(&action.relation);
    let found = CHECKS
        .iter()
        .filter(|check| check.subject == Subject::Any || !empty)
        .filter_map(|check| Some((check.rule, (check.find)(action, context)?)));
    found
        .map(|(rule, finding)| Hazard {
            rule,
            relation: action.relation.to_string(),
            lock: effect.map(|effect| effect.lock.clone()).filter(|lock| !lock.is_empty()),
            scans: effect.is_some_and(|effect| effect.scans),
            rewrites: effect.is_some_and(|effect| effect.rewrites),
            loses: finding.loses,
            why: finding.why,
            recipe: finding.recipe,
        })
        .collect()
}
