//! What a schema holds, in numbers and words.

use crate::schema::{Partitioning, Schema};

/// `12 tables, 9 partitions, 2 views …`, leaving out what there is none of.
pub(super) fn summary(schema: &Schema) -> String {
    let tables = &schema.tables;
    let partitions =
        tables.iter().filter_map(|table| table.partitioning.as_ref()).map(count_partitions).sum();
    let indexes = tables.iter().map(|table| table.indexes.len()).sum();
    let foreign_keys = tables.iter().map(|table| table.foreign_keys.len()).sum();
    let checks = tables.iter().map(|table| table.checks.len()).sum();
    let policies = tables.iter().map(|table| table.policies.len()).sum();
    let triggers = tables.iter().map(|table| table.triggers.len()).sum();
    let counts: [(usize, &str, &str); 17] = [
        (schema.namespaces.len(), "schema", "schemas"),
        (schema.extensions.len(), "extension", "extensions"),
        (schema.roles.len(), "role", "roles"),
        (schema.enums.len(), "enum", "enums"),
        (schema.domains.len(), "domain", "domains"),
        (schema.sequences.len(), "sequence", "sequences"),
        (tables.len(), "table", "tables"),
        (partitions, "partition", "partitions"),
        (foreign_keys, "foreign key", "foreign keys"),
        (checks, "check", "checks"),
        (indexes, "index", "indexes"),
        (schema.views.len(), "view", "views"),
        (schema.routines.len(), "routine", "routines"),
        (triggers, "trigger", "triggers"),
        (policies, "policy", "policies"),
        (schema.others.len(), "other object", "other objects"),
        (schema.natives.len(), "native block", "native blocks"),
    ];
    let words: Vec<String> = counts
        .into_iter()
        .filter(|(count, _, _)| *count > 0)
        .map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many }))
        .collect();
    if words.is_empty() { "nothing".to_owned() } else { words.join(", ") }
}

fn count_partitions(partitioning: &Partitioning) -> usize {
    partitioning
        .partitions
        .iter()
        .map(|partition| 1 + partition.partitioning.as_deref().map_or(0, count_partitions))
        .sum()
}

/// `1 error, 2 warnings`, or `none`.
pub(super) fn levels(findings: &[crate::diagnostics::Diagnostic]) -> String {
    use crate::diagnostics::Level;
    let words: Vec<String> =
        [(Level::Error, "error"), (Level::Warning, "warning"), (Level::Info, "note")]
            .into_iter()
            .filter_map(|(level, word)| {
                let count = findings.iter().filter(|finding| finding.level == level).count();
                (count > 0).then(|| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
            })
            .collect();
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}
