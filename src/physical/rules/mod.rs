//! What a target can hold: the rules of this area, `SG30…`.

pub mod constraints;
pub mod expressions;
pub mod indexes;
pub mod names;
pub mod objects;
pub mod partitions;
pub mod shards;
pub mod types;

use crate::diagnostics::Rule;

/// All rules of this area, by code.
pub static RULES: &[&Rule] = &[
    &names::NAME_TOO_LONG,
    &names::NAME_SHORTENED,
    &names::NAME_TAKEN,
    &types::TYPE_UNSUPPORTED,
    &types::TYPE_LOSS,
    &types::TYPE_INLINED,
    &types::IDENTITY_UNSUPPORTED,
    &types::COLUMN_FEATURE_LOST,
    &types::COLUMN_FEATURE_UNSUPPORTED,
    &expressions::EXPRESSION_UNTRANSLATABLE,
    &expressions::EXPRESSION_LOSS,
    &constraints::CONSTRAINT_UNSUPPORTED,
    &constraints::CONSTRAINT_WEAKENED,
    &constraints::FOREIGN_KEY_TARGET,
    &constraints::FOREIGN_KEY_TYPES,
    &indexes::INDEX_UNSUPPORTED,
    &indexes::INDEX_WEAKENED,
    &indexes::KEY_TOO_LONG,
    &indexes::KEY_NEEDS_PREFIX,
    &indexes::INDEX_COLUMNS,
    &partitions::PARTITION_UNSUPPORTED,
    &partitions::PARTITION_LOST,
    &partitions::PARTITION_KEY_NOT_IN_UNIQUE,
    &partitions::PARTITION_FOREIGN_KEY,
    &partitions::PARTITION_LIFECYCLE,
    &partitions::TOO_MANY_PARTITIONS,
    &partitions::PARTITION_COARSER,
    &objects::OBJECT_UNSUPPORTED,
    &objects::OBJECT_LOST,
    &objects::COMMENTS_LOST,
    &objects::LIMIT_EXCEEDED,
    &shards::SHARD_KEY_NOT_IN_UNIQUE,
    &shards::FOREIGN_KEY_ACROSS_SHARDS,
    &shards::TRIGGER_ON_SHARDS,
    &shards::SHARD_KEY_UNSUPPORTED,
    &shards::SHARD_NUMBERS,
    &shards::ORDERED_KEY,
    &shards::RANDOM_NUMBERS,
    &shards::COPIES_DIFFER,
    &shards::COPIES_MADE_APART,
    &shards::PARTITIONS_ON_SHARDS,
    &shards::TRIGGER_MISSES_CASCADES,
    &shards::COPIES_NEED_KEY,
    &shards::STATEMENT_ON_SHARDS,
    &shards::NAME_NOT_REACHED,
];

#[cfg(test)]
mod tests {
    use super::RULES;

    #[test]
    fn codes_rise_names_differ_and_pages_have_their_headings() {
        assert!(RULES.windows(2).all(|pair| pair[0].code < pair[1].code));
        let names: std::collections::BTreeSet<_> = RULES.iter().map(|rule| rule.name).collect();
        assert_eq!(names.len(), RULES.len());
        for rule in RULES {
            assert!(rule.code.starts_with("SG30") && rule.code.len() == 6, "{}", rule.code);
            for heading in ["# What it says", "# Why it matters", "# What to do"] {
                assert!(rule.page.contains(heading), "{}: {heading}", rule.code);
            }
        }
    }
}
