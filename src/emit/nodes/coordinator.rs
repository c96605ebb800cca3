//! What the coordinator holds: whole tables that lie on one machine, and the outsides of those that do not.

use super::{link_name, shard_name, shards};
use crate::dialect::{Capability, Dialect};
use crate::schema::{
    Bound, DataType, Partition, PartitionKey, PartitionStrategy, Partitioning, Placement,
    QualifiedName, Schema, Table,
};

pub(super) fn schema(schema: &Schema, dialect: Dialect<'_>) -> Schema {
    let mut own = schema.clone();
    for table in &mut own.tables {
        let modulus = shards(schema, table).unwrap_or(1);
        if let Some(Placement::Distributed { column, .. }) = table.placement.take() {
            *table = match dialect.has(Capability::PartitionsAsTables) {
                true => outside(table, &column),
                false => led_elsewhere(table, &column, modulus, dialect),
            };
        }
    }
    own
}

pub(super) fn seen_by_planner(schema: &Schema, dialect: Dialect<'_>) -> Schema {
    let mut own = self::schema(schema, dialect);
    for table in &mut own.tables {
        let modulus = schema.table(&table.name).and_then(|whole| shards(schema, whole));
        let (Some(modulus), Some(partitioning)) = (modulus, &mut table.partitioning) else {
            continue;
        };
        if partitioning.partitions.is_empty() {
            partitioning.partitions = (0..modulus)
                .map(|remainder| {
                    let bound = Bound::Hash { modulus, remainder };
                    Partition::new(link_name(&table.name, remainder, dialect), bound)
                })
                .collect();
        }
    }
    own
}

/// Columns, what numbers and fills them, who may see which rows, and what runs when they change. Keys and checks are
/// the shards' to hold.
fn outside(table: &Table, column: &str) -> Table {
    let partitioning = Partitioning {
        strategy: PartitionStrategy::Hash,
        keys: vec![PartitionKey::column(column)],
        partitions: Vec::new(),
    };
    Table {
        columns: table.columns.clone(),
        partitioning: Some(partitioning),
        triggers: table.triggers.clone(),
        row_security: table.row_security,
        policies: table.policies.clone(),
        owner: table.owner.clone(),
        comment: table.comment.clone(),
        ..Table::new(table.name.clone())
    }
}

/// The whole table but its references, of an engine that leads to others: keys tell it how rows are found there, and
/// each partition names a server. Its comment would be taken for settings.
fn led_elsewhere(table: &Table, column: &str, modulus: u32, dialect: Dialect<'_>) -> Table {
    let strategy = match table.column(column) {
        Some(key) if is_whole_number(&key.data_type) => PartitionStrategy::Hash,
        _ => PartitionStrategy::Key,
    };
    let partitions = (0..modulus).map(|remainder| {
        let mut partition = Partition::new(
            QualifiedName::bare(shard_name(remainder)),
            Bound::Hash { modulus, remainder },
        );
        partition.options.insert("remote_server".to_owned(), shard_name(remainder));
        partition
    });
    let partitioning = Partitioning {
        strategy,
        keys: vec![PartitionKey::column(column)],
        partitions: partitions.collect(),
    };
    let mut own = Table {
        foreign_keys: Vec::new(),
        partitioning: Some(partitioning),
        comment: None,
        placement: None,
        ..table.clone()
    };
    own.options.retain(|name, _| matches!(name.as_str(), "charset" | "collation"));
    own.options.insert("engine".to_owned(), "SPIDER".to_owned());
    own.options.insert("remote_table".to_owned(), table.name.name.clone());
    let namespace = table.name.namespace.as_ref().or(dialect.defaults().namespace.as_ref());
    if let Some(namespace) = namespace {
        own.options.insert("remote_database".to_owned(), namespace.clone());
    }
    own
}

pub(super) fn is_whole_number(data_type: &DataType) -> bool {
    matches!(data_type, DataType::SmallInt | DataType::Int | DataType::BigInt)
}
