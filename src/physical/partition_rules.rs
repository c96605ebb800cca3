//! What partitioning asks of the rest of a table.

use super::rules::constraints::CONSTRAINT_UNSUPPORTED;
use super::rules::partitions::{PARTITION_KEY_NOT_IN_UNIQUE, TOO_MANY_PARTITIONS};
use super::work::{Work, quoted_list};
use crate::diagnostics::Diagnostic;
use crate::dialect::Capability;
use crate::schema::{AtomKey, AtomKind, IndexTarget, Partitioning, Table};
use crate::sql::identifiers;

pub(super) fn check(work: &mut Work<'_>) {
    work.each_table(|work, table| {
        let Some(partitioning) = &table.partitioning else { return };
        count(work, table, partitioning);
        if work.has(Capability::PartitionUniqueNeedsKey) {
            unique_keys(work, table, partitioning);
        }
        if work.has(Capability::PartitionExpressions)
            && work.lacks(Capability::PartitionExpressionUnique)
        {
            keys_beside_expressions(work, table, partitioning);
        }
        for exclusion in &table.exclusions {
            if work.has(Capability::ExclusionConstraints)
                && work.lacks(Capability::PartitionExclusions)
            {
                let name = exclusion.name.as_deref().unwrap_or_default();
                let message = format!(
                    "`{}` is partitioned, so it cannot have exclusion constraint `{name}`",
                    table.name
                );
                let finding = Diagnostic::new(&CONSTRAINT_UNSUPPORTED, message)
                    .note(work.dialect.lacks(Capability::PartitionExclusions))
                    .help("leave the table in one piece, or enforce the rule on each partition");
                work.report_at(&AtomKey::new(&table.name, AtomKind::Exclusion, name), finding, "");
            }
        }
    });
}

/// No key can hold an expression, where the server wants the partition key in each of them.
fn keys_beside_expressions(work: &mut Work<'_>, table: &Table, partitioning: &Partitioning) {
    let below = partitioning.partitions.iter().filter_map(|one| one.partitioning.as_deref());
    let mut levels = std::iter::once(partitioning).chain(below);
    if levels.all(|level| level.columns().is_some()) {
        return;
    }
    let primary = table.primary_key.iter().map(|_| (AtomKind::PrimaryKey, String::new()));
    let uniques = table.uniques.iter().map(|unique| (AtomKind::Unique, unique.part().to_owned()));
    for (kind, name) in primary.chain(uniques).collect::<Vec<_>>() {
        let what = match kind {
            AtomKind::PrimaryKey => "the primary key".to_owned(),
            _ => format!("unique key `{name}`"),
        };
        let message = format!(
            "{what} of `{}` cannot be, as the table is partitioned by an expression",
            table.name
        );
        let finding = Diagnostic::new(&PARTITION_KEY_NOT_IN_UNIQUE, message)
            .note(work.dialect.lacks(Capability::PartitionExpressionUnique))
            .help("partition by a plain column, or leave the key out");
        work.report_at(&AtomKey::new(&table.name, kind, name), finding, "");
    }
}

fn count(work: &mut Work<'_>, table: &Table, partitioning: &Partitioning) {
    let Some(most) = work.dialect.limits().partitions else { return };
    let count = leaves(partitioning);
    if count > most as usize {
        let message =
            format!("`{}` has {count} partitions, and {} allows {most}", table.name, work.title());
        let finding = Diagnostic::new(&TOO_MANY_PARTITIONS, message)
            .help("use a longer interval, a shorter `keep`, or fewer sub-partitions");
        work.report_at(&AtomKey::new(&table.name, AtomKind::PartitionKey, ""), finding, "");
    }
}

fn leaves(partitioning: &Partitioning) -> usize {
    let below = |sub: &Option<Box<Partitioning>>| sub.as_ref().map_or(1, |sub| leaves(sub).max(1));
    partitioning.partitions.iter().map(|partition| below(&partition.partitioning)).sum()
}

/// The columns that decide on which partition a row lies in.
fn key_columns(table: &Table, partitioning: &Partitioning) -> Vec<String> {
    let mut columns = Vec::new();
    for key in &partitioning.keys {
        match &key.target {
            IndexTarget::Column(name) => columns.push(name.clone()),
            IndexTarget::Expression(expression) => columns.extend(
                identifiers(expression.text())
                    .filter(|word| table.column(word).is_some())
                    .map(str::to_owned),
            ),
        }
    }
    let below =
        partitioning.partitions.iter().find_map(|partition| partition.partitioning.as_deref());
    columns.extend(below.into_iter().flat_map(|sub| key_columns(table, sub)));
    columns.sort();
    columns.dedup();
    columns
}

fn unique_keys(work: &mut Work<'_>, table: &Table, partitioning: &Partitioning) {
    let needed = key_columns(table, partitioning);
    let mut look = |kind: AtomKind, name: &str, columns: &[String]| {
        let missing: Vec<&str> =
            needed.iter().filter(|column| !columns.contains(column)).map(String::as_str).collect();
        if missing.is_empty() {
            return;
        }
        let what = if name.is_empty() {
            "the primary key".to_owned()
        } else {
            format!("unique key `{name}`")
        };
        let message = format!(
            "{what} of `{}` misses {} of the partition key",
            table.name,
            quoted_list(missing.iter().copied())
        );
        let mut widened: Vec<&str> = columns.iter().map(String::as_str).collect();
        widened.extend(&missing);
        let word = if name.is_empty() { "primary key" } else { "unique" };
        let finding = Diagnostic::new(&PARTITION_KEY_NOT_IN_UNIQUE, message)
            .note("every partition has its own index, so only keys that lie in one partition can be kept unique")
            .help(format!("say `{word} ({})`", widened.join(", ")));
        let span = work.span(&AtomKey::new(&table.name, kind, name));
        let other = work.span(&AtomKey::new(&table.name, AtomKind::PartitionKey, ""));
        work.report(
            finding
                .at_some(span, "")
                .at_some(other.filter(|other| Some(*other) != span), "the partition key"),
        );
    };
    if let Some(key) = &table.primary_key {
        look(AtomKind::PrimaryKey, "", &key.columns);
    }
    for unique in &table.uniques {
        look(AtomKind::Unique, unique.name.as_deref().unwrap_or_default(), &unique.columns);
    }
    for index in table.indexes.iter().filter(|index| index.unique) {
        let columns: Vec<String> = index.columns().map(str::to_owned).collect();
        look(AtomKind::Index, index.name.as_deref().unwrap_or_default(), &columns);
    }
}
